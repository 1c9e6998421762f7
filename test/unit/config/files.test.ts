import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/config/config.js';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { createFileLogger } from '../../../src/config/logger.js';
import { createPreferenceStore } from '../../../src/config/preferences.js';
import type { Logger } from '../../../src/core/config.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-config-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function recorder(): Logger & { events: string[] } {
  const events: string[] = [];
  return { events, log: (_level, event) => void events.push(event) };
}

test('without files the configuration is the default one', async () => {
  const sources = {
    userFile: join(directory, 'none.toml'),
    project: { worktree: directory, root: directory },
  };
  expect(await loadConfig(sources)).toEqual(DEFAULT_CONFIG);
});

test('a project file is known by the hash of its very bytes', async () => {
  const worktree = join(directory, 'worktree');
  const path = join(worktree, '.qtui', 'config.toml');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '[worktrees]\nsetup = ["npm", "ci"]\n');
  const sources = { userFile: join(directory, 'none.toml'), project: { worktree, root: '/repo' } };
  const { project } = await loadConfig(sources);
  expect(project?.commands).toEqual({ setup: ['npm', 'ci'] });
  expect(project?.file).toEqual({
    path,
    root: '/repo',
    hash: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  });
  await writeFile(path, '[worktrees]\nsetup = ["npm", "ci"] \n');
  expect((await loadConfig(sources)).project?.file.hash).not.toBe(project?.file.hash);
});

test('a settings file that is a directory is an error in words', async () => {
  await expect(loadConfig({ userFile: directory })).rejects.toThrow(/is a directory, not a file/);
});

test('a pipe in place of the settings is not waited for', async () => {
  const userFile = join(directory, 'config.toml');
  execFileSync('mkfifo', [userFile]);
  await expect(loadConfig({ userFile })).rejects.toThrow(/is no regular file/);
});

test.each([
  ['too large', '#'.repeat(1_000_001), /is larger than 1 MB/],
  ['not UTF-8', Buffer.from('[keys]\nleader = "caf\xe9"\n', 'latin1'), /:2: is not UTF-8/],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), /:1:1: /],
])('a settings file that is %s is an error in words', async (_, content, words) => {
  const userFile = join(directory, 'config.toml');
  await writeFile(userFile, content);
  await expect(loadConfig({ userFile })).rejects.toThrow(words);
});

test('settings may begin with a byte order mark, and be none at all', async () => {
  const userFile = join(directory, 'config.toml');
  await writeFile(userFile, '\ufeff[terminal]\r\nmouse = false\r\n');
  expect((await loadConfig({ userFile })).terminal.mouse).toBe(false);
  expect(await loadConfig({ userFile: '/dev/null' })).toEqual(DEFAULT_CONFIG);
});

test('preferences survive a new store and keep what was not changed', async () => {
  const file = join(directory, 'deep', 'preferences.json');
  await createPreferenceStore(file, recorder()).save({ agentKind: 'codex' });
  const store = createPreferenceStore(file, recorder());
  await Promise.all([store.save({ type: 'debug' }), store.save({ type: 'feature' })]);
  expect(await store.load()).toEqual({ agentKind: 'codex', type: 'feature' });
  expect(await readdir(join(directory, 'deep'))).toEqual(['preferences.json']);
});

test('preferences of one repository leave those of others alone', async () => {
  const file = join(directory, 'preferences.json');
  const store = createPreferenceStore(file, recorder());
  await store.save({ afterMerge: { '/one': 'keep', '/two': 'remove' } });
  await store.save({ afterMerge: { '/one': 'archive' } });
  expect(await store.load()).toEqual({ afterMerge: { '/one': 'archive', '/two': 'remove' } });
  await writeFile(file, '{"afterMerge": {"/one": 1, "/two": "keep"}, "type": ["x"]}');
  expect(await store.load()).toEqual({ afterMerge: { '/two': 'keep' } });
  // What nobody has come back to for long goes.
  for (let index = 0; index < 205; index += 1) {
    await store.save({ afterMerge: { [`/${index}`]: 'keep' } });
  }
  const { afterMerge = {} } = await store.load();
  expect(Object.keys(afterMerge)).toHaveLength(200);
  expect(afterMerge).toHaveProperty('/204');
});

test('corrupt preferences are put aside and logged, not lost', async () => {
  const file = join(directory, 'preferences.json');
  await writeFile(file, '{"agentKind": ');
  const logger = recorder();
  expect(await createPreferenceStore(file, logger).load()).toEqual({});
  expect(logger.events).toEqual(['preferences.corrupt']);
  expect(await readFile(`${file}.corrupt`, 'utf8')).toBe('{"agentKind": ');
});

test('the log holds one JSON object a line, in order', async () => {
  const file = join(directory, 'logs', 'client.log');
  const logger = createFileLogger(file, { pid: 7, now: () => new Date(0) });
  logger.log('info', 'one', { n: 1 });
  logger.log('error', 'two', { event: 'overridden' });
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  logger.log('warn', 'three', cyclic);
  await logger.flush();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const time = '1970-01-01T00:00:00.000Z';
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time, level: 'info', event: 'one', pid: 7, n: 1 },
    { time, level: 'error', event: 'two', pid: 7 },
    { time, level: 'warn', event: 'three', pid: 7 },
  ]);
});

test('a log file that would grow beyond its limit becomes the older one', async () => {
  const file = join(directory, 'client.log');
  const logger = createFileLogger(file, { rotateAt: 200 });
  for (const event of ['first', 'second', 'third']) {
    logger.log('info', event, { filler: 'x'.repeat(80) });
    await logger.flush();
  }
  expect(await readFile(`${file}.1`, 'utf8')).toContain('"second"');
  expect(await readFile(file, 'utf8')).toContain('"third"');
});

test('a log that cannot be written disturbs nobody', async () => {
  const blocker = join(directory, 'blocker');
  await writeFile(blocker, '');
  const logger = createFileLogger(join(blocker, 'client.log'));
  logger.log('info', 'lost');
  await expect(logger.flush()).resolves.toBeUndefined();
});
