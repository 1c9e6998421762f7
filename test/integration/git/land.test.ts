import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltMerge, MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import {
  type GitSession,
  gitFor,
  installHook,
  landBuilt,
  openGitSession,
  wrapGit,
} from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' } });
  await repo.git('branch', 'release');
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

async function build(strategy: MergeStrategy = 'merge', target = 'main'): Promise<BuiltMerge> {
  const plan = await git.merges.plan(session.request(strategy, target));
  return git.merges.build(plan, { message: plan.suggestedMessage || 'unused' });
}
const parents = async (rev: string) =>
  (await repo.git('show', '-s', '--format=%P', rev)).split(' ');
const journal = () => readdir(join(repo.root, 'state/landings')).catch(() => []);

describe.each([
  ['checked out', 'main'],
  ['not checked out', 'release'],
])('into a target that is %s', (_where, target) => {
  let before: string;

  beforeEach(async () => {
    await session.commit('one', { 'a.txt': '0\n1\n2\n3\n' });
    await session.commit('two', { 'new.txt': 'new\n' });
    const other = await repo.commit('other', { 'b.txt': 'other\n' });
    await repo.git('update-ref', 'refs/heads/release', other);
    before = await repo.git('rev-parse', target);
  });

  async function landed(strategy: MergeStrategy) {
    const built = await build(strategy, target);
    const { backupRef } = await landBuilt(git, built);
    expect(await repo.git('rev-parse', target)).toBe(built.commit);
    expect(await repo.git('rev-parse', backupRef)).toBe(before);
    expect(await repo.git('show', `${target}:a.txt`)).toBe('0\n1\n2\n3');
    expect(await repo.git('show', `${target}:new.txt`)).toBe('new');
    expect(await repo.git('show', `${target}:b.txt`)).toBe('other');
    expect(await repo.git('status', '--porcelain')).toBe('');
    if (target === 'main') expect(await repo.read('new.txt')).toBe('new\n');
    expect(await journal()).toEqual([]);
    return built;
  }

  test('a merge has two parents and the message', async () => {
    const { commit } = await landed('merge');
    expect(await parents(commit)).toEqual([before, await repo.git('rev-parse', 'work')]);
    expect(await repo.git('show', '-s', '--format=%B%an %cn', commit)).toBe(
      `Merge branch 'work' into ${target}\nTest Person Test Person`,
    );
  });

  test('a squash has one', async () => {
    const { commit } = await landed('squash');
    expect(await parents(commit)).toEqual([before]);
    expect(
      await git.reader.isMerged(repo.path, { branch: 'work', target, baseOid: session.base }),
    ).toMatchObject({ merged: true, evidence: 'squash', into: target });
  });

  test('a rebase keeps each commit with its author', async () => {
    await session.git(
      'commit',
      '-q',
      '--amend',
      '--no-edit',
      '--author=Some One <s@o>',
      '--date=@1000000000 +0300',
    );
    await landed('rebase');
    expect(
      await repo.git('log', '--format=%s|%an|%ad|%cn', '--date=raw', `${before}..${target}`),
    ).toMatch(/^two\|Some One\|1000000000 \+0300\|Test Person\none\|Test Person\|/);
    expect(await parents(`${target}~1`)).toEqual([before]);
  });

  test('a fast-forward is the tip itself', async () => {
    await session.git('merge', '-q', '-m', 'merge', 'main');
    const { commit } = await landed('ff-only');
    expect(commit).toBe(await repo.git('rev-parse', 'work'));
  });

  test('is refused when the target has moved since the preview', async () => {
    const built = await build('merge', target);
    const moved = await repo.git('commit-tree', `${target}^{tree}`, '-p', target, '-m', 'moved');
    await repo.git('update-ref', `refs/heads/${target}`, moved);
    await expect(landBuilt(git, built)).rejects.toMatchObject({
      code: 'branch-moved',
      untouched: expect.any(String),
    });
    expect(await repo.git('rev-parse', target)).toBe(moved);
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
  });

  test('goes to one of two that land at once', async () => {
    const twin = gitFor(repo);
    const one = await build('merge', target);
    const other = await build('squash', target);
    const outcomes = await Promise.allSettled([landBuilt(git, one), landBuilt(twin, other)]);
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await repo.git('rev-parse', target)).toBe(won[0]?.value.built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });
});

test.each(['main', 'release'])(
  'of two that land the very same commit on %s one did',
  async (into) => {
    await session.commit('one', { 'new.txt': 'new\n' });
    const built = await build('merge', into);
    const outcomes = await Promise.allSettled([
      landBuilt(git, built),
      landBuilt(gitFor(repo), built),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'branch-moved' }) }),
    );
    expect((await git.undo.list(repo.path)).acts).toHaveLength(1);
    expect(await repo.git('rev-parse', into)).toBe(built.commit);
    expect(await journal()).toEqual([]);
  },
);

describe('the target’s worktree', () => {
  beforeEach(() => session.commit('one', { 'a.txt': 'changed\n', 'new.txt': 'new\n' }));

  test('keeps what is dirty, staged, untracked or ignored elsewhere', async () => {
    await writeFile(join(repo.path, '.git/info/exclude'), '*.log\n');
    const built = await build();
    await repo.write('b.txt', 'staged\n');
    await repo.git('add', 'b.txt');
    await repo.write('b.txt', 'and edited\n');
    await repo.write('mine.txt', 'mine\n');
    await repo.write('debug.log', 'log\n');
    const before = await repo.git('status', '--porcelain', '--ignored');
    await landBuilt(git, built);
    expect(await repo.git('status', '--porcelain', '--ignored')).toBe(before);
    expect(await repo.read('b.txt')).toBe('and edited\n');
    expect(await repo.git('show', ':b.txt')).toBe('staged');
    expect(await repo.read('a.txt')).toBe('changed\n');
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ['an edited file', 'a.txt', () => repo.write('a.txt', 'mine\n')],
    ['an untracked file', 'new.txt', () => repo.write('new.txt', 'mine\n')],
    [
      'an ignored file',
      'new.txt',
      async () => {
        await writeFile(join(repo.path, '.git/info/exclude'), 'new.txt\n');
        await repo.write('new.txt', 'mine\n');
      },
    ],
  ])('refuses with %s in the way, which stays as it is', async (_what, path, spoil) => {
    const built = await build();
    const tip = await repo.git('rev-parse', 'main');
    await spoil();
    const status = await repo.git('status', '--porcelain', '--ignored');
    await expect(landBuilt(git, built)).rejects.toMatchObject({
      code: 'merge-refused',
      message: expect.stringContaining(path),
      untouched: expect.any(String),
      data: { obstacle: 'target-dirty-overlap', paths: [path] },
    });
    expect(await repo.read(path)).toBe('mine\n');
    expect(await repo.git('rev-parse', 'main')).toBe(tip);
    expect(await repo.git('status', '--porcelain', '--ignored')).toBe(status);
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
    expect(await journal()).toEqual([]);
  });

  test('refuses while a rebase of the target is not finished', async () => {
    const built = await build();
    await repo.git('branch', 'upstream', 'main');
    await repo.git('checkout', '-q', 'upstream');
    await repo.commit('theirs', { 'b.txt': 'theirs\n' });
    await repo.git('checkout', '-q', 'main');
    const ours = await repo.commit('ours', { 'b.txt': 'ours\n' });
    const fresh = { ...built, plan: { ...built.plan, targetOid: ours } };
    await expect(repo.git('rebase', 'upstream')).rejects.toThrow('CONFLICT');
    await expect(landBuilt(git, fresh)).rejects.toMatchObject({
      code: 'merge-refused',
      data: { obstacle: 'operation-in-progress' },
    });
    await repo.git('rebase', '--abort');
    expect(await repo.git('rev-parse', 'main')).toBe(ours);
  });

  test('is left for good by a merge that git refuses for an edit it was told to hide', async () => {
    await session.commit('two files', { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n' });
    await repo.git('update-index', '--assume-unchanged', 'a.txt');
    await repo.write('a.txt', 'mine\n');
    const before = await repo.git('rev-parse', 'main');
    await expect(landBuilt(git, await build())).rejects.toMatchObject({
      code: 'merge-refused',
      message: expect.stringContaining('a.txt'),
    });
    expect(await journal()).toEqual([]);
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
    await repo.git('update-index', '--no-assume-unchanged', 'a.txt');
    await repo.git('checkout', '-q', '--', 'a.txt');
    expect(await git.merges.recover(repo.path)).toEqual([]);
    expect(await repo.git('rev-parse', 'main')).toBe(before);
  });

  test('is rolled back when the disk fills while files are written', async () => {
    const built = await build();
    // git has written one file of two when it fails; index and branch are as they were.
    const path = await wrapGit(
      repo,
      'for a in "$@"; do if [ "$a" = --ff-only ]; then printf "changed" > a.txt; ' +
        'echo "fatal: write error: No space left on device" >&2; exit 128; fi; done; ' +
        'exec "$REAL_GIT" "$@"',
    );
    const engine = gitFor({ ...repo, env: { ...repo.env, PATH: path } });
    await expect(landBuilt(engine, built)).rejects.toMatchObject({
      code: 'disk-full',
      untouched: expect.stringContaining('as they were'),
    });
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.read('a.txt')).toBe('1\n2\n3\n');
    expect(await journal()).toEqual([]);
  });

  test('names a lock that stays, and changes nothing', async () => {
    const built = await build();
    const lock = join(repo.path, '.git/index.lock');
    await writeFile(lock, '');
    await expect(landBuilt(git, built)).rejects.toMatchObject({
      code: 'git-locked',
      data: { lock },
    });
    expect(await readFile(lock, 'utf8')).toBe('');
    expect(await repo.read('a.txt')).toBe('1\n2\n3\n');
  });
});

describe('build', () => {
  test('acts on the plan’s commits, not on what came later', async () => {
    await session.commit('one', { 'new.txt': 'new\n' });
    const plan = await git.merges.plan(session.request('squash'));
    await session.commit('later', { 'later.txt': 'later\n' });
    const { commit } = await git.merges.build(plan, { message: 'm' });
    expect(await repo.git('ls-tree', '--name-only', commit)).toBe('a.txt\nb.txt\nnew.txt');
  });

  test('signs when the user signs, and says so when that fails', async () => {
    await session.commit('one', { 'new.txt': 'new\n' });
    await repo.git('config', 'commit.gpgSign', 'true');
    await repo.git('config', 'gpg.program', '/nonexistent/gpg');
    await expect(build()).rejects.toMatchObject({
      code: 'signing-failed',
      message: expect.stringContaining('sign'),
      hint: expect.stringContaining('--no-sign'),
    });
  });

  test('refuses a plan with an obstacle, naming it', async () => {
    await session.commit('one', { 'a.txt': 'changed\n' });
    await repo.write('a.txt', 'mine\n');
    await expect(build()).rejects.toMatchObject({
      code: 'merge-refused',
      data: { obstacle: 'target-dirty-overlap' },
    });
  });

  test('needs a message', async () => {
    await session.commit('one', { 'new.txt': 'new\n' });
    const plan = await git.merges.plan(session.request());
    await expect(git.merges.build(plan, { message: '\n' })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('a cancel', () => {
  beforeEach(async () => {
    await session.commit('one', { 'a.txt': '0\n1\n2\n3\n' });
  });

  test('before the branch moves leaves everything as it was', async () => {
    const before = await repo.git('rev-parse', 'main');
    const cancelled = { signal: AbortSignal.abort() };
    await expect(landBuilt(git, await build(), cancelled)).rejects.toMatchObject({
      code: 'aborted',
      untouched: expect.stringContaining('Nothing was merged'),
    });
    expect(await repo.git('rev-parse', 'main')).toBe(before);
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
    expect(await journal()).toEqual([]);
  });

  test('after it ends a hook that hangs, and the merge stands', async () => {
    const running = join(repo.root, 'running');
    await installHook(repo, 'post-merge', `touch '${running}'; exec sleep 300`);
    const built = await build();
    const cancelling = new AbortController();
    const landing = landBuilt(git, built, { signal: cancelling.signal });
    await until('the hook runs', () => existsSync(running));
    cancelling.abort();
    expect(await landing).toMatchObject({ built: { commit: built.commit } });
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await journal()).toEqual([]);
    await until('the hook has ended', async () => (await processesOf(repo.root)).length === 0);
  });
});

test('a journal that cannot be written leaves everything as it was', async () => {
  await session.commit('one', { 'a.txt': '0\n1\n2\n3\n' });
  const before = await repo.git('rev-parse', 'main');
  await mkdir(join(repo.root, 'state'), { recursive: true });
  await writeFile(join(repo.root, 'state/landings'), 'in the way');
  await expect(landBuilt(git, await build())).rejects.toMatchObject({
    untouched: expect.stringContaining('Nothing was merged'),
  });
  expect(await repo.git('rev-parse', 'main')).toBe(before);
  expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
});
