import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
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

const verdict = (recorded: { baseOid?: string; mergedOid?: string } = {}) =>
  git.reader.isMerged(repo.path, { branch: 'work', target: 'main', ...recorded });

describe('isMerged', () => {
  test('says "no work" of a branch at its base, although that is an ancestor', async () => {
    await repo.commit('later');
    expect(await verdict({ baseOid: session.base })).toEqual({ merged: true, evidence: 'no-work' });
    expect(await verdict()).toEqual({ merged: true, evidence: 'ancestor' });
  });

  test('believes the recorded landing, until the branch moves on', async () => {
    const oid = await session.commit('one', { 'a.txt': 'a' });
    expect(await verdict({ mergedOid: oid })).toEqual({ merged: true, evidence: 'recorded' });
    await session.commit('two', { 'b.txt': 'b' });
    expect(await verdict({ mergedOid: oid })).toEqual({ merged: false, unmergedCommits: 2 });
  });

  test('sees a merge', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
    expect(await verdict({ baseOid: session.base })).toEqual({
      merged: true,
      evidence: 'ancestor',
    });
  });

  test('sees commits that were picked one by one', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.commit('two', { 'b.txt': 'b' });
    await repo.commit('other', { 'c.txt': 'c' });
    await repo.git('cherry-pick', `${session.base}..work`);
    expect(await verdict()).toEqual({ merged: true, evidence: 'cherry' });
  });

  test('sees a squash, also when the target went on and changed it', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.commit('two', { 'a.txt': 'a\nb' });
    await repo.commit('other', { 'c.txt': 'c' });
    await repo.git('merge', '-q', '--squash', 'work');
    await repo.commit('squashed');
    await repo.commit('changed', { 'a.txt': 'something else' });
    expect(await verdict()).toEqual({ merged: true, evidence: 'squash' });
  });

  test('sees work that comes to nothing', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.git('revert', '--no-edit', 'HEAD');
    await repo.commit('other');
    expect(await verdict()).toEqual({ merged: true, evidence: 'same-tree' });
  });

  test('counts what is not merged', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await session.commit('two', { 'b.txt': 'b' });
    await repo.commit('other', { 'c.txt': 'c' });
    await repo.git('cherry-pick', 'work~1');
    expect(await verdict()).toEqual({ merged: false, unmergedCommits: 2 });
  });

  test('does not take picked commits for the whole when a merge resolved more', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    await repo.commit('other', { 'c.txt': 'c' });
    await session.git('merge', '-q', '--no-commit', 'main');
    await session.commit('merge with more', { 'resolved.txt': 'by hand' });
    await repo.git('cherry-pick', 'work^1');
    expect(await verdict()).toMatchObject({ merged: false });
  });

  test('says no when the target is gone', async () => {
    await session.commit('one', { 'a.txt': 'a' });
    const gone = await git.reader.isMerged(repo.path, { branch: 'work', target: 'gone' });
    expect(gone).toEqual({ merged: false, unmergedCommits: 1 });
  });

  test('throws for a branch that is gone', async () => {
    await expect(
      git.reader.isMerged(repo.path, { branch: 'gone', target: 'main' }),
    ).rejects.toMatchObject({ code: 'unknown-revision' });
  });
});
