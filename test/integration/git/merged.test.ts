import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mergedWords } from '../../../src/core/merged-words.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { MergedQuestion } from '../../../src/core/repository.js';
import { type GitSession, gitFor, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo();
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

const verdict = (change: Partial<MergedQuestion> = {}, path = repo.path) =>
  git.reader.isMerged(path, { branch: 'work', target: 'main', ...change });
const words = async (change: Partial<MergedQuestion> = {}) =>
  mergedWords(await verdict(change), change.target ?? 'main');
const head = () => repo.git('rev-parse', 'HEAD');

/** Three commits of work, and a target that went on. */
async function work(): Promise<string> {
  await session.commit('one', { 'a.txt': 'a' });
  await session.commit('two', { 'a.txt': 'a\nb', 'b.txt': 'b' });
  const tip = await session.commit('three', { 'c.txt': 'c' });
  await repo.commit('other', { 'other.txt': 'other' });
  return tip;
}

/** What a forge's "squash and merge" leaves in the target. */
async function squash(message = 'Add everything (#12)'): Promise<string> {
  await repo.git('merge', '-q', '--squash', 'work');
  return repo.commit(message);
}

describe('isMerged', () => {
  test('says "no work" of a branch at its base, although that is an ancestor', async () => {
    await repo.commit('later');
    expect(await verdict({ baseOid: session.base })).toEqual({ merged: true, evidence: 'no-work' });
    expect(await verdict()).toEqual({ merged: true, evidence: 'ancestor', into: 'main' });
  });

  test('does not say "no work" of a base that only this branch still has', async () => {
    const base = await session.commit('of a branch that is gone', { 'a.txt': 'a' });
    expect(await verdict({ baseOid: base })).toEqual({ merged: false, unmergedCommits: 1 });
    await repo.git('branch', 'kept', base);
    expect(await verdict({ baseOid: base })).toEqual({ merged: true, evidence: 'no-work' });
  });

  test('believes the recorded landing, until the branch moves on', async () => {
    const oid = await session.commit('one', { 'a.txt': 'a' });
    expect(await verdict({ mergedOid: oid })).toEqual({ merged: true, evidence: 'recorded' });
    await session.commit('two', { 'b.txt': 'b' });
    expect(await verdict({ mergedOid: oid })).toEqual({ merged: false, unmergedCommits: 2 });
  });

  test('believes the recorded landing only while the target has it', async () => {
    const mergedOid = await work();
    const before = await head();
    const landedOid = await squash();
    expect(await verdict({ mergedOid, landedOid })).toEqual({
      merged: true,
      evidence: 'recorded',
      into: 'main',
      commit: landedOid,
    });
    expect(await words({ mergedOid, landedOid })).toBe(
      `qtui merged it into main as ${landedOid.slice(0, 10)}`,
    );
    await repo.git('reset', '-q', '--hard', before);
    expect(await verdict({ mergedOid, landedOid })).toEqual({ merged: false, unmergedCommits: 3 });
    const unknown = { mergedOid, landedOid: '1'.repeat(40) };
    expect(await verdict(unknown)).toEqual({ merged: false, unmergedCommits: 3 });
  });

  test('sees a merge, and which one it was', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
    const commit = await head();
    await repo.commit('later', { 'later.txt': '' });
    expect(await verdict({ baseOid: session.base })).toEqual({
      merged: true,
      evidence: 'ancestor',
      into: 'main',
      commit,
    });
    expect(await words()).toBe(`its commits are in main by the merge ${commit.slice(0, 10)}`);
  });

  test('sees a fast-forward', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.git('merge', '-q', '--ff-only', 'work');
    expect(await verdict()).toEqual({ merged: true, evidence: 'ancestor', into: 'main' });
    expect(await words()).toBe('its commits are in main');
  });

  test('sees commits that were picked or rebased one by one', async () => {
    await work();
    await repo.git('cherry-pick', `${session.base}..work`);
    const commit = await head();
    await repo.commit('later');
    expect(await verdict()).toEqual({
      merged: true,
      evidence: 'cherry',
      into: 'main',
      commit,
      commits: 3,
    });
    expect(await words()).toBe(
      `its 3 commits are in main as other commits (the last one ${commit.slice(0, 10)}), picked or rebased`,
    );
  });

  test('sees a squash of a forge, also when the target went on and changed it', async () => {
    await work();
    const commit = await squash();
    await repo.commit('changed', { 'a.txt': 'something else' });
    expect(await verdict()).toEqual({
      merged: true,
      evidence: 'squash',
      into: 'main',
      commit,
      commits: 3,
    });
    expect(await words()).toBe(
      `its 3 commits are in main as one squash commit ${commit.slice(0, 10)}`,
    );
  });

  test('sees a squash of a branch that had merged its target', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.commit('other', { 'c.txt': 'c' });
    await session.git('merge', '-q', '-m', 'catch up', 'main');
    await session.commit('two', { 'b.txt': 'b' });
    const commit = await squash();
    expect(await verdict()).toMatchObject({ merged: true, evidence: 'squash', commit });
  });

  test('sees work that was merged and later reverted: its history is there', async () => {
    await work();
    const commit = await squash();
    await repo.git('revert', '--no-edit', 'HEAD');
    expect(await verdict()).toMatchObject({ merged: true, evidence: 'squash', commit });
  });

  test('does not call a squashed branch merged that has gone on', async () => {
    await work();
    await squash();
    await session.commit('more', { 'a.txt': 'a\nb\nmore' });
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 4 });
  });

  test('sees work that comes to nothing', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.git('revert', '--no-edit', 'HEAD');
    await repo.commit('other');
    expect(await verdict()).toMatchObject({ merged: true, evidence: 'same-tree', commits: 2 });
    expect(await words()).toBe('merging it would change nothing in main');
  });

  test('sees that empty commits come to nothing, and that others do not', async () => {
    await session.git('commit', '-q', '--allow-empty', '-m', 'empty');
    await repo.commit('other', { 'other.txt': '' });
    expect(await verdict()).toMatchObject({ merged: true, evidence: 'same-tree' });
    await session.commit('real', { 'real.txt': 'real' });
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 2 });
    await repo.git('cherry-pick', 'work');
    expect(await verdict()).toMatchObject({ merged: true });
  });

  test('counts what is not merged, and tells what was picked', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.commit('two', { 'b.txt': 'b' });
    await repo.commit('other', { 'c.txt': 'c' });
    await repo.git('cherry-pick', 'work~1');
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 1, pickedCommits: 1 });
    expect(await words()).toBe('1 commit is not in main; 1 more was picked');
  });

  test('says no of a pick whose conflict was resolved to something else', async () => {
    await session.commit('one', { 'README.md': 'work\n' });
    await repo.commit('other', { 'README.md': 'other\n' });
    await expect(repo.git('cherry-pick', 'work')).rejects.toThrow('CONFLICT');
    await repo.commit('resolved', { 'README.md': 'other and work\n' });
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 1 });
    expect(await words()).toBe('1 commit is not in main');
  });

  test('does not take picked commits for the whole when a merge resolved more', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.commit('other', { 'c.txt': 'c' });
    await session.git('merge', '-q', '--no-commit', 'main');
    await session.commit('merge with more', { 'resolved.txt': 'by hand' });
    await repo.git('cherry-pick', 'work^1');
    expect(await verdict()).toMatchObject({ merged: false });
  });

  test('says no when the target was forced back', async () => {
    await work();
    const before = await head();
    await repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
    expect(await verdict()).toMatchObject({ merged: true });
    await repo.git('reset', '-q', '--hard', before);
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 3 });
  });

  test('says no of a branch that is its own target', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    expect(await verdict({ target: 'work' })).toMatchObject({ merged: false, unmergedCommits: 1 });
  });

  test('throws for a branch that is gone', async () => {
    await expect(verdict({ branch: 'gone' })).rejects.toMatchObject({ code: 'unknown-revision' });
  });

  test('leaves no object behind, and needs none', async () => {
    await work();
    await squash();
    const before = await repo.git('count-objects', '-v');
    expect(await verdict()).toMatchObject({ evidence: 'squash' });
    expect(await repo.git('count-objects', '-v')).toBe(before);
    await chmod(join(repo.path, '.git/objects'), 0o555);
    expect(await verdict()).toMatchObject({ evidence: 'squash' });
    await chmod(join(repo.path, '.git/objects'), 0o755);
    expect((await readdir(repo.env['TMPDIR']!)).filter((name) => name.startsWith('qtui'))).toEqual(
      [],
    );
  });

  test('works where a path has a colon, a quote and a space', async () => {
    const odd = join(repo.root, 'a:b "c d');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, odd);
    const run = (...args: string[]) => repo.gitIn(odd, ...args);
    await run('checkout', '-q', '-b', 'work');
    for (const message of ['one', 'two']) {
      await run('commit', '-q', '--allow-empty', '-m', message);
    }
    await run('checkout', '-q', 'main');
    await writeFile(join(odd, 'other.txt'), 'other');
    await run('add', '-A');
    await run('commit', '-q', '-m', 'other');
    expect(await verdict({}, odd)).toMatchObject({ merged: true, evidence: 'same-tree' });
  });
});

describe('isMerged into a target elsewhere', () => {
  let upstream: string;
  const onUpstream = (...args: string[]) => repo.gitIn(upstream, ...args);

  beforeEach(async () => {
    upstream = join(repo.root, 'upstream');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, upstream);
    await repo.git('remote', 'add', 'origin', upstream);
  });

  /** The work is squashed on the remote's main, and fetched. */
  async function squashUpstream(): Promise<string> {
    await onUpstream('fetch', '-q', 'origin', 'work');
    await onUpstream('merge', '-q', '--squash', 'FETCH_HEAD');
    await onUpstream('commit', '-q', '-m', 'squashed there');
    await repo.git('fetch', '-q', 'origin');
    return onUpstream('rev-parse', 'HEAD');
  }

  test('counts what the remote has and the local target has not fetched in', async () => {
    await work();
    const commit = await squashUpstream();
    expect(await verdict()).toEqual({
      merged: true,
      evidence: 'squash',
      into: 'origin/main',
      commit,
      commits: 3,
    });
    expect(await words()).toContain('are in origin/main as one squash commit');
  });

  test("follows the target's upstream, whatever its name", async () => {
    await onUpstream('checkout', '-q', '-b', 'trunk');
    await work();
    await squashUpstream();
    expect(await verdict()).toMatchObject({ merged: false });
    await repo.git('branch', '-q', '--set-upstream-to', 'origin/trunk', 'main');
    expect(await verdict()).toMatchObject({ merged: true, into: 'origin/trunk' });
  });

  test('asks the remote alone where there is no local target', async () => {
    await work();
    await repo.git('checkout', '-q', '-b', 'elsewhere');
    await repo.git('branch', '-q', '-D', 'main');
    await squashUpstream();
    expect(await verdict()).toMatchObject({ merged: true, into: 'origin/main' });
  });

  test('looks into the main branch where the target was renamed or is gone', async () => {
    await work();
    await squash();
    await repo.git('branch', '-q', '-m', 'main', 'trunk');
    expect(await verdict()).toEqual({
      merged: false,
      unmergedCommits: 3,
      isTargetMissing: true,
    });
    expect(await words()).toBe('its target main is gone; 3 commits in no other branch');
    await onUpstream('fetch', '-q', 'origin', 'trunk:trunk');
    await onUpstream('symbolic-ref', 'HEAD', 'refs/heads/trunk');
    await repo.git('fetch', '-q', 'origin');
    await repo.git('remote', 'set-head', 'origin', 'trunk');
    expect(await verdict({ target: 'gone' })).toMatchObject({
      merged: true,
      evidence: 'squash',
      into: 'origin/trunk',
    });
  });

  test('says no of a missing target when the main branch has not the work either', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    expect(await verdict({ target: 'gone' })).toEqual({
      merged: false,
      unmergedCommits: 1,
      isTargetMissing: true,
    });
  });

  test('is honest in a shallow clone', async () => {
    await work();
    await squash();
    await session.commit('more', { 'more.txt': 'more' });
    const shallow = join(repo.root, 'shallow');
    const url = `file://${repo.path}`;
    await repo.gitIn(repo.root, 'clone', '-q', '--depth', '1', '--no-single-branch', url, shallow);
    await repo.gitIn(shallow, 'branch', '-q', 'work', 'origin/work');
    expect(await verdict({}, shallow)).toMatchObject({ merged: false });
    await repo.gitIn(shallow, 'fetch', '-q', '--unshallow');
    expect(await verdict({}, shallow)).toMatchObject({ merged: false, unmergedCommits: 4 });
  });
});
