import { dirname } from 'node:path';
import type { Environment } from '../../config/env.js';
import { SKILL_ORIGIN_WORDS } from '../../core/skill.js';
import { nearestGit } from '../nearest-git.js';
import { pathsOf } from '../paths-of.js';

/**
 * Names of skills that can be used in a directory, one a line, each with a tab and whose it is.
 * Opens no file and asks no git; empty where that cannot be told, as for sessions.
 */
export async function skillLines(env: Environment, directory: string): Promise<string> {
  try {
    const { home, configFile } = pathsOf({ env });
    const [{ findSkills }, { skillPlaces }, worktree] = await Promise.all([
      import('../../skills/find.js'),
      import('../../skills/places.js'),
      nearestGit(directory),
    ]);
    const places = skillPlaces({ home, configDirectory: dirname(configFile) }, worktree?.directory);
    const { found } = await findSkills(places);
    return found
      .map(({ name, place }) => `${name}\t${SKILL_ORIGIN_WORDS[place.origin]}\n`)
      .join('');
  } catch {
    // A shell has no place for an error between two words.
    return '';
  }
}
