import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { Loss } from '../../../src/core/repository.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { snapshotOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let id: string;
let path: string;

beforeEach(async () => {
  repo = await createTempRepo({
    files: {
      'a.txt': 'a\n',
      'b.txt': 'b\n',
      'x/1.txt': '1\n',
      'y/2.txt': '2\n',
      '.gitignore': '.env*\nnode_modules/\nvendor/\ndata/\n*.secret\n',
    },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  const { session } = await world.service.create(world.request());
  id = session.id;
  path = session.directory;
});
afterEach(() => repo.dispose());

const run = (...args: string[]) => repo.gitIn(path, ...args);
const write = async (file: string, content: string) => {
  await mkdir(join(path, file, '..'), { recursive: true });
  await writeFile(join(path, file), content);
};
const plan = () => world.service.planRemoval(id);
const losses = async (): Promise<Loss[]> => (await plan()).report?.losses ?? [];
const kind = async (wanted: Loss['kind']) => (await losses()).find((loss) => loss.kind === wanted);
const remove = async () => world.service.remove(await plan(), { backUp: true, deleteBranch: true });
const undo = async () => world.service.undo(await world.service.planUndo(repo.path));

/** What belongs to this worktree alone, beside what every snapshot has. */
async function snapshot() {
  const own = await run('rev-parse', '--absolute-git-dir');
  const read = (file: string) => readFile(join(own, file), 'latin1').catch(() => 'none');
  return {
    ...(await snapshotOf(repo, path)),
    reflog: await read('logs/HEAD'),
    sparse: await read('info/sparse-checkout'),
    config: await read('config.worktree'),
    refs: await run('for-each-ref', 'refs/worktree', 'refs/bisect', 'refs/heads'),
  };
}

async function expectExact(): Promise<void> {
  const before = await snapshot();
  await remove();
  expect(existsSync(path)).toBe(false);
  await repo.git('reflog', 'expire', '--expire=now', '--all');
  await repo.git('gc', '-q', '--prune=now');
  await undo();
  expect(await snapshot()).toEqual(before);
  expect(await repo.git('fsck', '--no-dangling')).toBe('');
}

describe('what a removal saves and its undo brings back, with a gc in between', () => {
  test('commits that were amended and reset away, and the record of them', async () => {
    await write('a.txt', 'first try\n');
    await run('commit', '-q', '-a', '-m', 'first try');
    const first = await run('rev-parse', 'HEAD');
    await run('commit', '-q', '--amend', '-m', 'second try');
    await run('commit', '-q', '--allow-empty', '-m', 'third');
    const third = await run('rev-parse', 'HEAD');
    await run('reset', '-q', '--hard', 'HEAD~2');
    const found = await kind('reflog-commits');
    expect(found).toMatchObject({ importance: 'ordinary', backup: 'covered' });
    expect(found?.paths).toHaveLength(3);
    expect((await plan()).refusals).toEqual([]);
    await expectExact();
    expect(await run('cat-file', '-t', first)).toBe('commit');
    expect(await run('show', '-s', '--format=%s', third)).toBe('third');
    expect(await run('rev-parse', 'HEAD@{1}')).toBe(third);
  });

  test('refs that only this worktree has', async () => {
    const oid = await run('commit-tree', '-m', 'kept', 'HEAD^{tree}');
    await run('update-ref', 'refs/worktree/deep/kept', oid);
    await run('update-ref', 'refs/worktree/blob', await run('rev-parse', 'HEAD:a.txt'));
    expect(await kind('worktree-refs')).toMatchObject({
      paths: ['refs/worktree/blob', 'refs/worktree/deep/kept'],
    });
    await expectExact();
    expect(await run('show', '-s', '--format=%s', 'refs/worktree/deep/kept')).toBe('kept');
  });

  test('empty directories', async () => {
    await mkdir(join(path, 'empty/inner one'), { recursive: true });
    await mkdir(join(path, 'x/later'));
    await expectExact();
  });

  test('a sparse checkout with an edit in what it leaves out', async () => {
    await run('sparse-checkout', 'set', '--no-cone', '/*', '!/y/');
    expect(existsSync(join(path, 'y'))).toBe(false);
    await write('y/2.txt', 'edited\n');
    expect(await kind('uncommitted')).toMatchObject({ paths: ['y/2.txt'] });
    await expectExact();
  });

  test('ignored files that matter, and not those that can be made again', async () => {
    await write('.env', 'SECRET=1\n');
    await write('data/rows.bin', 'rows');
    await mkdir(join(path, 'data/empty'));
    await write('node_modules/x/index.js', 'x');
    const before = await snapshot();
    expect((await remove()).unsaved).toEqual(['node_modules/']);
    await undo();
    expect(await readFile(join(path, '.env'), 'utf8')).toBe('SECRET=1\n');
    expect(await readdir(join(path, 'data'))).toEqual(['empty', 'rows.bin']);
    expect(existsSync(join(path, 'node_modules'))).toBe(false);
    expect((await snapshot()).index).toBe(before.index);
  });
});

describe('names of any bytes', () => {
  const NAMES = [
    'line\nbreak',
    'tab\there',
    '"quoted"',
    'back\\slash',
    ' blank ',
    '-dash',
    ':(top)x',
  ];
  const BYTES = [Buffer.from([0x66, 0xfc, 0x72]), Buffer.from([0xff, 0xfe, 0x0a, 0xc3])];
  const at = (name: Buffer, end = '') =>
    Buffer.concat([Buffer.from(`${path}/`), name, Buffer.from(end)]);

  async function contents(): Promise<Record<string, string>> {
    const names = await readdir(Buffer.from(path), { encoding: 'latin1' });
    const found: Record<string, string> = {};
    for (const name of names) {
      if (name === '.git') continue;
      const file = at(Buffer.from(name, 'latin1'));
      found[name] = await readFile(file, 'latin1').catch(() => 'directory');
    }
    return found;
  }

  test('untracked, ignored, changed and hidden, come back', async () => {
    for (const name of [...NAMES.map((text) => Buffer.from(text)), ...BYTES]) {
      await writeFile(at(name, '.tracked'), 'tracked');
      await writeFile(at(name, '.hidden'), 'tracked');
    }
    await run('add', '-A');
    await run('commit', '-q', '-m', 'odd names');
    const hidden = execFileSync('git', ['ls-files', '-z', '*.hidden'], {
      cwd: path,
      env: repo.env,
    });
    execFileSync('git', ['update-index', '--skip-worktree', '-z', '--stdin'], {
      ...{ cwd: path, env: repo.env, input: hidden },
    });
    for (const name of [...NAMES.map((text) => Buffer.from(text)), ...BYTES]) {
      for (const end of ['.tracked', '.hidden', '.new', '.secret']) {
        await writeFile(at(name, end), `${end} edited`);
      }
    }
    const amounts = (await losses()).map(({ kind: which, paths }) => [which, paths.length]);
    expect(amounts).toEqual([
      ['uncommitted', 9],
      ['untracked', 9],
      ['hidden-edit', 9],
      ['ignored', 9],
      ['unmerged-commits', 0],
    ]);
    const before = await contents();
    await remove();
    expect(existsSync(path)).toBe(false);
    await undo();
    expect(await contents()).toEqual(before);
  });

  test('a change of a file whose name is no UTF-8 is noticed before the removal', async () => {
    const file = at(BYTES[0] ?? Buffer.alloc(0));
    await writeFile(file, 'one');
    const shown = await plan();
    await writeFile(file, 'another');
    const error = await caught(world.service.remove(shown, { backUp: true, deleteBranch: true }));
    expect(error.code).toBe('would-lose-work');
    expect(await readFile(file, 'utf8')).toBe('another');
  });
});

describe('what no backup can save is not removed', () => {
  async function expectRefused(words: string): Promise<void> {
    const error = await caught(remove());
    expect(error.code).toBe('would-lose-work');
    expect(error.message).toContain(words);
    expect(existsSync(path)).toBe(true);
    expect(await repo.git('for-each-ref', 'refs/qtui')).toBe('');
  }

  test('a repository in an ignored directory', async () => {
    await repo.gitIn(repo.root, 'init', '-q', join(path, 'vendor/deep/lib'));
    await write('vendor/deep/lib/work.txt', 'work');
    expect(await kind('nested-repository')).toMatchObject({
      paths: ['vendor/deep/lib/'],
      importance: 'important',
    });
    await expectRefused('1 repository inside this one');
  });

  test('a repository among tracked files, which git does not tell of', async () => {
    await run('init', '-q', join(path, 'x'));
    expect(await run('status', '--porcelain')).toBe('');
    await expectRefused('1 repository inside this one');
  });

  test('but a clone without anything of its own goes along', async () => {
    const origin = join(repo.root, 'origin');
    await repo.gitIn(repo.root, 'clone', '-q', repo.path, origin);
    await repo.gitIn(repo.root, 'clone', '-q', origin, join(path, 'vendor/lib'));
    expect(await kind('nested-repository')).toMatchObject({ importance: 'ordinary' });
    await repo.gitIn(join(path, 'vendor/lib'), 'commit', '-q', '--allow-empty', '-m', 'own');
    await expectRefused('1 repository inside this one');
    await repo.gitIn(join(path, 'vendor/lib'), 'push', '-q', 'origin', 'HEAD:refs/heads/pushed');
    expect((await remove()).unsaved).toEqual(['vendor/lib/']);
    expect(existsSync(path)).toBe(false);
    expect((await world.service.planUndo(repo.path)).notes).toEqual([
      'Not in the backup: vendor/lib/.',
    ]);
    await undo();
    expect(await run('status', '--porcelain')).toBe('');
  });

  describe('with a submodule', () => {
    beforeEach(async () => {
      const origin = join(repo.root, 'origin');
      await repo.gitIn(repo.root, 'clone', '-q', repo.path, origin);
      await run('submodule', '--quiet', 'add', origin, 'libs/sub');
      await run('commit', '-q', '-m', 'submodule');
    });
    const inSubmodule = (...args: string[]) => repo.gitIn(join(path, 'libs/sub'), ...args);

    test('that is clean and initialised, the worktree goes and comes back', async () => {
      const index = await run('ls-files', '-s');
      await remove();
      expect(existsSync(path)).toBe(false);
      expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain(path);
      await undo();
      expect(await run('ls-files', '-s')).toBe(index);
      await run('submodule', '--quiet', 'update', '--init');
      expect(existsSync(join(path, 'libs/sub/a.txt'))).toBe(true);
    });

    test.each([
      ['a commit', () => inSubmodule('commit', '-q', '--allow-empty', '-m', 'own')],
      ['an untracked file', () => write('libs/sub/new.txt', 'new')],
      ['a .env', () => write('libs/sub/.env', 'SECRET=1')],
    ])('that has %s of its own, it stays', async (_what, change) => {
      await change();
      await expectRefused('1 submodule with work of its own');
    });

    test('that has a commit and is not checked out any more, it stays', async () => {
      await inSubmodule('commit', '-q', '--allow-empty', '-m', 'own');
      await run('submodule', '--quiet', 'deinit', '-f', 'libs/sub');
      expect(await kind('submodule')).toMatchObject({ paths: ['libs/sub'] });
      await expectRefused('1 submodule with work of its own');
    });

    test('that is not checked out and has files all the same, it stays', async () => {
      await run('submodule', '--quiet', 'deinit', '-f', 'libs/sub');
      await write('libs/sub/stray.txt', 'stray');
      await expectRefused('1 submodule with work of its own');
    });
  });

  test('an operation that is not finished', async () => {
    await write('a.txt', 'one\n');
    await run('commit', '-q', '-a', '-m', 'one');
    await repo.commit('two', { 'a.txt': 'two\n' });
    await expect(run('rebase', 'main')).rejects.toThrow('CONFLICT');
    await expectRefused('a rebase that is not finished');
  });
});

test('a worktree on a branch without a commit stays, and the way out is told', async () => {
  await run('switch', '-q', '--orphan', 'begun');
  await write('draft', 'work\n');
  const error = await caught(plan());
  expect(error).toMatchObject({ code: 'would-lose-work' });
  expect(error.message).toContain('begun, which has no commit yet');
  expect(existsSync(join(path, 'draft'))).toBe(true);
  await run('add', '-A');
  await run('commit', '-q', '-m', 'draft');
  await expectExact();
});

test('pipes are named, and in nobody’s way', async () => {
  execFileSync('mkfifo', [join(path, 'pipe')]);
  expect(await kind('special-file')).toMatchObject({ paths: ['pipe'], importance: 'ordinary' });
  await remove();
  expect(existsSync(path)).toBe(false);
});

test('commits that no remote has are told, as far as is known without asking it', async () => {
  expect(await kind('unpushed-commits')).toBeUndefined();
  const origin = join(repo.root, 'origin.git');
  await repo.gitIn(repo.root, 'clone', '-q', '--bare', repo.path, origin);
  await repo.git('remote', 'add', 'origin', origin);
  await repo.git('fetch', '-q', 'origin');
  expect(await kind('unpushed-commits')).toBeUndefined();
  await write('new.txt', 'new');
  await run('add', '-A');
  await run('commit', '-q', '-m', 'new');
  expect(await kind('unpushed-commits')).toMatchObject({ summary: '1 commit not pushed' });
  await rm(origin, { recursive: true });
  expect(await kind('unpushed-commits')).toMatchObject({ backup: 'kept' });
});
