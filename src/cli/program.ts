import { Chalk, type ColorSupportLevel, supportsColor } from 'chalk';
import { Command, type CommanderError, Option } from 'commander';
import { isSet, readEnvironment } from '../config/env.js';
import { nearest } from '../config/nearest.js';
import { EXIT, type ExitCode, QtuiError } from '../core/errors.js';
import type { CommandDefinition, OptionDefinition } from './command.js';
import { type Application, compose } from './compose.js';
import { endChildrenWhenInterrupted } from './interrupt.js';
import { Output } from './output.js';
import { failureOf } from './report.js';
import { VERSION } from './version.js';

const DESCRIPTION =
  'A full-screen terminal multiplexer for coding agents: each session is a git worktree.\n' +
  'Without a command, qtui opens its screen.';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused to protect work, 4 conflicts,
            5 not found, 130 interrupted`;

/**
 * Runs one command line; resolves with the exit code and never throws. `hostMain` is the path of
 * the host's entry.
 */
export async function runProgram(argv: readonly string[], hostMain: string): Promise<ExitCode> {
  const env = readEnvironment();
  const out = createOutput(argv, env);
  const commands = await commandsFor(argv);
  const opened: Application[] = [];
  let code: ExitCode = EXIT.done;
  endChildrenWhenInterrupted(async () => {
    const [{ endRunning }, { endCommands }] = await Promise.all([
      import('./engine.js'),
      import('../llm/command.js'),
    ]);
    endCommands();
    await endRunning();
  });

  const execute = async (definition: CommandDefinition, command: Command, words: unknown[]) => {
    const { hostSocket, ...options } = command.optsWithGlobals<Record<string, unknown>>();
    const app = compose({
      env,
      cwd: process.cwd(),
      hostMain,
      kind: definition.opensScreen ? 'tui' : 'cli',
      ...(typeof hostSocket === 'string' && { hostSocket }),
    });
    opened.push(app);
    const args = words as (string | undefined | string[])[];
    code = (await definition.run?.({ app, out, commands }, args, options)) ?? EXIT.done;
  };

  try {
    await build(commands, execute, out).parseAsync(argv, { from: 'user' });
  } catch (thrown) {
    code = report(thrown, out, opened[0]);
  } finally {
    for (const app of opened) await app.dispose();
  }
  return code;
}

type Execute = (definition: CommandDefinition, command: Command, words: unknown[]) => Promise<void>;

/** Scripts and prompts ask for sessions again and again: the other commands stay out of their way. */
async function commandsFor([first]: readonly string[]): Promise<readonly CommandDefinition[]> {
  if (first === 'sessions') {
    return [(await import('./commands/sessions/index.js')).sessionsCommand];
  }
  return (await import('./commands/index.js')).COMMANDS;
}

function build(commands: readonly CommandDefinition[], execute: Execute, out: Output): Command {
  const program = new Command('qtui');
  program
    .description(DESCRIPTION)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .option('--host-socket <path>', 'use the host at this socket instead of your own')
    .addHelpText('after', EXIT_CODES)
    .allowExcessArguments(true)
    .allowUnknownOption(true)
    .exitOverride((error) => stopped(error, program))
    .configureOutput({
      writeErr: () => undefined,
      outputError: () => undefined,
    })
    .action(async (_options: unknown, command: Command) => {
      if (command.args.length > 0) throw notUnderstood(command.args, commands);
      const { tuiCommand } = await import('./commands/tui.js');
      await execute(tuiCommand, command, []);
    });
  for (const definition of commands) program.addCommand(toCommand(definition, execute, out));
  return program;
}

function toCommand(definition: CommandDefinition, execute: Execute, out: Output): Command {
  const command = new Command(definition.name);
  command
    .summary(definition.summary)
    .description([definition.summary, definition.details].filter(Boolean).join('\n\n'))
    .helpOption('-h, --help', 'show help')
    .exitOverride((error) => stopped(error, command))
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  for (const { syntax, description } of definition.arguments ?? []) {
    command.argument(syntax, description);
  }
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  if (definition.examples !== undefined) {
    command.addHelpText('after', `\nExamples:\n${exampleLines(definition.examples, out)}`);
  }
  const children = definition.subcommands ?? [];
  for (const child of children) command.addCommand(toCommand(child, execute, out));
  if (definition.run !== undefined) {
    command.allowExcessArguments(false);
    command.allowUnknownOption(definition.takesDashedWords === true);
    command.action((...parameters: unknown[]) =>
      execute(definition, command, parameters.slice(0, -2)),
    );
  } else {
    command.allowExcessArguments(true).allowUnknownOption(true);
    command.action(() => {
      if (command.args.length > 0) throw notUnderstood(command.args, children);
      throw new QtuiError('usage', `"qtui ${definition.name}" needs a command of its own.`, {
        hint: `One of: ${children.map(({ name }) => name).join(', ')}.`,
      });
    });
  }
  return command;
}

/** Commander's way to end, with the command that can explain what was wrong. */
class CommandStopped extends Error {
  constructor(
    readonly reason: CommanderError,
    readonly command: string,
  ) {
    super(reason.message);
  }
}

function stopped(error: CommanderError, command: Command): never {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  throw new CommandStopped(error, names.join(' '));
}

function toOption({ flags, description, choices, parse, conflicts }: OptionDefinition): Option {
  const option = new Option(flags, description);
  if (choices !== undefined) option.choices([...choices]);
  if (parse !== undefined) option.argParser(parse);
  if (conflicts !== undefined) option.conflicts([...conflicts]);
  return option;
}

function exampleLines(examples: NonNullable<CommandDefinition['examples']>, out: Output): string {
  return examples
    .map(({ command, does }) => `  ${command}\n      ${out.style.dim(does)}`)
    .join('\n');
}

/** What is wrong with words among which is no command. */
function notUnderstood(words: readonly string[], known: readonly CommandDefinition[]): QtuiError {
  const word = words.find((candidate) => !candidate.startsWith('-'));
  if (word === undefined) {
    return new QtuiError('usage', `There is no option ${words[0]} here.`, {
      hint: 'See "qtui --help".',
    });
  }
  const names = known.map(({ name }) => name);
  const meant = nearest(word, names);
  return new QtuiError('usage', `There is no command "${word}".`, {
    hint:
      meant === undefined
        ? `Commands: ${names.join(', ')}. "qtui --help" explains them.`
        : `Did you mean "${meant}"?`,
  });
}

function report(thrown: unknown, out: Output, app: Application | undefined): ExitCode {
  if (thrown instanceof CommandStopped) {
    const { reason, command } = thrown;
    if (reason.exitCode === 0) return EXIT.done;
    const words = reason.message.replace(/^error: /, '');
    out.fail(new QtuiError('usage', words, { hint: `See "${command} --help".` }));
    return EXIT.usage;
  }
  const { error, code } = failureOf(thrown, 'finish the command', app?.logger);
  out.fail(error);
  return code;
}

/** Whether JSON is wanted must be known even when the command line itself is wrong. */
function createOutput(argv: readonly string[], env: Readonly<Record<string, string>>): Output {
  const end = argv.indexOf('--');
  const json = (end < 0 ? argv : argv.slice(0, end)).includes('--json');
  return new Output({
    json,
    style: new Chalk({ level: colorLevel(env, process.stdout.isTTY === true) }),
    columns: tableWidth(env, process.stdout.isTTY ? process.stdout.columns : undefined),
  });
}

/** `FORCE_COLOR` decides where it is set, as for node's own programs, then `NO_COLOR`. */
function colorLevel(env: Readonly<Record<string, string>>, isTerminal: boolean): ColorSupportLevel {
  if (supportsColor === false) return 0;
  if (isSet(env, 'FORCE_COLOR')) return supportsColor.level;
  return isTerminal && !isSet(env, 'NO_COLOR') ? supportsColor.level : 0;
}

/** `COLUMNS` decides where it is a width, then the terminal; without either nothing is cut. */
function tableWidth(
  env: Readonly<Record<string, string>>,
  terminal: number | undefined,
): number | undefined {
  const wanted = Number(env['COLUMNS']);
  return Number.isSafeInteger(wanted) && wanted > 0 ? wanted : terminal;
}
