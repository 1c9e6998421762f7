import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from './paths.js';

/**
 * False where the first `.git` from `directory` upwards is all that there is of git up there: no
 * repository can have that one as a submodule. Git starts another process to look for it.
 */
export async function mayHaveSuperproject(directory: string): Promise<boolean> {
  const places: string[] = [];
  const start = await realpath(directory).catch(() => undefined);
  for (let place = start; place !== undefined; place = above(place)) places.push(place);
  const found = await Promise.all(
    places.flatMap((place) => [
      exists(join(place, '.git')),
      // What holds this may be a git directory itself.
      exists(join(place, 'HEAD')).then((isThere) => (isThere ? 'unsure' : false)),
    ]),
  );
  const traces = found.filter((each) => each !== false);
  return traces.length !== 1 || traces[0] === 'unsure';
}

function above(place: string): string | undefined {
  const parent = dirname(place);
  return parent === place ? undefined : parent;
}
