import type { ConfigSources } from '../config/config.js';
import { isContextProblem } from '../core/context-advice.js';
import { QtuiError } from '../core/errors.js';
import type { Git } from '../core/ports/git.js';
import { nearestGit } from './nearest-git.js';

type Place = NonNullable<ConfigSources['project']>;

/** Directories that are remembered; a process that sees more forgets all. */
const MOST_PLACES = 500;

/**
 * The work tree that a directory is in, as git says, which is asked once for each: afterwards that
 * its `.git` is still the nearest above the directory, and the same one, is told by a few lstats.
 * A repository that git cannot read, or does not trust, has no say in the settings.
 */
export function projectPlaces(git: () => Promise<Git>) {
  const known = new Map<string, { place: Place; mark: string }>();
  return async (directory: string): Promise<Place | undefined> => {
    const before = known.get(directory);
    const mark = await nearestMark(directory);
    if (before !== undefined && before.mark === mark) return before.place;
    known.delete(directory);
    const place = await askGit(await git(), directory);
    // Git may know of a work tree that has no `.git` above it.
    if (place !== undefined && mark?.startsWith(`${place.worktree}\0`)) {
      if (known.size >= MOST_PLACES) known.clear();
      known.set(directory, { place, mark });
    }
    return place;
  };
}

/** Which `.git` is the nearest at or above a directory, and that it is this very one. */
async function nearestMark(directory: string): Promise<string | undefined> {
  const nearest = await nearestGit(directory);
  if (nearest === undefined) return undefined;
  const { status } = nearest;
  // The directory changes with every commit; a file is written anew when it leads elsewhere.
  const time = status.isDirectory() ? '' : status.mtimeNs;
  return `${nearest.directory}\0${status.dev}:${status.ino}:${time}`;
}

async function askGit(git: Git, directory: string): Promise<Place | undefined> {
  try {
    const context = await git.reader.context(directory);
    if (context.kind === 'none' || context.repository.worktree === undefined) return undefined;
    const { worktree, root } = context.repository;
    return { worktree, root };
  } catch (error) {
    if (error instanceof QtuiError && isContextProblem(error.code)) return undefined;
    throw error;
  }
}
