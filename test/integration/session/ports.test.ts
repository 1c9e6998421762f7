import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WorktreeSessionRepository } from '../../../src/core/ports/session-repository.js';
import { choosePorts, claimPorts } from '../../../src/session/creation/ports.js';
import type { SessionDependencies } from '../../../src/session/dependencies.js';
import { createMemorySessionRepository } from '../../../src/session/registry/memory-repository.js';
import { createWorktreeSessionRepository } from '../../../src/session/registry/worktree-repository.js';
import { sessionRow } from '../../support/sessions.js';

const SETTINGS = { ports: [20_000, 20_059] as const, portCount: 10 };

let repository: WorktreeSessionRepository;
let deps: Pick<SessionDependencies, 'repository' | 'paths'>;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  repository = createWorktreeSessionRepository(createMemorySessionRepository(), { log() {} });
  const paths = { stateDirectory: join(root, 'state'), dataDirectory: root, socket: '' };
  deps = { repository, paths };
});
afterEach(() => rm(root, { recursive: true }));

test('ranges lie within the settings and overlap none that is taken', () => {
  const range = fc.record({ first: fc.integer({ min: 19_990, max: 20_070 }), count: fc.nat(15) });
  fc.assert(
    fc.property(fc.string(), fc.array(range), (seed, taken) => {
      const chosen = choosePorts(seed, SETTINGS, taken);
      const used = new Set(taken.flatMap(({ first, count }) => numbers(first, count)));
      const free = [0, 1, 2, 3, 4, 5].filter((slot) =>
        numbers(20_000 + 10 * slot, 10).every((port) => !used.has(port)),
      );
      if (chosen === undefined) return expect(free).toEqual([]);
      expect(chosen.count).toBe(10);
      expect(free).toContain((chosen.first - 20_000) / 10);
    }),
  );
});

function numbers(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

test('a taken range without a port takes none', () => {
  const one = { ...SETTINGS, ports: [20_000, 20_009] as const };
  expect(choosePorts('x', one, [{ first: 20_003, count: 0 }])?.first).toBe(20_000);
});

test('there are none where the settings give none', () => {
  expect(choosePorts('x', { ...SETTINGS, portCount: 0 }, [])).toBeUndefined();
  expect(choosePorts('x', { ...SETTINGS, portCount: 61 }, [])).toBeUndefined();
});

test('sessions that are made at the same moment get ports of their own, and keep them', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const id of ids) await repository.save(sessionRow({ id }), null);
  const claimed = await Promise.all(ids.map((id) => claimPorts(deps, SETTINGS, id)));
  expect(claimed.map((ports) => ports?.first).sort()).toEqual([
    20_000, 20_010, 20_020, 20_030, 20_040, 20_050,
  ]);
  expect(await claimPorts(deps, SETTINGS, 'a')).toEqual(claimed[0]);
  expect((await repository.get('a'))?.session.ports).toEqual(claimed[0]);
});

test('a session that was put away gives its ports back, and gets others when they are taken', async () => {
  const ports = { first: 20_000, count: 10 };
  await repository.save(sessionRow({ id: 'old', status: 'archived', ports }), null);
  const one = { ...SETTINGS, ports: [20_000, 20_009] as const };
  await repository.save(sessionRow({ id: 'new' }), null);
  expect(await claimPorts(deps, one, 'new')).toEqual(ports);
  const old = await claimPorts(deps, SETTINGS, 'old');
  expect(old?.first).toBeGreaterThan(20_000);
});

test('a session is made without ports when all are taken', async () => {
  await repository.save(sessionRow({ id: 'a', ports: { first: 20_000, count: 60 } }), null);
  await repository.save(sessionRow({ id: 'b' }), null);
  expect(await claimPorts(deps, SETTINGS, 'b')).toBeUndefined();
});
