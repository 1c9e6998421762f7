import type { SessionMetadata, SessionType } from './session.js';
import { DEFAULT_SESSION_TYPE, type TypePolicies } from './session-type.js';

/** Where skills are found: of one name, the first of these wins. */
const SKILL_ORIGINS = ['project', 'user', 'claude-project', 'claude-user'] as const;
export type SkillOrigin = (typeof SKILL_ORIGINS)[number];

/** A prompt that is kept under a name, with what its sessions need. It runs nothing by itself. */
export interface Skill {
  /** Name of its directory. */
  name: string;
  /** What it is for, on one line. */
  description: string;
  origin: SkillOrigin;
  /** Absolute path of its SKILL.md. */
  file: string;
  /** Whether its sessions need a worktree; absent where it does not care. */
  requiresWorktree?: boolean;
  /** Type of its sessions where the person names none. */
  type?: SessionType;
  /** Agent of its sessions where the person names none. */
  agentKind?: string;
  /** Directory of the other files that it comes with; absent where it comes with none. */
  filesIn?: string;
  /** What the agent is told; `$ARGUMENTS` stands for the person's message. */
  prompt: string;
  /** Files of other skills with the same name, that this one is used in place of. */
  hides: readonly string[];
}

/** Wider than agentskills.io has it, as agents take more; nothing that is a path or an option. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/** Whether a directory of this name can hold a skill. */
export function isSkillName(name: string): boolean {
  return NAME.test(name);
}

const PLACEHOLDER = '$ARGUMENTS';

type PromptParts = Pick<Skill, 'prompt' | 'filesIn'>;

/** What the agent is told: the skill's text with the message in it, or below it. */
export function skillPrompt({ prompt, filesIn }: PromptParts, message: string): string {
  const text = message.trim();
  const hasPlace = prompt.includes(PLACEHOLDER);
  return [
    filesIn === undefined ? '' : `The files of this skill are in ${filesIn}`,
    hasPlace ? prompt.replaceAll(PLACEHOLDER, () => text) : prompt,
    hasPlace ? '' : text,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The skill of a session that is to be made. */
export interface SkillUse {
  name: string;
  /** What the agent is told in place of the message. */
  prompt: string;
}

/**
 * What a request for a session with this skill has beside its message. Where neither message nor
 * name say what the session is, it is called as the skill.
 */
export function skillWish(
  skill: (Pick<Skill, 'name'> & PromptParts) | undefined,
  { message, name = '' }: { message: string; name?: string | undefined },
): { skill?: SkillUse; name?: string } {
  if (skill === undefined) return {};
  const use = { name: skill.name, prompt: skillPrompt(skill, message) };
  const isNamed = message.trim() !== '' || name.trim() !== '';
  return { skill: use, ...(!isNamed && { name: skill.name }) };
}

/**
 * The type of a session where the person names none: the skill's, else the one of `usual`. The
 * latter is only a guess, and leaves the word to a skill that says whether it needs a worktree.
 */
export function typeWithSkill(
  skill: Pick<Skill, 'type' | 'requiresWorktree'> | undefined,
  usual: { type: SessionType; types: TypePolicies },
): SessionType {
  if (skill?.type !== undefined) return skill.type;
  const isGuessInTheWay =
    skill?.requiresWorktree !== undefined && usual.types[usual.type].worktree !== 'undecided';
  return isGuessInTheWay ? DEFAULT_SESSION_TYPE : usual.type;
}

/** The places of skills, for people. */
export const SKILL_ORIGIN_WORDS: Readonly<Record<SkillOrigin, string>> = {
  project: 'project',
  user: 'yours',
  'claude-project': 'project, .claude',
  'claude-user': 'yours, .claude',
};

const FIELD = 'skill';

/** Name of the skill that the session was made with, as its row remembers it. */
export function skillNameOf({ customFields }: SessionMetadata): string | undefined {
  const name = customFields[FIELD];
  return typeof name === 'string' ? name : undefined;
}

/** The session with the skill that it was made with on record. */
export function withSkillName(session: SessionMetadata, name: string): SessionMetadata {
  return { ...session, customFields: { ...session.customFields, [FIELD]: name } };
}
