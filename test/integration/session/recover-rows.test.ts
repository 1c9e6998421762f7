import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { WorktreeSessionRepository } from '../../../src/core/ports/session-repository.js';
import type { SessionService } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { markPath, writeMark } from '../../../src/session/registry/mark.js';
import { createSessionService } from '../../../src/session/service.js';
import { openRegistry, PRESENT } from '../../support/registry.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { sessionRow } from '../../support/sessions.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const ID = 'abcdefghij';
let repo: TempRepo;
let world: SessionWorld<Git>;
let repository: WorktreeSessionRepository;
let service: SessionService;
let worktree: string;
let directory: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  repository = openRegistry(join(repo.root, 'state'));
  service = createSessionService({ ...world.deps, repository, now: () => PRESENT });
  directory = join(repo.root, 'state', 'sessions');
  worktree = join(repo.root, 'worktree');
});
afterEach(() => repo.dispose());

const current = () => join(directory, ID, 'metadata.json');
const backup = () => `${current()}.bak`;
const recover = async (id?: string) => service.recoverRows(repo.path, id);
const codes = async (id?: string) => (await recover(id)).map(({ code }) => code);
const warned = async () => (await repository.list()).warnings.map(({ code }) => code);
const listed = async () => (await repository.list()).sessions.map(({ session }) => session.id);

/** A row of a directory without a repository. */
const plain = (change: Partial<SessionMetadata> = {}): SessionMetadata => {
  const { worktreeInfo: _info, repoRoot: _root, ...row } = sessionRow(change);
  return { ...row, directory: repo.root };
};

/** A row with a worktree, which git has locked for it. */
async function inWorktree(): Promise<SessionMetadata> {
  await repo.git('worktree', 'add', '-q', '-b', 'fix', worktree);
  await repo.git('worktree', 'lock', '--reason', `qtui:${ID}`, worktree);
  const row = sessionRow({ directory: worktree, repoRoot: repo.path, name: 'now' });
  return {
    ...row,
    worktreeInfo: { ...row.worktreeInfo!, path: worktree, branch: 'fix', repoRoot: repo.path },
  };
}

async function saveTwice(row: SessionMetadata): Promise<void> {
  const first = await repository.save({ ...row, name: 'before' }, null);
  await repository.save({ ...row, name: 'now' }, first.revision);
}

describe('a record that cannot be read', () => {
  const newest = () => readFile(current(), 'utf8');
  const damages: [string, () => Promise<unknown>][] = [
    ['corrupt', () => writeFile(current(), '{"id": oops')],
    ['cut off', async () => writeFile(current(), (await newest()).slice(0, -30))],
    ['empty', () => writeFile(current(), '')],
    ['full of zeros', () => writeFile(current(), Buffer.alloc(4096))],
    ['missing', () => rm(current())],
  ];

  test.each(damages)('as it is %s, is written anew from its backup, once', async (how, damage) => {
    await saveTwice({ ...plain(), future: { kept: true } } as SessionMetadata);
    await damage();
    const broken = await newest().catch(() => undefined);
    expect(await listed()).toEqual([ID]);
    expect(await warned()).toEqual(['session-recovered']);
    const told = await recover();
    expect(told).toMatchObject([{ code: 'row-rewritten' }]);
    expect(told[0]?.message).toContain(backup());
    expect(await warned()).toEqual([]);
    expect(JSON.parse(await newest())).toMatchObject({ name: 'before', future: { kept: true } });
    if (how !== 'missing') {
      expect(await readFile(`${current()}.unreadable`, 'utf8')).toBe(broken);
      expect(told[0]?.message).toContain(`${current()}.unreadable`);
    }
    expect(await recover()).toEqual([]);
  });

  test('loses no change that its mark has, also where lists settle marks before', async () => {
    await saveTwice(await inWorktree());
    await writeFile(current(), 'garbage');
    await service.recover(repo.path);
    expect((await repository.get(ID))?.session.name).toBe('now');
    expect(await warned()).toEqual(['session-recovered']);
    expect(JSON.parse(await readFile(markPath(worktree), 'utf8'))).toMatchObject({ name: 'now' });
    const told = await recover();
    expect(told).toMatchObject([{ code: 'row-rewritten' }]);
    expect(told[0]?.message).toContain(markPath(worktree));
    expect((await repository.get(ID))?.session.name).toBe('now');
    expect([await warned(), await recover()]).toEqual([[], []]);
  });

  test('comes from its backup where the mark is older, and then has the mark follow', async () => {
    await saveTwice(await inWorktree());
    await utimes(markPath(worktree), PRESENT, new Date('2001-01-01'));
    await writeFile(current(), 'garbage');
    await service.recover(repo.path);
    expect(JSON.parse(await readFile(markPath(worktree), 'utf8'))).toMatchObject({ name: 'now' });
    expect((await repository.get(ID))?.session.name).toBe('before');
    expect((await recover())[0]?.message).toContain(backup());
    expect(JSON.parse(await readFile(markPath(worktree), 'utf8'))).toMatchObject({
      name: 'before',
    });
  });

  test.each([
    ['a worktree', inWorktree],
    ['no worktree', async () => plain()],
  ])('is not undone as one that was being made, with %s', async (_what, make) => {
    const row = await make();
    const customFields = { creator: { pid: 2 ** 30, host: hostname(), bootId: 'gone' } };
    const first = await repository.save({ ...row, status: 'creating', customFields }, null);
    await repository.save({ ...row, status: 'active' }, first.revision);
    await rm(markPath(worktree), { force: true });
    await writeFile(current(), 'garbage');
    await service.recover(repo.path);
    expect(await listed()).toEqual([ID]);
    expect(await warned()).toEqual(['session-recovered']);
    expect(await codes()).toEqual(['row-rewritten']);
    const { session } = (await repository.get(ID)) ?? {};
    expect(session).toMatchObject({ status: 'background', customFields: {} });
    await service.recover(repo.path);
    expect([await listed(), await warned()]).toEqual([[ID], []]);
  });

  test('twice, keeps both of the files that could not be read', async () => {
    await saveTwice(plain());
    for (const text of ['first', 'second']) {
      await writeFile(current(), text);
      await recover(ID);
    }
    expect(await readFile(`${current()}.unreadable`, 'utf8')).toBe('first');
    expect(await readFile(`${current()}.unreadable.2`, 'utf8')).toBe('second');
  });

  test('comes back out of the mark, which is newer than what git knows', async () => {
    await repository.save(await inWorktree(), null);
    await writeFile(current(), 'garbage');
    expect(await warned()).toEqual(['metadata-corrupt']);
    expect(await codes()).toEqual(['session-restored', 'unreadable-kept']);
    expect((await repository.get(ID))?.session.name).toBe('now');
    expect(await readFile(`${current()}.unreadable`, 'utf8')).toBe('garbage');
    expect(await recover()).toEqual([]);
  });

  test('comes back out of git where the mark is gone too', async () => {
    await repository.save(await inWorktree(), null);
    await writeFile(current(), 'garbage');
    await rm(markPath(worktree));
    expect(await codes(ID.slice(0, 4))).toEqual(['session-restored', 'unreadable-kept']);
    const row = await repository.get(ID);
    expect(row?.session).toMatchObject({ status: 'background', worktreeInfo: { branch: 'fix' } });
    expect(row?.session.name).toBeUndefined();
    expect(await warned()).toEqual([]);
  });

  test('and has no worktree nor a backup, is put aside with all its files, once', async () => {
    await repository.save(plain(), null);
    await repository.save(plain({ id: 'other' }), null);
    await writeFile(current(), 'garbage');
    await writeFile(backup(), 'garbage too');
    const told = await recover();
    const kept = join(directory, `.unreadable-${ID}`);
    expect(told).toMatchObject([{ code: 'row-set-aside', message: expect.stringContaining(kept) }]);
    expect(await readFile(join(kept, 'metadata.json'), 'utf8')).toBe('garbage');
    expect(await readFile(join(kept, 'metadata.json.bak'), 'utf8')).toBe('garbage too');
    expect([await listed(), await warned(), await recover()]).toEqual([['other'], [], []]);

    await repository.save(plain(), null);
    await writeFile(current(), 'again');
    expect(await codes(ID)).toEqual(['row-set-aside']);
    expect(await readFile(join(`${kept}-2`, 'metadata.json'), 'utf8')).toBe('again');
  });

  test('and was moved aside by a process that was killed then, is told all the same', async () => {
    await repository.save(plain(), null);
    await rm(current());
    await writeFile(`${current()}.unreadable`, 'garbage');
    expect(await warned()).toEqual(['metadata-corrupt']);
    expect(await codes()).toEqual(['row-set-aside']);
  });

  test('of a newer version is neither changed nor put aside', async () => {
    await saveTwice(plain());
    const text = JSON.stringify({ ...plain(), version: 99 });
    await writeFile(current(), text);
    expect(await codes()).toEqual(['metadata-newer']);
    await expect(recover(ID)).rejects.toMatchObject({ code: 'metadata-newer' });
    await expect(repository.setAside(ID)).rejects.toMatchObject({ code: 'metadata-newer' });
    expect(await readFile(current(), 'utf8')).toBe(text);
  });
});

describe('one session', () => {
  test('that is whole stays as it is', async () => {
    await repository.save(await inWorktree(), null);
    const before = await repository.get(ID);
    expect(await recover('now')).toEqual([]);
    expect(await repository.get(ID)).toEqual(before);
    await expect(repository.setAside(ID)).rejects.toMatchObject({ code: 'usage' });
  });

  test('whose row is gone altogether is found by its worktree', async () => {
    await writeMark(worktree, await inWorktree());
    expect(await codes(ID)).toEqual(['session-restored']);
    expect(await listed()).toEqual([ID]);
  });

  test('that nobody knows is not found', async () => {
    for (const id of ['nobody', 'No Body', '']) {
      await expect(recover(id)).rejects.toMatchObject({ code: 'session-not-found' });
    }
  });
});

describe('a clock that was wrong', () => {
  const FUTURE = '2999-01-01T00:00:00.000Z';

  test('is told in lists, which keep their order, and mended on request', async () => {
    await repository.save(plain({ id: 'older' }), null);
    await repository.save(plain({ created: FUTURE, lastActive: FUTURE }), null);
    expect(await listed()).toEqual([ID, 'older']);
    expect(await warned()).toEqual(['time-to-come']);
    expect(await codes()).toEqual(['time-mended']);
    expect(await warned()).toEqual([]);
    const present = PRESENT.toISOString();
    expect((await repository.get(ID))?.session).toMatchObject({
      created: present,
      lastActive: present,
    });
    expect(await listed()).toEqual([ID, 'older']);
  });

  test('keeps no session from being used, and none from being mended afterwards', async () => {
    await repository.save(plain({ lastActive: FUTURE }), null);
    const reopened = await service.reopen(ID, { cols: 80, rows: 24 });
    expect(reopened.session.status).toBe('active');
    expect(await codes(ID)).toEqual(['time-mended']);
    expect((await repository.get(ID))?.session.lastActive).toBe(PRESENT.toISOString());
    expect(await warned()).toEqual([]);
  });
});

test('what a killed process has left of a row that it never wrote is cleared away', async () => {
  await repository.save(plain(), null);
  await mkdir(join(directory, 'begun'));
  await mkdir(join(directory, 'half'));
  await writeFile(join(directory, 'half', 'metadata.json.1.tmp'), '{');
  await mkdir(join(directory, 'locked'));
  await writeFile(join(directory, 'locked.lock'), 'by nobody that can be told, a moment ago');
  await repository.clearLeftovers();
  expect((await readdir(directory)).sort()).toEqual([ID, 'locked', 'locked.lock']);
  // A clock that was set back: the lock is of a time that is still to come.
  await utimes(join(directory, 'locked.lock'), PRESENT, new Date('2999-01-01'));
  await repository.clearLeftovers();
  await repository.clearLeftovers();
  expect((await readdir(directory)).sort()).toEqual([ID]);
});

describe('a repository that cannot be read', () => {
  beforeEach(async () => {
    const row = await inWorktree();
    await repository.save(row, null);
    await repository.save({ ...row, id: 'klmnopqrst', directory: repo.path }, null);
    await writeFile(join(repo.path, '.git', 'HEAD'), 'garbage\n');
  });

  test('is told once with the list of sessions', async () => {
    const { sessions, warnings } = await service.overview(repo.root);
    expect(sessions).toHaveLength(2);
    const told = warnings.filter(({ message }) => message.includes(repo.path));
    expect(told).toMatchObject([{ message: expect.stringContaining('git cannot read') }]);
  });

  test('does not make a worktree one that git does not know', async () => {
    const { worktree: found, findings } = await service.debug(repo.root, ID);
    expect(found).toEqual({ path: worktree, isThere: true, isUnread: true });
    expect(findings.map(({ code }) => code)).toContain('not-a-repository');
    expect(findings.map(({ code }) => code)).not.toContain('worktree-unknown');
    expect(findings.map(({ code }) => code)).not.toContain('branch-missing');
  });
});
