import type { ConfigSources } from '../config/config.js';
import { isContextProblem } from '../core/context-advice.js';
import { QtuiError } from '../core/errors.js';
import type { Git } from '../core/ports/git.js';
import type { RepositoryContext } from '../core/repository.js';
import { nearestGit } from './nearest-git.js';

type Place = NonNullable<ConfigSources['project']>;

/** Directories that are remembered; a process that sees more forgets all. */
const MOST_PLACES = 500;

/**
 * The work tree that a directory is in, as git says, which is asked once for each: afterwards that
 * its `.git` is still the nearest above the directory, and the same one, is told by a few lstats.
 * A repository that git cannot read, or does not trust, has no say in the settings.
 */
export class ProjectPlaces {
  readonly #git: () => Promise<Git>;
  readonly #known = new Map<string, { place: Place; mark: string }>();

  constructor(git: () => Promise<Git>) {
    this.#git = git;
  }

  async of(directory: string): Promise<Place | undefined> {
    const before = this.#known.get(directory);
    const mark = await nearestMark(directory);
    if (before !== undefined && before.mark === mark) return before.place;
    this.#known.delete(directory);
    const context = await askGit(await this.#git(), directory);
    return context && this.#note(directory, context, mark);
  }

  /** `git`, of whose answers to others as much is remembered as of those to this object. */
  listeningTo(git: Git): Git {
    const context = async (directory: string) => {
      const mark = await nearestMark(directory);
      const found = await git.reader.context(directory);
      this.#note(directory, found, mark);
      return found;
    };
    return { ...git, reader: { ...git.reader, context } };
  }

  #note(
    directory: string,
    context: RepositoryContext,
    mark: string | undefined,
  ): Place | undefined {
    if (context.kind === 'none' || context.repository.worktree === undefined) return undefined;
    const { worktree, root } = context.repository;
    const place = { worktree, root };
    // Git may know of a work tree that has no `.git` above it.
    if (mark?.startsWith(`${worktree}\0`)) {
      if (this.#known.size >= MOST_PLACES) this.#known.clear();
      for (const each of [directory, worktree]) this.#known.set(each, { place, mark });
    }
    return place;
  }
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

async function askGit(git: Git, directory: string): Promise<RepositoryContext | undefined> {
  try {
    return await git.reader.context(directory);
  } catch (error) {
    if (error instanceof QtuiError && isContextProblem(error.code)) return undefined;
    throw error;
  }
}
