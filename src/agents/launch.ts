import type { AgentManifest } from '../core/agent.js';

export interface AgentLaunch {
  /** Program and arguments without the first prompt; what starts the agent again later. */
  command: string[];
  /** What is started now. */
  argv: string[];
  /** First prompt that is to be typed once the agent is idle. */
  typedPrompt?: string;
}

/** Linux refuses a single argument of 128 KiB or more (MAX_ARG_STRLEN in execve(2)). */
const MAX_ARGUMENT_BYTES = 100_000;

/**
 * How to start an agent with a first message. `command` replaces the manifest's program and
 * arguments; an empty message gives no prompt at all. Shipped manifests give the prompt after
 * `--` or as `--option=value`, so a message that starts with `-` never becomes a flag.
 */
export function planLaunch(
  manifest: AgentManifest,
  options: { program: string; message: string; command?: readonly string[] | undefined },
): AgentLaunch {
  const command = options.command?.length
    ? [...options.command]
    : [options.program, ...manifest.args];
  // An argument cannot carry NUL.
  const message = options.message.replaceAll('\0', '').trim();
  const { prompt } = manifest;
  if (message === '' || prompt.how === 'none') return { command, argv: command };
  if (prompt.how === 'typed' || Buffer.byteLength(message) > MAX_ARGUMENT_BYTES) {
    return { command, argv: command, typedPrompt: message };
  }
  const guarded = guardPositional(prompt.args, message);
  const promptArgs = guarded.map((arg) => arg.split('{prompt}').join(asPrompt(arg, message)));
  return { command, argv: [...command, ...promptArgs] };
}

/** Puts `--` before a bare `{prompt}` of a user's manifest that lacks it, where it is needed. */
function guardPositional(args: readonly string[], message: string): readonly string[] {
  const position = args.indexOf('{prompt}');
  const isOptionValue = position > 0 && (args[position - 1] ?? '').startsWith('-');
  if (position < 0 || isOptionValue || !message.startsWith('-')) return args;
  return [...args.slice(0, position), '--', ...args.slice(position)];
}

/** A single word could name a subcommand of the agent (`update`); a space keeps it a prompt. */
function asPrompt(arg: string, message: string): string {
  return arg === '{prompt}' && !/\s/.test(message) ? `${message} ` : message;
}
