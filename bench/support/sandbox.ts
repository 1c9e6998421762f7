import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempRepo, type TempRepo } from '../../test/support/temp-repo.js';
import { runCommand } from './command.js';
import { killProcessesOf } from './processes.js';

/** Printed by the shells of the benchmarks when they are ready. */
export const PROMPT = 'BENCHREADY> ';

export interface Sandbox {
  readonly root: string;
  /** The directory of qtui's own files. */
  readonly checkout: string;
  readonly repo: TempRepo;
  readonly env: Record<string, string>;
  /** Home directory of everything that runs in it, by which its processes are found. */
  readonly home: string;
  /** Program and arguments that run qtui. */
  readonly qtui: readonly string[];
  /** Ends the host of the sandbox, if one runs. */
  stopHost(): Promise<void>;
  dispose(): Promise<void>;
}

const open = new Set<Sandbox>();

/** A private home with a repository in it; nothing of it is left after `dispose`. */
export async function createSandbox(checkout: string, repo?: TempRepo): Promise<Sandbox> {
  const own = repo ?? (await createTempRepo());
  const env = { ...own.env, SHELL: '/bin/sh', PS1: PROMPT };
  const qtui = [process.execPath, join(checkout, 'bin', 'qtui.js')];
  const home = own.env['HOME'] ?? own.root;
  await chmod(own.root, 0o700);
  const stopHost = async () => {
    await runCommand([...qtui, 'kill-server', '--yes'], { cwd: own.path, env });
  };
  const sandbox: Sandbox = {
    root: own.root,
    checkout,
    repo: own,
    env,
    home,
    qtui,
    stopHost,
    async dispose() {
      open.delete(sandbox);
      // After a failure the host may be anything.
      await stopHost().catch(() => {});
      killProcessesOf(home);
      await own.dispose();
    },
  };
  open.add(sandbox);
  return sandbox;
}

/** For an end by a signal: leaves no process of any sandbox. */
export function abandonSandboxes(): void {
  for (const { home } of open) killProcessesOf(home);
}
