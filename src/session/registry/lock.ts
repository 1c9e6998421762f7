import { randomUUID } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { aboutPath, QtuiError, toQtuiError } from '../../core/errors.js';
import type { InspectedLock } from '../../core/ports/session-debug.js';
import {
  identifyProcess,
  livenessOf,
  type ProcessIdentity,
  parseIdentity,
  writerName,
  writerOf,
} from './process-identity.js';

export interface LockOptions {
  /** How long to wait for the holder, ms. */
  timeoutMs?: number;
  /** Where procfs is mounted. */
  proc?: string;
}

const TIMEOUT_MS = 5_000;
const RETRY_MS = 4;
const MAX_RETRY_MS = 40;
/**
 * A lock is held for the time of one small write. One whose holder cannot be told dead or alive
 * is given up when it is older than this.
 */
const ABANDONED_MS = 60_000;

interface Holder {
  token: string;
  identity: ProcessIdentity | undefined;
}

/**
 * Runs `work` while this process holds the lock file `path`; its directory must exist. A lock of
 * a dead holder is taken over. Throws `lock-busy` when a live one keeps it beyond the timeout.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await acquire(path, options, Date.now() + (options.timeoutMs ?? TIMEOUT_MS));
  try {
    return await work();
  } finally {
    await unlinkIfThere(path);
  }
}

/**
 * Removes a file that `withLock` has made, the lock itself or one that a waiter writes before it, if
 * its process is dead; one of a live process stays.
 */
export async function clearAbandoned(path: string): Promise<void> {
  const writer = writerOf(basename(path));
  if (writer !== undefined) {
    if ((await livenessOf(writer)) === 'dead') await unlinkIfThere(path);
    return;
  }
  const holder = await readHolder(path);
  if (holder === undefined || !(await isAbandoned(path, holder, {}))) return;
  await withLock(path, async () => {});
}

const LOCK_STATE = { alive: 'held', dead: 'abandoned', unknown: 'unknown' } as const;

/** Who holds the lock, as `withLock` would judge it; undefined where nobody does. */
export async function lookAtLock(path: string): Promise<InspectedLock | undefined> {
  const [holder, facts] = await Promise.all([readHolder(path), stat(path).catch(() => undefined)]);
  if (holder === undefined || facts === undefined) return undefined;
  const { identity } = holder;
  const liveness = identity ? await livenessOf(identity) : 'unknown';
  return {
    path,
    state: LOCK_STATE[liveness],
    ...(identity && { holder: { pid: identity.pid, host: identity.host } }),
    since: facts.mtime.toISOString(),
  };
}

async function acquire(path: string, options: LockOptions, deadline: number): Promise<void> {
  const token = randomUUID();
  const identity = await identifyProcess(process.pid, options.proc);
  const own = `${path}.${writerName(identity)}.new`;
  try {
    // Linking a complete file makes the lock appear with its holder's name in it, in one step.
    await writeFile(own, JSON.stringify({ token, ...identity }), { mode: 0o600, flag: 'wx' });
    for (
      let wait = RETRY_MS;
      !(await tryLink(own, path));
      wait = Math.min(wait * 2, MAX_RETRY_MS)
    ) {
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      if (await isAbandoned(path, holder, options)) await takeAway(path, holder, options, deadline);
      else if (Date.now() >= deadline) throw busy(path, holder);
      else await delay(wait / 2 + Math.random() * wait);
    }
  } catch (error) {
    // Where nothing can be written nothing can be removed either: the first failure tells more.
    await unlinkIfThere(own).catch(() => undefined);
    throw toQtuiError(aboutPath(error, dirname(path)), `lock ${path}`, {
      untouched: 'Nothing was written.',
    });
  }
  await unlinkIfThere(own);
}

/**
 * Removes a dead holder's lock. Only the holder of the lock named after that very token may do
 * so, and it looks again: otherwise two waiters could each remove "the dead lock", the second of
 * them removing the first one's new one.
 */
async function takeAway(
  path: string,
  dead: Holder,
  options: LockOptions,
  deadline: number,
): Promise<void> {
  const claim = `${path}.${dead.token}.claim`;
  await acquire(claim, options, deadline);
  try {
    if ((await readHolder(path))?.token === dead.token) await unlinkIfThere(path);
  } finally {
    await unlinkIfThere(claim);
  }
}

async function isAbandoned(path: string, holder: Holder, options: LockOptions): Promise<boolean> {
  const liveness = holder.identity ? await livenessOf(holder.identity, options.proc) : 'unknown';
  if (liveness !== 'unknown') return liveness === 'dead';
  try {
    // Either way: a clock that was set back must not make a lock of the past one of the future.
    return Math.abs(Date.now() - (await stat(path)).mtimeMs) > ABANDONED_MS;
  } catch {
    // Given up meanwhile, or not to be looked at: no reason to take it from its holder.
    return false;
  }
}

/** Undefined when the lock is free; a file that is not ours has its content as its token. */
async function readHolder(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    const token = (value as { token?: unknown } | null)?.token;
    if (typeof token === 'string' && /^[0-9a-f-]{36}$/.test(token)) {
      return { token, identity: parseIdentity(value) };
    }
  } catch {
    // Not JSON: nobody that can be named; given up by its age.
  }
  return { token: 'unreadable', identity: undefined };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function busy(path: string, { identity }: Holder): QtuiError {
  const who = identity ? `process ${identity.pid} on ${identity.host}` : 'another process';
  return new QtuiError('lock-busy', `${who} holds the lock ${path}.`, {
    untouched: 'Nothing was written.',
    hint: 'Try again when that process is done; if it hangs, end it.',
    data: { path, ...(identity ? { holder: identity } : {}) },
  });
}
