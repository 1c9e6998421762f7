import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { linkedGitDirs } from '../../../src/git/worktree-entries.js';
import { gitFor, landBuilt, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' } });
  git = gitFor(repo);
});
afterEach(() => repo.dispose());

async function script(name: string, text: string): Promise<string> {
  const file = join(repo.root, name);
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

test('a mere look starts no fsmonitor hook', async () => {
  const session = await openGitSession(repo, git, 'work');
  await session.commit('work', { 'new.txt': 'n\n' });
  await session.write('a.txt', 'changed\n');
  const ran = join(repo.root, 'ran');
  await repo.git('config', 'core.fsmonitor', await script('monitor', `: >'${ran}'`));
  await git.reader.context(session.path);
  await git.reader.worktrees(repo.path);
  expect(await git.reader.status(session.path)).toMatchObject({ dirty: 1 });
  await git.radar.scan(repo.path, [
    { sessionId: 'x', path: session.path, target: 'main', startOid: session.base },
  ]);
  const plan = await git.merges.plan(session.request());
  expect([plan.files.length, plan.uncommitted.length]).toEqual([1, 1]);
  await git.worktrees.scanLoss(session.path, { mergeTarget: 'main' });
  expect(existsSync(ran)).toBe(false);
  await session.git('status');
  expect(existsSync(ran)).toBe(true);
});

test('hooks that a repository keeps in its work tree are absent in a new one, silently', async () => {
  await repo.commit('ignore', { '.gitignore': '.husky/_/\n' });
  await repo.git('config', 'core.hooksPath', '.husky/_');
  const ran = join(repo.root, 'ran');
  await mkdir(join(repo.path, '.husky/_'), { recursive: true });
  for (const hook of ['post-checkout', 'pre-commit']) {
    await writeFile(join(repo.path, '.husky/_', hook), `#!/bin/sh\n: >'${ran}'\nexit 1\n`);
    await chmod(join(repo.path, '.husky/_', hook), 0o755);
  }
  await git.branches.create(repo.path, 'work', await repo.git('rev-parse', 'main'));
  const path = join(repo.root, 'work');
  await git.worktrees.add(repo.path, { path, branch: 'work', lockReason: 'qtui:x' });
  expect(await git.worktrees.checkout(path, {})).toEqual({ warnings: [], lacks: [] });
  await writeFile(join(path, 'a.txt'), 'changed\n');
  await git.merges.commit(path, { message: 'work' });
  expect(existsSync(ran)).toBe(false);
});

describe('two worktrees of one name', () => {
  test('are told apart, although the id of one is another name', async () => {
    const paths = [join(repo.root, 'x/same'), join(repo.root, 'y/same')];
    for (const [index, path] of paths.entries()) {
      await repo.git('worktree', 'add', '-q', '-b', `b${index}`, path);
    }
    const second = paths[1] ?? '';
    await repo.commit('other', { 'a.txt': 'other\n' });
    await writeFile(join(second, 'a.txt'), 'mine\n');
    await repo.gitIn(second, 'commit', '-qam', 'mine');
    await expect(repo.gitIn(second, 'rebase', 'main')).rejects.toThrow('CONFLICT');
    const found = await git.reader.worktrees(repo.path);
    expect(found.filter(({ operation }) => operation !== undefined)).toMatchObject([
      { path: second, operation: 'rebase', operationBranch: 'b1' },
    ]);
  });

  test('are found also where git keeps its links relative', async () => {
    const path = join(repo.root, 'x/same');
    await repo.git('worktree', 'add', '-q', '-b', 'one', path);
    const gitDir = join(repo.path, '.git/worktrees/same');
    await writeFile(join(gitDir, 'gitdir'), `${relative(gitDir, join(path, '.git'))}\n`);
    expect([...(await linkedGitDirs(join(repo.path, '.git')))]).toEqual([[path, gitDir]]);
  });
});

describe('histories that cross', () => {
  /** Each branch has merged the other's first commit: two merge bases. */
  async function cross(ours: string, theirs: string) {
    const session = await openGitSession(repo, git, 'work');
    await session.commit('theirs', { 'b.txt': 'theirs\n' });
    await repo.commit('ours', { 'a.txt': 'ours\n2\n3\n' });
    const [first, second] = ['main~0', 'work~0'];
    const [oursFirst, theirsFirst] = await Promise.all(
      [first, second].map((name) => repo.git('rev-parse', name)),
    );
    await repo.git('merge', '-q', '-m', 'cross', theirsFirst ?? '');
    await session.git('merge', '-q', '-m', 'cross', oursFirst ?? '');
    await repo.commit('more', { 'a.txt': ours });
    await session.commit('more', { 'a.txt': theirs });
    expect((await repo.git('merge-base', '--all', 'main', 'work')).split('\n')).toHaveLength(2);
    return session;
  }

  test.each(['merge', 'squash'] as const)('are joined by %s as git does it', async (strategy) => {
    const session = await cross('ours\n2\n3 of main\n', 'ours of work\n2\n3\n');
    await repo.git('clone', '-q', repo.path, join(repo.root, 'twin'));
    const twin = (...args: string[]) => repo.gitIn(join(repo.root, 'twin'), ...args);
    const merged = await twin('merge', '-q', '-m', 'm', 'origin/work').then(
      () => twin('rev-parse', 'HEAD^{tree}'),
      () => undefined,
    );
    const plan = await git.merges.plan(session.request(strategy));
    expect(plan.resultTree).toBe(merged);
    expect(plan.conflicts.map(({ path }) => path)).toEqual(merged === undefined ? ['a.txt'] : []);
  });

  test('conflict where both changed a line since', async () => {
    const session = await cross('main\n2\n3\n', 'work\n2\n3\n');
    const plan = await git.merges.plan(session.request());
    expect(plan.conflicts).toMatchObject([{ path: 'a.txt', kind: 'contents' }]);
    expect(plan.resultTree).toBeUndefined();
  });
});

test('the stash of the person is as it was after a commit, a merge and its undo', async () => {
  await repo.write('b.txt', 'stashed\n');
  await repo.git('stash', 'push', '-q');
  const stash = () => repo.git('log', '-g', '--format=%H %gs', 'refs/stash');
  const before = await stash();
  const session = await openGitSession(repo, git, 'work');
  await session.write('new.txt', 'new\n');
  await git.merges.commit(session.path, { message: 'new' });
  await repo.write('b.txt', 'dirty\n');
  const plan = await git.merges.plan(session.request());
  await landBuilt(git, await git.merges.build(plan, { message: 'm' }));
  expect(await readFile(join(repo.path, 'b.txt'), 'utf8')).toBe('dirty\n');
  expect(await stash()).toBe(before);
});
