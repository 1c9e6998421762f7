import type { NamedCommand, ProjectFile } from '../core/ports/trust.js';
import { commandWords, count, printable } from '../core/text.js';

/** What a person reads before they trust a repository's file, as lines. */
export function trustWords({ path }: ProjectFile, named: readonly NamedCommand[]): string[] {
  if (named.length === 0) return [`${printable(path)} names no command.`];
  return [
    `${printable(path)} names ${count(named.length, 'command')}:`,
    ...named.map(({ name, when, command }) =>
      command.length === 0
        ? `  ${name}: none`
        : `  ${name}, ${when}:\n    ${commandWords(command)}`,
    ),
    'They run with your rights, in the worktree.',
  ];
}
