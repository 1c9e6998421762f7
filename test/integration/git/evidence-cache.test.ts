import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEvidenceCache } from '../../../src/git/merged/cache.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = () => openEvidenceCache(join(directory, 'cache'), '/repo/.git');
const oid = (number: number) => number.toString(16).padStart(40, '0');
const key = (number: number) => ({ source: oid(number), target: oid(0) });
const FOUND = { evidence: 'squash', commit: oid(7), picked: 0 } as const;
const fileOf = async () => {
  const [name = ''] = await readdir(join(directory, 'cache'));
  return join(directory, 'cache', name);
};

async function saved(...numbers: number[]): Promise<string> {
  const cache = await open();
  for (const number of numbers) cache.set(key(number), FOUND);
  await cache.save();
  return fileOf();
}

test('what was found is there the next time, for nobody else', async () => {
  const file = await saved(1);
  expect((await open()).get(key(1))).toEqual(FOUND);
  expect((await open()).get(key(2))).toBeUndefined();
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const other = await openEvidenceCache(join(directory, 'cache'), '/other/.git');
  expect(other.get(key(1))).toBeUndefined();
});

describe('a file that holds anything else', () => {
  test.each([
    ['nothing', ''],
    ['half of it', '{"version":1,"pairs":[["'],
    ['no object', 'null'],
    ['no list', '{"version":1,"pairs":{}}'],
    ['another version', JSON.stringify({ version: 2, pairs: [[`${oid(1)} ${oid(0)}`, FOUND]] })],
    ['bytes', '\0\xff'.repeat(100)],
  ])('%s: is begun anew', async (_what, content) => {
    const file = await saved(1);
    await writeFile(file, content, 'latin1');
    const cache = await open();
    expect(cache.get(key(1))).toBeUndefined();
    cache.set(key(2), FOUND);
    await cache.save();
    expect((await open()).get(key(2))).toEqual(FOUND);
  });

  test.each([
    ['another kind of evidence', { ...FOUND, evidence: 'trust me' }],
    ['no number of commits', { evidence: 'squash' }],
    ['a commit that is none', { ...FOUND, commit: '--all' }],
    ['null', null],
  ])('%s: that pair alone is dropped', async (_what, found) => {
    const file = await saved(1);
    const pairs = [
      [`${oid(1)} ${oid(0)}`, found],
      [`${oid(2)} ${oid(0)}`, FOUND],
    ];
    await writeFile(file, JSON.stringify({ version: 1, pairs }));
    const cache = await open();
    expect(cache.get(key(1))).toBeUndefined();
    expect(cache.get(key(2))).toEqual(FOUND);
  });
});

test('of too many those that were used last are kept', async () => {
  const numbers = Array.from({ length: 2_000 }, (_, index) => index + 1);
  const file = await saved(...numbers);
  const cache = await open();
  expect(cache.get(key(1))).toEqual(FOUND);
  cache.set(key(9_001), FOUND);
  await cache.save();
  expect(JSON.parse(await readFile(file, 'utf8')).pairs).toHaveLength(2_000);
  const next = await open();
  expect(next.get(key(2))).toBeUndefined();
  for (const number of [1, 3, 2_000, 9_001]) expect(next.get(key(number))).toEqual(FOUND);
});

test('one that cannot be written is no failure, and leaves nothing', async () => {
  await writeFile(join(directory, 'cache'), 'a file in its place');
  const cache = await open();
  cache.set(key(1), FOUND);
  await cache.save();
  expect(await readdir(directory)).toEqual(['cache']);
});
