import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as z from 'zod/mini';
import { isMissing, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import { writeDurably } from './atomic-write.js';
import { keepBeside } from './keep-beside.js';
import { clearAbandoned, withLock } from './lock.js';
import { allNamesIn } from './names-in.js';
import { identifyProcess, writerName } from './process-identity.js';

/** What a file holds, and what is wrong with it. */
export interface ReadFile<T> {
  value?: T;
  warning?: Warning;
}

export interface VersionedFile<T> {
  /** A damaged file is put aside, one of a newer version is left; both are told, none is fatal. */
  read(path: string): Promise<ReadFile<T>>;
  /**
   * Replaces the file by what `next` makes of it, whole or not at all, mode 0600, under a lock; with
   * undefined it is removed. Throws `metadata-newer` for a file that a newer version has written.
   */
  change(path: string, next: (value: T | undefined) => T | undefined): Promise<void>;
}

/** Files of JSON with a version, which hold what a person can do without. `what` names the content. */
export function versionedFile<T extends { version: number }>(
  what: string,
  { version, schema }: { version: number; schema: z.ZodMiniType<T> },
): VersionedFile<T> {
  const untouched = `The ${what} is as it was.`;

  async function parse(path: string): Promise<{ value?: T; problem?: 'damaged' | 'newer' }> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw toQtuiError(error, `read ${path}`);
    });
    if (text === undefined) return {};
    const json = parseJson(text);
    const parsed = schema.safeParse(json);
    if (parsed.success) return { value: parsed.data };
    const found = (json as { version?: unknown } | null | undefined)?.version;
    return { problem: typeof found === 'number' && found > version ? 'newer' : 'damaged' };
  }

  /** Looks again under the lock, as somebody may have written it meanwhile. */
  async function putAside(path: string): Promise<ReadFile<T>> {
    return withLock(`${path}.lock`, async () => {
      const { value, problem } = await parse(path);
      if (problem !== 'damaged') return value === undefined ? {} : { value };
      const kept = await keepBeside(path);
      return {
        warning: {
          code: 'file-put-aside',
          message: `The ${what} in ${path} could not be read; it was put aside as ${kept}.`,
        },
      };
    });
  }

  return {
    async read(path) {
      try {
        const { value, problem } = await parse(path);
        if (problem === 'damaged') return await putAside(path);
        if (problem === 'newer') return { warning: newerWarning(what, path) };
        return value === undefined ? {} : { value };
      } catch (thrown) {
        const { code, message } = toQtuiError(thrown, `read the ${what}`);
        return { warning: { code, message } };
      }
    },
    async change(path, next) {
      try {
        await makeDirectories(mkdir, dirname(path), 0o700);
        await withLock(`${path}.lock`, async () => {
          const { value, problem } = await parse(path);
          if (problem === 'newer') {
            const { code, message, hint } = newerWarning(what, path);
            throw new QtuiError(code, message, { untouched, hint });
          }
          if (problem === 'damaged') await keepBeside(path);
          const made = next(value);
          if (made === undefined) {
            await rm(path, { force: true });
            return;
          }
          const text = `${JSON.stringify(made, null, 2)}\n`;
          const writer = writerName(await identifyProcess(process.pid));
          await writeDurably(path, text, `${path}.${writer}.tmp`);
        });
      } catch (thrown) {
        throw toQtuiError(thrown, `save the ${what}`, { untouched });
      }
    },
  };
}

/** What is written beside a file: its lock, what waits for that, and the next content. */
const BESIDE = /\.(lock|tmp|new|claim)$/;

/**
 * Names in a directory of such files, without what is written beside them; that of killed processes
 * is removed. `doing` completes "Could not …".
 */
export async function namesOfFiles(directory: string, doing: string): Promise<string[]> {
  const names = await allNamesIn(directory, doing);
  const beside = names.filter((name) => BESIDE.test(name));
  for (const name of beside) await clearAbandoned(join(directory, name));
  return beside.length === 0 ? names : names.filter((name) => !BESIDE.test(name));
}

function newerWarning(what: string, path: string) {
  return {
    code: 'metadata-newer' as const,
    message: `The ${what} in ${path} was written by a newer qtui.`,
    hint: 'Update qtui.',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON fits no schema either, and is told as damaged.
    return undefined;
  }
}
