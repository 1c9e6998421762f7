import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { AgentManifest } from '../core/agent.js';
import type { AgentChoice } from '../core/ports/sessions.js';
import { SHELL_KIND } from './manifests.js';

const FALLBACK_SHELL = '/bin/sh';

/**
 * The agents whose program is on PATH, in the order of `manifests`; the shell is always among
 * them and last. Relative and empty entries of PATH are skipped: they would mean another program
 * in every directory. `shell` is the person's $SHELL; /bin/sh stands in when it cannot be run.
 */
export async function findAgents(
  manifests: readonly AgentManifest[],
  options: { path: string; shell?: string | undefined },
): Promise<AgentChoice[]> {
  const directories = options.path.split(delimiter).filter((entry) => isAbsolute(entry));
  const others = manifests.filter(({ kind }) => kind !== SHELL_KIND);
  const shell = manifests.find(({ kind }) => kind === SHELL_KIND);
  const found = await Promise.all(
    others.map(async (manifest) => {
      const program = await firstOnPath(manifest.programs, directories);
      return program === undefined ? undefined : choiceOf(manifest, program);
    }),
  );
  return [
    ...found.filter((choice) => choice !== undefined),
    choiceOf(
      { kind: SHELL_KIND, label: 'Shell', ...shell },
      (await firstOnPath(shell?.programs ?? [], directories)) ??
        (await firstOnPath(options.shell ? [options.shell] : [], directories)) ??
        FALLBACK_SHELL,
    ),
  ];
}

function choiceOf(
  { kind, label, requiresWorktree }: Pick<AgentManifest, 'kind' | 'label' | 'requiresWorktree'>,
  program: string,
): AgentChoice {
  return { kind, label, program, ...(requiresWorktree !== undefined && { requiresWorktree }) };
}

async function firstOnPath(
  programs: readonly string[],
  directories: readonly string[],
): Promise<string | undefined> {
  for (const program of programs) {
    const candidates = isAbsolute(program)
      ? [program]
      : directories.map((directory) => join(directory, program));
    const runnable = await Promise.all(candidates.map(isExecutable));
    const found = candidates[runnable.indexOf(true)];
    if (found !== undefined) return found;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    // What cannot be looked at cannot be started either.
    return false;
  }
}
