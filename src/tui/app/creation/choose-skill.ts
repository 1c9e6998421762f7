import { SKILL_ORIGIN_WORDS, type Skill } from '../../../core/skill.js';
import { printable } from '../../../core/text.js';
import type { DialogStack } from '../../dialogs/dialog-stack.js';
import { skillNote } from '../../dialogs/new-session-skill.js';
import { pickOne } from '../../dialogs/pick-one.js';
import { span } from '../../views/line.js';

/** Lets the person pick a skill for a new session; undefined when cancelled. */
export function chooseSkill(
  dialogs: DialogStack,
  skills: readonly Skill[],
): Promise<Skill | undefined> {
  return pickOne(dialogs, {
    title: 'Which skill?',
    placeholder: 'name or what it is for',
    empty: 'There is none here. "qtui create skill NAME" begins one.',
    entries: skills.map((skill) => ({
      value: skill,
      text: `${skill.name} ${skill.description}`,
      left: [span(printable(skill.name))],
      right: [span(SKILL_ORIGIN_WORDS[skill.origin], 'muted')],
      note: skillNote(skill),
    })),
    hint: 'Enter chooses · Esc cancels',
    width: 74,
  });
}
