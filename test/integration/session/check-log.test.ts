import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CheckRecord } from '../../../src/core/check-record.js';
import { openBoundedLog } from '../../../src/session/checks/bounded-log.js';
import { createFileCheckStore } from '../../../src/session/checks/check-files.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterEach(() => rm(root, { recursive: true }));

test('of much output the log keeps the beginning and the end, and says what is left out', async () => {
  const log = await openBoundedLog(join(root, 'log'));
  for (let line = 0; line < 100_000; line += 1) log.write(`line ${line}`);
  await log.close();
  await log.close();
  const text = await readFile(log.path, 'utf8');
  expect(text).toMatch(/^line 0\nline 1\n/);
  expect(text).toMatch(/\n… \d+ bytes are left out here …\n/);
  expect(text.endsWith('line 99998\nline 99999\n')).toBe(true);
  expect(Buffer.byteLength(text)).toBeLessThan(520 * 1024);
  expect((await stat(log.path)).mode & 0o777).toBe(0o600);
});

test('only the last runs stay on record, and what they have printed', async () => {
  let day = 0;
  const now = () => new Date(Date.UTC(2026, 0, 1 + day));
  const store = createFileCheckStore(root, now);
  const run = async (): Promise<CheckRecord> => {
    const log = await store.openLog('a');
    log.write('said');
    await log.close();
    const time = now().toISOString();
    const facts = { tree: 't', command: ['make'], outcome: 'passed' as const, durationMs: 1 };
    return { ...facts, time, log: log.path };
  };
  const first = await run();
  await store.add('a', first);
  for (let more = 0; more < 20; more += 1) await store.add('a', await run());
  const { records } = await store.read('a');
  expect(records).toHaveLength(20);
  await expect(stat(first.log)).rejects.toMatchObject({ code: 'ENOENT' });
  day = 40;
  const late = await run();
  await store.add('a', late);
  expect((await store.read('a')).records).toEqual([late]);
});

test('what a killed process has left of writing a record goes', async () => {
  const store = createFileCheckStore(root, () => new Date());
  const id = 'a69ghtkk9m';
  const { path } = await store.openLog(id);
  const left = join(root, id, 'runs.json.1~1~00000000-0000-4000-8000-000000000000.tmp');
  await writeFile(left, '{');
  expect(await store.ids()).toEqual([id]);
  expect(await readdir(join(root, id))).toEqual([basename(path)]);
});
