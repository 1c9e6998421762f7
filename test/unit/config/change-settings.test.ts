import { writeFileSync } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changeSettings } from '../../../src/config/change-settings.js';
import { QtuiError } from '../../../src/core/errors.js';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-change-'));
  file = join(directory, 'qtui', 'config.toml');
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const TEXT = '[terminal]\nmouse = false\n';
const to = (text: string) => () => text;

test('a file that is not there is made, for its owner only', async () => {
  const changed = await changeSettings(file, 'user', to(TEXT));
  expect(changed).toMatchObject({ isChanged: true });
  expect(await readFile(file, 'utf8')).toBe(TEXT);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'qtui'))).mode & 0o777).toBe(0o700);
});

test('a file keeps its permissions, and leaves nothing beside it', async () => {
  await changeSettings(file, 'user', to(''));
  await chmod(file, 0o664);
  await changeSettings(file, 'user', to(TEXT));
  expect((await stat(file)).mode & 0o777).toBe(0o664);
  expect(await readdir(join(directory, 'qtui'))).toEqual(['config.toml']);
});

test('a link stays, and what it leads to is changed', async () => {
  const dotfiles = join(directory, 'dotfiles.toml');
  await mkdir(join(directory, 'qtui'));
  await symlink('../dotfiles.toml', file);
  await changeSettings(file, 'user', to(TEXT));
  expect(await readlink(file)).toBe('../dotfiles.toml');
  expect(await readFile(dotfiles, 'utf8')).toBe(TEXT);
  await changeSettings(file, 'user', to(''));
  expect(await readFile(dotfiles, 'utf8')).toBe('');
});

test.each([
  [
    'a result that is wrong',
    '',
    '[keys]\nleader = 1\n',
    /That would not be right:\n.*:2: keys.leader/,
  ],
  ['a file that is wrong', '[x]\n', `[x]\n${TEXT}`, /^[^\n]*config\.toml:1: x is no setting/],
  ['a file that is no TOML', '[x\n', TEXT, /config\.toml:1:/],
])('%s is refused, and nothing is written', async (_, before, after, words) => {
  await mkdir(join(directory, 'qtui'));
  await writeFile(file, before);
  const error = await changeSettings(file, 'user', to(after)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(QtuiError);
  expect((error as QtuiError).message).toMatch(words);
  expect((error as QtuiError).untouched).toBe('Nothing was changed.');
  expect(await readFile(file, 'utf8')).toBe(before);
});

test('what another writes meanwhile is kept', async () => {
  await changeSettings(file, 'user', to('# mine\n'));
  let isFirst = true;
  await changeSettings(file, 'user', (source) => {
    if (isFirst) writeFileSync(file, '# theirs\n');
    isFirst = false;
    return source + TEXT;
  });
  expect(await readFile(file, 'utf8')).toBe(`# theirs\n${TEXT}`);
});
