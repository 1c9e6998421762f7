import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles a host that runs in a process of its own: `node <file> <socket> [idle ms]
 * [directory of saved output] [interval of saving, ms]`. The file is inside the repository, so that
 * node-pty is found; remove it with `dispose`.
 */
export async function buildHostProgram(): Promise<{ file: string; dispose(): void }> {
  const directory = join(root, 'node_modules', '.cache', 'qtui-test');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `host-${process.pid}.mjs`);
  await build({
    stdin: {
      contents: `
        import { runHost } from './src/pty/host/host.ts';
        const [socketPath, idle, directory, interval] = process.argv.slice(2);
        const saved = directory && { savedScrollback: { directory, interval: Number(interval) } };
        const log = { log: (level, event, fields) => console.log(JSON.stringify({ level, event, ...fields })) };
        const host = await runHost({ socketPath, version: '1.2.3', scrollback: 500,
          idleExitMs: Number(idle ?? 60000), detectAgentState: () => ({ state: 'unknown' }), log, ...saved });
        if (!host.isServing) process.exitCode = 7;
        await host.closed;
      `,
      resolveDir: root,
    },
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['node-pty'],
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  // Its service would count as a process left behind.
  await stop();
  return { file, dispose: () => rmSync(file, { force: true }) };
}
