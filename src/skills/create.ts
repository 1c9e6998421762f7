import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, QtuiError, toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { isSkillName } from '../core/skill.js';
import { NAME_HINT, SKILL_FILE } from './find.js';
import type { SkillPlace } from './places.js';
import { isOutside } from './read.js';
import { skillTemplate } from './template.js';

const NOTHING_WRITTEN = 'Nothing was written.';

/** Writes a skill to begin with; see `SkillStore.create`. The person's own are for nobody else. */
export async function createSkill(place: SkillPlace, name: string): Promise<string> {
  if (!isSkillName(name)) {
    throw new QtuiError('invalid-name', `"${name}" is no name of a skill.`, {
      untouched: NOTHING_WRITTEN,
      hint: NAME_HINT,
    });
  }
  const directory = join(place.directory, name);
  const file = join(directory, SKILL_FILE);
  const isPrivate = place.boundary === undefined;
  try {
    if (place.boundary !== undefined) await refuseLeaving(place.boundary, directory);
    await makeDirectories(mkdir, directory, isPrivate ? 0o700 : 0o755);
    await writeFile(file, skillTemplate(name), { flag: 'wx', mode: isPrivate ? 0o600 : 0o644 });
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'EEXIST') throw isThere(file);
    throw toQtuiError(thrown, 'write the skill', { untouched: NOTHING_WRITTEN });
  }
  return file;
}

/** A repository may hold a link that leads anywhere. */
async function refuseLeaving(boundary: string, directory: string): Promise<void> {
  const real = await nearestReal(directory);
  if (!isOutside(await realpath(boundary), real)) return;
  throw new QtuiError('unusable-path', `${directory} leads out of the repository, to ${real}.`, {
    untouched: NOTHING_WRITTEN,
    hint: 'Without --project the skill is written to your own ones.',
  });
}

/** Where the nearest directory that is there really is. */
async function nearestReal(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (thrown) {
    if (!isMissing(thrown) || dirname(path) === path) throw thrown;
    return nearestReal(dirname(path));
  }
}

function isThere(file: string): QtuiError {
  return new QtuiError('path-exists', `There is ${file} already.`, {
    untouched: 'It was left as it is.',
    hint: 'Edit it, or choose another name.',
    data: { file },
  });
}
