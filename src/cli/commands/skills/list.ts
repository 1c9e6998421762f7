import { EXIT } from '../../../core/errors.js';
import { SKILL_ORIGIN_WORDS, type Skill } from '../../../core/skill.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import type { Output } from '../../output.js';
import { skillJson } from './json.js';

export const listSkillsCommand: CommandDefinition = {
  name: 'list',
  summary: 'list the skills that can be used here, and what is wrong with others',
  details:
    'A skill is a directory with a file SKILL.md: the project’s in .qtui/skills, yours in ' +
    '~/.config/qtui/skills; those in .claude/skills are taken too. Of one name the first wins.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    const { skills, warnings } = await (await app.skills()).list(app.cwd);
    if (out.json) {
      out.answer({ skills: skills.map(skillJson), warnings });
      return EXIT.done;
    }
    out.warn(warnings);
    if (skills.length > 0) print(skills, out);
    else if (warnings.length === 0) {
      out.note('There are no skills here. "qtui create skill NAME" begins one.');
    }
    return EXIT.done;
  },
};

function print(skills: readonly Skill[], out: Output): void {
  out.table(
    [
      { title: 'SKILL' },
      { title: 'FROM' },
      { title: 'WORKTREE', optional: true },
      { title: 'TYPE', optional: true },
      { title: 'AGENT', optional: true },
      { title: 'DESCRIPTION', flexible: true },
    ],
    skills.map((skill) => [
      printable(skill.name),
      SKILL_ORIGIN_WORDS[skill.origin],
      requirementWords(skill),
      skill.type ?? '-',
      skill.agentKind ?? '-',
      printable(skill.description),
    ]),
  );
  const hiding = skills.filter(({ hides }) => hides.length > 0);
  if (hiding.length > 0) out.print('');
  for (const { name, file, hides } of hiding) {
    out.print(
      `${printable(name)}: ${printable(file)} is used, not ${hides.map(printable).join(', ')}`,
    );
  }
}

/** `required`, `none` or `-`: whether a skill's sessions need a worktree. */
function requirementWords({ requiresWorktree }: Skill): string {
  if (requiresWorktree === undefined) return '-';
  return requiresWorktree ? 'required' : 'none';
}
