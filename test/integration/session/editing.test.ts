import { spawnSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { OpenEdit } from '../../../src/core/ports/editing.js';
import { beginEdit, cutOffEdits } from '../../../src/session/editing/edits.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

let world: SessionWorld<FakeGit>;
beforeEach(async () => {
  world = await createFakeWorld();
  await program('vi');
});
afterEach(() => world.dispose());

const TEXT = Buffer.from('a\r\nb\xe9', 'latin1');

async function program(name: string): Promise<void> {
  const bin = join(world.root, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), '#!/bin/sh\n');
  await chmod(join(bin, name), 0o755);
}

function begin(name = 'src/a.ts', env: Record<string, string> = {}): Promise<OpenEdit> {
  const environment = { PATH: join(world.root, 'bin'), ...env };
  return beginEdit({ ...world.deps, environment }, { bytes: TEXT, name, title: 'Edit a' });
}

/** As if the process that edits had been killed. */
async function kill({ file }: OpenEdit): Promise<void> {
  const record = join(dirname(dirname(file)), 'edit.json');
  const { pid } = spawnSync('true');
  const value = JSON.parse(await readFile(record, 'utf8'));
  const { startTime: _gone, ...owner } = value.owner;
  await writeFile(record, JSON.stringify({ ...value, owner: { ...owner, pid } }));
}

const edits = () => readdir(join(world.root, 'state', 'edits'));

describe('an edit', () => {
  test('has the bytes in a private file of that name, and leaves nothing', async () => {
    const edit = await begin();
    expect(basename(edit.file)).toBe('a.ts');
    expect(edit.argv).toEqual(['vi', edit.file]);
    expect((await stat(edit.file)).mode & 0o777).toBe(0o600);
    for (let at = dirname(edit.file); at !== world.root; at = dirname(at)) {
      expect((await stat(at)).mode & 0o777).toBe(0o700);
    }
    expect(await edit.read()).toEqual(TEXT);
    await edit.remove();
    expect(await edits()).toEqual([]);
  });

  test.each([
    ['-rf', '-rf'],
    ['a/b\n\u001b[31mc.tsx', '[31mc.tsx'],
    ['../..', 'text'],
    [`${'x'.repeat(300)}.json`, /^x{75}\.json$/],
    ['Makefile', 'Makefile'],
  ])('of %j is a file of a harmless name', async (name, expected) => {
    const { file } = await begin(name);
    expect(dirname(file)).toMatch(/\/edits\/[\w-]+\/file$/);
    if (typeof expected === 'string') expect(basename(file)).toContain(expected);
    else expect(basename(file)).toMatch(expected);
  });

  test('is opened by the words of VISUAL before those of EDITOR', async () => {
    await program('code');
    const both = { VISUAL: ' code  --wait ', EDITOR: 'nano' };
    const { argv, file } = await begin('a', both);
    expect(argv).toEqual(['code', '--wait', file]);
  });

  test('is opened by a shell where the command is more than words', async () => {
    const command = `'my editor' -c "set ft=x"`;
    const { argv, file } = await begin('a', { EDITOR: command });
    expect(argv).toEqual(['/bin/sh', '-c', `${command} "$@"`, command, file]);
  });

  test('needs an editor that is there, and makes nothing without', async () => {
    await expect(begin('a', { EDITOR: 'no-such -x' })).rejects.toMatchObject({
      code: 'editor-not-found',
      message: 'The editor "no-such" of EDITOR is not there.',
    });
    await expect(begin('a', { PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'editor-not-found',
    });
    await expect(edits()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('an edit that was cut off', () => {
  test('is told of once, with what was saved, and goes after 30 days', async () => {
    const edit = await begin();
    await writeFile(edit.file, 'half done');
    expect(await cutOffEdits(world.deps)).toEqual([]);
    await kill(edit);
    const told = await Promise.all([cutOffEdits(world.deps), cutOffEdits(world.deps)]);
    expect(told.flat()).toEqual([{ title: 'Edit a', file: edit.file, time: expect.any(String) }]);
    expect(await cutOffEdits(world.deps)).toEqual([]);
    expect(await readFile(edit.file, 'utf8')).toBe('half done');
    const later = { ...world.deps, now: () => new Date(Date.now() + 31 * 24 * 3600 * 1000) };
    expect(await cutOffEdits(later)).toEqual([]);
    expect(await edits()).toEqual([]);
  });

  test('without anything saved goes, unless the editor has rescued something', async () => {
    const [plain, rescued] = [await begin(), await begin()];
    await writeFile(join(dirname(rescued.file), '.a.ts.swp'), 'unsaved');
    await kill(plain);
    await kill(rescued);
    expect(await cutOffEdits(world.deps)).toMatchObject([{ file: rescued.file }]);
    expect(await edits()).toEqual([basename(dirname(dirname(rescued.file)))]);
  });

  test('is told of and kept where what it holds cannot be looked at', async () => {
    const edit = await begin();
    await kill(edit);
    await rm(dirname(edit.file), { recursive: true });
    await symlink('file', dirname(edit.file));
    expect(await cutOffEdits(world.deps)).toMatchObject([{ file: edit.file }]);
    expect(await edits()).toHaveLength(1);
  });

  test('before it was on record goes, when it is no longer being made', async () => {
    const half = join(world.root, 'state', 'edits', 'half');
    await mkdir(half, { recursive: true });
    const now = () => new Date();
    expect(await cutOffEdits({ ...world.deps, now })).toEqual([]);
    expect(await edits()).toEqual(['half']);
    await utimes(half, 0, 0);
    const later = { ...world.deps, now: () => new Date(Date.now() + 2 * 3600 * 1000) };
    await cutOffEdits(later);
    expect(await edits()).toEqual([]);
  });
});
