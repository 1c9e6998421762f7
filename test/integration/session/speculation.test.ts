import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { identifyProcess } from '../../../src/session/registry/process-identity.js';
import { fileOf } from '../../../src/session/speculation/tried-merges.js';
import { gitFor, noteGits } from '../../support/git-session.js';
import { until } from '../../support/processes.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let holder: ChildProcess | undefined;

beforeEach(async () => {
  repo = await createTempRepo();
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
});
afterEach(async () => {
  holder?.kill('SIGKILL');
  await repo.dispose();
});

async function commitIn({ directory }: SessionMetadata, file: string, text: string) {
  await writeFile(join(directory, file), text);
  await repo.gitIn(directory, 'add', '-A');
  await repo.gitIn(directory, 'commit', '-qm', text.trim());
}

async function working(name: string, file: string): Promise<SessionMetadata> {
  const worktree = { kind: 'create' as const, branch: name, isTemporary: false };
  const { session } = await world.service.create(world.request({ name, worktree }));
  await commitIn(session, file, `${name}\n`);
  return session;
}

const foreseen = async (...sessions: SessionMetadata[]) => {
  const known = await world.service.foreseenMerges(sessions);
  return sessions.map(({ id }) => known.get(id));
};
const records = () => join(world.deps.paths.stateDirectory, 'speculation');

test('what was tried is known until a branch moves, and is tried again then', async () => {
  const one = await working('one', 'same.txt');
  const two = await working('two', 'same.txt');
  const idle = await world.service.create(
    world.request({ name: 'idle', worktree: { kind: 'create', isTemporary: false } }),
  );
  expect(await foreseen(one, two)).toEqual([undefined, undefined]);
  const objects = await repo.git('count-objects', '-v');
  const refs = await repo.git('for-each-ref');
  expect(await world.service.speculate(repo.path)).toBe(true);
  expect([await repo.git('count-objects', '-v'), await repo.git('for-each-ref')]).toEqual([
    objects,
    refs,
  ]);
  const known = await foreseen(one, two, idle.session);
  expect(known.map((each) => each?.state)).toEqual(['clean', 'clean', undefined]);
  // One of them comes first, and the other one then conflicts with it.
  expect(known.map((each) => each?.withAll).sort()).toEqual(['clean', 'conflicts', undefined]);

  await repo.git('pack-refs', '--all');
  expect(await world.service.speculate(repo.path)).toBe(false);
  await commitIn(two, 'more.txt', 'more\n');
  expect(await foreseen(one, two)).toEqual([{ state: 'clean' }, { state: 'unknown' }]);
  await repo.commit('theirs', { 'same.txt': 'theirs\n' });
  expect(await foreseen(one, two)).toEqual([{ state: 'unknown' }, { state: 'unknown' }]);
  expect(await world.service.speculate(repo.path)).toBe(true);
  expect(await foreseen(one, two)).toEqual(
    Array(2).fill({ state: 'conflicts', conflicts: 1, withAll: 'conflicts' }),
  );
  expect(await readdir(records())).toHaveLength(1);
});

test('where nothing has changed no git is started, nor for a list', async () => {
  const one = await working('one', 'one.txt');
  await world.service.speculate(repo.path);
  const { env, begun } = await noteGits(repo);
  const noting = createWorld(repo.root, repo.path, gitFor({ ...repo, env }), async () => {});
  Object.assign(noting.deps, { repository: world.deps.repository, paths: world.deps.paths });
  expect(await noting.service.speculate(repo.path)).toBe(false);
  expect((await noting.service.foreseenMerges([one])).get(one.id)?.state).toBe('clean');
  expect(await begun()).toEqual([]);
});

test('one process at a time tries them, and a dead one stands in nobody’s way', async () => {
  const one = await working('one', 'one.txt');
  await world.service.speculate(repo.path);
  await commitIn(one, 'two.txt', 'two\n');
  holder = spawn('sleep', ['600']);
  await once(holder, 'spawn');
  const identity = await identifyProcess(holder.pid ?? 0);
  const lock = `${fileOf(records(), repo.path)}.lock`;
  await writeFile(lock, JSON.stringify({ token: randomUUID(), ...identity }));
  expect(await world.service.speculate(repo.path)).toBe(false);
  expect(await foreseen(one)).toEqual([{ state: 'unknown' }]);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await world.service.speculate(repo.path)).toBe(true);
  expect(await foreseen(one)).toMatchObject([{ state: 'clean' }]);
});

test('a record that is damaged is made anew, one that is cancelled is not written', async () => {
  const one = await working('one', 'one.txt');
  const abort = new AbortController();
  const cancelled = world.service.speculate(repo.path, { signal: abort.signal });
  abort.abort();
  await expect(cancelled).rejects.toThrow();
  expect(await foreseen(one)).toEqual([undefined]);
  await world.service.speculate(repo.path);
  await writeFile(`${fileOf(records(), repo.path)}.json`, '{"version":2,"tried":{"merges":[1]}}');
  expect(await foreseen(one)).toEqual([undefined]);
  expect(await world.service.speculate(repo.path)).toBe(true);
  expect(await foreseen(one)).toMatchObject([{ state: 'clean' }]);
});

describe('with a check that may run', () => {
  let ran: string;
  const runs = async () => (await readFile(ran, 'utf8').catch(() => '')).split('\n').length - 1;
  const checkWith = (command: string) => {
    world.config.merge.check = ['sh', '-c', `echo x >>${ran}; ${command}`];
  };

  beforeEach(() => {
    ran = join(repo.root, 'ran.log');
    world.config.merge.speculateCheck = true;
  });

  test('it runs once on all that merge together, behind everything else, and proves a merge of it', async () => {
    const niceness = join(repo.root, 'nice');
    checkWith(`test -e one.txt && test -e two.txt && (nice) >${niceness}`);
    const one = await working('one', 'one.txt');
    const two = await working('two', 'two.txt');
    const refs = await repo.git('for-each-ref');
    expect(await world.service.speculate(repo.path)).toBe(true);
    expect((await foreseen(one, two)).map((each) => each?.check)).toEqual(['passed', 'passed']);
    expect(await readFile(niceness, 'utf8')).toBe('19\n');
    expect(await repo.git('for-each-ref')).toBe(refs);
    expect(await repo.git('worktree', 'list')).not.toContain('check-');
    expect(await world.service.speculate(repo.path)).toBe(false);

    // The same content by another commit.
    await repo.gitIn(two.directory, 'commit', '-q', '--amend', '-m', 'reworded');
    expect((await foreseen(one, two)).map((each) => each?.check)).toEqual([undefined, undefined]);
    expect(await world.service.speculate(repo.path)).toBe(true);
    expect((await foreseen(one, two)).map((each) => each?.check)).toEqual(['passed', 'passed']);
    expect(await runs()).toBe(1);

    const [first, last] = await inOrder(one, two);
    await landed(first?.id ?? '', { skipCheck: true });
    expect((await landed(last?.id ?? '', {})).check?.earlier).toBeDefined();
    expect(await runs()).toBe(1);
  });

  test('what conflicts is no part of it, and a failure is kept with the session that merges last', async () => {
    checkWith('test ! -e two.txt');
    const one = await working('one', 'one.txt');
    const two = await working('two', 'two.txt');
    const three = await working('three', 'theirs.txt');
    await repo.commit('theirs', { 'theirs.txt': 'theirs\n' });
    await world.service.speculate(repo.path);
    const known = await foreseen(one, two, three);
    expect(known.map((each) => each?.check)).toEqual(['failed', 'failed', undefined]);
    expect(known[2]).toMatchObject({ state: 'conflicts' });
    const [, last] = await inOrder(one, two);
    const { records } = await world.service.checks(last?.id ?? '');
    expect(records).toMatchObject([{ outcome: 'failed', target: 'main', others: 1 }]);
    // Its answer is for this command only.
    checkWith('true');
    await world.service.speculate(repo.path);
    expect((await foreseen(one))[0]).toMatchObject({ check: 'passed' });
    world.config.merge.speculateCheck = false;
    await world.service.speculate(repo.path);
    expect((await foreseen(one))[0]).toEqual({ state: 'clean', withAll: 'clean' });
  });

  test('one that is cut off ends at once with all it has started, and runs again later', async () => {
    const began = join(repo.root, 'began');
    checkWith(`test -e ${began} || { touch ${began}; sleep 600; }`);
    const one = await working('one', 'one.txt');
    const abort = new AbortController();
    const cut = world.service.speculate(repo.path, { signal: abort.signal });
    await until('the check runs', async () => (await runs()) === 1);
    const other = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
    Object.assign(other.deps, { repository: world.deps.repository, paths: world.deps.paths });
    other.config.merge = world.config.merge;
    expect(await other.service.speculate(repo.path)).toBe(false);
    abort.abort();
    await expect(cut).rejects.toMatchObject({ code: 'aborted' });
    expect(await repo.git('worktree', 'list')).not.toContain('check-');
    // What was found out about the merges is known all the same.
    expect((await foreseen(one))[0]).toEqual({ state: 'clean', withAll: 'clean' });
    expect(await world.service.speculate(repo.path)).toBe(true);
    expect((await foreseen(one))[0]).toMatchObject({ check: 'passed' });
    expect(await runs()).toBe(2);
  });

  test('a repository’s command that the person has not trusted does not run', async () => {
    checkWith('true');
    const file = { path: '/r/.qtui/config.toml', root: repo.path, hash: 'abc' };
    world.config.project = { file, commands: { check: world.config.merge.check } };
    const one = await working('one', 'one.txt');
    await world.service.speculate(repo.path);
    expect((await foreseen(one))[0]).toEqual({ state: 'clean', withAll: 'clean' });
    expect(await runs()).toBe(0);
    await world.deps.trust.trust(file);
    await world.service.speculate(repo.path);
    expect((await foreseen(one))[0]).toMatchObject({ check: 'passed' });
  });
});

async function landed(id: string, how: { skipCheck?: boolean }) {
  const built = await world.service.buildMerge(await world.service.planMerge(id), {
    message: 'Land it',
  });
  const verified = await world.service.verifyMerge(built, how);
  await world.service.landMerge(id, verified);
  return verified;
}

/** As they merge: what is on record is with the last one. */
async function inOrder(...sessions: SessionMetadata[]): Promise<SessionMetadata[]> {
  const counts = await Promise.all(
    sessions.map(async ({ id }) => (await world.service.checks(id)).records.length),
  );
  return [...sessions].sort(
    (a, b) => (counts[sessions.indexOf(a)] ?? 0) - (counts[sessions.indexOf(b)] ?? 0),
  );
}
