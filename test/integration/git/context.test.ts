import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Repository } from '../../../src/core/repository.js';
import { gitFor, noteGits, wrapGit } from '../../support/git-session.js';
import { createTempRepo, type TempRepo, type TempRepoOptions } from '../../support/temp-repo.js';

let repo: TempRepo;

afterEach(() => repo.dispose());

async function setUp(options?: TempRepoOptions) {
  repo = await createTempRepo(options);
  return gitFor(repo);
}

async function repositoryAt(directory: string): Promise<Repository> {
  const context = await gitFor(repo).reader.context(directory);
  if (context.kind === 'none') throw new Error(`${directory} is in no repository`);
  return context.repository;
}

describe('context', () => {
  test('of a subdirectory of an ordinary repository', async () => {
    await setUp();
    const oid = await repo.commit('more', { 'src/a.txt': 'a' });
    expect(await repositoryAt(join(repo.path, 'src'))).toEqual({
      directory: join(repo.path, 'src'),
      commonDir: join(repo.path, '.git'),
      gitDir: join(repo.path, '.git'),
      worktree: repo.path,
      root: repo.path,
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head: { kind: 'branch', branch: 'main', oid },
    });
  });

  test('outside of any repository is none, not an error', async () => {
    const git = await setUp();
    const directory = join(repo.root, 'home');
    expect(await git.reader.context(directory)).toEqual({ kind: 'none', directory });
  });

  test('of a linked worktree names the main one as its root', async () => {
    await setUp();
    const path = join(repo.root, 'linked');
    await repo.git('worktree', 'add', '-q', '-b', 'side', path);
    expect(await repositoryAt(path)).toMatchObject({
      commonDir: join(repo.path, '.git'),
      gitDir: join(repo.path, '.git/worktrees/linked'),
      worktree: path,
      root: repo.path,
      isLinkedWorktree: true,
      head: { kind: 'branch', branch: 'side' },
    });
  });

  test('of a bare repository has no worktree', async () => {
    await setUp({ bare: true });
    const found = await repositoryAt(repo.path);
    expect(found).toMatchObject({ root: repo.path, isBare: true, isLinkedWorktree: false });
    expect(found.worktree).toBeUndefined();
  });

  test('of a directory with a bare repository in .bare', async () => {
    await setUp({ bare: true, name: '.bare' });
    await writeFile(join(repo.root, '.git'), 'gitdir: ./.bare\n');
    expect(await repositoryAt(repo.root)).toMatchObject({ root: repo.path, isBare: true });
    await repo.gitIn(repo.root, 'worktree', 'add', '-q', 'side', 'main');
    expect(await repositoryAt(join(repo.root, 'side'))).toMatchObject({
      root: repo.path,
      isBare: false,
      isLinkedWorktree: true,
    });
  });

  test('of a submodule is a repository of its own with a superproject', async () => {
    await setUp();
    const inner = join(repo.root, 'inner');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, inner);
    await repo.git('submodule', '--quiet', 'add', inner, 'sub');
    expect(await repositoryAt(join(repo.path, 'sub'))).toMatchObject({
      root: join(repo.path, 'sub'),
      superproject: repo.path,
      isLinkedWorktree: false,
    });
  });

  test('of a repository that another one has as a submodule, with its own git directory', async () => {
    await setUp();
    const inner = join(repo.path, 'sub');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, inner);
    await repo.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'sub');
    await mkdir(join(inner, 'below'));
    for (const directory of [inner, join(inner, 'below')]) {
      expect(await repositoryAt(directory)).toMatchObject({ superproject: repo.path });
    }
  });

  test('of a repository without a commit', async () => {
    await setUp({ unborn: true });
    expect((await repositoryAt(repo.path)).head).toEqual({ kind: 'unborn', branch: 'main' });
  });

  test('of a detached HEAD', async () => {
    await setUp();
    const oid = await repo.git('rev-parse', 'HEAD');
    await repo.git('checkout', '-q', '--detach');
    expect((await repositoryAt(repo.path)).head).toEqual({ kind: 'detached', oid });
  });

  test('of a shallow clone', async () => {
    await setUp();
    await repo.commit('second');
    const clone = join(repo.root, 'clone');
    await repo.gitIn(repo.root, 'clone', '-q', '--depth=1', `file://${repo.path}`, clone);
    expect(await repositoryAt(clone)).toMatchObject({ isShallow: true });
  });

  test('of a SHA-256 repository', async () => {
    await setUp();
    const path = join(repo.root, 'sha256');
    await repo.gitIn(repo.root, 'init', '-q', '--object-format=sha256', path);
    expect(await repositoryAt(path)).toMatchObject({ objectFormat: 'sha256' });
  });

  test('of a checked out branch takes one git', async () => {
    await setUp();
    const { env, begun } = await noteGits(repo);
    const git = gitFor({ ...repo, env });
    await git.reader.context(repo.path);
    const gits = await begun();
    expect(gits).toHaveLength(1);
    expect(gits[0]).not.toContain('superproject');
  });

  test('of a directory with a line break in its name', async () => {
    await setUp();
    const path = join(repo.root, 'two\nlines');
    await repo.git('worktree', 'add', '-q', '-b', 'side', path);
    expect(await repositoryAt(path)).toMatchObject({
      worktree: path,
      root: repo.path,
      head: { kind: 'branch', branch: 'side' },
    });
  });

  test('where a branch is called HEAD', async () => {
    await setUp();
    const oid = await repo.git('rev-parse', 'HEAD');
    await repo.git('update-ref', 'refs/heads/HEAD', oid);
    expect(await repositoryAt(repo.path)).toMatchObject({
      head: { kind: 'branch', branch: 'main', oid },
    });
  });

  test('of a repository of somebody else shows what git proposes', async () => {
    await setUp();
    // The switch that git's own tests of the ownership check use.
    const path = await wrapGit(repo, 'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "$REAL_GIT" "$@"');
    const git = gitFor({ ...repo, env: { ...repo.env, PATH: path } });
    await expect(git.reader.context(repo.path)).rejects.toMatchObject({
      code: 'dubious-ownership',
      hint: expect.stringContaining('safe.directory'),
    });
  });

  test('of a worktree whose repository has forgotten it is an error, not "none"', async () => {
    const git = await setUp();
    const path = join(repo.root, 'linked');
    await repo.git('worktree', 'add', '-q', path);
    await rm(join(repo.path, '.git/worktrees/linked'), { recursive: true });
    await expect(git.reader.context(path)).rejects.toMatchObject({ code: 'not-a-repository' });
  });

  test.each([
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
    ['BISECT_START', 'bisect'],
  ])('tells by %s that a %s is under way', async (file, operation) => {
    await setUp();
    await writeFile(join(repo.path, '.git', file), `${await repo.git('rev-parse', 'HEAD')}\n`);
    expect(await repositoryAt(repo.path)).toMatchObject({ operation });
  });

  test('tells the series of picks between two of them', async () => {
    await setUp();
    await mkdir(join(repo.path, '.git/sequencer'));
    await writeFile(join(repo.path, '.git/sequencer/todo'), 'revert abc\n');
    expect(await repositoryAt(repo.path)).toMatchObject({ operation: 'revert' });
  });
});

describe('worktrees', () => {
  test('of a rebase tell the branch that git calls detached', async () => {
    const git = await setUp();
    await repo.commit('one', { 'a.txt': 'one' });
    await repo.git('checkout', '-q', '-b', 'side', 'HEAD^');
    await repo.commit('two', { 'a.txt': 'two' });
    await expect(repo.git('rebase', 'main')).rejects.toThrow('CONFLICT');
    const [main] = await git.reader.worktrees(repo.path);
    expect(main).toMatchObject({
      isDetached: true,
      operation: 'rebase',
      operationBranch: 'side',
    });
  });

  test('are listed by one git once the repository is known', async () => {
    await setUp();
    const { env, begun } = await noteGits(repo);
    const git = gitFor({ ...repo, env });
    await git.reader.worktrees(repo.path);
    await begun();
    await git.reader.worktrees(repo.path);
    expect(await begun()).toEqual([expect.stringContaining('worktree list')]);
  });

  test('are those of the repository that stands at the place by now', async () => {
    const git = await setUp();
    await git.reader.worktrees(repo.path);
    await rename(join(repo.path, '.git'), join(repo.root, 'elsewhere'));
    await writeFile(join(repo.path, '.git'), `gitdir: ${join(repo.root, 'elsewhere')}\n`);
    await writeFile(join(repo.root, 'elsewhere', 'MERGE_HEAD'), '');
    const [main] = await git.reader.worktrees(repo.path);
    expect(main).toMatchObject({ gitDir: join(repo.root, 'elsewhere'), operation: 'merge' });
  });

  test('whose directory is gone are prunable', async () => {
    const git = await setUp();
    const path = join(repo.root, 'linked');
    await repo.git('worktree', 'add', '-q', path);
    await rm(path, { recursive: true });
    const [, linked] = await git.reader.worktrees(repo.path);
    expect(linked).toMatchObject({ path, branch: 'linked', isMain: false });
    expect(linked?.prunable).toBeDefined();
  });
});

describe('defaultTarget', () => {
  test('is the branch of origin/HEAD before main', async () => {
    await setUp();
    await repo.git('branch', 'trunk');
    await repo.git('update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    await repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    expect(await gitFor(repo).reader.defaultTarget(repo.path)).toBe('trunk');
  });

  test('is main, else master, else the current branch', async () => {
    const git = await setUp();
    expect(await git.reader.defaultTarget(repo.path)).toBe('main');
    await repo.git('branch', '-m', 'master');
    await repo.git('checkout', '-q', '-b', 'work');
    expect(await git.reader.defaultTarget(repo.path)).toBe('master');
    await repo.git('branch', '-D', 'master');
    expect(await git.reader.defaultTarget(repo.path)).toBe('work');
  });

  test('is none without a commit', async () => {
    const git = await setUp({ unborn: true });
    expect(await git.reader.defaultTarget(repo.path)).toBeUndefined();
  });
});

describe('branchTip', () => {
  test('finds a branch by its exact name', async () => {
    const git = await setUp();
    expect(await git.reader.branchTip(repo.path, 'main')).toBe(await repo.git('rev-parse', 'HEAD'));
  });

  test.each(['main^{commit}', 'main~0', 'main@{0}', 'refs/heads/main', 'HEAD', '', '-q', 'a\0b'])(
    'does not read %j as a revision',
    async (name) => {
      const git = await setUp();
      expect(await git.reader.branchTip(repo.path, name)).toBeUndefined();
    },
  );

  test('does not take what `git describe` would print for a branch', async () => {
    const git = await setUp();
    const short = await repo.git('rev-parse', '--short', 'HEAD');
    expect(await git.reader.branchTip(repo.path, `main-0-g${short}`)).toBeUndefined();
  });
});

describe('resolveCommit', () => {
  test.each(['--help', '-h', '--all', '', 'no such', 'a\nb', 'a\0b', ':/', 'x'.repeat(10_000)])(
    'takes %j for a name and no more',
    async (revision) => {
      const git = await setUp();
      expect(await git.reader.resolveCommit(repo.path, revision)).toBeUndefined();
    },
  );

  test('finds branches, tags and short ids', async () => {
    const git = await setUp();
    const oid = await repo.git('rev-parse', 'HEAD');
    await repo.git('tag', '-a', '-m', 'v1', 'v1');
    for (const revision of ['main', 'refs/heads/main', 'v1', oid.slice(0, 8), 'HEAD']) {
      expect(await git.reader.resolveCommit(repo.path, revision)).toBe(oid);
    }
  });
});

describe('status', () => {
  test('counts each file once and leaves the mark out', async () => {
    const git = await setUp({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
    await repo.write('a.txt', 'staged\n');
    await repo.git('add', 'a.txt');
    await repo.write('a.txt', 'and edited\n');
    await repo.write('b.txt', 'edited\n');
    await repo.write('new/c.txt', 'c\n');
    await repo.write('new/d.txt', 'd\n');
    await repo.write('.qtui/session.json', '{}');
    await repo.write('.qtui/session.json.123.tmp', '{}');
    await repo.write('.qtui/config.toml', '');
    expect(await git.reader.status(repo.path)).toEqual({
      branch: 'main',
      oid: await repo.git('rev-parse', 'HEAD'),
      dirty: 5,
      staged: 1,
      unstaged: 2,
      untracked: 3,
      conflicted: 0,
    });
    const changes = await git.reader.uncommittedChanges(repo.path);
    expect(changes.map(({ path, kind, added }) => [path, kind, added])).toEqual([
      ['a.txt', 'modified', 1],
      ['b.txt', 'modified', 1],
      ['.qtui/config.toml', 'added', undefined],
      ['new/c.txt', 'added', undefined],
      ['new/d.txt', 'added', undefined],
    ]);
  });

  test('of a linked worktree takes one git', async () => {
    await setUp();
    const path = join(repo.root, 'linked');
    await repo.git('worktree', 'add', '-q', '-b', 'side', path);
    const { env, begun } = await noteGits(repo);
    expect(await gitFor({ ...repo, env }).reader.status(path)).toMatchObject({ branch: 'side' });
    expect(await begun()).toEqual([expect.stringContaining(' status ')]);
  });

  test('of a worktree without a commit', async () => {
    const git = await setUp({ unborn: true });
    await repo.write('a.txt', 'a\n');
    await repo.git('add', 'a.txt');
    expect(await git.reader.status(repo.path)).toMatchObject({ branch: 'main', staged: 1 });
    expect(await git.reader.uncommittedChanges(repo.path)).toEqual([
      { path: 'a.txt', kind: 'added', added: 1, removed: 0, isBinary: false },
    ]);
  });

  test('counts conflicts and names the operation', async () => {
    const git = await setUp();
    await repo.git('checkout', '-q', '-b', 'side');
    await repo.commit('one', { 'README.md': 'one' });
    await repo.git('checkout', '-q', 'main');
    await repo.commit('two', { 'README.md': 'two' });
    await expect(repo.git('merge', 'side')).rejects.toThrow('CONFLICT');
    expect(await git.reader.status(repo.path)).toMatchObject({
      conflicted: 1,
      dirty: 1,
      operation: 'merge',
    });
  });
});

describe('branches', () => {
  test('are listed with where they are checked out, symbolic ones left out', async () => {
    const git = await setUp();
    const oid = await repo.git('rev-parse', 'HEAD');
    await repo.git('update-ref', 'refs/remotes/origin/main', oid);
    await repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    const branches = await git.reader.branches(repo.path);
    expect(branches.map(({ name, isRemote, worktree }) => [name, isRemote, worktree])).toEqual([
      ['main', false, repo.path],
      ['origin/main', true, undefined],
    ]);
  });

  test('are counted by four gits where the target has an upstream', async () => {
    await setUp();
    await repo.git('checkout', '-q', '-b', 'side');
    const base = await repo.git('rev-parse', 'main');
    await repo.git('remote', 'add', 'origin', repo.path);
    await repo.git('update-ref', 'refs/remotes/origin/main', base);
    await repo.git('branch', '-q', '-u', 'origin/main', 'main');
    await repo.commit('one');
    const { env, begun } = await noteGits(repo);
    const git = gitFor({ ...repo, env });
    expect(await git.reader.aheadBehind(repo.path, 'side', 'main')).toEqual({
      ahead: 1,
      behind: 0,
    });
    expect(await begun()).toHaveLength(4);
  });

  test('are counted ahead and behind', async () => {
    const git = await setUp();
    await repo.git('checkout', '-q', '-b', 'side');
    await repo.commit('one');
    await repo.commit('two');
    await repo.git('checkout', '-q', 'main');
    await repo.commit('three');
    expect(await git.reader.aheadBehind(repo.path, 'side', 'main')).toEqual({
      ahead: 2,
      behind: 1,
    });
    await expect(git.reader.aheadBehind(repo.path, 'side', 'gone')).rejects.toMatchObject({
      code: 'unknown-revision',
    });
  });
});

describe('setup', () => {
  test('makes a repository and its empty first commit, staged files kept staged', async () => {
    const git = await setUp();
    const directory = join(repo.root, 'fresh');
    await mkdir(directory);
    const made = await git.setup.init(directory);
    expect(made).toMatchObject({ root: directory, head: { kind: 'unborn', branch: 'main' } });
    await writeFile(join(directory, 'a.txt'), 'a');
    await repo.gitIn(directory, 'add', 'a.txt');
    const oid = await git.setup.createFirstCommit(directory, 'Begin');
    expect(await repo.gitIn(directory, 'ls-tree', oid)).toBe('');
    expect(await repo.gitIn(directory, 'status', '--porcelain')).toBe('A  a.txt');
    await expect(git.setup.createFirstCommit(directory, 'Again')).rejects.toMatchObject({
      code: 'git-failed',
    });
  });
});

describe('ignoredFiles', () => {
  test('are those that match the pathspecs, without the mark', async () => {
    const git = await setUp({ files: { '.gitignore': '.env*\n*.log\n.qtui/\n' } });
    await repo.write('.env', '1');
    await repo.write('sub/.env.local', '1');
    await repo.write('debug.log', '1');
    await repo.write('.qtui/session.json', '{}');
    expect(await git.reader.ignoredFiles?.(repo.path, ['.env', '**/.env.local'])).toEqual([
      '.env',
      'sub/.env.local',
    ]);
    expect(await git.reader.ignoredFiles?.(repo.path, ['.qtui'])).toEqual([]);
    expect(await git.reader.ignoredFiles?.(repo.path, [])).toEqual([]);
  });
});

describe('userName', () => {
  test('is the configured one, or undefined', async () => {
    const git = await setUp();
    expect(await git.reader.userName?.(repo.path)).toBe('Test Person');
    await writeFile(repo.env['GIT_CONFIG_GLOBAL'] ?? '', '');
    expect(await git.reader.userName?.(repo.path)).toBeUndefined();
  });
});
