import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

let world: SessionWorld<FakeGit>;

beforeEach(async () => {
  world = await createFakeWorld();
});
afterEach(() => world.dispose());

const suggest = (name: string | undefined, message = '') =>
  world.service.suggestBranch({
    directory: world.repo,
    type: 'development',
    message,
    ...(name === undefined ? {} : { name }),
  });

describe('the suggested branch', () => {
  test.each([
    ['Fix the login, please', 'Login Page!'],
    ['Fix the login, please', undefined],
    ['', 'a/b c'],
  ])('is the one that is made of %j and %j', async (message, name) => {
    const suggestion = await suggest(name, message);
    const request = world.request({ message, ...(name === undefined ? {} : { name }) });
    const { session } = await world.service.create(request);
    expect(suggestion).toEqual({ branch: session.worktreeInfo?.branch });
  });

  test('makes nothing', async () => {
    await suggest('auth');
    expect(world.git.calls).toEqual([]);
    expect([...world.git.branchTips.keys()]).toEqual(['main']);
  });

  test.each(['auth', 'main'])('says that %s is taken', async (name) => {
    world.git.branchTips.set('auth', '1'.repeat(40));
    expect(await suggest(name)).toEqual({ branch: `${name}-2`, taken: name });
  });

  test('has the configured prefix', async () => {
    world.config.branches = { prefix: '{user}/', protected: [] };
    expect(await suggest('auth')).toEqual({ branch: 'ada-lovelace/auth' });
  });

  test('is left open for random words, and where no worktree can be made', async () => {
    expect(await suggest('', '???')).toBeUndefined();
    world.git.context = { kind: 'none', directory: world.repo };
    expect(await suggest('auth')).toBeUndefined();
  });

  test('is refused where the prefix makes no branch', async () => {
    world.config.branches = { prefix: 'a..', protected: [] };
    expect((await caught(suggest('auth'))).code).toBe('invalid-name');
  });
});
