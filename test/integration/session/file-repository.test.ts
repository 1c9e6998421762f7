import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SessionRepository } from '../../../src/core/ports/session-repository.js';
import { createFileSessionRepository } from '../../../src/session/registry/file-repository.js';
import { writeMark } from '../../../src/session/registry/mark.js';
import { createMemorySessionRepository } from '../../../src/session/registry/memory-repository.js';
import { identifyProcess, writerName } from '../../../src/session/registry/process-identity.js';
import { bundleScript } from '../../support/bundle.js';
import { describeSessionRepository } from '../../support/session-repository-contract.js';
import { sessionRow } from '../../support/sessions.js';

const ID = 'abcdefghij';
let root: string;
let directory: string;
let events: string[];
let repository: SessionRepository;

const open = () =>
  createFileSessionRepository(directory, { log: (_level, event) => events.push(event) });
const current = () => join(directory, ID, 'metadata.json');
const backup = () => `${current()}.bak`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  directory = join(root, 'state', 'sessions');
  events = [];
  repository = open();
});
afterEach(() => rm(root, { recursive: true, force: true }));

describeSessionRepository('the file repository', async () => {
  const own = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  return {
    repository: createFileSessionRepository(join(own, 'sessions'), { log() {} }),
    dispose: () => rm(own, { recursive: true, force: true }),
  };
});

describeSessionRepository('the memory repository', async () => ({
  repository: createMemorySessionRepository(),
  dispose: async () => {},
}));

/** Two saves, so that there is a row and the one before it. */
async function saveTwice() {
  const first = await repository.save(sessionRow({ name: 'first' }), null);
  return repository.save(sessionRow({ name: 'second' }), first.revision);
}

test('lists that are asked for at once share a look; one that is asked for after a save sees it', async () => {
  const first = await repository.save(sessionRow({ name: 'first' }), null);
  const [one, other] = await Promise.all([repository.list(), repository.list()]);
  expect(one).toEqual(other);
  one.sessions.length = 0;
  expect(other.sessions).toHaveLength(1);
  const before = repository.list();
  await repository.save(sessionRow({ name: 'second' }), first.revision);
  const after = await repository.list();
  expect(after.sessions.map(({ session }) => session.name)).toEqual(['second']);
  await before;
});

describe('files', () => {
  test('are for the user only, and nothing temporary stays', async () => {
    await saveTwice();
    const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await mode(directory)).toBe('700');
    expect(await mode(join(directory, ID))).toBe('700');
    expect(await mode(current())).toBe('600');
    expect(await mode(backup())).toBe('600');
    expect(await readdir(directory)).toEqual([ID]);
    expect((await readdir(join(directory, ID))).sort()).toEqual([
      'metadata.json',
      'metadata.json.bak',
    ]);
  });

  test('a change by hand is seen and counts as a change', async () => {
    const { revision } = await saveTwice();
    await writeFile(current(), JSON.stringify(sessionRow({ name: 'by hand' })));
    const row = await repository.get(ID);
    expect(row?.session.name).toBe('by hand');
    expect(row?.revision).not.toBe(revision);
  });

  test('a change by hand of a row that was read long ago is seen', async () => {
    await saveTwice();
    const text = await readFile(current(), 'utf8');
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
    try {
      const [first, again] = [await repository.get(ID), await repository.get(ID)];
      expect(again).toEqual(first);
      if (again) again.session.name = 'of a caller';
      expect((await repository.get(ID))?.session.name).toBe('second');
      await writeFile(current(), text.replace('"second"', '"SECOND"'));
      await utimes(current(), 1, 1);
      expect((await repository.get(ID))?.session.name).toBe('SECOND');
      await rm(join(directory, ID), { recursive: true });
      expect(await repository.get(ID)).toBeUndefined();
    } finally {
      now.mockRestore();
    }
  });

  test('an older schema is migrated, and its file kept', async () => {
    const { agent: _agent, ...old } = sessionRow();
    const text = JSON.stringify({ ...old, version: 1, agent: 'codex' });
    await mkdir(join(directory, ID), { recursive: true });
    await writeFile(current(), text);
    const row = await repository.get(ID);
    expect(row?.session.agent).toEqual({ kind: 'codex', command: [] });
    const saved = await repository.save({ ...row!.session, name: 'x' }, row!.revision);
    await repository.save({ ...saved.session, name: 'y' }, saved.revision);
    expect(await readFile(join(directory, ID, 'metadata.v1.json'), 'utf8')).toBe(text);
  });

  test('a newer schema is read-only, and listed with a warning', async () => {
    const text = JSON.stringify({ ...sessionRow(), version: 9 });
    await saveTwice();
    await writeFile(current(), text);
    await expect(repository.get(ID)).rejects.toMatchObject({ code: 'metadata-newer' });
    for (const revision of [null, 'x']) {
      await expect(repository.save(sessionRow(), revision)).rejects.toMatchObject({
        code: 'metadata-newer',
      });
    }
    await expect(repository.delete(ID, 'x')).rejects.toMatchObject({ code: 'metadata-newer' });
    const { sessions, newer, warnings } = await repository.list();
    expect(sessions).toEqual([]);
    expect(newer).toEqual([sessionRow()]);
    expect(warnings).toMatchObject([{ code: 'metadata-newer' }]);
    expect(await readFile(current(), 'utf8')).toBe(text);
  });

  test('a newer schema that is not understood is only warned of', async () => {
    await saveTwice();
    await writeFile(current(), JSON.stringify({ version: 9, id: ID, everything: 'else' }));
    const { sessions, newer, warnings } = await repository.list();
    expect({ sessions, newer }).toEqual({ sessions: [], newer: undefined });
    expect(warnings).toMatchObject([{ code: 'metadata-newer' }]);
  });

  test('what is no row in the registry is passed over', async () => {
    await saveTwice();
    await writeFile(join(directory, 'notes'), 'hello');
    await mkdir(join(directory, 'begun'));
    await mkdir(join(directory, '.hidden'));
    const { sessions, warnings } = await repository.list();
    expect(sessions).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test('a hundred rows take less than 50 ms of the processor to list', async () => {
    for (let number = 0; number < 100; number += 1) {
      await repository.save(sessionRow({ id: `row${number}` }), null);
    }
    await repository.list();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // Not the clock's time: the machine may be busy with other tests.
      const before = process.cpuUsage();
      expect((await repository.list()).sessions).toHaveLength(100);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1_000);
    }
    expect(Math.min(...times)).toBeLessThan(50);
  });
});

describe('a row that cannot be read', () => {
  const damages: [string, () => Promise<void>][] = [
    ['empty', () => writeFile(current(), '')],
    [
      'truncated',
      async () => writeFile(current(), (await readFile(current(), 'utf8')).slice(0, 90)),
    ],
    ['full of zeros', () => writeFile(current(), Buffer.alloc(500))],
    ['of another session', () => writeFile(current(), JSON.stringify(sessionRow({ id: 'other' })))],
    ['missing', () => rm(current())],
  ];

  test.each(damages)('being %s, comes from its backup, and that is said', async (_how, damage) => {
    await saveTwice();
    await damage();
    const { sessions, warnings } = await repository.list();
    expect(sessions.map(({ session }) => session.name)).toEqual(['first']);
    expect(warnings).toMatchObject([{ code: 'session-recovered' }]);
    expect(warnings[0]?.message).toContain(backup());
    expect((await repository.get(ID))?.session.name).toBe('first');
    expect(events).toEqual(['session-recovered']);
  });

  test('is whole again after the next save, and the good backup survives', async () => {
    await saveTwice();
    await writeFile(current(), '{"broken');
    const row = await repository.get(ID);
    await repository.save({ ...row!.session, name: 'third' }, row!.revision);
    expect((await repository.list()).warnings).toEqual([]);
    expect((await repository.get(ID))?.session.name).toBe('third');
    expect(JSON.parse(await readFile(backup(), 'utf8')).name).toBe('first');
    expect(await readFile(`${current()}.unreadable`, 'utf8')).toBe('{"broken');
  });

  test('comes from the mark of the worktree that its remains name', async () => {
    const worktree = join(root, 'worktree');
    await mkdir(worktree);
    const info = { ...sessionRow().worktreeInfo!, path: worktree };
    const row = sessionRow({ name: 'marked', directory: worktree, worktreeInfo: info });
    await repository.save(row, null);
    await writeMark(worktree, row);
    await writeFile(current(), (await readFile(current(), 'utf8')).slice(0, -40));
    const { sessions, warnings } = await repository.list();
    expect(sessions[0]?.session).toEqual(row);
    expect(warnings[0]?.message).toContain(join(worktree, '.qtui', 'session.json'));
  });

  test('and of which nothing is left is a warning, never silence', async () => {
    await repository.save(sessionRow(), null);
    await writeFile(current(), 'garbage');
    const { sessions, warnings } = await repository.list();
    expect(sessions).toEqual([]);
    expect(warnings).toMatchObject([{ code: 'metadata-corrupt' }]);
    await expect(repository.get(ID)).rejects.toMatchObject({ code: 'metadata-corrupt' });
    await expect(repository.save(sessionRow(), 'x')).rejects.toMatchObject({
      code: 'metadata-corrupt',
    });
    expect(await readFile(current(), 'utf8')).toBe('garbage');
  });

  test('can be written anew, and what was there is kept', async () => {
    await repository.save(sessionRow(), null);
    await writeFile(current(), 'garbage');
    await repository.save(sessionRow({ name: 'restored' }), null);
    expect((await repository.get(ID))?.session.name).toBe('restored');
    expect(await readFile(`${current()}.unreadable`, 'utf8')).toBe('garbage');
  });

  test('because of its permissions is a warning', async () => {
    await saveTwice();
    await rm(current());
    await mkdir(current());
    const { sessions, warnings } = await repository.list();
    expect(sessions).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain(`read session ${ID}`);
  });
});

test('a registry that cannot be written says so and changes nothing', async () => {
  const { session, revision } = await saveTwice();
  await rm(`${current()}.bak`);
  await mkdir(`${current()}.bak`);
  await expect(repository.save({ ...session, name: 'lost?' }, revision)).rejects.toMatchObject({
    untouched: 'The stored session was left as it was.',
  });
  expect((await repository.get(ID))?.session.name).toBe('second');
});

test('four processes that save at once lose no change', async () => {
  const script = join(root, 'count-up.mjs');
  await bundleScript('fixtures/session/count-up.ts', script);
  await repository.save(sessionRow({ messageCount: 0 }), null);
  const run = () => promisify(execFile)(process.execPath, [script, directory, ID, '50']);
  await Promise.all([run(), run(), run(), run()]);
  expect((await repository.get(ID))?.session.messageCount).toBe(200);
  expect(await readdir(directory)).toEqual([ID]);
});

describe('what a killed process has left of a write', () => {
  const DEAD = JSON.stringify({
    token: '00000000-0000-4000-8000-000000000000',
    pid: 2 ** 22 + 1,
    host: hostname(),
  });

  test('is cleared away, and no row with it', async () => {
    const saved = await repository.save(sessionRow(), null);
    const { id } = saved.session;
    const row = join(directory, id);
    const litter = [
      join(row, 'metadata.json.0.tmp'),
      join(row, 'metadata.json.bak.new'),
      join(directory, `${id}.lock`),
      join(directory, `${id}.lock.${2 ** 22 + 1}~~1.new`),
      join(directory, `${id}.lock.1.claim`),
    ];
    for (const file of litter) await writeFile(file, DEAD);
    await mkdir(join(directory, '.deleted-other'));
    await repository.clearLeftovers();
    expect((await readdir(directory)).sort()).toEqual([id]);
    expect(await readdir(row)).toEqual(['metadata.json']);
    expect(await repository.get(id)).toEqual(saved);
  });

  test('is left to a process that lives', async () => {
    const saved = await repository.save(sessionRow(), null);
    const identity = await identifyProcess(process.pid);
    const token = '00000000-0000-4000-8000-000000000000';
    const alive = JSON.stringify({ token, ...identity });
    const files = ['lock', `lock.${writerName(identity)}.new`].map(
      (end) => `${saved.session.id}.${end}`,
    );
    for (const file of files) await writeFile(join(directory, file), alive);
    await repository.clearLeftovers();
    expect((await readdir(directory)).sort()).toEqual([saved.session.id, ...files]);
  });
});
