import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { CreatedSession, CreateProgress } from '../../../src/core/ports/sessions.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { until } from '../../support/processes.js';
import { addRemote, type Remote } from '../../support/remote.js';
import { createWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let remote: Remote;

beforeEach(async () => {
  repo = await createTempRepo();
  remote = await addRemote(repo);
});
afterEach(() => repo.dispose());

async function create(
  worktree: { fetch?: boolean; base?: string } = {},
  git: Git = gitFor(repo),
): Promise<CreatedSession> {
  const world = createWorld(repo.root, repo.path, git, async () => {});
  return world.service.create(
    world.request({ worktree: { kind: 'create', isTemporary: false, ...worktree } }),
  );
}

describe('a new session', () => {
  test('starts from what the remote has, and says that the local target is behind', async () => {
    const tip = await remote.push('main', { 'x.txt': 'x' });
    const { session, warnings } = await create();
    expect(session.worktreeInfo).toMatchObject({ baseOid: tip, mergeTarget: 'main' });
    expect(await repo.gitIn(session.directory, 'rev-parse', 'HEAD')).toBe(tip);
    const upstream = ['for-each-ref', '--format=%(upstream)', 'refs/heads'];
    expect((await repo.git(...upstream)).split('\n').filter(Boolean)).toEqual([
      'refs/remotes/origin/main',
    ]);
    expect(warnings).toEqual([
      {
        code: 'target-stale',
        message: 'main is 1 commit behind origin/main; the session starts from origin/main.',
      },
    ]);
  });

  test('does not count the commits of the remote as its own', async () => {
    const git = gitFor(repo);
    await remote.push('main', { 'x.txt': 'x' });
    const { session } = await create();
    const counted = async () =>
      git.reader.aheadBehind(repo.path, session.worktreeInfo?.branch ?? '', 'main');
    expect(await counted()).toEqual({ ahead: 0, behind: 0 });
    await repo.gitIn(session.directory, 'commit', '-q', '--allow-empty', '-m', 'Own');
    expect(await counted()).toEqual({ ahead: 1, behind: 0 });
    await remote.push('main', { 'y.txt': 'y' });
    await repo.git('fetch', '-q');
    expect(await counted()).toEqual({ ahead: 1, behind: 1 });
  });

  test('says nothing where the target is up to date', async () => {
    expect((await create()).warnings).toEqual([]);
  });

  test('starts from the local target where it has diverged, and says so', async () => {
    const own = await repo.commit('Own', { 'own.txt': 'o' });
    await remote.push('main', { 'x.txt': 'x' });
    const { session, warnings } = await create();
    expect(session.worktreeInfo?.baseOid).toBe(own);
    expect(warnings).toMatchObject([{ message: expect.stringContaining('have diverged') }]);
  });

  test('goes on without the remote, and says so', async () => {
    const main = await repo.git('rev-parse', 'main');
    const theirs = await remote.push('main', { 'x.txt': 'x' });
    const path = `${remote.path}.away`;
    await repo.git('config', 'remote.origin.url', path);
    const offline = await create();
    expect(offline.session.worktreeInfo?.baseOid).toBe(main);
    expect(offline.warnings).toMatchObject([
      {
        message: expect.stringMatching(/^Could not fetch main from origin.*starts from main as it/),
      },
    ]);

    await repo.git('config', 'remote.origin.url', remote.path);
    await repo.git('fetch', '-q');
    await rm(remote.path, { recursive: true });
    const stale = await create();
    expect(stale.session.worktreeInfo?.baseOid).toBe(theirs);
    expect(stale.warnings).toMatchObject([
      { message: expect.stringMatching(/starts from origin\/main\. It is as last fetched: Could/) },
    ]);
  });

  test('does not ask the remote where that is not wanted, or where a base is named', async () => {
    const main = await repo.git('rev-parse', 'main');
    await remote.push('main', { 'x.txt': 'x' });
    expect((await create({ fetch: false })).session.worktreeInfo?.baseOid).toBe(main);
    expect((await create({ base: 'main' })).session.worktreeInfo?.baseOid).toBe(main);
    expect(await repo.git('rev-parse', 'origin/main')).toBe(main);
  });

  test('waits for a remote that hangs no longer than its time', async () => {
    await repo.git('config', 'remote.origin.url', 'ssh://host.invalid/app.git');
    const env = { ...repo.env, GIT_SSH_COMMAND: 'sleep 1000; :', GIT_SSH_VARIANT: 'simple' };
    const git = createGit({ env, stateDirectory: join(repo.root, 'state') });
    const { session, warnings } = await create({}, git);
    expect(session.status).toBe('active');
    expect(warnings).toMatchObject([{ message: expect.stringContaining('within 2 s') }]);
  });

  test('takes what was fetched ahead, and tells what it waits for', async () => {
    const world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
    const tip = await remote.push('main', { 'x.txt': 'x' });
    await world.service.fetchAhead(repo.path, 'main');
    await remote.push('main', { 'y.txt': 'y' });
    const steps: CreateProgress[] = [];
    const request = world.request({ worktree: { kind: 'create', isTemporary: false } });
    const { session } = await world.service.create(request, {
      onProgress: (progress) => steps.push(progress),
    });
    expect(session.worktreeInfo?.baseOid).toBe(tip);
    expect(steps[0]).toEqual({ step: 'fetching', what: 'origin/main' });
  });

  test('asks itself where the fetch ahead was cancelled, and can be cancelled while it waits', async () => {
    const world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
    const started = join(repo.root, 'started');
    const script = join(repo.root, 'hang.sh');
    await writeFile(script, `#!/bin/sh\ntouch '${started}'\nexec sleep 1000\n`, { mode: 0o755 });
    await repo.git('config', 'remote.origin.uploadpack', script);
    const ahead = new AbortController();
    const fetching = world.service.fetchAhead(repo.path, 'main', ahead.signal);
    await until('the fetch begins', () => existsSync(started));
    const request = world.request({ worktree: { kind: 'create', isTemporary: false } });
    const creating = new AbortController();
    const cancelled = caught(
      world.service.create(request, {
        signal: creating.signal,
        onProgress: () => creating.abort(),
      }),
    );
    expect(await cancelled).toMatchObject({ code: 'aborted' });
    expect((await world.repository.list()).sessions).toEqual([]);
    ahead.abort();
    await fetching;
    await repo.git('config', '--unset', 'remote.origin.uploadpack');
    const tip = await remote.push('main', { 'x.txt': 'x' });
    const { session } = await world.service.create(request);
    expect(session.worktreeInfo?.baseOid).toBe(tip);
  });
});
