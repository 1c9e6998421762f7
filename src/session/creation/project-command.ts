import type { Config, ProjectCommands } from '../../core/config.js';
import type { Warning } from '../../core/errors.js';
import type { TrustStore, UntrustedCommand } from '../../core/ports/trust.js';
import { commandWords } from '../../core/text.js';
import { distrust } from '../distrust.js';

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
  const would = `${DOES[name]} with ${commandWords(command)}`;
  const warning = await distrust({ trust }, file, would);
  return warning === undefined ? { command } : { untrusted: { command, file }, warning };
}
