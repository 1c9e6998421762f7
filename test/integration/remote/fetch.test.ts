import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { gitFor } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { addRemote, type Remote } from '../../support/remote.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let remote: Remote;
let git: Git;
let server: Server | undefined;

beforeEach(async () => {
  repo = await createTempRepo();
  remote = await addRemote(repo);
  git = gitFor(repo);
});
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  await repo.dispose();
});

const LONG_MS = 30_000;
const fetchMain = (change: { remote?: string; branch?: string; timeoutMs?: number } = {}) =>
  git.remotes.fetchBranch(repo.path, {
    remote: 'origin',
    branch: 'main',
    timeoutMs: LONG_MS,
    ...change,
  });

/** A program that stands for ssh; it finds its process group's mark in the environment. */
async function sshThat(script: string): Promise<Record<string, string>> {
  const file = join(repo.root, 'ssh');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  await repo.git('config', 'remote.origin.url', 'ssh://git@host.invalid/team/app.git');
  return { ...repo.env, GIT_SSH_COMMAND: file, GIT_SSH_VARIANT: 'simple' };
}

const withEnv = (env: Record<string, string>) =>
  createGit({ env, stateDirectory: join(repo.root, 'state') });

describe('a fetch', () => {
  test('moves one remote-tracking branch and touches nothing else', async () => {
    await remote.push('other', { 'o.txt': 'o' });
    const tip = await remote.push('main', { 'x.txt': 'x' });
    await remote.git('tag', 'v1', 'main');
    await repo.write('.git/FETCH_HEAD', 'mine\n');
    const before = await repo.git('for-each-ref', 'refs/heads', 'refs/tags');
    expect(await fetchMain()).toBe(tip);
    expect(await repo.git('rev-parse', 'origin/main')).toBe(tip);
    expect(await repo.git('for-each-ref', 'refs/heads', 'refs/tags')).toBe(before);
    expect(await repo.git('for-each-ref', 'refs/remotes/origin/other')).toBe('');
    expect(await repo.read('.git/FETCH_HEAD')).toBe('mine\n');
  });

  test('follows a branch that was rewritten at the remote', async () => {
    const first = await repo.git('rev-parse', 'main');
    await remote.push('main', { 'x.txt': 'x' });
    await fetchMain();
    await remote.git('update-ref', 'refs/heads/main', first);
    expect(await fetchMain()).toBe(first);
  });

  test('at the same moment as others gives every one the tip', async () => {
    const tip = await remote.push('main', { 'x.txt': 'x' });
    expect(await Promise.all([fetchMain(), fetchMain(), fetchMain()])).toEqual([tip, tip, tip]);
  });

  test('works in a shallow clone and leaves it shallow', async () => {
    await remote.push('main', { 'a.txt': 'a' });
    const path = join(repo.root, 'shallow');
    await repo.gitIn(repo.root, 'clone', '-q', '--depth=1', `file://${remote.path}`, path);
    const tip = await remote.push('main', { 'b.txt': 'b' });
    const wish = { remote: 'origin', branch: 'main', timeoutMs: LONG_MS };
    expect(await git.remotes.fetchBranch(path, wish)).toBe(tip);
    expect(await repo.gitIn(path, 'rev-parse', '--is-shallow-repository')).toBe('true');
  });

  test.each(['up/stream', 'ünï.x', 'a-b+c'])('takes a remote named %s', async (name) => {
    const odd = await addRemote(repo, name);
    const tip = await odd.push('main', { 'y.txt': 'y' });
    expect(await fetchMain({ remote: name })).toBe(tip);
    expect(await repo.git('rev-parse', `refs/remotes/${name}/main`)).toBe(tip);
  });

  test('ends a hanging remote with all its processes when its time is over', async () => {
    const slow = withEnv(await sshThat(`echo $$ >'${repo.root}/hangs'; sleep 1000; :`));
    const wish = { remote: 'origin', branch: 'main', timeoutMs: 300 };
    const error = await caught(slow.remotes.fetchBranch(repo.path, wish));
    expect(error).toMatchObject({ code: 'remote-unreachable', untouched: 'Nothing was fetched.' });
    expect(error.message).toBe(
      'Could not fetch main from origin: origin did not answer within 0.3 s.',
    );
    const left = async () => (await processesOf(repo.root)).length === 0;
    await until('the stand-in ends', left);
  });

  test('can be cancelled', async () => {
    const slow = withEnv(await sshThat(`: >'${repo.root}/hangs'; sleep 1000; :`));
    const abort = new AbortController();
    const wish = { remote: 'origin', branch: 'main', timeoutMs: LONG_MS, signal: abort.signal };
    const fetching = caught(slow.remotes.fetchBranch(repo.path, wish));
    await until('ssh runs', () => existsSync(join(repo.root, 'hangs')));
    abort.abort();
    expect((await fetching).code).toBe('aborted');
  });
});

describe('a fetch that fails says why', () => {
  test.each([
    ['git@host.invalid: Permission denied (publickey).', 'remote-denied', 'it refused the ssh key'],
    ['Host key verification failed.', 'remote-denied', 'its host key is not known'],
    [
      'ssh: Could not resolve hostname host.invalid: Name or service not known',
      'remote-unreachable',
      'its host was not found',
    ],
    [
      'ssh: connect to host host.invalid port 22: Connection refused',
      'remote-unreachable',
      'it does not answer',
    ],
    ['ERROR: Repository not found.', 'remote-not-found', 'there is no such repository'],
    ['', 'remote-unreachable', 'the connection failed'],
  ])('for ssh with "%s"', async (words, code, reason) => {
    const failing = withEnv(await sshThat(`echo '${words}' >&2; exit 255`));
    const wish = { remote: 'origin', branch: 'main', timeoutMs: LONG_MS };
    const error = await caught(failing.remotes.fetchBranch(repo.path, wish));
    expect(error).toMatchObject({ code, untouched: 'Nothing was fetched.' });
    expect(error.message).toContain(reason);
  });

  test('when the repository is gone', async () => {
    await rm(remote.path, { recursive: true });
    expect(await caught(fetchMain())).toMatchObject({ code: 'remote-not-found' });
  });

  test('when the branch, or the remote, is not there', async () => {
    const gone = await caught(fetchMain({ branch: 'gone' }));
    expect(gone).toMatchObject({ code: 'remote-not-found' });
    expect(gone.message).toContain('Could not fetch gone from origin: it is not there any more');
    expect(await caught(fetchMain({ remote: 'nobody' }))).toMatchObject({
      code: 'remote-not-found',
    });
    const marker = join(repo.root, 'ran');
    await caught(fetchMain({ remote: `--upload-pack=touch ${marker}` }));
    expect(existsSync(marker)).toBe(false);
  });

  test('when a server wants credentials, without asking anybody, and names none', async () => {
    server = createServer((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const asked = join(repo.root, 'asked');
    const askpass = join(repo.root, 'askpass');
    await writeFile(askpass, `#!/bin/sh\n: >'${asked}'\necho secret\n`);
    await chmod(askpass, 0o755);
    const eager = withEnv({ ...repo.env, GIT_ASKPASS: askpass, SSH_ASKPASS: askpass });
    const wish = { remote: 'origin', branch: 'main', timeoutMs: LONG_MS };

    await repo.git('config', 'remote.origin.url', `http://127.0.0.1:${port}/app.git`);
    const missing = await caught(eager.remotes.fetchBranch(repo.path, wish));
    expect(missing).toMatchObject({ code: 'remote-denied' });
    expect(missing.message).toContain('a user name and a password');

    await repo.git('config', 'remote.origin.url', `http://me:tok3n@127.0.0.1:${port}/app.git`);
    const wrong = await caught(eager.remotes.fetchBranch(repo.path, wish));
    expect(wrong).toMatchObject({ code: 'remote-denied' });
    expect(JSON.stringify([wrong.message, wrong.data])).not.toContain('tok3n');
    expect(existsSync(asked)).toBe(false);
  });
});

describe('ssh of the user’s own', () => {
  test('is used, and told to ask nothing', async () => {
    const env = await sshThat(`echo "$@" >'${repo.root}/called'; exit 1`);
    await repo.git('config', 'core.sshCommand', `${env['GIT_SSH_COMMAND']} -i key`);
    const { GIT_SSH_COMMAND: _, ...plain } = env;
    const wish = { remote: 'origin', branch: 'main', timeoutMs: LONG_MS };
    await caught(withEnv(plain).remotes.fetchBranch(repo.path, wish));
    expect(await repo.read('../called')).toMatch(
      /^-i key -oBatchMode=yes git@host\.invalid git-upload-pack/,
    );
  });
});

describe('what a branch follows', () => {
  test('is its upstream, else its name at origin or the only remote', async () => {
    expect(await git.remotes.upstreamOf(repo.path, 'main')).toEqual({
      remote: 'origin',
      branch: 'main',
      ref: 'refs/remotes/origin/main',
      name: 'origin/main',
      oid: await repo.git('rev-parse', 'main'),
    });
    await repo.git('branch', '--unset-upstream', 'main');
    expect(await git.remotes.upstreamOf(repo.path, 'main')).toMatchObject({ name: 'origin/main' });
    await repo.git('branch', 'alone');
    expect(await git.remotes.upstreamOf(repo.path, 'alone')).toBeUndefined();
  });

  test('may have another name, and is none for a branch that follows a local one', async () => {
    await remote.push('trunk', { 't.txt': 't' });
    await repo.git('fetch', '-q');
    await repo.git('branch', '-q', '--set-upstream-to=origin/trunk', 'main');
    expect(await git.remotes.upstreamOf(repo.path, 'main')).toMatchObject({
      branch: 'trunk',
      name: 'origin/trunk',
    });
    await repo.git('branch', '-q', '--track', 'stacked', 'main');
    expect(await git.remotes.upstreamOf(repo.path, 'stacked')).toBeUndefined();
  });

  test('is not guessed between several remotes without an origin', async () => {
    await repo.git('remote', 'rename', 'origin', 'one');
    await addRemote(repo, 'two');
    await repo.git('branch', '--unset-upstream', 'main');
    expect(await git.remotes.list(repo.path)).toEqual(['one', 'two']);
    expect(await git.remotes.upstreamOf(repo.path, 'main')).toBeUndefined();
  });
});
