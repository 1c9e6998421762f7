import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  SessionRepository,
  WorktreeSessionRepository,
} from '../../../src/core/ports/session-repository.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { markPath, readMark, writeMark } from '../../../src/session/registry/mark.js';
import { createMemorySessionRepository } from '../../../src/session/registry/memory-repository.js';
import { createWorktreeSessionRepository } from '../../../src/session/registry/worktree-repository.js';
import { openRegistry } from '../../support/registry.js';
import { describeSessionRepository } from '../../support/session-repository-contract.js';
import { sessionRow } from '../../support/sessions.js';

describeSessionRepository('the worktree repository over memory', async () => ({
  repository: createWorktreeSessionRepository(createMemorySessionRepository(), { log() {} }),
  dispose: async () => {},
}));

describeSessionRepository('the worktree repository over files', async () => {
  const own = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  return {
    repository: openRegistry(own),
    dispose: () => rm(own, { recursive: true, force: true }),
  };
});

let root: string;
let worktree: string;
let events: string[];
let rows: SessionRepository;
let repository: WorktreeSessionRepository;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  worktree = join(root, 'worktree');
  await mkdir(worktree);
  events = [];
  rows = createMemorySessionRepository();
  repository = createWorktreeSessionRepository(rows, {
    log: (_level, event) => events.push(event),
  });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A session of the worktree. */
function here(change: Partial<SessionMetadata> = {}): SessionMetadata {
  const row = sessionRow({ directory: worktree, ...change });
  return { ...row, worktreeInfo: { ...row.worktreeInfo!, path: worktree } };
}

const marked = () => readMark(worktree);
const reconcile = (owner?: string) =>
  repository.reconcile([{ path: worktree, ...(owner !== undefined && { owner }) }]);
const NOTHING = { restored: [], lost: [], warnings: [] };
const putMark = async (text: string) => {
  await mkdir(dirname(markPath(worktree)), { recursive: true });
  await writeFile(markPath(worktree), text);
};

describe('a save', () => {
  test('is in the worktree as well, and a delete takes it out again', async () => {
    const first = await repository.save(here(), null);
    expect(await marked()).toEqual(here());
    const second = await repository.save(here({ name: 'two' }), first.revision);
    expect((await marked())?.name).toBe('two');
    await repository.delete(second.session.id, second.revision);
    expect(await readdir(worktree)).toEqual([]);
    expect(await reconcile()).toEqual(NOTHING);
  });

  test('that is refused changes no mark, nor does a refused delete', async () => {
    await repository.save(here(), null);
    await expect(repository.save(here({ name: 'late' }), 'x')).rejects.toMatchObject({
      code: 'revision-conflict',
    });
    await expect(repository.delete('abcdefghij', 'x')).rejects.toMatchObject({
      code: 'revision-conflict',
    });
    expect(await marked()).toEqual(here());
  });

  test('of a session that is being made leaves no mark, which would say that it is made', async () => {
    await repository.save(here({ status: 'creating' }), null);
    expect(await readdir(worktree)).toEqual([]);
    expect(await reconcile()).toEqual(NOTHING);
  });

  test('never overwrites the mark of another session, nor one of a newer version', async () => {
    await writeMark(worktree, here({ id: 'other' }));
    const { revision } = await repository.save(here(), null);
    expect((await marked())?.id).toBe('other');
    expect(await repository.belongsToAnother(here())).toBe(true);
    const newer = JSON.stringify({ ...here(), version: 99 });
    await putMark(newer);
    await repository.save(here({ name: 'x' }), revision);
    expect(await readFile(markPath(worktree), 'utf8')).toBe(newer);
    expect(events).toEqual(['mark-not-written']);
    expect((await rows.get('abcdefghij'))?.session.name).toBe('x');
  });

  test('keeps a mark that cannot be read, beside its own', async () => {
    await putMark('{"broken');
    await repository.save(here(), null);
    expect(await marked()).toEqual(here());
    expect(await readFile(`${markPath(worktree)}.unreadable`, 'utf8')).toBe('{"broken');
  });

  test('holds where the mark cannot be written, and that is on record', async () => {
    await writeFile(join(worktree, '.qtui'), 'a file of the project\n');
    await repository.save(here(), null);
    expect((await repository.get('abcdefghij'))?.session).toEqual(here());
    expect(events).toEqual(['mark-not-written']);
    const { warnings } = await reconcile();
    expect(warnings).toMatchObject([{ code: 'path-exists' }]);
    expect(await readFile(join(worktree, '.qtui'), 'utf8')).toBe('a file of the project\n');
  });
});

describe('reconciling', () => {
  const damages: [string, string, () => Promise<unknown>][] = [
    ['is missing', 'was missing', () => rm(markPath(worktree))],
    ['is out of date', 'was out of date', () => writeMark(worktree, here({ name: 'old' }))],
    ['cannot be read', 'could not be read', () => putMark('')],
  ];
  test.each(damages)(
    'writes a mark anew that %s, and says so once',
    async (_how, words, damage) => {
      const saved = await repository.save(here({ name: 'now' }), null);
      await damage();
      const { warnings, ...rest } = await reconcile();
      expect(rest).toEqual({ restored: [], lost: [] });
      expect(warnings).toMatchObject([
        { code: 'mark-rewritten', message: expect.stringContaining(words) },
      ]);
      expect(await marked()).toEqual(saved.session);
      expect((await repository.get(saved.session.id))?.session).toEqual(saved.session);
      expect(await reconcile()).toEqual(NOTHING);
    },
  );

  test('brings a row back out of its mark', async () => {
    const { revision } = await repository.save(here({ name: 'kept' }), null);
    await rows.delete('abcdefghij', revision);
    expect(await reconcile('abcdefghij')).toEqual({
      ...NOTHING,
      restored: [here({ name: 'kept' })],
    });
    expect((await repository.get('abcdefghij'))?.session.name).toBe('kept');
    expect(await reconcile('abcdefghij')).toEqual(NOTHING);
  });

  test('takes the mark of a copied worktree for nobody’s', async () => {
    const elsewhere = here();
    await writeMark(worktree, {
      ...elsewhere,
      worktreeInfo: { ...elsewhere.worktreeInfo!, path: join(root, 'original') },
    });
    expect(await reconcile()).toEqual(NOTHING);
    expect((await repository.list()).sessions).toEqual([]);
  });

  test('tells of a worktree that is locked for a session of which nothing is left', async () => {
    const worktreeOf = { path: worktree, owner: 'lost' };
    expect(await reconcile('lost')).toEqual({
      ...NOTHING,
      lost: [{ worktree: worktreeOf, id: 'lost' }],
    });
  });

  test('leaves the mark of another session, and says that git’s lock tells otherwise', async () => {
    await repository.save(here(), null);
    await writeMark(worktree, here({ id: 'other' }));
    const { warnings } = await reconcile('abcdefghij');
    expect(warnings).toMatchObject([{ code: 'mark-foreign' }]);
    expect((await marked())?.id).toBe('other');
  });

  test('leaves alone what is not there, and a mark that somebody has written by now', async () => {
    const saved = await repository.save(here(), null);
    await rm(worktree, { recursive: true });
    expect(await reconcile('abcdefghij')).toEqual(NOTHING);
    await mkdir(worktree);
    const answers = await Promise.all([
      reconcile(),
      repository.save(here({ name: 'later' }), saved.revision),
    ]);
    expect((await marked())?.name).toBe('later');
    expect(answers[1].session.name).toBe('later');
  });
});

describe('two rows of one worktree', () => {
  beforeEach(async () => {
    await repository.save(here(), null);
    await repository.save(here({ id: 'later' }), null);
  });

  test('are told, with whose it is by its mark and what to do with the other', async () => {
    const { sessions, warnings } = await repository.list();
    expect(sessions).toHaveLength(2);
    expect(warnings).toMatchObject([
      {
        code: 'worktree-shared',
        message: expect.stringContaining('that of abcdefghij'),
        hint: expect.stringContaining('qtui sessions close later --remove'),
      },
    ]);
  });

  test('are named up to a few where they are many', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await repository.save(here({ id }), null);
    const [warning] = (await repository.list()).warnings;
    expect(warning?.message).toContain(' and 3 more have the same worktree');
    expect(warning?.hint?.match(/close/g)).toHaveLength(4);
  });

  test('get no mark by their place alone', async () => {
    await rm(markPath(worktree));
    expect(await reconcile()).toEqual(NOTHING);
    expect((await repository.list()).warnings[0]?.message).toContain('no mark there tells');
    expect((await reconcile('later')).warnings).toMatchObject([{ code: 'mark-rewritten' }]);
    expect((await marked())?.id).toBe('later');
  });

  test('are none once one is put away', async () => {
    const row = await repository.get('later');
    await repository.save({ ...row!.session, status: 'archived' }, row!.revision);
    expect((await repository.list()).warnings).toEqual([]);
  });
});
