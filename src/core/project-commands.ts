import type { Config } from './config.js';
import type { NamedCommand } from './ports/trust.js';

/** Everything that a repository's file would run; it does so only with the person's trust. */
export function namedCommands({
  commands: { setup, check },
  typeChecks = {},
  syntax = {},
}: NonNullable<Config['project']>): NamedCommand[] {
  const ofTypes = Object.entries(typeChecks).flatMap(([type, command]) =>
    typeof command === 'boolean'
      ? []
      : [{ name: `types.${type}.check`, when: `before a merge of type ${type}`, command }],
  );
  const ofFiles = Object.entries(syntax).map(([name, command]) => {
    const when = `for a model’s answer about ${name} files`;
    return { name: `syntax.${name}`, when, command };
  });
  return [
    ...(setup
      ? [{ name: 'setup', when: 'in every new worktree, before the agent', command: setup }]
      : []),
    ...(check ? [{ name: 'check', when: 'before a merge', command: check }] : []),
    ...ofTypes,
    ...ofFiles,
  ];
}
