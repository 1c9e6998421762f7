import type { ExitCode } from '../core/errors.js';
import type { Application } from './compose.js';
import type { Output } from './output.js';

export interface ArgumentDefinition {
  /** `<name>`, `[name]`, `[name...]`: required, optional, any number. */
  syntax: string;
  description: string;
}

export interface OptionDefinition {
  /** As commander reads it: `--base <revision>`, `-n, --name <name>`, `--yes`. */
  flags: string;
  description: string;
  choices?: readonly string[];
  /** What a shell offers as its value, beside others that it takes. */
  suggests?: readonly string[];
  /**
   * Turns the text into the option's value, that of an option given before at hand; throws
   * `QtuiError` (`usage`).
   */
  parse?: (text: string, previous: unknown) => unknown;
  /** Names (camelCase) of options that cannot be given together with this one. */
  conflicts?: readonly string[];
}

/** What a command is given to work with. */
export interface CommandContext {
  readonly app: Application;
  readonly out: Output;
}

/** What a command that tells of the others is given. */
export interface ProgramContext extends CommandContext {
  /** All that there are. */
  readonly commands: readonly CommandDefinition[];
}

/** A command as data: the parser and the help are generated from it. */
export interface CommandDefinition {
  name: string;
  summary: string;
  details?: string;
  arguments?: readonly ArgumentDefinition[];
  options?: readonly OptionDefinition[];
  examples?: readonly { command: string; does: string }[];
  subcommands?: readonly CommandDefinition[];
  /** A word with a dash that is no option of the command is an argument of it. */
  takesDashedWords?: boolean;
  /** The command is a client that shows panes, at least sometimes. */
  opensScreen?: boolean;
  /** Arguments in order, a variadic one as its words. Resolves with the exit code. */
  run?: (
    context: ProgramContext,
    words: readonly (string | undefined | readonly string[])[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<ExitCode>;
}

export const JSON_OPTION: OptionDefinition = {
  flags: '--json',
  description: 'print one JSON object on stdout',
};

/** A text argument; undefined when it was left out. */
export function textOf(word: string | undefined | readonly string[]): string | undefined {
  return typeof word === 'string' || word === undefined ? word : word.join(' ');
}
