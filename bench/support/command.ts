import { execFile } from 'node:child_process';

/** Runs a command to its end; resolves with its standard output, rejects when it fails. */
export function runCommand(
  argv: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<string> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    execFile(file, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${argv.join(' ')}: ${stderr || stdout}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
