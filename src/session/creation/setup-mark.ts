import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing, toQtuiError, type Warning } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { PaneLaunch } from '../../core/ports/host.js';
import type { CutOffSetup } from '../../core/ports/sessions.js';
import type { SessionMetadata } from '../../core/session.js';
import { commandWords } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { setupMarkPath } from '../registry/mark.js';
import { projectCommand } from './project-command.js';

/**
 * The setup of a session's worktree that went with its pane before it had ended; undefined where
 * there is none such. Reads only.
 */
export async function cutOffSetup(
  deps: SessionDependencies,
  { worktreeInfo }: SessionMetadata,
): Promise<CutOffSetup | undefined> {
  if (!worktreeInfo || !(await isOpen(worktreeInfo.path))) return undefined;
  const config = await deps.config(worktreeInfo.path);
  const { command, untrusted } = await projectCommand(deps, config, 'setup');
  return { ...(command && { command }), ...(untrusted && { untrusted }) };
}

/** What a person is told of it who opens the session. */
export function cutOffWarning({ command, untrusted }: CutOffSetup): Warning {
  const words = commandWords(command ?? untrusted?.command ?? []);
  return {
    code: 'setup-cut-off',
    message: `The setup of the worktree was cut off before it had ended${words === '' ? '' : `: ${words}`}.`,
    hint: 'What it makes may be missing or half made: run it again, or see to it yourself.',
  };
}

/** The setup command of a launch; the worktree tells from now on that it has to run. */
export async function beginSetup(
  worktree: string,
  argv: readonly string[],
): Promise<NonNullable<PaneLaunch['setup']>> {
  const openMark = setupMarkPath(worktree);
  try {
    await makeDirectories(mkdir, dirname(openMark), 0o700);
    await writeFile(openMark, '', { mode: 0o600 });
  } catch (thrown) {
    throw toQtuiError(thrown, `set up the worktree ${worktree}`);
  }
  return { argv, cwd: worktree, openMark };
}

/** It has run, or is not to. */
export async function endSetup(worktree: string): Promise<void> {
  try {
    await rm(setupMarkPath(worktree), { force: true });
  } catch (thrown) {
    throw toQtuiError(thrown, 'note that the worktree is set up');
  }
}

async function isOpen(worktree: string): Promise<boolean> {
  try {
    await lstat(setupMarkPath(worktree));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw toQtuiError(error, `look whether the worktree ${worktree} is set up`);
  }
}
