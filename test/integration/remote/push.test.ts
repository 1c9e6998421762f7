import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { caught } from '../../support/caught.js';
import { type GitSession, gitFor, installHook, openGitSession } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { addRemote, type Remote } from '../../support/remote.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let remote: Remote;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo();
  remote = await addRemote(repo);
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'topic');
  await session.commit('Mine', { 'mine.txt': 'm' });
});
afterEach(() => repo.dispose());

const push = (expected?: string, branch = 'topic') =>
  git.remotes.push(repo.path, { remote: 'origin', branch, ...(expected && { expected }) });
const setting = (key: string) => repo.git('config', '--get', key).catch(() => '');

describe('a push', () => {
  test('makes, moves and leaves the branch at the remote, and no tag', async () => {
    await repo.git('config', 'push.followTags', 'true');
    await session.git('tag', '-a', 'v1', '-m', 'v1');
    const oid = await session.git('rev-parse', 'HEAD');
    expect(await push()).toEqual({
      remote: 'origin',
      branch: 'topic',
      oid,
      outcome: 'created',
      said: [],
    });
    expect(await remote.tip('topic')).toBe(oid);
    expect(await repo.git('rev-parse', 'origin/topic')).toBe(oid);
    expect(await remote.git('tag')).toBe('');
    expect((await push()).outcome).toBe('up-to-date');
    const next = await session.commit('More', { 'more.txt': 'm' });
    expect(await push()).toMatchObject({ outcome: 'updated', oid: next });
  });

  test('gives the words of the server', async () => {
    await remote.hook('post-receive', 'echo "Open a pull request: https://x/y"');
    expect((await push()).said).toEqual(['Open a pull request: https://x/y']);
  });

  test('is refused where the remote has other commits, which stay', async () => {
    await push();
    const theirs = await remote.push('topic', { 'theirs.txt': 't' });
    await session.commit('More', { 'more.txt': 'm' });
    expect(await caught(push())).toMatchObject({
      code: 'push-rejected',
      untouched: 'Nothing was pushed.',
      message: expect.stringContaining('it has commits there that topic has not'),
    });
    expect(await remote.tip('topic')).toBe(theirs);
  });

  test('with a lease replaces what is known to be there, and nothing newer', async () => {
    await push();
    const seen = await repo.git('rev-parse', 'origin/topic');
    await session.git('commit', '-q', '--amend', '-m', 'Amended');
    expect(await caught(push())).toMatchObject({ code: 'push-rejected' });
    expect(await push(seen)).toMatchObject({ outcome: 'forced' });

    const theirs = await remote.push('topic', { 'theirs.txt': 't' });
    await session.git('commit', '-q', '--amend', '-m', 'Again');
    const known = await repo.git('rev-parse', 'origin/topic');
    expect(await caught(push(known))).toMatchObject({
      code: 'push-rejected',
      message: expect.stringContaining('somebody has pushed'),
    });
    expect(await remote.tip('topic')).toBe(theirs);
  });

  test('with a lease on nothing makes a branch, and replaces none', async () => {
    expect(await push('absent')).toMatchObject({ outcome: 'created' });
    await remote.push('other', { 'o.txt': 'o' });
    await repo.git('branch', 'other', 'main');
    expect(await caught(push('absent', 'other'))).toMatchObject({ code: 'push-rejected' });
  });

  test.each(['pre-receive', 'update'])('that a %s hook declines says why', async (hook) => {
    await remote.hook(hook, 'echo "GH006: Protected branch, ask Ada" >&2; exit 1');
    const error = await caught(push());
    expect(error).toMatchObject({ code: 'push-rejected', untouched: 'Nothing was pushed.' });
    expect(error.message).toContain('hook declined. GH006: Protected branch, ask Ada');
    expect(await remote.git('branch', '--list', 'topic')).toBe('');
  });

  test('that a pre-push hook refuses says what the hook said', async () => {
    await installHook(repo, 'pre-push', 'echo "tests are red" >&2; exit 1');
    const error = await caught(push());
    expect(error).toMatchObject({ code: 'hook-failed', hint: 'It said: tests are red' });
  });

  describe('whose pre-push hook hangs', () => {
    const running = () => existsSync(join(repo.root, 'running'));
    beforeEach(() =>
      installHook(repo, 'pre-push', `sleep 300 & touch '${repo.root}/running'; wait`),
    );
    afterEach(async () => {
      await until('the hook has ended', async () => (await processesOf(repo.root)).length === 0);
      expect(await remote.git('branch', '--list', 'topic')).toBe('');
    });

    test('ends when its time is up, and does not say what it cannot know', async () => {
      const hasty = gitFor(repo, { hookTimeoutMs: 700 });
      const error = await caught(
        hasty.remotes.push(repo.path, { remote: 'origin', branch: 'topic' }),
      );
      expect(error).toMatchObject({ code: 'timeout', hint: expect.stringContaining('pre-push') });
      expect(error.untouched).toContain('git ls-remote origin refs/heads/topic');
    });

    test('ends when it is cancelled', async () => {
      const cancelling = new AbortController();
      const { signal } = cancelling;
      const wish = { remote: 'origin', branch: 'topic', signal };
      const pushing = caught(git.remotes.push(repo.path, wish));
      await until('the hook runs', running);
      cancelling.abort();
      expect(await pushing).toMatchObject({ code: 'aborted' });
    });
  });

  test('that the server cannot store, or that comes second, says so', async () => {
    await remote.git('config', 'receive.maxInputSize', '1');
    expect(await caught(push())).toMatchObject({
      code: 'push-rejected',
      message: expect.stringContaining('could not store'),
      hint: expect.stringContaining('disk'),
    });
    await remote.git('config', '--unset', 'receive.maxInputSize');
    await remote.hook('update', `git update-ref "$1" ${session.base}`);
    expect(await caught(push())).toMatchObject({
      message: expect.stringContaining('at the same moment'),
      hint: 'Push again.',
    });
  });

  test('to nowhere, or of nothing, says so', async () => {
    expect(await caught(push(undefined, 'gone'))).toMatchObject({ code: 'unknown-revision' });
    await repo.git('config', 'remote.origin.url', join(repo.root, 'gone.git'));
    expect(await caught(push())).toMatchObject({ code: 'remote-not-found' });
  });
});

describe('where a push goes', () => {
  test('is as git chooses it', async () => {
    const target = () => git.remotes.pushRemote(repo.path, 'topic');
    expect(await target()).toBe('origin');
    await addRemote(repo, 'fork');
    expect(await target()).toBe('origin');
    await repo.git('config', 'branch.topic.remote', 'fork');
    expect(await target()).toBe('fork');
    await repo.git('config', 'remote.pushDefault', 'origin');
    expect(await target()).toBe('origin');
    await repo.git('config', 'branch.topic.pushRemote', 'fork');
    expect(await target()).toBe('fork');
  });

  test('is not guessed', async () => {
    await repo.git('remote', 'rename', 'origin', 'one');
    await addRemote(repo, 'two');
    const several = await caught(git.remotes.pushRemote(repo.path, 'topic'));
    expect(several.message).toContain('several remotes and none is named origin: one, two');
    await repo.git('remote', 'remove', 'one');
    expect(await git.remotes.pushRemote(repo.path, 'topic')).toBe('two');
    await repo.git('remote', 'remove', 'two');
    const none = await caught(git.remotes.pushRemote(repo.path, 'topic'));
    expect(none).toMatchObject({ code: 'remote-not-found' });
  });

  test('is followed by its own name, unless something is followed already', async () => {
    await git.remotes.followOwnName(repo.path, { branch: 'topic', remote: 'origin' });
    expect(await setting('branch.topic.merge')).toBe('refs/heads/topic');
    expect(await setting('branch.topic.remote')).toBe('origin');
    await git.remotes.followOwnName(repo.path, { branch: 'main', remote: 'elsewhere' });
    expect(await setting('branch.main.remote')).toBe('origin');
  });
});

describe('the head of a pull request', () => {
  const fetchPull = (number: number) =>
    git.remotes.fetchPullRequest(repo.path, { remote: 'origin', number, timeoutMs: 30_000 });

  test.each(['refs/pull/7/head', 'refs/merge-requests/7/head'])('comes from %s', async (ref) => {
    const tip = await remote.push('theirs', { 't.txt': 't' });
    await remote.git('update-ref', ref, tip);
    await remote.git('update-ref', '-d', 'refs/heads/theirs');
    const before = await repo.git('for-each-ref');
    expect(await fetchPull(7)).toBe(tip);
    expect(await repo.git('cat-file', '-t', tip)).toBe('commit');
    expect(await repo.git('for-each-ref')).toBe(before);
    expect(existsSync(join(repo.path, '.git/FETCH_HEAD'))).toBe(true);
  });

  test('that is none says so', async () => {
    expect(await caught(fetchPull(8))).toMatchObject({
      code: 'remote-not-found',
      message: 'origin has no pull request 8.',
    });
  });
});
