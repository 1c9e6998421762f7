import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '../../core/errors.js';
import { count } from '../../core/text.js';

/** Directories looked at in one that is shared, at most. */
const MOST = 5000;
const NAMED = 3;

/**
 * Remembers when what lies in these directories was last changed, as far down as their entries.
 * The answer resolves with a warning for each where something came or went since; what changed
 * below the entries of an entry is not seen.
 */
export async function watchShared(
  root: string,
  paths: readonly string[],
): Promise<() => Promise<Warning[]>> {
  const before = await Promise.all(paths.map((path) => timesIn(join(root, path))));
  return async () => {
    const after = await Promise.all(paths.map((path) => timesIn(join(root, path))));
    return paths.flatMap((path, index) => {
      const [old, now] = [before[index], after[index]];
      const changed = [...(now ?? [])].filter(([name, time]) => old?.get(name) !== time);
      const gone = [...(old ?? [])].filter(([name]) => !now?.has(name));
      const names = [...changed, ...gone].map(([name]) => name);
      return names.length === 0 ? [] : [changedWarning(join(root, path), names)];
    });
  };
}

/** Empty where the directory cannot be read: it has gone, and nothing in it can change. */
async function timesIn(directory: string): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  let entries: string[];
  try {
    entries = (await readdir(directory)).slice(0, MOST);
  } catch {
    return times;
  }
  await Promise.all(
    entries.map(async (name) => {
      try {
        times.set(name, (await stat(join(directory, name))).mtimeMs);
      } catch {
        // A link that leads nowhere, or an entry that has just gone: no time is one of its own.
        times.set(name, 0);
      }
    }),
  );
  return times;
}

function changedWarning(directory: string, names: readonly string[]): Warning {
  const more = names.length - NAMED;
  const rest = more > 0 ? ` and ${count(more, 'more')}` : '';
  return {
    code: 'shared-changed',
    message: `While the check ran, ${directory} changed, which it shares by links: ${names.slice(0, NAMED).join(', ')}${rest}.`,
    hint: 'Take it out of worktrees.link, or let the check work elsewhere, if that was the check.',
  };
}
