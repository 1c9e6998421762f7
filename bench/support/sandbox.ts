import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempRepo, type TempRepo } from '../../test/support/temp-repo.js';
import { runCommand } from './command.js';

/** Printed by the shells of the benchmarks when they are ready. */
export const PROMPT = 'BENCHREADY> ';

export interface Sandbox {
  readonly root: string;
  readonly repo: TempRepo;
  readonly env: Record<string, string>;
  /** Program and arguments that run qtui. */
  readonly qtui: readonly string[];
  /** Ends the host of the sandbox, if one runs. */
  stopHost(): Promise<void>;
  dispose(): Promise<void>;
}

/** A private home with a repository in it; nothing of it is left after `dispose`. */
export async function createSandbox(checkout: string, repo?: TempRepo): Promise<Sandbox> {
  const own = repo ?? (await createTempRepo());
  const env = { ...own.env, SHELL: '/bin/sh', PS1: PROMPT };
  const qtui = [process.execPath, join(checkout, 'bin', 'qtui.js')];
  await chmod(own.root, 0o700);
  const stopHost = async () => {
    await runCommand([...qtui, 'kill-server', '--yes'], { cwd: own.path, env });
  };
  return {
    root: own.root,
    repo: own,
    env,
    qtui,
    stopHost,
    async dispose() {
      await stopHost();
      await own.dispose();
    },
  };
}
