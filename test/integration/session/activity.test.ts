import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

const HOUR = 3_600_000;
let world: SessionWorld<FakeGit>;
let session: SessionMetadata;

beforeEach(async () => {
  world = await createFakeWorld();
  session = (await world.service.create(world.request({ message: '' }))).session;
});
afterEach(() => world.dispose());

const stored = async () => (await world.repository.get(session.id))?.session;
const used = (prompts: number, ms = HOUR, counterId = 'one') => {
  const lastActive = Date.parse(session.lastActive) + ms;
  world.host.used(session.id, { counterId, prompts, lastActive });
  return new Date(lastActive).toISOString();
};

describe('what panes tell', () => {
  test('comes into the row, and is listed before that', async () => {
    const lastActive = used(2);
    const [view] = (await world.service.list()).sessions;
    expect(view?.session).toMatchObject({ messageCount: 2, lastActive });
    expect(await stored()).toEqual(session);
    await world.service.saveActivity({ fileCounts: new Map([[session.id, 7]]) });
    expect(await stored()).toMatchObject({ messageCount: 2, fileCount: 7, lastActive });
    used(3, 0, 'of another host');
    await world.service.saveActivity();
    expect(await stored()).toMatchObject({ messageCount: 5, lastActive });
  });

  test('is counted once by clients that save at the same time', async () => {
    used(2);
    await Promise.all([1, 2, 3].map(() => world.service.saveActivity()));
    expect((await stored())?.messageCount).toBe(2);
  });

  test('does not undo what somebody else changes meanwhile', async () => {
    used(2);
    await Promise.all([world.service.saveActivity(), world.service.rename(session.id, 'Login')]);
    expect(await stored()).toMatchObject({ messageCount: 2, name: 'Login' });
  });

  test('is not written when there is nothing new', async () => {
    used(2);
    await world.service.saveActivity();
    const before = (await world.repository.get(session.id))?.revision;
    used(2, HOUR + 30_000);
    await world.service.saveActivity();
    expect((await world.repository.get(session.id))?.revision).toBe(before);
    const lastActive = used(2, HOUR + 31_000);
    await world.service.saveActivity({ isLast: true });
    expect((await stored())?.lastActive).toBe(lastActive);
  });

  test.each(['close', 'archive'] as const)('is kept when the pane goes: %s', async (act) => {
    used(4);
    await world.service[act](session.id);
    expect(world.host.panes).toEqual([]);
    expect((await stored())?.messageCount).toBe(4);
  });

  test('fails nothing when it cannot be saved', async () => {
    used(2);
    world.hostError = new QtuiError('host-version', 'The host is older.');
    await world.service.saveActivity();
    world.hostError = undefined;
    const save = world.repository.save;
    world.repository.save = async () => Promise.reject(new QtuiError('disk-full', 'No space.'));
    await world.service.saveActivity();
    world.repository.save = save;
    expect(world.logged.filter((event) => event === 'activity-not-saved')).toHaveLength(2);
    await world.service.saveActivity();
    expect((await stored())?.messageCount).toBe(2);
  });
});

describe('the last activity', () => {
  test('does not go back when the clock does', async () => {
    const lastActive = used(0, 24 * HOUR);
    await world.service.saveActivity();
    await world.service.close(session.id);
    expect(await stored()).toMatchObject({ status: 'background', lastActive });
  });
});

describe('the first message', () => {
  test('is the first that was sent to an agent without one', async () => {
    await world.service.noteSent(session.id, '/model');
    await world.service.noteSent(session.id, ' add tests\n');
    await world.service.noteSent(session.id, 'and docs');
    expect((await stored())?.firstMessage).toBe('add tests');
  });

  test('is none that comes after others, and none of a shell', async () => {
    used(1);
    await world.service.saveActivity();
    await world.service.noteSent(session.id, 'later');
    expect((await stored())?.firstMessage).toBe('');
    const shell = world.request({ message: '', agentKind: 'shell' });
    const { id } = (await world.service.create(shell)).session;
    await world.service.noteSent(id, 'ls');
    expect((await world.repository.get(id))?.session.firstMessage).toBe('');
  });
});
