import { EXIT } from '../../../core/errors.js';
import { SKILL_ORIGIN_WORDS, type Skill } from '../../../core/skill.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { skillJson } from './json.js';

export const showSkillCommand: CommandDefinition = {
  name: 'show',
  summary: 'show what a skill asks for, and what the agent is told',
  arguments: [{ syntax: '<skill>', description: 'its name' }],
  options: [JSON_OPTION],
  async run({ app, out }, [word]) {
    const skill = await (await app.skills()).get(app.cwd, textOf(word) ?? '');
    if (out.json) {
      out.answer({ skill: { ...skillJson(skill), prompt: skill.prompt } });
      return EXIT.done;
    }
    const lines = facts(skill);
    const width = Math.max(...lines.map(([label]) => label.length));
    out.print(out.style.bold(printable(skill.name)));
    for (const [label, value] of lines) {
      out.print(`  ${out.style.dim(label.padEnd(width))}  ${printable(value)}`);
    }
    out.print('');
    for (const line of skill.prompt.split('\n')) out.print(indented(line));
    return EXIT.done;
  },
};

function facts({ description, origin, file, requiresWorktree, type, agentKind, hides }: Skill) {
  const lines: [string, string][] = [
    ['for', description],
    ['from', `${SKILL_ORIGIN_WORDS[origin]}: ${file}`],
  ];
  for (const hidden of hides) lines.push(['in place of', hidden]);
  if (requiresWorktree !== undefined) {
    lines.push(['worktree', requiresWorktree ? 'required' : 'needs none']);
  }
  if (type !== undefined) lines.push(['type', type]);
  if (agentKind !== undefined) lines.push(['agent', agentKind]);
  return lines;
}

/** A line of the prompt with its indentation. */
function indented(line: string): string {
  const [indent = ''] = /^[ \t]*/.exec(line) ?? [];
  return indent.replaceAll('\t', '  ') + printable(line);
}
