import type { CommandNode, OptionNode, WordKind } from './tree.js';

/** Text as one word of bash, zsh or, without backslashes, fish. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function valued(options: readonly OptionNode[]): readonly OptionNode[] {
  return options.filter(({ takesValue }) => takesValue);
}

/** Every option with a value to offer, by the words before it: `sessions list --sort`. */
export function valueCases(
  nodes: readonly CommandNode[],
  line: (offer: { values: readonly string[]; kind: WordKind | undefined }) => string,
): string[] {
  return nodes.flatMap(({ path, options }) =>
    valued(options)
      .filter(({ values, kind }) => values.length > 0 || kind !== undefined)
      .map(({ names, values, kind }) => {
        const patterns = names.map((name) => quoted(`${path} ${name}`)).join(' | ');
        return `    ${patterns}) ${line({ values, kind })} ;;`;
      }),
  );
}

/** What prints the words of a kind, one a line; after a tab, what such a word is. */
export function lookUps(program: string) {
  return {
    session: `${program} completion --sessions 2>/dev/null`,
    skill: `${program} completion --skills 2>/dev/null`,
    branch: "git for-each-ref --format='%(refname:short)' refs/heads refs/remotes 2>/dev/null",
  } as const satisfies Partial<Record<WordKind, string>>;
}
