import { join } from 'node:path';
import type { SkillOrigin } from '../core/skill.js';

/** A directory with skills in it, each in a directory of its own. It may not be there. */
export interface SkillPlace {
  origin: SkillOrigin;
  directory: string;
  /** Links may not lead out of this directory: whoever wrote them is not the person. */
  boundary?: string;
  /** Made for qtui: what a skill says of type and agent has our meaning. */
  isOwn: boolean;
}

export interface SkillHome {
  /** Where qtui's settings of the person are. */
  configDirectory: string;
  home: string;
}

/** Where skills are looked for, in the order in which one wins over others of its name. */
export function skillPlaces(
  { configDirectory, home }: SkillHome,
  worktree: string | undefined,
): SkillPlace[] {
  const own: SkillPlace = {
    origin: 'user',
    directory: join(configDirectory, 'skills'),
    isOwn: true,
  };
  const claude: SkillPlace = {
    origin: 'claude-user',
    directory: join(home, '.claude', 'skills'),
    isOwn: false,
  };
  if (worktree === undefined) return [own, claude];
  const inProject = (origin: SkillOrigin, folder: string, isOwn: boolean): SkillPlace => ({
    ...{ origin, isOwn },
    directory: join(worktree, folder, 'skills'),
    boundary: worktree,
  });
  const projects = inProject('project', '.qtui', true);
  // In the home directory's own repository they are the same.
  const ofClaude = inProject('claude-project', '.claude', false);
  const isSame = ofClaude.directory === claude.directory;
  return [projects, own, ...(isSame ? [] : [ofClaude]), claude];
}
