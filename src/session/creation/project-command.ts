import type { Config, ProjectCommands } from '../../core/config.js';
import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { TrustStore, UntrustedCommand } from '../../core/ports/trust.js';
import { commandWords } from '../../core/text.js';

/** What there is to run, and what is not run. */
export interface ProjectCommand {
  /** May run as it is: the person's own, or one of a trusted file. */
  command?: readonly string[];
  /** The repository names this one, and the person has not trusted its file. */
  untrusted?: UntrustedCommand;
  /** Says that a command is not run, and how to change that. */
  warning?: Warning;
}

const DOES = { setup: 'set the worktree up', check: 'check the merge' } as const;

/**
 * The setup or check command that holds: the repository's where its file names one and is
 * trusted, the person's own where the file names none. Never throws: where it cannot be told
 * whether a file is trusted, it is not.
 */
export async function projectCommand(
  { trust }: { trust: TrustStore },
  config: Pick<Config, 'worktrees' | 'merge' | 'project'>,
  name: keyof ProjectCommands,
): Promise<ProjectCommand> {
  const own = name === 'setup' ? config.worktrees.setup : config.merge.check;
  const command = config.project?.commands[name] ?? own;
  if (command.length === 0) return {};
  if (config.project?.commands[name] === undefined) return { command };
  const { file } = config.project;
  try {
    if (await trust.isTrusted(file)) return { command };
  } catch (thrown) {
    const error = toQtuiError(thrown, `look whether ${file.path} is trusted`);
    return { untrusted: { command, file }, warning: asWarning(error) };
  }
  return {
    untrusted: { command, file },
    warning: {
      code: 'untrusted-command',
      message: `${file.path} would ${DOES[name]} with ${commandWords(command)}; that did not run, as you have not trusted the file.`,
      hint: 'See its commands and decide with `qtui trust`.',
    },
  };
}
