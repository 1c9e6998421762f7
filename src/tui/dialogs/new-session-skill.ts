/** The choice of a skill in the dialog for a new session, and what follows from it. */
import type { NewSessionDefaults } from '../../core/ports/sessions.js';
import type { SessionType } from '../../core/session.js';
import { type Skill, typeWithSkill } from '../../core/skill.js';
import { count, printable } from '../../core/text.js';
import type { Option } from './widget.js';

export type OfferedSkills = NonNullable<NewSessionDefaults['skills']>;

export const NO_SKILLS: OfferedSkills = { usable: [], unusable: 0 };

/** Type and agent of a session with this skill where the person chooses neither. */
export function usualWith(
  skill: Skill | undefined,
  defaults: NewSessionDefaults,
): { type: SessionType; agentKind: string } {
  const wanted = defaults.agents.find(({ kind }) => kind === skill?.agentKind);
  return {
    type: typeWithSkill(skill, defaults),
    agentKind: wanted?.kind ?? defaults.agentKind,
  };
}

/** No skill first, under the empty name. */
export function skillOptions(
  { usable, unusable }: OfferedSkills,
  agents: NewSessionDefaults['agents'],
): Option<string>[] {
  const none: Option<string> = {
    value: '',
    label: 'none',
    ...(unusable > 0 && {
      note: `${count(unusable, 'skill')} cannot be used: "qtui skills list" says why`,
    }),
  };
  return [none, ...usable.map((skill) => optionOf(skill, agents))];
}

/** Characters of a description that a dialog has room for; agents are told by up to a thousand. */
const MOST_CHARACTERS = 100;

/** What a skill is for, in short. */
export function skillNote({ description }: Skill): string {
  const words = [...printable(description)];
  if (words.length <= MOST_CHARACTERS) return words.join('');
  return `${words.slice(0, MOST_CHARACTERS).join('').trimEnd()} ...`;
}

function optionOf(skill: Skill, agents: NewSessionDefaults['agents']): Option<string> {
  const isMissing =
    skill.agentKind !== undefined && !agents.some(({ kind }) => kind === skill.agentKind);
  const missing = isMissing ? ` (its agent ${skill.agentKind} was not found)` : '';
  return {
    value: skill.name,
    label: printable(skill.name),
    note: skillNote(skill) + missing,
  };
}
