import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MERGE_STRATEGIES, type MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import { type GitSession, gitFor, landBuilt, openGitSession } from '../../support/git-session.js';
import { addRemote, type Remote } from '../../support/remote.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let remote: Remote;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' } });
  remote = await addRemote(repo);
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

const plan = (strategy: MergeStrategy = 'merge', refresh = true) =>
  git.merges.plan({ ...session.request(strategy), refresh });

describe('a target that is behind its upstream', () => {
  test.each(MERGE_STRATEGIES)('takes its commits with it by %s, in one move', async (strategy) => {
    const theirs = await remote.push('main', { 'theirs.txt': 't' });
    await repo.git('fetch', '-q');
    if (strategy === 'ff-only') await session.git('reset', '-q', '--hard', 'origin/main');
    await session.commit('Mine', { 'mine.txt': 'm' });
    const before = await repo.git('rev-parse', 'main');
    const seen = await plan(strategy);
    expect(seen).toMatchObject({
      targetOid: before,
      ontoOid: theirs,
      upstream: { name: 'origin/main', ahead: 0, behind: 1, isFresh: true },
      commits: [{ subject: 'Mine' }],
      files: [{ path: 'mine.txt', kind: 'added' }],
      obstacles: [],
    });
    const built = await git.merges.build(seen, { message: 'Merge' });
    const landed = await landBuilt(git, built);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await repo.git('merge-base', '--all', 'main', 'origin/main')).toBe(theirs);
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.read('theirs.txt')).toBe('t');

    const { acts } = await git.undo.list(repo.path);
    const act = acts.find(({ id }) => id === landed.actId);
    if (act?.landing === undefined) throw new Error('no landing on record');
    await git.merges.takeBack(repo.path, { ...act, landing: act.landing });
    expect(await repo.git('rev-parse', 'main')).toBe(before);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  test('is looked at as last fetched without a refresh, and afresh with one', async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    await remote.push('main', { 'theirs.txt': 't' });
    expect(await plan('merge', false)).toMatchObject({ upstream: { behind: 0, isFresh: false } });
    expect(await plan()).toMatchObject({ upstream: { behind: 1, isFresh: true } });
    expect(await plan('merge', false)).toMatchObject({ upstream: { behind: 1, isFresh: false } });
  });

  test('conflicts with what is at the remote, before anything has moved', async () => {
    await session.commit('Mine', { 'a.txt': 'mine\n' });
    await remote.push('main', { 'a.txt': 'theirs\n' });
    expect((await plan()).conflicts).toMatchObject([{ path: 'a.txt', kind: 'contents' }]);
    expect((await plan('rebase')).conflicts).toMatchObject([{ path: 'a.txt' }]);
  });

  test("is refused where the upstream's commits would overwrite the user's own files", async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    await remote.push('main', { 'b.txt': 'theirs\n', 'new.txt': 'n' });
    await repo.write('b.txt', 'edited\n');
    await repo.write('new.txt', 'untracked\n');
    const seen = await plan();
    expect(seen.obstacles).toMatchObject([
      { code: 'target-dirty-overlap', paths: ['b.txt', 'new.txt'] },
    ]);
    await expect(git.merges.build(seen, { message: 'm' })).rejects.toMatchObject({
      code: 'merge-refused',
    });
  });

  test('refuses a fast-forward that would leave its upstream aside', async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    await remote.push('main', { 'theirs.txt': 't' });
    expect((await plan('ff-only')).obstacles).toMatchObject([
      { code: 'not-fast-forward', message: expect.stringMatching(/^origin\/main has commits/) },
    ]);
  });

  test('whose upstream has the work already is up to date', async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    await session.git('push', '-q', 'origin', 'work:main');
    const seen = await plan();
    expect(seen).toMatchObject({ isUpToDate: true, upstream: { behind: 1 }, files: [] });
    await expect(git.merges.build(seen, { message: 'm' })).rejects.toThrow(
      'origin/main has everything of work already.',
    );
  });
});

describe('a target', () => {
  test('that has diverged is merged onto as it is, and that is said', async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    const own = await repo.commit('Own', { 'own.txt': 'o' });
    await remote.push('main', { 'theirs.txt': 't' });
    const seen = await plan();
    expect(seen).toMatchObject({
      ontoOid: own,
      upstream: { ahead: 1, behind: 1, isFresh: true },
      obstacles: [],
    });
    const { commit } = await git.merges.build(seen, { message: 'm' });
    expect(await repo.git('rev-parse', `${commit}^1`)).toBe(own);
  });

  test('whose remote is gone is merged as last fetched, with the reason', async () => {
    await session.commit('Mine', { 'mine.txt': 'm' });
    const theirs = await remote.push('main', { 'theirs.txt': 't' });
    await repo.git('fetch', '-q');
    await rm(remote.path, { recursive: true });
    const { upstream, ontoOid } = await plan();
    expect(ontoOid).toBe(theirs);
    expect(upstream).toEqual({
      name: 'origin/main',
      ahead: 0,
      behind: 1,
      isFresh: false,
      problem: expect.stringContaining('Could not fetch main from origin'),
    });
  });

  test('without any remote has none to be behind', async () => {
    await repo.git('remote', 'remove', 'origin');
    await session.commit('Mine', { 'mine.txt': 'm' });
    const seen = await plan();
    expect(seen.upstream).toBeUndefined();
    expect(seen.ontoOid).toBe(seen.targetOid);
  });

  test('that is checked out nowhere moves onto its upstream too', async () => {
    await repo.git('switch', '-q', '-c', 'elsewhere');
    await session.commit('Mine', { 'mine.txt': 'm' });
    const theirs = await remote.push('main', { 'theirs.txt': 't' });
    const built = await git.merges.build(await plan('squash'), { message: 'Squash' });
    await landBuilt(git, built);
    expect(await repo.git('rev-parse', 'main^')).toBe(theirs);
  });

  test('in a shallow clone is found behind and taken along', async () => {
    const path = join(repo.root, 'shallow');
    await repo.gitIn(repo.root, 'clone', '-q', '--depth=1', `file://${remote.path}`, path);
    const tip = await remote.push('main', { 'theirs.txt': 't' });
    await repo.gitIn(path, 'branch', 'topic', 'main');
    const seen = await git.merges.plan({
      repoRoot: path,
      source: 'topic',
      target: 'main',
      strategy: 'merge',
      refresh: true,
    });
    expect(seen).toMatchObject({ ontoOid: tip, upstream: { behind: 1 } });
  });
});
