import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { SessionMetadata } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';
import type { FakeGit } from '../../support/fake-git.js';
import { createFakeWorld, type SessionWorld } from '../../support/session-world.js';

let world: SessionWorld<FakeGit>;
let session: SessionMetadata;

beforeEach(async () => {
  world = await createFakeWorld();
  session = (await world.service.create(world.request())).session;
});
afterEach(() => world.dispose());

const stored = async () => (await world.repository.get(session.id))?.session;

test('a pin and a priority are kept in the row and in the mark', async () => {
  expect((await world.service.pin(session.id)).isPinned).toBe(true);
  const low = await world.service.setPriority(session.id, 'low');
  expect(await stored()).toEqual({ ...session, isPinned: true, priority: 'low' });
  const mark = await readFile(join(session.directory, '.qtui', 'session.json'), 'utf8');
  expect(JSON.parse(mark)).toEqual(low);
});

test('taken back, nothing of them is left', async () => {
  await world.service.pin(session.id);
  await world.service.setPriority(session.id, 'high');
  await world.service.unpin(session.id);
  await world.service.setPriority(session.id, 'normal');
  expect(await stored()).toEqual(session);
});

test('a session that is not there is told', async () => {
  expect((await caught(world.service.pin('abcdefghik'))).code).toBe('session-not-found');
  expect((await caught(world.service.setPriority('abcdefghik', 'low'))).code).toBe(
    'session-not-found',
  );
});
