import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProjectFile } from '../../../src/core/ports/trust.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { setupMarkPath } from '../../../src/session/registry/mark.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

const SIZE = { cols: 100, rows: 30 };

let world: SessionWorld<FakeGit>;
let file: ProjectFile;
beforeEach(async () => {
  world = await createFakeWorld();
  file = { path: `${world.repo}/.qtui/config.toml`, root: world.repo, hash: 'aa' };
});
afterEach(() => world.dispose());

function nameSetup(...setup: string[]): void {
  world.config.project = { file, commands: { setup } };
}

describe('a new worktree', () => {
  test('is set up by the person’s own command, before its agent', async () => {
    world.config.worktrees = { ...world.config.worktrees, setup: ['make', 'setup'] };
    const { session, warnings } = await world.service.create(world.request());
    expect(warnings).toEqual([]);
    const [launch] = world.host.launched;
    const cwd = session.directory;
    const openMark = setupMarkPath(cwd);
    expect(launch?.setup).toEqual({ argv: ['make', 'setup'], cwd, openMark });
    expect(launch?.argv).toEqual(['/bin/true', '--', 'Please fix the login bug']);
  });

  test('is set up by the repository’s command once that is trusted', async () => {
    nameSetup('npm', 'ci');
    await world.deps.trust.trust(file);
    const created = await world.service.create(world.request());
    expect(created).not.toHaveProperty('untrustedSetup');
    expect(world.host.launched[0]?.setup?.argv).toEqual(['npm', 'ci']);
  });

  test('is made without it where it is not trusted, and says so', async () => {
    nameSetup('npm', 'ci');
    const { session, warnings, untrustedSetup } = await world.service.create(world.request());
    expect(session.status).toBe('active');
    expect(world.host.launched[0]).not.toHaveProperty('setup');
    expect(untrustedSetup).toEqual({ command: ['npm', 'ci'], file });
    expect(warnings).toEqual([
      {
        code: 'untrusted-command',
        message: expect.stringContaining('npm ci'),
        hint: expect.stringContaining('qtui trust'),
      },
    ]);
  });

  test('counts a trust that came while it was made', async () => {
    nameSetup('npm', 'ci');
    const { worktrees } = world.git;
    const { checkout } = worktrees;
    worktrees.checkout = async (...args) => {
      await world.deps.trust.trust(file);
      return checkout(...args);
    };
    await world.service.create(world.request());
    expect(world.host.launched[0]?.setup?.argv).toEqual(['npm', 'ci']);
  });

  test('is not set up where the person says so', async () => {
    nameSetup('npm', 'ci');
    const created = await world.service.create(world.request({ skipSetup: true }));
    expect(created.warnings).toEqual([]);
    expect(created).not.toHaveProperty('untrustedSetup');
    expect(world.host.launched[0]).not.toHaveProperty('setup');
  });
});

test('a session without a worktree is not set up', async () => {
  nameSetup('npm', 'ci');
  const { warnings } = await world.service.create(world.request({ worktree: { kind: 'none' } }));
  expect(warnings).toEqual([]);
  expect(world.host.launched[0]).not.toHaveProperty('setup');
});

test('a session that is opened again is not set up again', async () => {
  nameSetup('npm', 'ci');
  await world.deps.trust.trust(file);
  const { session } = await world.service.create(world.request());
  // As the host does it when the setup has ended.
  await rm(setupMarkPath(session.directory));
  await world.service.close(session.id);
  expect(await world.service.reopen(session.id, SIZE)).not.toHaveProperty('cutOffSetup');
  expect(world.host.launched).toHaveLength(2);
  expect(world.host.launched[1]).not.toHaveProperty('setup');
});

describe('a setup that was cut off', () => {
  const SETUP = ['npm', 'ci'];
  let session: SessionMetadata;
  const reopen = async () => {
    await world.service.close(session.id);
    return world.service.reopen(session.id, SIZE);
  };

  beforeEach(async () => {
    nameSetup(...SETUP);
    await world.deps.trust.trust(file);
    session = (await world.service.create(world.request())).session;
  });

  test('is told when the session is opened, and runs again only when asked for', async () => {
    const { cutOffSetup, warnings } = await reopen();
    expect(cutOffSetup).toEqual({ command: SETUP });
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'setup-cut-off',
        message: expect.stringContaining('npm ci'),
      }),
    );
    expect(world.host.launched[1]).not.toHaveProperty('setup');
    // One that still runs is left alone, and so is the question.
    expect(await world.service.reopen(session.id, SIZE)).not.toHaveProperty('cutOffSetup');
    await world.service.setUpAgain(session.id, SIZE);
    expect(world.host.launched[2]).toMatchObject({
      argv: ['/bin/true', '--', 'Please fix the login bug'],
      setup: { argv: SETUP, openMark: setupMarkPath(session.directory) },
    });
    expect((await reopen()).cutOffSetup).toEqual({ command: SETUP });
  });

  test('does not run while its file is not trusted', async () => {
    await world.deps.trust.revoke(world.repo);
    expect((await reopen()).cutOffSetup).toEqual({ untrusted: { command: SETUP, file } });
    const { code } = await caught(world.service.setUpAgain(session.id, SIZE));
    expect([code, world.host.launched.length]).toEqual(['usage', 2]);
  });

  test('is not told of any more once the person has seen to it', async () => {
    await world.service.leaveSetupOut(session.id);
    expect(await reopen()).not.toHaveProperty('cutOffSetup');
  });
});

describe('trust that comes later', () => {
  test('starts the agent anew after the setup, with its first message', async () => {
    nameSetup('npm', 'ci');
    const { session, untrustedSetup } = await world.service.create(world.request());
    if (!untrustedSetup) throw new Error('Nothing is to be trusted.');
    await world.service.trustAndSetUp(session.id, untrustedSetup, SIZE);
    expect(await world.deps.trust.isTrusted(file)).toBe(true);
    expect(world.host.launched).toHaveLength(2);
    expect(world.host.launched[1]).toMatchObject({
      paneId: session.id,
      argv: ['/bin/true', '--', 'Please fix the login bug'],
      setup: { argv: ['npm', 'ci'], cwd: session.directory },
      ...SIZE,
    });
  });

  test('starts nothing in a session that was closed meanwhile', async () => {
    nameSetup('npm', 'ci');
    const { session, untrustedSetup } = await world.service.create(world.request());
    if (!untrustedSetup) throw new Error('Nothing is to be trusted.');
    await world.service.close(session.id);
    await world.service.trustAndSetUp(session.id, untrustedSetup, SIZE);
    expect(await world.deps.trust.isTrusted(file)).toBe(true);
    expect(world.host.launched).toHaveLength(1);
  });

  test('in no session trusts nothing', async () => {
    const error = await caught(
      world.service.trustAndSetUp('nobody', { command: ['x'], file }, SIZE),
    );
    expect(error.code).toBe('session-not-found');
    expect(await world.deps.trust.list()).toEqual([]);
  });
});
