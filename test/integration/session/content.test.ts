import { access, lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { CreateProgress } from '../../../src/core/ports/sessions.js';
import { createGit } from '../../../src/git/index.js';
import { copyFiles, linkEntries } from '../../../src/session/creation/copy-files.js';
import { caught } from '../../support/caught.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo({
    files: { 'README.md': 'hello\n', '.gitignore': '.env*\nbuild/\nnode_modules/\n*.key\n' },
  });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function create(settings: Partial<typeof world.config.worktrees> = {}) {
  world.config.worktrees = { ...world.config.worktrees, ...settings };
  const progress: CreateProgress[] = [];
  const { session, warnings } = await world.service.create(world.request(), {
    onProgress: (step) => progress.push(step),
  });
  const words = progress.flatMap((step) => (step.step === 'setup' ? [step.message] : []));
  return { path: session.worktreeInfo!.path, warnings, words };
}

describe('.worktreeinclude', () => {
  test('names ignored files that are copied, in the syntax of .gitignore', async () => {
    await repo.write('.worktreeinclude', '# secrets\n.env*\n!.env.production\n/build/cache/\n');
    await repo.write('.env', 'A=1');
    await repo.write('app/.env.local', 'B=2');
    await repo.write('.env.production', 'C=3');
    await repo.write('build/cache/deep/x', 'x');
    await repo.write('build/out', 'out');
    const { path, warnings, words } = await create();
    expect(warnings).toEqual([]);
    expect(await readFile(join(path, '.env'), 'utf8')).toBe('A=1');
    expect(await readFile(join(path, 'app/.env.local'), 'utf8')).toBe('B=2');
    expect(await readFile(join(path, 'build/cache/deep/x'), 'utf8')).toBe('x');
    expect(await isThere(join(path, '.env.production'))).toBe(false);
    expect(await isThere(join(path, 'build/out'))).toBe(false);
    expect(words.at(-1)).toBe('Copied .env, app/.env.local, build/cache/deep/x');
  });

  test('copies no file that git does not ignore, and nothing over one of the commit', async () => {
    await repo.commit('a key that is tracked', { 'notes/plan.md': 'plan\n' });
    await repo.write('.worktreeinclude', 'notes/\nREADME.md\n*.txt\n');
    await repo.write('README.md', 'changed by the person\n');
    await repo.write('notes/draft.md', 'not ignored, not added');
    await repo.write('new.txt', 'not ignored either');
    const { path } = await create();
    expect(await readFile(join(path, 'README.md'), 'utf8')).toBe('hello\n');
    expect(await isThere(join(path, 'notes/draft.md'))).toBe(false);
    expect(await isThere(join(path, 'new.txt'))).toBe(false);
  });

  test('is joined with the setting, each file once', async () => {
    await repo.write('.worktreeinclude', '.env\n');
    await repo.write('.env', 'A=1');
    await repo.write('a.key', 'key');
    const { words } = await create({ copy: ['.env', '*.key'] });
    // On a slow machine it tells before how far it is.
    expect(words.at(-1)).toBe('Copied .env, a.key');
  });
});

describe('links', () => {
  test('lead to the directories of the main worktree, and git does not see them', async () => {
    await repo.write('node_modules/left-pad/index.js', 'pad');
    await repo.write('packages/web/node_modules/x/index.js', 'x');
    const { path, warnings, words } = await create({
      link: ['node_modules', '**/node_modules'],
      copy: ['**/index.js', 'node_modules'],
    });
    expect(warnings).toEqual([]);
    expect(words).toEqual(['Linked node_modules, packages/web/node_modules']);
    expect(await readlink(join(path, 'node_modules'))).toBe(join(repo.path, 'node_modules'));
    expect(await readFile(join(path, 'packages/web/node_modules/x/index.js'), 'utf8')).toBe('x');
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
    expect(await repo.git('status', '--porcelain')).toBe('');
    const { path: other } = await create();
    expect(await repo.gitIn(other, 'status', '--porcelain')).toBe('');
    const exclude = await repo.read('.git/info/exclude');
    expect(exclude.match(/^\/node_modules$/gm)).toHaveLength(1);
  });

  test('stay with the worktree when that is removed, and what they lead to stays', async () => {
    await repo.write('node_modules/x', 'x');
    await create({ link: ['node_modules'] });
    const [row] = (await world.service.list()).sessions;
    const plan = await world.service.planRemoval(row!.session.id);
    await world.service.remove(plan, { backUp: true, deleteBranch: true });
    expect(await repo.read('node_modules/x')).toBe('x');
  });

  test('are not made over what the commit has', async () => {
    await repo.write('.env.example/x', 'x');
    await repo.git('add', '-f', '.env.example/x');
    await repo.git('commit', '-qm', 'tracked though ignored');
    await repo.write('.env.example/y', 'y');
    const { path, warnings } = await create({ link: ['.env.example'] });
    expect(warnings).toEqual([]);
    expect((await lstat(join(path, '.env.example'))).isDirectory()).toBe(true);
    expect(await readFile(join(path, '.env.example/x'), 'utf8')).toBe('x');
  });

  test('of odd names are kept out of git as well', async () => {
    const name = 'a [b]*\\ !#.key';
    await repo.write(`${name}/x.key`, 'x');
    await repo.write('.gitignore', '*.key/\n');
    await repo.git('commit', '-qam', 'directories only');
    const { path } = await create({ link: ['*.key'] });
    expect(await isThere(join(path, name))).toBe(true);
    expect(await repo.gitIn(path, 'status', '--porcelain')).toBe('');
  });

  test('are never made through a link out of the worktree', async () => {
    const outside = join(repo.root, 'outside');
    await mkdir(outside);
    await symlink(outside, join(repo.path, 'out'));
    await repo.git('add', 'out');
    await repo.git('commit', '-qm', 'a link that leads out');
    await rm(join(repo.path, 'out'));
    await repo.write('out/.env', 'A=1');
    const { warnings } = await create({ link: ['out/.env'], copy: ['out/.env'] });
    expect(warnings).toMatchObject([{ code: 'not-linked' }]);
    expect(await isThere(join(outside, '.env'))).toBe(false);
  });
});

describe('many files', () => {
  test('are told by their number, with a way to stop that leaves nothing', async () => {
    for (let index = 0; index < 200; index += 1) await repo.write(`build/${index}`, `${index}`);
    const { words, path } = await create({ copy: ['build'] });
    expect(words.at(-1)).toBe('Copied 200 ignored files');
    expect(await readFile(join(path, 'build/199'), 'utf8')).toBe('199');
    const stop = new AbortController();
    const to = join(repo.root, 'to');
    await mkdir(to);
    const paths = Array.from({ length: 200 }, (_, index) => `build/${index}`);
    const copying = copyFiles(repo.path, to, paths, {
      onProgress: (done) => done === 20 && stop.abort(),
      signal: stop.signal,
    });
    expect((await caught(copying)).code).toBe('aborted');
    const beside = join(repo.root, 'beside');
    await mkdir(beside);
    const linking = linkEntries(repo.path, beside, ['build'], stop.signal);
    expect((await caught(linking)).code).toBe('aborted');
  });

  test('of which some cannot be read are copied but for those', async () => {
    await repo.write('build/a', 'a');
    const to = join(repo.root, 'to');
    await mkdir(to);
    const { copied, skipped } = await copyFiles(repo.path, to, ['build/a', 'build/gone']);
    expect(copied).toEqual(['build/a']);
    expect(skipped).toMatchObject([{ path: 'build/gone', error: { code: 'path-missing' } }]);
  });

  test('keep their modes', async () => {
    const file = join(repo.path, 'run.key');
    await writeFile(file, '#!/bin/sh\n', { mode: 0o700 });
    const { path } = await create({ copy: ['run.key'] });
    await access(join(path, 'run.key'));
    expect((await lstat(join(path, 'run.key'))).mode & 0o777).toBe(0o700);
  });
});
