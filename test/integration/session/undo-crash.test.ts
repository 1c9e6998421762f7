import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorktreeSessionRepository } from '../../../src/core/ports/session-repository.js';
import type { SessionService } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { createSessionService } from '../../../src/session/service.js';
import { bundleScript } from '../../support/bundle.js';
import { killingGit, wrapGit } from '../../support/git-session.js';
import { openRegistry } from '../../support/registry.js';
import { createWorld, landInSession } from '../../support/session-world.js';
import { filesOf, snapshotOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let service: SessionService;
let repository: WorktreeSessionRepository;
let session: SessionMetadata;
let path: string;

afterEach(() => repo.dispose());

async function setUp(files: Readonly<Record<string, string>>): Promise<void> {
  repo = await createTempRepo({ files });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  const world = createWorld(repo.root, repo.path, git, async () => {});
  repository = openRegistry(join(repo.root, 'state'));
  service = createSessionService({ ...world.deps, repository });
  session = (await service.create(world.request())).session;
  path = session.directory;
  await bundleScript('fixtures/session/undo.ts', join(repo.root, 'undo.mjs'));
}

/** Undoes the newest act in a process of its own; `ended` resolves when that is gone. */
function startUndo(env: Record<string, string> = repo.env) {
  const child = spawn(process.execPath, [join(repo.root, 'undo.mjs'), repo.root, repo.path], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      resolve();
    });
  });
  const ended = new Promise<string>((resolve) => child.on('close', () => resolve(output)));
  return { child, ready, ended };
}

/** Undoes with a git that kills its qtui before or after the first call with these words. */
async function crashAt(words: string, moment: 'before' | 'after'): Promise<void> {
  const { PATH } = await killingGit(repo, words, moment);
  expect(await startUndo({ ...repo.env, PATH }).ended).toBe('ready\n');
  expect(await refs()).toMatch(/refs\/qtui\/undoing/);
}

const refs = () => repo.git('for-each-ref', '--format=%(refname)', 'refs/qtui');
const codes = async () => (await service.recover(repo.path)).map(({ code }) => code);
const row = async () => (await repository.get(session.id))?.session;

describe('the undo of a removal that is killed', () => {
  beforeEach(async () => {
    await setUp({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'sub/c.txt': 'c\n' });
    await repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'work');
    await writeFile(join(path, 'a.txt'), 'staged\n');
    await repo.gitIn(path, 'add', '-A');
    await writeFile(join(path, 'a.txt'), 'edited\n');
    await writeFile(join(path, 'new.txt'), 'new\n');
    const branch = session.worktreeInfo?.branch ?? '';
    await repo.git('config', `branch.${branch}.remote`, 'origin');
  });

  async function removed() {
    const before = { worktree: await snapshotOf(repo, path), row: await row() };
    // Merged as far as git is concerned, so that the branch goes too.
    await repo.git('update-ref', 'refs/heads/main', before.worktree.head);
    await repo.git('reset', '-q', '--hard');
    const plan = await service.planRemoval(session.id);
    await service.remove(plan, { backUp: true, deleteBranch: true });
    expect(await repo.git('branch', '--list', before.worktree.branch)).toBe('');
    return before;
  }

  async function expectBack(before: Awaited<ReturnType<typeof removed>>): Promise<void> {
    expect(await snapshotOf(repo, path)).toEqual(before.worktree);
    expect(await row()).toEqual(before.row);
    expect(await refs()).toMatch(/^refs\/qtui\/undone\/\w+\/record$/);
    expect(await leftovers()).toEqual([]);
    expect(await repo.git('fsck', '--no-dangling')).toBe('');
  }

  const leftovers = async () =>
    (await readdir(dirname(path))).filter((name) => name.startsWith('.'));

  test.each([
    ['worktree add', 'before'],
    ['worktree add', 'after'],
    ['read-tree', 'after'],
    ['checkout-index', 'before'],
    ['checkout-index', 'after'],
    ['-q --refresh', 'after'],
    ['created by qtui refs/heads/', 'before'],
    ['created by qtui refs/heads/', 'after'],
    ['symbolic-ref -m', 'after'],
  ] as const)('at %s, %s it, is taken back whole, and done again', async (word, moment) => {
    const before = await removed();
    await crashAt(word, moment);
    expect(await codes()).toEqual(['undo-taken-back']);
    expect(existsSync(path)).toBe(false);
    expect(await leftovers()).toEqual([]);
    expect(await repo.git('branch', '--list', before.worktree.branch)).toBe('');
    expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain('qtui undo');
    expect(await refs()).toMatch(/^refs\/qtui\/backup\/\w+\/record$/);
    expect((await row())?.status).toBe('archived');
    await service.undo(await service.planUndo(repo.path));
    await expectBack(before);
  });

  test.each([
    ['worktree repair', 'before'],
    ['worktree repair', 'after'],
    ['config --local --add', 'before'],
    ['update-ref --no-deref --stdin', 'before'],
    ['update-ref --no-deref --stdin', 'after'],
    ['update-ref -d', 'before'],
  ] as const)('at %s, %s it, is finished', async (word, moment) => {
    const before = await removed();
    await crashAt(word, moment);
    expect(await codes()).toEqual(['undo-finished']);
    expect(await codes()).toEqual([]);
    await expectBack(before);
  });

  test('leaves alone what somebody has put in its place', async () => {
    const before = await removed();
    await crashAt('checkout-index', 'after');
    await repo.git('worktree', 'add', '-q', '-b', 'mine', path);
    await writeFile(join(path, 'mine.txt'), 'mine\n');
    expect(await codes()).toEqual(['undo-taken-back']);
    expect(await repo.gitIn(path, 'status', '--porcelain', '-b')).toBe('## mine\n?? mine.txt');
    const elsewhere = join(repo.root, 'elsewhere');
    await service.undo(await service.planUndo(repo.path, { path: elsewhere }));
    const { files } = before.worktree;
    const { '.qtui/session.json': _mark, ...work } = files;
    expect(await filesOf(elsewhere)).toMatchObject(work);
  });

  test('is not touched while its process lives', async () => {
    await removed();
    const flag = join(repo.root, 'go');
    const PATH = await wrapGit(
      repo,
      `for a in "$@"; do if [ "$a" = checkout-index ]; then
         while [ ! -e ${flag} ]; do sleep 0.05; done
       fi; done
       exec "$REAL_GIT" "$@"`,
    );
    const undoing = startUndo({ ...repo.env, PATH });
    await undoing.ready;
    while (!(await refs()).includes('undoing')) await delay(10);
    expect(await codes()).toEqual([]);
    const error = await service
      .planUndo(repo.path)
      .then((plan) => service.undo(plan))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'undo-refused' });
    await writeFile(flag, '');
    expect(await undoing.ended).toBe('ready\ndone\n');
    expect(existsSync(path)).toBe(true);
  });
});

test('at any moment an undo that is killed is done or not done', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `d${index % 20}/f${index}.txt`);
  await setUp(Object.fromEntries(names.map((name) => [name, `${name}\n`.repeat(50)])));
  await writeFile(join(path, 'd1/f1.txt'), 'edited\n');
  await writeFile(join(path, 'new.txt'), 'new\n');
  const before = await snapshotOf(repo, path);
  const outcomes: string[] = [];
  let duration = 0;
  for (let round = 0; round < 5; round += 1) {
    const plan = await service.planRemoval(session.id);
    await service.remove(plan, { backUp: true, deleteBranch: true });
    const { child, ready, ended } = startUndo();
    await ready;
    const begin = performance.now();
    if (round > 0) {
      await delay(Math.random() * duration);
      // git goes on alone, and recovery has to wait for it.
      child.kill('SIGKILL');
    }
    await ended;
    if (round === 0) duration = performance.now() - begin;
    outcomes.push(...(await codes()));
    if (!existsSync(path)) await service.undo(await service.planUndo(repo.path));
    expect(await snapshotOf(repo, path)).toEqual(before);
    expect((await row())?.status).toBe('active');
    expect(await repo.git('for-each-ref', 'refs/qtui/undoing')).toBe('');
  }
  expect(outcomes.every((code) => code.startsWith('undo-'))).toBe(true);
}, 120_000);

describe('the undo of a merge that is killed', () => {
  beforeEach(async () => {
    await setUp({ 'a.txt': 'old\n', 'b.txt': 'b\n', 'mine.txt': 'mine\n' });
    await writeFile(join(path, 'a.txt'), 'new\n');
    await writeFile(join(path, 'added.txt'), 'added\n');
    await repo.gitIn(path, 'add', '-A');
    await repo.gitIn(path, 'commit', '-q', '-m', 'work');
    await repo.write('mine.txt', 'my own edit\n');
    await repo.write('untracked.txt', 'untracked\n');
  });

  async function merged() {
    const before = { tip: await repo.git('rev-parse', 'main'), files: await filesOf(repo.path) };
    const plan = await service.planMerge(session.id);
    await landInSession(service, session.id, await service.buildMerge(plan, { message: 'm' }));
    return before;
  }

  async function expectBack({ tip, files }: Awaited<ReturnType<typeof merged>>): Promise<void> {
    expect(await repo.git('rev-parse', 'main')).toBe(tip);
    expect(await repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(await filesOf(repo.path)).toEqual(files);
    expect(await repo.git('status', '--porcelain')).toBe(' M mine.txt\n?? untracked.txt');
    expect((await row())?.worktreeInfo?.mergedOid).toBeUndefined();
    expect(await refs()).toMatch(/^refs\/qtui\/undone\/\w+\/record\nrefs\/qtui\/undone\/\w+\/tip$/);
  }

  test.each([
    ['--no-track -B', 'after'],
    ['update-ref --no-deref --stdin', 'before'],
    ['update-ref -d', 'before'],
  ] as const)('at %s, %s it, is finished', async (word, moment) => {
    const before = await merged();
    await crashAt(word, moment);
    expect(await codes()).toContain('undo-finished');
    await expectBack(before);
  });

  test('before the target has moved is not done, and can be done again', async () => {
    const before = await merged();
    await crashAt('--no-track -B', 'before');
    // What was begun is finished by the journal of the move; then the undo is as well.
    await codes();
    if ((await repo.git('rev-parse', 'main')) !== before.tip) {
      await service.undo(await service.planUndo(repo.path));
    }
    await expectBack(before);
  });

  test('with a file that was edited since waits for the person, then is finished', async () => {
    const before = await merged();
    const PATH = await wrapGit(
      repo,
      `for a in "$@"; do if [ "$a" = -B ]; then
         printf o > a.txt; kill -9 $PPID; kill -9 $$
       fi; done
       exec "$REAL_GIT" "$@"`,
    );
    expect(await startUndo({ ...repo.env, PATH }).ended).toBe('ready\n');
    const merge = await repo.git('rev-parse', 'HEAD');
    await repo.write('a.txt', 'my edit\n');
    const files = await filesOf(repo.path);
    for (const _time of [1, 2]) {
      expect(await codes()).toEqual(['recovery-stopped']);
      expect(await filesOf(repo.path)).toEqual(files);
      expect(await repo.git('rev-parse', 'main')).toBe(merge);
    }
    expect(await refs()).toContain('refs/qtui/undoing');
    await repo.git('restore', '--source=HEAD', '--', 'a.txt');
    expect(await codes()).toEqual(['merge-recovered', 'undo-finished']);
    await expectBack(before);
  });

  test('with files half written is finished', async () => {
    const before = await merged();
    const PATH = await wrapGit(
      repo,
      `for a in "$@"; do if [ "$a" = -B ]; then
         touch .git/index.lock; printf o > a.txt; rm added.txt; kill -9 $PPID; kill -9 $$
       fi; done
       exec "$REAL_GIT" "$@"`,
    );
    expect(await startUndo({ ...repo.env, PATH }).ended).toBe('ready\n');
    expect(await codes()).toEqual(['merge-recovered', 'undo-finished']);
    await expectBack(before);
  });
});
