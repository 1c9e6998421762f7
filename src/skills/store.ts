import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asWarning, QtuiError, toQtuiError } from '../core/errors.js';
import type { SkillStore } from '../core/ports/skills.js';
import type { Skill } from '../core/skill.js';
import { someOf } from '../core/text.js';
import { createSkill } from './create.js';
import { type FoundSkill, findSkills, SKILL_FILE } from './find.js';
import { type SkillHome, type SkillPlace, skillPlaces } from './places.js';
import { readSkillFile } from './read.js';

export interface SkillStoreOptions extends SkillHome {
  /** The work tree that a directory is in; undefined outside of one. */
  worktreeOf(directory: string): Promise<string | undefined>;
}

/** Skills in files, read anew each time they are asked for: a person edits them meanwhile. */
export function createSkillStore({ worktreeOf, ...home }: SkillStoreOptions): SkillStore {
  const placesOf = async (directory: string): Promise<SkillPlace[]> =>
    skillPlaces(home, await worktreeOf(directory));
  return {
    async list(directory) {
      const { found, warnings } = await findSkills(await placesOf(directory));
      const read = await Promise.all(
        found.map((each) => readSkill(each).catch((thrown) => toQtuiError(thrown, 'read a skill'))),
      );
      return {
        skills: read.flatMap((each) => (each instanceof QtuiError ? [] : [each])),
        warnings: [
          ...warnings,
          ...read.flatMap((each) => (each instanceof QtuiError ? [asWarning(each)] : [])),
        ],
      };
    },
    async get(directory, name) {
      const places = await placesOf(directory);
      const { found } = await findSkills(places);
      const wanted = found.find((each) => each.name === name);
      if (wanted === undefined) throw notFound(name, found);
      return readSkill(wanted);
    },
    async create(directory, name, scope) {
      const place = (await placesOf(directory)).find(({ origin }) => origin === scope);
      if (place !== undefined) return createSkill(place, name);
      throw new QtuiError('not-a-repository', `${directory} is in no work tree of a repository.`, {
        untouched: 'Nothing was written.',
        hint: 'Without --project the skill is written to your own ones.',
      });
    },
  };
}

async function readSkill(found: FoundSkill): Promise<Skill> {
  const filesIn = dirname(found.file);
  const [text, beside, { parseSkill }] = await Promise.all([
    readSkillFile(found),
    readdir(filesIn),
    import('./parse.js'),
  ]);
  const hasFiles = beside.some((name) => name !== SKILL_FILE && !name.startsWith('.'));
  return { ...parseSkill(text, found), ...(hasFiles && { filesIn }) };
}

function notFound(name: string, found: readonly FoundSkill[]): QtuiError {
  const names = found.map((each) => each.name);
  return new QtuiError('skill-not-found', `There is no skill "${name}" here.`, {
    hint:
      names.length === 0
        ? `There is none yet: "qtui create skill NAME" begins one.`
        : `"qtui skills list" lists them: ${someOf(names)}.`,
    data: { name },
  });
}
