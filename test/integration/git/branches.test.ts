import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { gitFor, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let head: string;

beforeEach(async () => {
  repo = await createTempRepo();
  git = gitFor(repo);
  head = await repo.git('rev-parse', 'HEAD');
});
afterEach(() => repo.dispose());

const problems = (name: string) => git.branches.nameProblems(repo.path, name, ['main', 'master']);

describe('nameProblems', () => {
  test.each([
    '',
    '-x',
    '--help',
    'a..b',
    'a b',
    'a~1',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'a//b',
    '/a',
    'a/',
    '.a',
    'a/.b',
    'a.lock',
    'a.',
    'a@{b',
    '@',
    'HEAD',
    'a\nb',
    'a\0b',
    'refs/heads/x',
    '0'.repeat(40),
    'x'.repeat(251),
    'x\u202egnp',
    `${'x'.repeat(251)}/y`,
  ])('calls %j malformed', async (name) => {
    expect(await problems(name)).toMatchObject([{ kind: 'malformed' }]);
  });

  test.each(['feature/login', 'ünïcödé', '修正', 'a-b_c.d', 'x'.repeat(250), 'main2'])(
    'takes %s',
    async (name) => {
      expect(await problems(name)).toEqual([]);
      await git.branches.create(repo.path, name, head);
      expect(await repo.git('rev-parse', `refs/heads/${name}`)).toBe(head);
    },
  );

  test('tells what is protected, exists, or differs by case only', async () => {
    await git.branches.create(repo.path, 'Feature', head);
    expect(await problems('main')).toEqual([
      { kind: 'protected', branch: 'main' },
      { kind: 'exists', branch: 'main' },
    ]);
    expect(await problems('master')).toEqual([{ kind: 'protected', branch: 'master' }]);
    expect(await problems('feature')).toEqual([{ kind: 'case-twin', branch: 'Feature' }]);
    // é as one character and as two.
    await git.branches.create(repo.path, 'caf\u00e9', head);
    const twin = [{ kind: 'case-twin', branch: 'caf\u00e9' }];
    expect(await problems('cafe\u0301')).toEqual(twin);
    expect(await problems('CAFE\u0301')).toEqual(twin);
    expect(await problems('cafe\u0301/x')).toEqual([
      { kind: 'prefix-conflict', branch: 'caf\u00e9' },
    ]);
  });

  test('tells a branch that stands where a directory has to be, and the other way round', async () => {
    await git.branches.create(repo.path, 'a', head);
    await git.branches.create(repo.path, 'b/c/d', head);
    expect(await problems('a/b')).toEqual([{ kind: 'prefix-conflict', branch: 'a' }]);
    expect(await problems('a/b/c')).toEqual([{ kind: 'prefix-conflict', branch: 'a' }]);
    expect(await problems('b')).toEqual([{ kind: 'prefix-conflict', branch: 'b/c/d' }]);
    expect(await problems('b/x')).toEqual([]);
  });
});

describe('branchTip', () => {
  const tip = (branch: string, directory = repo.path) => git.reader.branchTip(directory, branch);

  test('is told of a branch, and of none for what is no branch', async () => {
    expect(await tip('main')).toBe(head);
    for (const name of ['gone', 'main/x', 'ma*', 'a b', '', '-x', 'main^{commit}', 'x\0y']) {
      expect(await tip(name)).toBeUndefined();
    }
  });

  test('is not taken for none where git cannot tell', async () => {
    await expect(tip('main', join(repo.root, 'nowhere'))).rejects.toMatchObject({
      code: 'path-missing',
    });
    const outside = join(repo.root, 'outside');
    await mkdir(outside);
    await expect(tip('main', outside)).rejects.toMatchObject({ code: 'not-a-repository' });
    await writeFile(join(repo.path, '.git', 'refs', 'heads', 'empty'), '');
    await writeFile(join(repo.path, '.git', 'refs', 'heads', 'lost'), `${'1'.repeat(40)}\n`);
    for (const name of ['empty', 'lost']) {
      await expect(tip(name)).rejects.toMatchObject({
        code: 'repository-damaged',
        hint: expect.any(String),
      });
    }
  });
});

describe('create', () => {
  test('has one winner among six that race for a name', async () => {
    const others = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        await repo.git('commit', '-q', '--allow-empty', '-m', `c${index}`).catch(() => undefined);
        return repo.git('rev-parse', 'HEAD');
      }),
    );
    const outcomes = await Promise.allSettled(
      others.map((oid) => gitFor(repo).branches.create(repo.path, 'race', oid)),
    );
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(5);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'name-taken' });
    const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
    expect(await repo.git('rev-parse', 'refs/heads/race')).toBe(others[winner]);
  });

  test('says which branch stands in the way', async () => {
    await git.branches.create(repo.path, 'a', head);
    await expect(git.branches.create(repo.path, 'a/b', head)).rejects.toMatchObject({
      code: 'name-taken',
      data: { other: 'a' },
    });
  });

  test('refuses a name that would be an option', async () => {
    await expect(git.branches.create(repo.path, '-d', head)).rejects.toMatchObject({
      code: 'invalid-name',
    });
  });

  test('sets no upstream', async () => {
    await repo.git('update-ref', 'refs/remotes/origin/main', head);
    await git.branches.create(repo.path, 'side', head);
    await expect(repo.git('rev-parse', 'side@{upstream}')).rejects.toThrow('no upstream');
  });
});

describe('delete', () => {
  test('deletes a branch that is where it was, and its settings', async () => {
    await git.branches.create(repo.path, 'side', head);
    await repo.git('config', 'branch.side.remote', 'origin');
    await git.branches.delete(repo.path, 'side', head);
    expect(await git.reader.resolveCommit(repo.path, 'refs/heads/side')).toBeUndefined();
    await expect(repo.git('config', 'branch.side.remote')).rejects.toThrow();
  });

  test('refuses a branch that has moved', async () => {
    await git.branches.create(repo.path, 'side', head);
    const moved = await repo.commit('more');
    await repo.git('update-ref', 'refs/heads/side', moved);
    await expect(git.branches.delete(repo.path, 'side', head)).rejects.toMatchObject({
      code: 'branch-moved',
      untouched: expect.stringContaining('side'),
    });
    expect(await repo.git('rev-parse', 'side')).toBe(moved);
  });

  test('refuses a branch that a worktree stands on', async () => {
    const session = await openGitSession(repo, git, 'side');
    await expect(git.branches.delete(repo.path, 'side', head)).rejects.toMatchObject({
      code: 'would-lose-work',
      message: expect.stringContaining(session.path),
    });
  });
});
