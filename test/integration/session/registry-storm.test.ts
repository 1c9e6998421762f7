import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { StoredSession } from '../../../src/core/ports/session-repository.js';
import { createFileSessionRepository } from '../../../src/session/registry/file-repository.js';
import { bundleScript } from '../../support/bundle.js';
import { seededRandom } from '../../support/random.js';
import { sessionRow } from '../../support/sessions.js';

const PROCESSES = 8;
const WRITES = 200;
/** Each process is killed when it has made so many writes since it was last started. */
const KILLED_AFTER = { least: 20, most: 60 };
/** Fewer rows than processes, so that most writes meet another one. */
const IDS = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd', 'eeeeeeeeee'];

let root: string;
let directory: string;
let script: string;
const running = new Set<ChildProcess>();

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  directory = join(root, 'sessions');
  script = join(root, 'storm.mjs');
  await bundleScript('fixtures/session/storm.ts', script);
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'exit')));
  await rm(root, { recursive: true, force: true });
});

/** The last write of each writer that was acknowledged, by row. */
type Acknowledged = Map<string, Map<string, number>>;

const noneYet = (): Acknowledged => new Map(IDS.map((id) => [id, new Map()]));
const copyOf = (writes: Acknowledged): Acknowledged =>
  new Map([...writes].map(([id, last]) => [id, new Map(last)]));

/** Lets one writer make all its writes, killed and started again; resolves with its deaths. */
async function write(writer: string, random: () => number, acknowledged: Acknowledged) {
  let deaths = 0;
  for (let next = 1; next <= WRITES; ) {
    const { least, most } = KILLED_AFTER;
    const killedAt = next + least + Math.floor(random() * (most - least));
    const words = [script, directory, writer, `${next}`, `${WRITES}`, ...IDS];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const gone = once(child, 'exit').then(() => running.delete(child));
    let problem = '';
    child.stderr.on('data', (chunk) => {
      problem += String(chunk);
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [id = '', number = ''] = line.split(' ');
      acknowledged.get(id)?.set(writer, Number(number));
      next = Number(number) + 1;
      if (next === killedAt) child.kill('SIGKILL');
    }
    await gone;
    expect(problem).toBe('');
    if (child.signalCode === 'SIGKILL') deaths += 1;
  }
  return deaths;
}

/** What was acknowledged before the rows were read must be in them. */
function expectKept(sessions: readonly StoredSession[], before: Acknowledged) {
  expect(sessions.map(({ session }) => session.id).sort()).toEqual(IDS);
  for (const { session } of sessions) {
    for (const [writer, last] of before.get(session.id) ?? []) {
      const kept = session.customFields[writer];
      expect({ id: session.id, writer, kept: Number(kept) >= last }).toMatchObject({ kept: true });
    }
  }
}

test('eight processes that are killed time and again lose no acknowledged write', async () => {
  const seed = 20_261_121;
  const random = seededRandom(seed);
  const acknowledged = noneYet();
  const repository = createFileSessionRepository(directory, { log() {} });
  for (const id of IDS) await repository.save(sessionRow({ id, messageCount: 0 }), null);

  let isOver = false;
  const writers = Array.from({ length: PROCESSES }, (_, index) =>
    write(`writer${index}`, seededRandom(Math.floor(random() * 2 ** 31)), acknowledged),
  );
  const over = Promise.all(writers).finally(() => {
    isOver = true;
  });
  // A reader at any moment sees whole rows, with all that was acknowledged before it looked.
  let looks = 0;
  while (!isOver) {
    const before = copyOf(acknowledged);
    const { sessions, warnings } = await repository.list();
    expect(warnings).toEqual([]);
    expectKept(sessions, before);
    looks += 1;
  }
  const deaths = (await over).reduce((sum, each) => sum + each, 0);

  expect(deaths).toBeGreaterThanOrEqual(PROCESSES * 3);
  expect(looks).toBeGreaterThan(10);
  await repository.clearLeftovers();
  expect((await readdir(directory)).filter((name) => !name.startsWith('.')).sort()).toEqual(IDS);
  const { sessions, warnings } = await repository.list();
  expect(warnings).toEqual([]);
  expectKept(sessions, acknowledged);
  // A write that landed and was not acknowledged is made again; no other may be there twice.
  const total = sessions.reduce((sum, { session }) => sum + session.messageCount, 0);
  expect(total).toBeGreaterThanOrEqual(PROCESSES * WRITES);
  expect(total).toBeLessThanOrEqual(PROCESSES * WRITES + deaths);
  for (const id of IDS) {
    for (const name of await readdir(join(directory, id))) {
      const text = await readFile(join(directory, id, name), 'utf8');
      expect({ id, name, version: JSON.parse(text).version }).toMatchObject({ version: 2 });
    }
  }
}, 120_000);
