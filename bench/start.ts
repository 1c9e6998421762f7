import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './support/command.js';
import { type Benchmark, besideReference, type Measurement, timed } from './support/measure.js';
import { isOnPath } from './support/outers/others.js';
import { startProgram } from './support/program.js';
import { createSandbox, PROMPT, type Sandbox } from './support/sandbox.js';

const NODE = 'node -e 0';
/** Time that the registry has for the rival, ms. */
const INSTALL_LIMIT = 60_000;

/** From the start of the process to its first frame, with and without a running host. */
export const startBenchmark: Benchmark = {
  name: 'start',
  what: 'from the start of the command to its first frame, 200×50',
  async run({ root, quick }): Promise<Measurement[]> {
    const sandbox = await createSandbox(root);
    try {
      const rows: Record<string, number[]> = {};
      const note = (name: string, taken: number) => {
        rows[name] ??= [];
        rows[name].push(taken);
      };
      const hasTmux = await isOnPath('tmux');
      const ccmanager = quick ? undefined : await installCcmanager(sandbox);
      for (let round = 0; round < (quick ? 3 : 9); round += 1) {
        note(NODE, await startNode(sandbox));
        if (hasTmux) note('tmux, server cold', await startTmux(sandbox));
        await sandbox.stopHost();
        note('qtui, host cold', await firstFrame(sandbox, sandbox.qtui, 'qtui'));
        note('qtui, host warm', await firstFrame(sandbox, sandbox.qtui, 'qtui'));
        if (ccmanager) {
          note('ccmanager', await firstFrame(sandbox, [process.execPath, ccmanager], 'CCManager'));
        }
      }
      return besideReference(rows, NODE);
    } finally {
      await sandbox.dispose();
    }
  },
};

function startNode({ repo, env }: Sandbox): Promise<number> {
  return timed(() => runCommand([process.execPath, '-e', '0'], { cwd: repo.path, env }));
}

async function startTmux(sandbox: Sandbox): Promise<number> {
  const tmux = ['tmux', '-S', join(sandbox.root, 'tmux.sock'), '-f', '/dev/null'];
  const taken = await firstFrame(sandbox, [...tmux, 'new-session', '/bin/sh'], PROMPT.trim());
  await runCommand([...tmux, 'kill-server'], { cwd: sandbox.root, env: sandbox.env });
  return taken;
}

async function firstFrame(
  { repo, env }: Sandbox,
  argv: readonly string[],
  marker: string,
): Promise<number> {
  const program = startProgram(argv, { cwd: repo.path, env });
  const taken = await program.until(marker);
  await program.kill();
  return taken;
}

/** The rival's program, installed into the sandbox alone; undefined, and said, when it cannot be. */
async function installCcmanager({ root }: Sandbox): Promise<string | undefined> {
  const directory = join(root, 'ccmanager');
  const program = join(directory, 'node_modules', '.bin', 'ccmanager');
  await mkdir(directory);
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const cache = join(directory, 'cache');
  const install = [
    'npm',
    'install',
    ...options,
    '--cache',
    cache,
    '--prefix',
    directory,
    'ccmanager',
  ];
  // How the registry is reached is the machine's own setting.
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  try {
    await runCommand(install, { cwd: directory, env, limit: INSTALL_LIMIT });
    await access(program);
    // What it needs of this platform is a package of its own, which may be missing.
    await runCommand([process.execPath, program, '--version'], { cwd: root, env, limit: 10_000 });
    return program;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').at(-1) : error;
    process.stdout.write(`  ccmanager could not be installed; measured without it (${why})\n`);
    return undefined;
  }
}
