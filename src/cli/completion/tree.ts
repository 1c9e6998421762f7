import type { CommandDefinition, OptionDefinition } from '../command.js';

/** What a shell can offer for a word: found by qtui, by git, or by the shell itself. */
export type WordKind = 'session' | 'skill' | 'branch' | 'directory' | 'file';

export interface OptionNode {
  /** As they are typed: `--all`, `-a`. */
  names: readonly string[];
  description: string;
  /** It has a value, as the next word or after `=`. */
  takesValue: boolean;
  values: readonly string[];
  kind?: WordKind;
}

/** One command with what may follow it. */
export interface CommandNode {
  /** Words after `qtui`, joined by blanks; '' for qtui itself. */
  path: string;
  commands: readonly { name: string; summary: string }[];
  options: readonly OptionNode[];
  /** Of each argument in order; undefined for free text. */
  places: readonly (WordKind | undefined)[];
  /** More arguments of the last kind may follow. */
  isVariadic: boolean;
}

const HELP: OptionDefinition = { flags: '-h, --help', description: 'show help' };
const OF_PROGRAM: readonly OptionDefinition[] = [
  { flags: '-V, --version', description: 'print the version' },
  { flags: '--host-socket <path>', description: 'use the host at this socket' },
];

/** By the placeholder's word in a definition. */
const KINDS: Readonly<Record<string, WordKind>> = {
  session: 'session',
  sessions: 'session',
  skill: 'skill',
  branch: 'branch',
  revision: 'branch',
  directory: 'directory',
  directories: 'directory',
  path: 'file',
  file: 'file',
};

/** Every command that there is, qtui itself first. */
export function commandTree(definitions: readonly CommandDefinition[]): CommandNode[] {
  const root: CommandDefinition = {
    name: '',
    summary: '',
    options: OF_PROGRAM,
    subcommands: definitions,
  };
  return nodesOf(root, '');
}

function nodesOf(definition: CommandDefinition, path: string): CommandNode[] {
  const children = definition.subcommands ?? [];
  const syntaxes = (definition.arguments ?? []).map(({ syntax }) => syntax);
  const node: CommandNode = {
    path,
    commands: children.map(({ name, summary }) => ({ name, summary })),
    options: [...(definition.options ?? []), HELP].map(optionNode),
    places: syntaxes.map(kindOf),
    isVariadic: syntaxes.at(-1)?.includes('...') === true,
  };
  return [
    node,
    ...children.flatMap((child) =>
      nodesOf(child, path === '' ? child.name : `${path} ${child.name}`),
    ),
  ];
}

function optionNode({ flags, description, choices, suggests }: OptionDefinition): OptionNode {
  const names = flags.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? [];
  const kind = kindOf(flags);
  return {
    names,
    description,
    takesValue: /[<[]/.test(flags),
    values: choices ?? suggests ?? [],
    ...(kind && { kind }),
  };
}

function kindOf(syntax: string): WordKind | undefined {
  const word = /[<[]([a-z]+)/.exec(syntax)?.[1];
  return word === undefined ? undefined : KINDS[word];
}
