import { spawn } from 'node:child_process';
import { toQtuiError } from '../core/errors.js';
import { printable } from '../core/text.js';

/** The terminal is the program's until it ends; an interrupt is for it alone. */
export async function runInTerminal(
  [file = '', ...args]: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<void> {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(file, args, { cwd, env, stdio: 'inherit' });
      child.on('error', (cause) => reject(toQtuiError(cause, `start ${printable(file)}`)));
      child.on('close', () => resolve());
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
