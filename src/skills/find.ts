import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asWarning, isMissing, QtuiError, toQtuiError, type Warning } from '../core/errors.js';
import { isSkillName } from '../core/skill.js';
import type { SkillPlace } from './places.js';

/** The file that makes a directory a skill. */
export const SKILL_FILE = 'SKILL.md';

/** Most skills of one place that are looked at. */
const MOST_SKILLS = 500;

/** A skill that has not been read yet. */
export interface FoundSkill {
  name: string;
  place: SkillPlace;
  file: string;
  /** Files of later places with the same name. */
  hides: string[];
}

export interface FoundSkills {
  /** By name. */
  found: FoundSkill[];
  /** Places and names that cannot be used. */
  warnings: Warning[];
}

/** What is there, by the names of directories alone: no file is opened. */
export async function findSkills(places: readonly SkillPlace[]): Promise<FoundSkills> {
  const lists = await Promise.all(places.map(skillsIn));
  const byName = new Map<string, FoundSkill>();
  for (const skill of lists.flatMap(({ found }) => found)) {
    const first = byName.get(skill.name);
    if (first === undefined) byName.set(skill.name, skill);
    else first.hides.push(skill.file);
  }
  const found = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { found, warnings: lists.flatMap(({ warnings }) => warnings) };
}

async function skillsIn(place: SkillPlace): Promise<FoundSkills> {
  let names: string[];
  try {
    const entries = await readdir(place.directory, { withFileTypes: true });
    names = entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (thrown) {
    if (isMissing(thrown)) return { found: [], warnings: [] };
    return { found: [], warnings: [asWarning(toQtuiError(thrown, 'look for skills'))] };
  }
  const warnings: Warning[] = [];
  if (names.length > MOST_SKILLS) {
    const message = `${place.directory} holds ${names.length} directories: only the first ${MOST_SKILLS} were looked at.`;
    warnings.push({ code: 'invalid-skill', message });
  }
  const looked = await Promise.all(
    names.slice(0, MOST_SKILLS).map(async (name): Promise<FoundSkill | Warning | undefined> => {
      const file = join(place.directory, name, SKILL_FILE);
      // One that cannot be looked at is told when it is read.
      const isThere = await lstat(file).then(
        () => true,
        (thrown: unknown) => !isMissing(thrown),
      );
      if (!isThere) return undefined;
      return isSkillName(name) ? { name, place, file, hides: [] } : asWarning(notAName(file, name));
    }),
  );
  const found: FoundSkill[] = [];
  for (const each of looked) {
    if (each === undefined) continue;
    if ('place' in each) found.push(each);
    else warnings.push(each);
  }
  return { found, warnings };
}

function notAName(file: string, name: string): QtuiError {
  return new QtuiError('invalid-skill', `${file}: "${name}" is no name of a skill.`, {
    hint: NAME_HINT,
  });
}

export const NAME_HINT =
  'Name its directory with letters, digits, "-", "_" and ".", beginning with a letter or a digit, ' +
  'at most 64 of them.';
