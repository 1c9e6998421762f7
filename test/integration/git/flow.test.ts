import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { landBuilt } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;

beforeEach(async () => {
  repo = await createTempRepo();
  git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
});
afterEach(() => repo.dispose());

describe('a session from its creation to its removal', () => {
  test('creates, commits, merges into the checked-out target and removes', async () => {
    const path = join(repo.root, 'worktrees', 'one');
    const base = (await git.reader.resolveCommit(repo.path, 'main')) ?? '';
    expect(await git.branches.nameProblems(repo.path, 'feature/one', ['main'])).toEqual([]);
    await git.branches.create(repo.path, 'feature/one', base);
    await git.worktrees.add(repo.path, { path, branch: 'feature/one', lockReason: 'qtui:1' });
    const progress: number[] = [];
    const { warnings } = await git.worktrees.checkout(path, {
      onProgress: ({ done }) => progress.push(done),
    });
    expect(warnings).toEqual([]);
    expect(progress.at(-1)).toBe(1);
    await git.worktrees.excludeMark(repo.path);
    await mkdir(join(path, '.qtui'));
    await writeFile(join(path, '.qtui/session.json'), '{}');
    await writeFile(join(path, 'new.txt'), 'new\n');
    const commit = await git.merges.commit(path, { message: 'Add a file' });
    expect(await repo.gitIn(path, 'show', '--name-only', '--format=', commit)).toBe('new.txt');
    const plan = await git.merges.plan({
      repoRoot: repo.path,
      worktree: path,
      source: 'feature/one',
      target: 'main',
      strategy: 'merge',
    });
    expect(plan).toMatchObject({ obstacles: [], conflicts: [], sourceOid: commit });
    expect(plan.commits).toMatchObject([{ oid: commit, subject: 'Add a file' }]);
    const built = await git.merges.build(plan, { message: plan.suggestedMessage });
    const { backupRef } = await landBuilt(git, built);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await repo.git('rev-parse', backupRef)).toBe(base);
    expect(await readFile(join(repo.path, 'new.txt'), 'utf8')).toBe('new\n');
    const report = await git.worktrees.scanLoss(path, { mergeTarget: 'main', baseOid: base });
    expect(report.losses).toEqual([]);
    expect(report.merged).toMatchObject({ merged: true, evidence: 'ancestor' });
    await git.worktrees.remove(path, report);
    await git.branches.delete(repo.path, 'feature/one', commit);
    expect(await git.reader.worktrees(repo.path)).toHaveLength(1);
    expect(await repo.git('for-each-ref', '--format=%(refname)', 'refs/heads')).toBe(
      'refs/heads/main',
    );
    expect(await repo.git('status', '--porcelain')).toBe('');
  });
});
