import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeSettings } from '../../../src/cli/commands/config/write.js';
import { setInToml } from '../../../src/config/toml-edit.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('of many who change a file at once none loses what it has set', async () => {
  const file = join(directory, 'config.toml');
  const state = join(directory, 'state');
  await writeFile(file, '# mine\n');
  const agents = Array.from({ length: 12 }, (_, number) => `agent-${number}`);
  await Promise.all(
    agents.map((agent) =>
      writeSettings(state, file, 'user', (source) => {
        return setInToml(source, ['agents', 'requires-worktree', agent], true) ?? source;
      }),
    ),
  );
  const text = await readFile(file, 'utf8');
  const lines = agents.map((agent) => `${agent} = true`).sort();
  expect(
    text
      .split('\n')
      .filter((line) => line.endsWith(' = true'))
      .sort(),
  ).toEqual(lines);
  expect(await readdir(directory)).toEqual(['config.toml', 'state']);
  expect(await readdir(state)).toEqual([]);
});
