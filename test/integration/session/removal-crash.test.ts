import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WorktreeSessionRepository } from '../../../src/core/ports/session-repository.js';
import type { SessionService } from '../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { createSessionService } from '../../../src/session/service.js';
import { bundleScript } from '../../support/bundle.js';
import { killingGit } from '../../support/git-session.js';
import { openRegistry } from '../../support/registry.js';
import { createWorld } from '../../support/session-world.js';
import { snapshotOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let service: SessionService;
let repository: WorktreeSessionRepository;
let session: SessionMetadata;
let path: string;
let branch: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', '.gitignore': '.env\nnode_modules/\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  const world = createWorld(repo.root, repo.path, git, async () => {});
  repository = openRegistry(join(repo.root, 'state'));
  service = createSessionService({ ...world.deps, repository });
  session = (await service.create(world.request())).session;
  path = session.directory;
  branch = session.worktreeInfo?.branch ?? '';
  await writeFile(join(path, 'a.txt'), 'edited\n');
  await writeFile(join(path, '.env'), 'SECRET=1\n');
  await bundleScript('fixtures/session/remove.ts', join(repo.root, 'remove.mjs'));
});
afterEach(() => repo.dispose());

/** Removes with a git that kills its qtui before or after the first call with these words. */
async function crashAt(words: string, moment: 'before' | 'after'): Promise<void> {
  const { PATH, hasKilled } = await killingGit(repo, words, moment);
  const child = spawn(
    process.execPath,
    [join(repo.root, 'remove.mjs'), repo.root, repo.path, session.id],
    { env: { ...repo.env, PATH }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  await new Promise((resolve) => child.on('close', resolve));
  expect(output.join('')).toBe('ready\n');
  expect(hasKilled()).toBe(true);
}

const codes = async () => (await service.recover(repo.path)).map(({ code }) => code);
const row = async () => (await repository.get(session.id))?.session;
const beside = async () => (await readdir(dirname(path))).filter((name) => name.startsWith('.'));
const onRecord = () => readdir(join(repo.root, 'state', 'removals')).catch(() => []);
const undo = async () => service.undo(await service.planUndo(repo.path));

describe('a removal that is killed', () => {
  test.each([
    ['update-ref --no-deref --stdin', 'before'],
    ['update-ref --no-deref --stdin', 'after'],
  ] as const)('at %s, %s it, has touched nothing', async (words, moment) => {
    const before = { worktree: await snapshotOf(repo, path), row: await row() };
    await crashAt(words, moment);
    await service.recover(repo.path);
    expect(await snapshotOf(repo, path)).toEqual(before.worktree);
    expect(await row()).toEqual(before.row);
    expect((await service.listActs(repo.path)).acts).toEqual([]);
    expect(await beside()).toEqual([]);
  });

  test.each([
    ['worktree remove -f -f', 'before'],
    ['worktree remove -f -f', 'after'],
    ['update-ref --no-deref -d refs/heads/', 'before'],
    ['update-ref --no-deref -d refs/heads/', 'after'],
  ] as const)('at %s, %s it, is finished, and can be undone', async (words, moment) => {
    const before = { worktree: await snapshotOf(repo, path), row: await row() };
    await crashAt(words, moment);
    expect(await codes()).toEqual(['removal-finished']);
    expect(await codes()).toEqual([]);
    expect((await row())?.status).toBe('archived');
    expect(await beside()).toEqual([]);
    expect(await onRecord()).toEqual([]);
    expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain(path);
    expect(await repo.git('branch', '--list', branch)).toBe('');
    await undo();
    expect(await snapshotOf(repo, path)).toEqual(before.worktree);
    expect(await row()).toEqual(before.row);
  });

  test('and undone before anything recovers it, stays undone', async () => {
    await crashAt('worktree remove -f -f', 'after');
    const before = await beside();
    expect(before).toHaveLength(1);
    await undo();
    const status = (await row())?.status;
    expect(await codes()).toEqual(['removal-finished']);
    expect((await row())?.status).toBe(status);
    expect(await beside()).toEqual([]);
    expect(existsSync(join(path, '.env'))).toBe(true);
  });
});

test('records that cannot be read are named and left, and the others are settled', async () => {
  await crashAt('worktree remove -f -f', 'after');
  const file = join(repo.root, 'state', 'removals', 'odd~2147483646~1.json');
  await writeFile(file, '{"version":99}');
  const told = await service.recover(repo.path);
  expect(told.map(({ code }) => code)).toEqual(['record-unreadable', 'removal-finished']);
  expect(told[0]?.message).toContain(file);
  expect(await onRecord()).toEqual(['odd~2147483646~1.json']);
});

describe('trash that no record tells of', () => {
  const trash = () => join(dirname(path), '.doomed.qtui-trash-abcd1234');

  test('is deleted when git has forgotten its worktree', async () => {
    const doomed = join(dirname(path), 'doomed');
    await repo.git('worktree', 'add', '-q', '--detach', doomed);
    await rename(doomed, trash());
    await repo.git('worktree', 'prune');
    expect(await codes()).toEqual(['trash-deleted']);
    expect(existsSync(trash())).toBe(false);
  });

  test('goes back to its place when git still knows it', async () => {
    const doomed = join(dirname(path), 'doomed');
    await repo.git('worktree', 'add', '-q', '--detach', doomed);
    await writeFile(join(doomed, 'mine.txt'), 'mine');
    await rename(doomed, trash());
    expect(await codes()).toEqual(['worktree-put-back']);
    expect(await repo.gitIn(doomed, 'status', '--porcelain')).toBe('?? mine.txt');
    expect(await codes()).toEqual([]);
  });

  test('is named and left where nothing proves what it is', async () => {
    await mkdir(trash());
    await writeFile(join(trash(), 'mine.txt'), 'mine');
    expect(await codes()).toEqual(['trash-kept']);
    expect(existsSync(join(trash(), 'mine.txt'))).toBe(true);
  });

  test('is not spoken of when it is another repository’s, or called otherwise', async () => {
    const other = await createTempRepo();
    try {
      await other.git('worktree', 'add', '-q', '--detach', trash());
      await mkdir(join(dirname(path), '.other.qtui-trash-abc'));
      expect(await codes()).toEqual([]);
      expect(existsSync(trash())).toBe(true);
    } finally {
      await other.dispose();
    }
  });
});
