import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createFileSessionRepository } from '../../../src/session/registry/file-repository.js';
import { createRowMemory } from '../../../src/session/registry/row-memory.js';
import { sessionRow } from '../../support/sessions.js';

const ROWS = 20;
let root: string;
let directory: string;
let events: string[];
let clock: ReturnType<typeof jest.spyOn>;

/** Another process: it has nothing in memory. */
const open = () =>
  createFileSessionRepository(directory, { log: (_level, event) => events.push(event) });
const index = () => join(directory, 'index.json');
const ids = Array.from({ length: ROWS }, (_, number) => `row${String(number).padStart(3, '0')}`);
const names = async () => (await open().list()).sessions.map(({ session }) => session.name).sort();
const named = (change: Record<string, string> = {}) => ids.map((id) => change[id] ?? id).sort();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  directory = join(root, 'sessions');
  events = [];
  const repository = open();
  await Promise.all(ids.map((id) => repository.save(sessionRow({ id, name: id }), null)));
  // Files that were written a moment ago are not remembered.
  const later = Date.now() + 3_600_000;
  clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
});
afterEach(async () => {
  clock.mockRestore();
  await rm(root, { recursive: true, force: true });
});

test('a list leaves an index, for the user only, and the next one needs no row’s file', async () => {
  expect(await names()).toEqual(named());
  const { mode } = await stat(index());
  expect((mode & 0o777).toString(8)).toBe('600');
  const text = await readFile(index(), 'utf8');
  expect(Object.keys(JSON.parse(text).rows).sort()).toEqual(ids);
  // What the index says is believed as long as the row's file is the one that it was made of.
  await writeFile(index(), resummed(text.replace('"name":"row003"', '"name":"seen"')));
  expect(await names()).toEqual(named({ row003: 'seen' }));
  const row = await open().get('row003');
  await open().save({ ...row!.session, name: 'saved' }, row!.revision);
  expect(await names()).toEqual(named({ row003: 'saved' }));
});

function resummed(text: string): string {
  const [header = '', rows = ''] = text.split('\n');
  const sum = createHash('sha256').update(rows.slice('"rows":'.length, -1)).digest('base64url');
  return `${header.replace(/"sum":"[^"]*"/, `"sum":"${sum}"`)}\n${rows}\n`;
}

test('one that lags behind makes no list wrong, and is written anew when it lags far', async () => {
  await names();
  const before = await readFile(index(), 'utf8');
  const [gone, changed, ...others] = ids;
  const repository = open();
  const [first, second] = [await repository.get(gone!), await repository.get(changed!)];
  await repository.delete(gone!, first!.revision);
  await repository.save({ ...second!.session, name: 'changed' }, second!.revision);
  await repository.save(sessionRow({ id: 'new', name: 'new' }), null);
  const expected = ['changed', 'new', ...others].sort();
  expect(await names()).toEqual(expected);
  expect(await readFile(index(), 'utf8')).not.toBe(before);
  expect(await names()).toEqual(expected);
});

const wrong: [string, () => Promise<unknown>][] = [
  ['missing', () => rm(index())],
  ['empty', () => writeFile(index(), '')],
  ['cut off', async () => writeFile(index(), (await readFile(index(), 'utf8')).slice(0, 900))],
  ['another file', () => writeFile(index(), '[]')],
  [
    'changed',
    async () => writeFile(index(), (await readFile(index(), 'utf8')).replace('row003', 'row0O3')),
  ],
  [
    'of another version',
    async () => {
      const text = await readFile(index(), 'utf8');
      await writeFile(index(), text.replace('"index":1', '"index":2'));
    },
  ],
];
test.each(wrong)(
  'one that is %s makes no list wrong, and is written anew',
  async (_how, damage) => {
    await names();
    const good = await readFile(index(), 'utf8');
    await damage();
    expect(await names()).toEqual(named());
    expect(Object.keys(JSON.parse(await readFile(index(), 'utf8')).rows).sort()).toEqual(ids);
    expect((await readFile(index(), 'utf8')).length).toBe(good.length);
  },
);

test('one that cannot be read or written fails no list', async () => {
  await mkdir(index());
  await writeFile(join(index(), 'x'), '');
  expect(await names()).toEqual(named());
  expect(events).toEqual(['index-wrong', 'index-not-written']);
  expect((await readdir(directory)).sort()).toEqual(['index.json', ...ids]);
});

test('processes that write it at once leave one that is whole', async () => {
  const lists = await Promise.all(Array.from({ length: 8 }, () => names()));
  for (const list of lists) expect(list).toEqual(named());
  expect((await readdir(directory)).sort()).toEqual(['index.json', ...ids]);
  expect(await names()).toEqual(named());
  expect(events).toEqual([]);
});

test('a row that is gone is forgotten at the next list', async () => {
  const memory = createRowMemory();
  const row = { stamp: '1', revision: '1', session: sessionRow() };
  memory.add([
    ['gone', row],
    ['here', row],
  ]);
  memory.keepOnly(['here']);
  expect([...memory.rows.keys()]).toEqual(['here']);
});

test('a row whose file is fresh is read again, as its next version may look the same', async () => {
  clock.mockRestore();
  const now = Date.now();
  clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
  const repository = open();
  const row = await repository.get(ids[0]!);
  await repository.save({ ...row!.session, name: 'fresh' }, row!.revision);
  await names();
  const text = await readFile(index(), 'utf8').catch(() => '');
  expect(text).not.toContain('"fresh"');
  expect(await names()).toEqual(named({ [ids[0]!]: 'fresh' }));
});
