import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Disposable } from '../../../src/core/lifecycle.js';
import { createFileSessionRepository } from '../../../src/session/registry/file-repository.js';
import { watchRegistry } from '../../../src/session/registry/watch.js';
import { until } from '../../support/processes.js';
import { sessionRow } from '../../support/sessions.js';

const LOG = { log: () => undefined };

let root: string;
let watching: Disposable | undefined;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-watch-'));
});
afterEach(async () => {
  watching?.dispose();
  await rm(root, { recursive: true, force: true });
});

test('a change of a row is told, also of a registry that was not there before', async () => {
  const directory = join(root, 'state', 'sessions');
  const seen: number[] = [];
  const repository = createFileSessionRepository(directory, LOG);
  watching = watchRegistry(directory, LOG, () => {
    void repository.list().then(({ sessions }) => seen.push(sessions.length));
  });
  await until('the first look', async () => seen.at(-1) === 0);
  const { revision } = await repository.save(sessionRow({ id: 'abcdefghij' }), null);
  await until('the new row', async () => seen.at(-1) === 1);
  await repository.delete('abcdefghij', revision);
  await until('its end', async () => seen.at(-1) === 0);
});

test('where nothing can be watched only the log is told', async () => {
  const told: unknown[] = [];
  const log = { log: (_level: string, event: string) => told.push(event) };
  const changes: string[] = [];
  watching = watchRegistry('/dev/null/sessions', log, () => changes.push('changed'));
  await until('the log', async () => told.length > 0);
  expect(told).toEqual(['registry-not-watched']);
  expect(changes).toEqual([]);
});
