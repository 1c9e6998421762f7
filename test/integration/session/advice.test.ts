import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { NewSessionDefaults } from '../../../src/core/ports/sessions.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { wrapGit } from '../../support/git-session.js';
import { createWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo, type TempRepoOptions } from '../../support/temp-repo.js';

let repo: TempRepo;

afterEach(() => repo.dispose());

async function setUp(options?: TempRepoOptions): Promise<void> {
  repo = await createTempRepo(options);
}

function worldOf(env: Record<string, string> = {}) {
  const git = createGit({ env: { ...repo.env, ...env }, stateDirectory: join(repo.root, 'state') });
  return createWorld(repo.root, repo.path, git, async () => {});
}

const inEnvironment = async (env: Record<string, string>, directory: string) =>
  worldOf(env).service.defaults(directory);
const adviceAt = (directory: string) => inEnvironment({}, directory);

const codes = ({ advice, worktreeObstacle }: NewSessionDefaults) => [
  ...(worktreeObstacle ? [`! ${worktreeObstacle.code}`] : []),
  ...advice.map(({ code }) => code),
];

/** Opens a worktree session there; resolves with what its worktree was made of. */
async function open(directory: string, change: { mergeTarget?: string } = {}) {
  const world = worldOf();
  const { session } = await world.service.create(
    world.request({ directory, worktree: { kind: 'create', isTemporary: false, ...change } }),
  );
  const info = session.worktreeInfo!;
  return { ...info, head: await repo.gitIn(info.path, 'rev-parse', 'HEAD') };
}

/** What goes on without a worktree still goes on. */
async function openPlain(directory: string, env: Record<string, string> = {}): Promise<void> {
  const world = worldOf(env);
  const { session } = await world.service.create(
    world.request({ directory, worktree: { kind: 'none' } }),
  );
  expect(session).toMatchObject({ status: 'active', directory });
}

describe('a directory', () => {
  test('of a repository with a remote needs no advice', async () => {
    await setUp();
    const clone = join(repo.root, 'clone');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, clone);
    expect(codes(await adviceAt(clone))).toEqual([]);
    expect(await open(clone)).toMatchObject({ mergeTarget: 'main', repoRoot: clone });
  });

  test('of a repository without a remote goes back to a local branch', async () => {
    await setUp();
    const { advice } = await adviceAt(repo.path);
    expect(advice).toMatchObject([{ code: 'no-remote', level: 'note' }]);
    expect(advice[0]?.hint).toContain('main');
  });

  test('in no repository proposes git init, and takes sessions without a worktree', async () => {
    await setUp();
    const directory = join(repo.root, 'home');
    const { worktreeObstacle } = await adviceAt(directory);
    expect(worktreeObstacle).toMatchObject({ code: 'no-repository', action: 'init' });
    await openPlain(directory);
    expect(await caught(open(directory))).toMatchObject({ code: 'not-a-repository' });
  });

  test('without a commit proposes the first one, and a session can be made after it', async () => {
    await setUp({ unborn: true });
    const { worktreeObstacle } = await adviceAt(repo.path);
    expect(worktreeObstacle).toMatchObject({ code: 'unborn-head', action: 'first-commit' });
    expect(await caught(open(repo.path))).toMatchObject({ code: 'unborn-head' });
    await worldOf().service.prepareRepository(repo.path);
    expect(await open(repo.path)).toMatchObject({ mergeTarget: 'main' });
  });

  test('that is a bare repository takes sessions', async () => {
    await setUp({ bare: true });
    expect(codes(await adviceAt(repo.path))).toEqual(['bare', 'no-remote']);
    expect(await open(repo.path)).toMatchObject({ mergeTarget: 'main', repoRoot: repo.path });
  });

  test('with a bare repository in .bare takes sessions, from it and from its worktrees', async () => {
    await setUp({ bare: true, name: '.bare' });
    await writeFile(join(repo.root, '.git'), 'gitdir: ./.bare\n');
    expect(codes(await adviceAt(repo.root))).toContain('bare');
    expect(await open(repo.root)).toMatchObject({ repoRoot: repo.path });
    await repo.gitIn(repo.root, 'worktree', 'add', '-q', 'side', 'main');
    expect(codes(await adviceAt(join(repo.root, 'side')))).toEqual(['no-remote']);
    expect(await open(join(repo.root, 'side'))).toMatchObject({ repoRoot: repo.path });
  });

  test('in a submodule is a project of its own', async () => {
    await setUp();
    const inner = join(repo.root, 'inner');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, inner);
    await repo.git('submodule', '--quiet', 'add', inner, 'sub');
    const sub = join(repo.path, 'sub');
    const { advice } = await adviceAt(sub);
    expect(advice).toMatchObject([{ code: 'submodule', level: 'warning' }]);
    expect(advice[0]?.message).toContain(repo.path);
    const session = await open(sub);
    expect(session.repoRoot).toBe(sub);
    expect(await repo.gitIn(session.path, 'rev-parse', '--git-common-dir')).toBe(
      join(repo.path, '.git/modules/sub'),
    );
  });

  test('inside .git is told from the repository, which takes the session', async () => {
    await setUp();
    const inside = join(repo.path, '.git', 'refs');
    expect(codes(await adviceAt(inside))).toEqual(['inside-git-directory', 'no-remote']);
    expect(await open(inside)).toMatchObject({ repoRoot: repo.path });
  });

  test('on a detached HEAD starts from that commit and asks for a target', async () => {
    await setUp();
    const old = await repo.git('rev-parse', 'HEAD');
    await repo.commit('second');
    await repo.git('checkout', '-q', '--detach', old);
    const { advice, mergeTarget } = await adviceAt(repo.path);
    expect(advice[0]).toMatchObject({ code: 'detached-head', action: 'name-target' });
    expect(mergeTarget).toBe('main');
    expect(await open(repo.path)).toMatchObject({ baseOid: old, head: old, mergeTarget: 'main' });
    await repo.git('branch', 'release', old);
    expect(await open(repo.path, { mergeTarget: 'release' })).toMatchObject({
      mergeTarget: 'release',
    });
  });

  test('in a shallow clone proposes more history, and takes a session', async () => {
    await setUp();
    await repo.commit('second');
    const clone = join(repo.root, 'clone');
    await repo.gitIn(repo.root, 'clone', '-q', '--depth=1', `file://${repo.path}`, clone);
    expect((await adviceAt(clone)).advice).toMatchObject([{ code: 'shallow', action: 'deepen' }]);
    expect(await open(clone)).toMatchObject({ repoRoot: clone });
  });

  test('of a SHA-256 repository takes a session', async () => {
    await setUp();
    const path = join(repo.root, 'sha256');
    await repo.gitIn(repo.root, 'init', '-q', '--object-format=sha256', path);
    await repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'first');
    expect((await open(path)).baseOid).toHaveLength(64);
  });

  test('in a hook of a linked worktree is taken for what it is, not for what GIT_DIR says', async () => {
    await setUp();
    const other = join(repo.root, 'other');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, other);
    const env = {
      GIT_DIR: join(other, '.git'),
      GIT_INDEX_FILE: join(other, '.git/index'),
    };
    const { advice, context } = await inEnvironment(env, repo.path);
    expect(context).toMatchObject({ repository: { root: repo.path } });
    const told = advice.find(({ code }) => code === 'git-environment');
    expect(told).toMatchObject({ level: 'note' });
    expect(told?.message).toBe('GIT_DIR, GIT_INDEX_FILE are set, as in a git hook.');
    const world = worldOf(env);
    const { session } = await world.service.create(world.request());
    expect(session.worktreeInfo?.repoRoot).toBe(repo.path);
    expect((await repo.gitIn(other, 'worktree', 'list')).split('\n')).toHaveLength(1);
  });
});

describe('an operation that is not finished', () => {
  async function conflicting(): Promise<string> {
    await setUp();
    await repo.git('checkout', '-q', '-b', 'side');
    await repo.commit('one', { 'README.md': 'one\n' });
    const path = join(repo.root, 'linked');
    await repo.git('checkout', '-q', 'main');
    await repo.commit('two', { 'README.md': 'two\n' });
    await repo.git('worktree', 'add', '-q', path, 'side');
    return path;
  }

  test.each([
    ['merge', ['merge', 'main'], 'A merge of side'],
    ['rebase', ['rebase', 'main'], 'A rebase of side'],
    ['rebase by patches', ['rebase', '--apply', 'main'], 'A rebase of side'],
    ['cherry-pick', ['cherry-pick', 'main'], 'A cherry-pick of side'],
    ['revert', ['revert', '--no-edit', 'side~1'], 'A revert of side'],
    ['bisect', ['bisect', 'start'], 'A bisect of side'],
  ])('of a linked worktree (%s) is told, and sessions can be made', async (_what, args, words) => {
    const path = await conflicting();
    if (args[0] === 'revert') {
      await repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'more');
      await writeFile(join(path, 'README.md'), 'three\n');
      await repo.gitIn(path, 'commit', '-q', '-a', '-m', 'three');
    }
    await repo
      .gitIn(path, ...args.map((arg) => (arg === 'side~1' ? 'side~2' : arg)))
      .catch(() => '');
    const { advice } = await adviceAt(repo.path);
    expect(advice[0]).toMatchObject({ code: 'operation-in-progress', level: 'warning' });
    expect(advice[0]?.message).toBe(`${words} is not finished in ${path}.`);
    expect(await open(repo.path)).toMatchObject({ mergeTarget: 'main' });
    const inside = await open(path);
    expect(inside.baseOid).toBe(await repo.git('rev-parse', inside.mergeTarget));
  });

  test('of a mailbox is an am', async () => {
    const path = await conflicting();
    const patch = join(repo.root, 'main.patch');
    await writeFile(patch, `${await repo.git('format-patch', '--stdout', '-1', 'main')}\n`);
    await expect(repo.gitIn(path, 'am', patch)).rejects.toThrow();
    const { advice } = await adviceAt(repo.path);
    expect(advice[0]?.message).toBe(`An am of side is not finished in ${path}.`);
    expect(await open(path)).toMatchObject({ mergeTarget: 'main' });
  });
});

describe('a repository that git cannot read', () => {
  test('of somebody else shows what git proposes, and nothing is added to safe.directory', async () => {
    await setUp();
    const path = await wrapGit(repo, 'GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "$REAL_GIT" "$@"');
    const { worktreeObstacle } = await inEnvironment({ PATH: path }, repo.path);
    expect(worktreeObstacle).toMatchObject({ code: 'dubious-ownership' });
    expect(worktreeObstacle?.hint).toContain('safe.directory');
    expect(worktreeObstacle?.action).toBeUndefined();
    await openPlain(repo.path, { PATH: path });
    await expect(repo.git('config', '--global', 'safe.directory')).rejects.toThrow();
  });

  test('because it was moved tells how to repair the worktree', async () => {
    await setUp();
    const { path } = await open(repo.path);
    await rename(repo.path, join(repo.root, 'moved'));
    const { worktreeObstacle } = await adviceAt(path);
    expect(worktreeObstacle).toMatchObject({ code: 'not-a-repository', action: 'repair' });
    expect(worktreeObstacle?.hint).toContain('qtui sessions repair');
    await openPlain(path);
  });

  test('as it is stored in a newer way says so', async () => {
    await setUp();
    await repo.git('config', 'core.repositoryFormatVersion', '1');
    await repo.git('config', 'extensions.fromTheFuture', 'true');
    const { worktreeObstacle } = await adviceAt(repo.path);
    expect(worktreeObstacle).toMatchObject({ code: 'repository-unsupported' });
    expect(worktreeObstacle?.hint).toContain('newer git');
  });

  test('as it is damaged says so, and is not taken for a directory without one', async () => {
    await setUp();
    const inside = join(repo.path, 'deep');
    await mkdir(inside);
    await writeFile(join(repo.path, '.git', 'HEAD'), '');
    const { worktreeObstacle } = await adviceAt(inside);
    expect(worktreeObstacle).toMatchObject({ code: 'repository-unsupported' });
    expect(worktreeObstacle?.message).toContain(join(repo.path, '.git'));
    expect(worktreeObstacle?.hint).toContain('HEAD');
    expect(await caught(open(inside))).toMatchObject({ code: 'repository-unsupported' });
    await openPlain(inside);
  });

  test('as its path holds a line break says so', async () => {
    await setUp({ name: 'two\nlines' });
    const { worktreeObstacle } = await adviceAt(repo.path);
    expect(worktreeObstacle).toMatchObject({ code: 'unusable-path' });
    expect(worktreeObstacle?.message).toContain('line break');
    expect(await caught(open(repo.path))).toMatchObject({ code: 'unusable-path' });
  });
});

describe('a workspace', () => {
  const known = async (directory: string, depth = 1) => {
    const world = worldOf();
    world.config.workspaces = { depth };
    return world.service.repositories(directory);
  };

  test('lists the repositories in it, each once, and a session can be opened in any', async () => {
    await setUp();
    const workspace = join(repo.root, 'workspace');
    await mkdir(join(workspace, 'plain'), { recursive: true });
    for (const name of ['api', 'web', 'deep/inner']) {
      await repo.gitIn(repo.root, 'clone', '-q', repo.path, join(workspace, name));
    }
    await repo.gitIn(join(workspace, 'api'), 'worktree', 'add', '-q', join(workspace, 'api-side'));
    await repo.gitIn(repo.root, 'clone', '-q', '--bare', repo.path, join(workspace, 'bare.git'));
    await symlink(repo.path, join(workspace, 'linked'));
    await symlink(join(workspace, 'web'), join(workspace, 'web-again'));
    await symlink(workspace, join(workspace, 'loop'));
    await mkdir(join(workspace, 'broken'));
    await writeFile(join(workspace, 'broken', '.git'), 'gitdir: /nowhere\n');

    const found = await known(workspace);
    const at = (name: string) => join(workspace, name);
    expect(found.map(({ path }) => path)).toEqual([
      repo.path,
      at('api'),
      at('bare.git'),
      at('web'),
    ]);
    expect(found.every(({ origin }) => origin === 'below')).toBe(true);
    expect((await known(workspace, 2)).map(({ path }) => path)).toContain(at('deep/inner'));
    expect(await known(workspace, 0)).toEqual([]);

    const { worktreeObstacle } = await adviceAt(workspace);
    expect(worktreeObstacle).toMatchObject({ code: 'workspace', action: 'choose-repository' });
    expect(worktreeObstacle?.message).toContain('4 repositories');
    expect(await open(at('web'))).toMatchObject({ repoRoot: at('web') });
    expect(await open(at('bare.git'))).toMatchObject({ repoRoot: at('bare.git') });
  });

  test('names two of one name apart, and keeps those of sessions at the end', async () => {
    await setUp();
    const here = join(repo.root, 'here');
    for (const path of [join(here, 'app'), join(repo.root, 'old', 'app')]) {
      await repo.gitIn(repo.root, 'clone', '-q', repo.path, path);
    }
    const world = worldOf();
    await world.service.create(world.request({ directory: join(repo.root, 'old', 'app') }));
    await world.service.create(world.request());
    expect(await world.service.repositories(here)).toEqual([
      { path: join(here, 'app'), name: 'here/app', origin: 'below' },
      { path: join(repo.root, 'old/app'), name: 'old/app', origin: 'session' },
      { path: repo.path, name: 'repo', origin: 'session' },
    ]);
    const [first] = await world.service.repositories(join(here, 'app'));
    expect(first).toMatchObject({ path: join(here, 'app'), origin: 'here' });
    await rm(repo.path, { recursive: true });
    expect((await world.service.repositories(here)).map(({ path }) => path)).not.toContain(
      repo.path,
    );
  });
});
