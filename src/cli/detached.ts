import { spawn } from 'node:child_process';

/**
 * Starts a process of its own session that outlives this one, without terminal and output.
 * Resolves when it runs.
 */
export function startDetached(
  [program = '', ...args]: readonly string[],
  { env, cwd }: { env: Readonly<Record<string, string | undefined>>; cwd: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...env }, detached: true, stdio: 'ignore' });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
    child.once('error', reject);
  });
}
