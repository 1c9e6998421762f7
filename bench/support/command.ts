import { execFile } from 'node:child_process';

/** Runs a command to its end; resolves with its standard output, rejects when it fails or lasts `limit` ms. */
export function runCommand(
  argv: readonly string[],
  options: { cwd: string; env: Record<string, string>; limit?: number },
): Promise<string> {
  const [file = '', ...args] = argv;
  const { limit = 0, ...where } = options;
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { ...where, timeout: limit, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${argv.join(' ')}: ${stderr || stdout}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}
