import { access, mkdir, readFile } from 'node:fs/promises';
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
          const script = [process.execPath, ccmanager.script];
          note('ccmanager', await firstFrame(sandbox, script, 'CCManager'));
          const program = [ccmanager.program];
          note('ccmanager, its program', await firstFrame(sandbox, program, 'CCManager'));
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

interface Ccmanager {
  /** What npm puts on the path: a script that starts the program of this platform. */
  readonly script: string;
  readonly program: string;
}

/** The rival, installed into the sandbox alone; undefined, and said, when it cannot be. */
async function installCcmanager({ root }: Sandbox): Promise<Ccmanager | undefined> {
  const directory = join(root, 'ccmanager');
  const modules = join(directory, 'node_modules');
  await mkdir(directory);
  try {
    await install(directory, 'ccmanager');
    const { optionalDependencies } = JSON.parse(
      await readFile(join(modules, 'ccmanager', 'package.json'), 'utf8'),
    ) as { optionalDependencies: Record<string, string> };
    const system = `-${process.platform}-${process.arch}`;
    const platform = Object.keys(optionalDependencies).find((name) => name.endsWith(system));
    if (platform === undefined) throw new Error(`it has no program for ${system.slice(1)}`);
    const ccmanager = {
      script: join(modules, '.bin', 'ccmanager'),
      program: join(modules, platform, 'bin', 'ccmanager'),
    };
    // npm leaves it out without a word where a registry has the package, but not that version of it.
    const isThere = await access(ccmanager.program).then(
      () => true,
      () => false,
    );
    if (!isThere) await install(directory, platform, 'ccmanager');
    await runCommand([process.execPath, ccmanager.script, '--version'], {
      ...{ cwd: root, env: ownEnvironment(), limit: 10_000 },
    });
    return ccmanager;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').at(-1) : error;
    process.stdout.write(`  ccmanager could not be installed; measured without it (${why})\n`);
    return undefined;
  }
}

async function install(directory: string, ...packages: readonly string[]): Promise<void> {
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const cache = join(directory, 'cache');
  const command = ['npm', 'install', ...options, '--cache', cache, '--prefix', directory];
  await runCommand([...command, ...packages], {
    ...{ cwd: directory, env: ownEnvironment(), limit: INSTALL_LIMIT },
  });
}

/** How the registry is reached is the machine's own setting. */
function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
