import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { createForge, type ForgeStandIn } from '../support/forge.js';

let world: World;
let forge: ForgeStandIn;
let topic: { id: string; path: string };

beforeEach(async () => {
  world = await createWorld();
  forge = await createForge(world.repo);
  const { session } = await json([
    'new',
    'Add the thing',
    '--agent',
    'shell',
    '--worktree',
    'topic',
  ]);
  topic = session;
});
afterEach(() => world.dispose());

const git = (...args: string[]) => world.repo.git(...args);
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  world.run(args, { env: { ...forge.env, ...env } });
const json = (args: readonly string[], code = 0) => world.json(args, { env: forge.env, code });

async function commit(file: string, subject: string): Promise<string> {
  await writeFile(join(topic.path, file), file);
  await world.repo.gitIn(topic.path, 'add', '-A');
  await world.repo.gitIn(topic.path, 'commit', '-qm', subject);
  return world.repo.gitIn(topic.path, 'rev-parse', 'HEAD');
}

describe('qtui push', () => {
  test('pushes commits, says what is left out, and the branch follows its name', async () => {
    const tip = await commit('a.txt', 'Write a');
    await writeFile(join(topic.path, 'b.txt'), 'left out');
    const { push, warnings } = await json(['push', 'topic']);
    expect(push).toEqual({
      remote: 'origin',
      branch: 'topic',
      commit: tip,
      outcome: 'created',
      said: [],
    });
    expect(warnings).toMatchObject([{ code: 'uncommitted' }]);
    expect(await forge.origin.tip('topic')).toBe(tip);
    expect(await git('rev-parse', '--abbrev-ref', 'topic@{upstream}')).toBe('origin/topic');
    const again = await run(['push', 'topic']);
    expect(again.stdout).toMatch(/^Pushed topic \(\w+\) to origin, where it was already\.\n$/);
  });

  test('replaces commits only when told to, and not what it has not seen', async () => {
    await commit('a.txt', 'Write a');
    await json(['push', 'topic']);
    await world.repo.gitIn(topic.path, 'commit', '-q', '--amend', '-m', 'Write a well');
    const refused = await json(['push', 'topic'], 3);
    expect(refused.error).toMatchObject({
      code: 'push-rejected',
      untouched: 'Nothing was pushed.',
    });
    const { push } = await json(['push', 'topic', '--force-with-lease']);
    expect(push.outcome).toBe('forced');

    const theirs = await forge.origin.push('topic', { 'theirs.txt': 't' });
    await world.repo.gitIn(topic.path, 'commit', '-q', '--amend', '-m', 'Write a again');
    await json(['push', 'topic', '--force-with-lease'], 3);
    expect(await forge.origin.tip('topic')).toBe(theirs);
  });

  test('passes a refusal of the server on, without its control characters', async () => {
    await commit('a.txt', 'Write a');
    await forge.origin.hook('pre-receive', 'printf "Ask \\033[31mAda\\n" >&2; exit 1');
    const { code, stderr } = await run(['push', 'topic']);
    expect(code).toBe(3);
    expect(stderr).toContain('hook declined');
    expect(stderr).toContain('Ada');
    expect(stderr).not.toContain('\x1b[31m');
  });

  test('without a remote, or of a session without a branch, says so', async () => {
    const { session } = await json(['new', '--agent', 'shell', '--no-worktree', '-n', 'here']);
    expect((await json(['push', session.id], 2)).error.message).toContain('no branch of its own');
    await git('remote', 'remove', 'origin');
    expect((await json(['push', 'topic'], 5)).error.code).toBe('remote-not-found');
  });
});

describe('qtui pr', () => {
  test('prints the page to open where gh cannot be used, without credentials', async () => {
    await commit('a.txt', 'Write a');
    const plain = await json(['pr', 'topic']);
    expect(plain.pullRequest).toEqual({
      result: 'to-open',
      number: null,
      url: 'https://github.com/team/app/compare/main...topic?expand=1',
      reason: 'gh, the command line of GitHub, is not installed.',
    });
    await forge.installGh(join(world.root, 'bin'), ['github.example.com']);
    const { code, stdout, stderr } = await run(['pr', 'topic']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'https://github.com/team/app/compare/main...topic?expand=1\n',
    });
    expect(stderr).toContain('gh is not signed in to github.com.');
    expect((await json(['sessions', 'show', 'topic'])).session.pullRequest).toBeNull();
  });

  test('makes it with gh, remembers it, and finds it again', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await commit('a.txt', 'Write a');
    await commit('b.txt', '--web $(touch x) "b"');
    const { pullRequest, push } = await json(['pr', 'topic', '--draft']);
    const url = 'https://github.com/team/app/pull/1';
    expect(pullRequest).toEqual({ result: 'created', number: 1, url });
    expect(push.outcome).toBe('created');
    const created = (await forge.calls()).find(({ args }) => args[1] === 'create');
    expect(created).toEqual({
      args: [
        'pr',
        'create',
        '--repo=github.com/team/app',
        '--head=topic',
        '--base=main',
        '--title=Add the thing',
        '--body-file=-',
        '--draft',
      ],
      body: '- Write a\n- --web $(touch x) "b"\n',
    });
    const shown = await run(['sessions', 'show', 'topic']);
    expect(shown.stdout).toContain(`#1 ${url}`);
    expect((await json(['sessions', 'show', 'topic'])).session.pullRequest).toEqual({
      number: 1,
      url,
    });
    await commit('c.txt', 'Write c');
    const again = await json(['pr', 'topic', '--title', 'Other']);
    expect(again).toMatchObject({
      push: { outcome: 'updated' },
      pullRequest: { result: 'exists', number: 1, url },
    });
  });

  test('takes title and body as they are, and the only commit’s subject else', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await commit('a.txt', 'Write a');
    await json(['pr', 'topic', '--body', '--draft']);
    const created = (await forge.calls()).find(({ args }) => args[1] === 'create');
    expect(created?.args).toContain('--title=Write a');
    expect(created?.args).not.toContain('--draft');
    expect(created?.body).toBe('--draft');
  });

  test('from a fork goes to the repository that the target follows', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await git('config', 'remote.fork.url', 'git@github.com:me/app.git');
    await git('config', 'remote.fork.fetch', '+refs/heads/*:refs/remotes/fork/*');
    await git('config', 'remote.pushDefault', 'fork');
    await commit('a.txt', 'Write a');
    const { pullRequest } = await json(['pr', 'topic']);
    expect(pullRequest.url).toBe('https://github.com/team/app/pull/1');
    const created = (await forge.calls()).find(({ args }) => args[1] === 'create');
    expect(created?.args).toEqual(
      expect.arrayContaining(['--repo=github.com/team/app', '--head=me:topic']),
    );
    expect((await json(['pr', 'topic'])).pullRequest.result).toBe('exists');
  });

  test('says that the branch is pushed where the service refuses the rest', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await forge.refuse('pull request create failed: GraphQL: No permission (createPullRequest)');
    const tip = await commit('a.txt', 'Write a');
    const { error } = await json(['pr', 'topic'], 1);
    expect(error).toMatchObject({
      code: 'pull-request-failed',
      message: expect.stringContaining('No permission'),
      untouched: 'topic is pushed to origin; no pull request was made.',
    });
    expect(await forge.origin.tip('topic')).toBe(tip);
  });

  test('pushes nothing where there is nothing to propose, or nobody to propose it to', async () => {
    expect((await json(['pr', 'topic'], 1)).error.message).toContain('nothing to propose');
    await commit('a.txt', 'Write a');
    await git('config', 'remote.origin.url', forge.origin.path);
    expect((await json(['pr', 'topic'], 1)).error.message).toContain('no hosting service');
    expect(await forge.origin.git('branch', '--list', 'topic')).toBe('');
  });

  test('opens the page in the browser of the settings', async () => {
    await commit('a.txt', 'Write a');
    const opened = join(world.root, 'opened');
    const settings = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'config.toml');
    await writeFile(join(world.root, 'opener'), `#!/bin/sh\nprintf %s "$1" >'${opened}'\n`, {
      mode: 0o755,
    });
    await writeSettings(settings, `[terminal]\nopen-command = ["${world.root}/opener"]\n`);
    const { code } = await run(['pr', 'topic', '--web']);
    expect(code).toBe(0);
    expect(await readFile(opened, 'utf8')).toBe(
      'https://github.com/team/app/compare/main...topic?expand=1',
    );
  });
});

describe('qtui new', () => {
  const pull = (change: object) => ({
    number: 1,
    url: 'https://github.com/team/app/pull/1',
    title: 'Theirs',
    state: 'OPEN',
    baseRefName: 'release',
    headRefName: 'theirs',
    isCrossRepository: false,
    headRepositoryOwner: { login: 'team' },
    ...change,
  });

  test('--pr goes on with the branch of a pull request, into its base', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await forge.setPulls([pull({})]);
    await git('branch', 'release', 'main');
    const tip = await forge.origin.push('theirs', { 'theirs.txt': 't' });
    const made = await json(['new', '--agent', 'shell', '--pr', '#1']);
    expect(made.session).toMatchObject({ branch: 'theirs', mergeTarget: 'release' });
    expect(made.warnings).toEqual([]);
    expect(await git('rev-parse', 'theirs')).toBe(tip);
    expect((await json(['sessions', 'show', 'theirs'])).session.pullRequest).toEqual({
      number: 1,
      url: 'https://github.com/team/app/pull/1',
    });
    await writeFile(join(made.session.path, 'more.txt'), 'm');
    await world.repo.gitIn(made.session.path, 'add', '-A');
    await world.repo.gitIn(made.session.path, 'commit', '-qm', 'More');
    expect((await json(['push', 'theirs'])).push.outcome).toBe('updated');
  });

  test('--pr of a fork, merged, into a branch that is not here, says so', async () => {
    await forge.installGh(join(world.root, 'bin'));
    await forge.setPulls([pull({ isCrossRepository: true, state: 'MERGED' })]);
    const tip = await forge.origin.push('theirs', { 'theirs.txt': 't' });
    await forge.origin.git('update-ref', 'refs/pull/1/head', tip);
    const { session, warnings } = await json(['new', '--agent', 'shell', '--pr', '1']);
    expect(session).toMatchObject({ branch: 'pr/1', mergeTarget: 'main' });
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual([
      'base-missing',
      'pull-request-closed',
    ]);
  });

  test('--branch goes on with a branch of the remote', async () => {
    const tip = await forge.origin.push('theirs', { 'theirs.txt': 't' });
    const { session } = await json(['new', '--agent', 'shell', '--branch', 'origin/theirs']);
    expect(session.branch).toBe('theirs');
    expect(await git('rev-parse', 'theirs')).toBe(tip);
  });

  test.each([
    [['--pr', 'x'], 2],
    [['--pr', '0'], 2],
    [['--pr', '9'], 5],
    [['--branch', 'gone'], 5],
    [['--branch', 'topic', '--worktree', 'new'], 2],
    [['--branch', 'topic', '--no-worktree'], 2],
    [['--branch', 'topic', '--pr', '1'], 2],
    [['--branch', 'topic'], 1],
  ])('refuses %j and makes nothing', async (args, code) => {
    const before = await git('for-each-ref', 'refs/heads');
    const result = await run(['new', '--agent', 'shell', ...args]);
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(await git('for-each-ref', 'refs/heads')).toBe(before);
    expect((await json(['sessions', 'list'])).sessions).toHaveLength(1);
  });
});

async function writeSettings(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
