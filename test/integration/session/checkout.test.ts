import { chmod, lstat, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { CreateProgress, NewSessionRequest } from '../../../src/core/ports/sessions.js';
import { createGit } from '../../../src/git/index.js';
import { lacksOf } from '../../../src/session/creation/lacks.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo({
    files: {
      'README.md': 'hello\n',
      'packages/web/index.js': 'web\n',
      'packages/api/index.js': 'api\n',
      'docs/page.md': 'page\n',
    },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

type Wish = Omit<
  Extract<NewSessionRequest['worktree'], { kind: 'create' }>,
  'kind' | 'isTemporary'
>;

async function create(wish: Wish = {}, change: Partial<NewSessionRequest> = {}) {
  const progress: CreateProgress[] = [];
  const { session, warnings } = await world.service.create(
    world.request({ worktree: { kind: 'create', isTemporary: false, ...wish }, ...change }),
    { onProgress: (step) => progress.push(step) },
  );
  return { session, path: session.worktreeInfo!.path, warnings, progress };
}

const filesIn = async (path: string) =>
  (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
const configOf = (path: string) => readFile(join(path, '.git', 'config'), 'utf8');

describe('a sparse worktree', () => {
  test('has the directories that were asked for, and leaves the main worktree whole', async () => {
    const { path, warnings } = await create({ sparse: ['packages/web/', './docs'] });
    expect(warnings).toEqual([]);
    expect(await filesIn(path)).toEqual(['README.md', 'docs', 'packages']);
    expect(await filesIn(join(path, 'packages'))).toEqual(['web']);
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await filesIn(repo.path)).toEqual(['README.md', 'docs', 'packages']);
    expect(await filesIn(join(repo.path, 'packages'))).toEqual(['api', 'web']);
    expect(await configOf(repo.path)).not.toContain('sparse');
    expect(await readFile(repo.env['GIT_CONFIG_GLOBAL'] ?? '', 'utf8')).not.toContain('sparse');
    const { path: next } = await create();
    expect(await filesIn(join(next, 'packages'))).toEqual(['api', 'web']);
  });

  test('by the settings changes nothing of the repository, and says what would', async () => {
    world.config.worktrees = { ...world.config.worktrees, sparse: ['docs', 'gone'] };
    const before = await configOf(repo.path);
    const { path, warnings } = await create();
    expect(warnings).toMatchObject([{ code: 'not-sparse' }]);
    expect(warnings[0]?.hint).toContain('--sparse');
    expect(await filesIn(path)).toEqual(['README.md', 'docs', 'packages']);
    expect(await configOf(repo.path)).toBe(before);
    await repo.git('config', 'extensions.worktreeConfig', 'true');
    const { path: sparse, warnings: none } = await create();
    expect(none).toEqual([]);
    expect(await filesIn(sparse)).toEqual(['README.md', 'docs']);
    const { path: asked } = await create({ sparse: ['packages/api'] });
    expect(await filesIn(asked)).toEqual(['README.md', 'packages']);
  });

  test('is what the main worktree is, without being asked', async () => {
    await repo.git('sparse-checkout', 'set', '--cone', 'packages/api');
    const { path } = await create();
    expect(await filesIn(path)).toEqual(['README.md', 'packages']);
    expect(await filesIn(join(path, 'packages'))).toEqual(['api']);
  });

  test.each([
    'gone',
    '../outside',
    '/etc',
    'README.md',
    '',
    'a//b',
    '-x',
    'a\nb',
    '"docs"',
    ':/docs',
  ])('of %j is refused, as the commit has no such directory', async (directory) => {
    const error = await caught(create({ sparse: ['docs', directory] }));
    expect(error.code).toBe('usage');
    expect(await repo.git('for-each-ref', 'refs/heads', '--format=%(refname:short)')).toBe('main');
    expect(await configOf(repo.path)).not.toContain('worktreeConfig');
  });

  test('starts its agent at the top where it lacks the directory the person is in', async () => {
    const directory = join(repo.path, 'packages', 'web');
    const { session, path } = await create({ sparse: ['docs'] }, { directory });
    expect(session.directory).toBe(path);
  });
});

describe('submodules', () => {
  let library: string;

  beforeEach(async () => {
    library = join(repo.root, 'library');
    await repo.gitIn(repo.root, 'init', '-q', library);
    await writeFile(join(library, 'lib.js'), 'lib\n');
    await repo.gitIn(library, 'add', '.');
    await repo.gitIn(library, 'commit', '-qm', 'lib');
    await repo.git('submodule', '--quiet', 'add', library, 'vendor/lib');
    await repo.git('commit', '-qm', 'a submodule');
  });

  test('are fetched on request, with progress', async () => {
    const { path: without } = await create();
    expect(await readdir(join(without, 'vendor/lib'))).toEqual([]);
    const { path, warnings, progress } = await create({ submodules: true });
    expect(warnings).toEqual([]);
    expect(await readFile(join(path, 'vendor/lib/lib.js'), 'utf8')).toBe('lib\n');
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
    expect(progress).toContainEqual({
      step: 'setup',
      message: 'Fetching the submodule vendor/lib',
    });
  });

  test('go with their worktree when it is removed', async () => {
    world.config.worktrees = { ...world.config.worktrees, submodules: true };
    const { session, path } = await create();
    const plan = await world.service.planRemoval(session.id);
    expect(plan.refusals).toEqual([]);
    await world.service.remove(plan, { backUp: true, deleteBranch: true });
    await expect(lstat(path)).rejects.toThrow('ENOENT');
  });

  test('that cannot be fetched leave a session, with a warning', async () => {
    const config = repo.env['GIT_CONFIG_GLOBAL'] ?? '';
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('allow = always', 'allow = never'));
    const { session, warnings } = await create({ submodules: true });
    expect(session.status).toBe('active');
    expect(warnings).toMatchObject([{ code: 'submodules' }]);
    expect(warnings[0]?.message).toContain("transport 'file' not allowed");
  });
});

describe('Git LFS whose server is away', () => {
  test('leaves pointers, and the session tells so for good', async () => {
    const filter = join(repo.root, 'git-lfs');
    await writeFile(
      filter,
      [
        '#!/bin/sh',
        'case "$1" in',
        'clean) echo "version https://git-lfs.github.com/spec/v1" ;;',
        'smudge)',
        '  if test -n "$GIT_LFS_SKIP_SMUDGE"; then cat; exit; fi',
        '  echo "batch request: dial tcp: connection refused" >&2; exit 2 ;;',
        'esac',
        '',
      ].join('\n'),
    );
    await chmod(filter, 0o755);
    await repo.git('config', 'filter.lfs.clean', `${filter} clean -- %f`);
    await repo.git('config', 'filter.lfs.smudge', `${filter} smudge -- %f`);
    await repo.git('config', 'filter.lfs.required', 'true');
    await repo.commit('large', {
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'large.bin': 'very large',
    });
    const { session, path, warnings } = await create();
    expect(await readFile(join(path, 'large.bin'), 'utf8')).toContain('git-lfs.github.com');
    expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('hello\n');
    expect(warnings).toMatchObject([{ code: 'checkout' }]);
    const stored = (await world.service.find(session.id)).session;
    expect(lacksOf(stored)).toEqual([expect.stringContaining('git lfs pull')]);
  });

  test('is told of no session that has all its files', async () => {
    expect(lacksOf((await create()).session)).toEqual([]);
  });
});
