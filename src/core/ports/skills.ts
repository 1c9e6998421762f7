import type { Warning } from '../errors.js';
import type { Skill } from '../skill.js';

export interface SkillListing {
  /** Those that can be used, by name. */
  skills: Skill[];
  /** Those that cannot, each with file and line; nothing else of its name is used in its place. */
  warnings: Warning[];
}

/** The skills of the person and of the repository that `directory` is in. */
export interface SkillStore {
  list(directory: string): Promise<SkillListing>;
  /** Throws `skill-not-found`, and `invalid-skill` or why it cannot be read for that very skill. */
  get(directory: string, name: string): Promise<Skill>;
  /**
   * Writes the beginning of a skill for the person to go on with; resolves with its file. Throws
   * `path-exists` for one that is there, `invalid-name`, and `not-a-repository` where a project's is
   * wanted outside of one.
   */
  create(directory: string, name: string, scope: 'project' | 'user'): Promise<string>;
}
