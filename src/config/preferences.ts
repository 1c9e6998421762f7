import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger, PreferenceStore, Preferences } from '../core/config.js';
import { toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { replaceFile } from './replace-file.js';

const NAMES = ['agentKind', 'type'] as const satisfies readonly (keyof Preferences)[];

/** Repositories that are remembered; those that were chosen for longest ago go first. */
const REPOSITORIES_KEPT = 200;

/**
 * Preferences in one JSON file, replaced atomically. A file that cannot be understood is put
 * aside as `<file>.corrupt` and logged: it holds remembered choices, not work.
 */
export function createPreferenceStore(file: string, logger: Logger): PreferenceStore {
  let saving: Promise<void> = Promise.resolve();

  async function load(): Promise<Preferences> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw toQtuiError(error, 'read the remembered choices');
    });
    if (text === undefined) return {};
    const preferences = parse(text);
    if (preferences !== undefined) return preferences;
    logger.log('warn', 'preferences.corrupt', { file });
    // Kept for a look; where it cannot be, the next choice writes over what nobody can read.
    await rename(file, `${file}.corrupt`).catch(() => undefined);
    return {};
  }

  async function merge(change: Preferences): Promise<void> {
    const next = `${JSON.stringify(joined(await load(), change), null, 2)}\n`;
    try {
      await makeDirectories(mkdir, dirname(file), 0o700);
      await replaceFile(file, next);
    } catch (error) {
      throw toQtuiError(error, 'remember your choice', {
        untouched: 'The earlier choices are still remembered.',
      });
    }
  }

  return {
    load,
    save(change) {
      const saved = saving.then(() => merge(change));
      // Whoever saved it has the failure; the next one does not wait for that to be put right.
      saving = saved.catch(() => undefined);
      return saved;
    },
  };
}

function joined(former: Preferences, change: Preferences): Preferences {
  const next = { ...former, ...change };
  if (!change.afterMerge) return next;
  const kept = Object.entries(former.afterMerge ?? {}).filter(
    ([root]) => change.afterMerge?.[root] === undefined,
  );
  const all = [...kept, ...Object.entries(change.afterMerge)];
  return { ...next, afterMerge: Object.fromEntries(all.slice(-REPOSITORIES_KEPT)) };
}

function parse(text: string): Preferences | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const found = value as Record<string, unknown>;
    const preferences: Preferences = {};
    for (const name of NAMES) {
      const entry = found[name];
      if (typeof entry === 'string') preferences[name] = entry;
    }
    const afterMerge = texts(found['afterMerge']);
    return { ...preferences, ...(afterMerge && { afterMerge }) };
  } catch {
    // No JSON, so nothing is known: choices are made anew.
    return undefined;
  }
}

/** The texts of an object by their names; undefined for anything else. */
function texts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
