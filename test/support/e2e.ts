import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutPrivileges } from './faults.js';
import { type FoundProcess, processesOf, until } from './processes.js';
import { createTempRepo, type TempRepo, type TempRepoOptions } from './temp-repo.js';
import { TerminalDriver } from './terminal-driver.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist', 'main.cjs');
const AGENTS = join(ROOT, 'test', 'fixtures', 'agents');

export interface RunOptions {
  cwd?: string;
  /** Laid over the world's environment; undefined removes a variable. */
  env?: Readonly<Record<string, string | undefined>>;
  /** What the program reads from stdin. */
  input?: string;
  /** File permissions hold even where the tests run as root. */
  unprivileged?: boolean;
}

export interface RunResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface OpenOptions extends Omit<RunOptions, 'input' | 'unprivileged'> {
  cols?: number;
  rows?: number;
  kitty?: boolean;
  onOutput?: (data: string) => void;
  unsynchronized?: boolean;
}

/** The built qtui with a home, a repository and a host of its own. */
export interface World {
  readonly repo: TempRepo;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly socket: string;
  /** Runs a command without a terminal. */
  run(args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** As `run`, for `--json`; throws with everything printed when the exit code is not `code`. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in expectations
  json(args: readonly string[], options?: RunOptions & { code?: number }): Promise<any>;
  /** The command line of qtui, for a terminal that is no `TerminalDriver`. */
  command(args?: readonly string[]): readonly string[];
  /** Runs qtui in a terminal. */
  open(args?: readonly string[], options?: OpenOptions): TerminalDriver;
  /** Puts a program of test/fixtures/agents on PATH under an agent's name. */
  installAgent(name: string, fixture: string): Promise<void>;
  /** Processes that this world started and that still run. */
  processes(): Promise<FoundProcess[]>;
  /** Ends everything and removes the directory; throws when a process would be left behind. */
  dispose(): Promise<void>;
}

export async function createWorld(options: TempRepoOptions = {}): Promise<World> {
  await stat(MAIN).catch(() => {
    throw new Error('dist/main.cjs is missing: run `npm run build` first.');
  });
  const repo = await createTempRepo(options);
  const bin = join(repo.root, 'bin');
  await mkdir(bin);
  await symlink(process.execPath, join(bin, 'node'));
  const socket = join(repo.env['XDG_RUNTIME_DIR'] ?? repo.root, 'qtui', 'host.sock');
  const env: Record<string, string> = {
    ...repo.env,
    PATH: `${bin}:${await systemPath()}`,
    SHELL: '/bin/sh',
    PS1: '$ ',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    // Its terminal is the one that reads the screen here.
    TERM_PROGRAM: 'vscode',
    TMPDIR: repo.root,
  };
  const terminals: TerminalDriver[] = [];
  const environment = (changes: RunOptions['env'] = {}) =>
    Object.fromEntries(
      Object.entries({ ...env, ...changes }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      ),
    );

  const run: World['run'] = (args, options = {}) =>
    new Promise((resolve, reject) => {
      const { cwd = repo.path, env: changes, input = '', unprivileged } = options;
      const command = [MAIN, ...args];
      const [program, programArgs] = unprivileged
        ? withoutPrivileges(process.execPath, command)
        : [process.execPath, command];
      const child = spawn(program, programArgs, { cwd, env: environment(changes) });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });

  return {
    repo,
    root: repo.root,
    env,
    socket,
    run,
    command: (args = []) => [process.execPath, MAIN, ...args],
    async json(args, { code = 0, ...runOptions } = {}) {
      const result = await run([...args, '--json'], runOptions);
      if (result.code !== code) {
        const logs = await logTail(repo.env);
        throw new Error(
          `qtui ${args.join(' ')} --json ended with ${result.code}, not ${code}:\n` +
            `${result.stdout}\n${result.stderr}\n${logs}`,
        );
      }
      return JSON.parse(result.stdout);
    },
    open(
      args = [],
      { cols = 100, rows = 30, cwd = repo.path, env: changes, ...terminalOptions } = {},
    ) {
      const terminal = new TerminalDriver(process.execPath, [MAIN, ...args], {
        ...terminalOptions,
        cols,
        rows,
        cwd,
        env: environment(changes),
        diagnose: () => logTail(repo.env),
      });
      terminals.push(terminal);
      return terminal;
    },
    async installAgent(name, fixture) {
      await copyFile(join(AGENTS, fixture), join(bin, name));
    },
    processes: () => processesOf(repo.root),
    async dispose() {
      for (const terminal of terminals) await terminal.dispose();
      // Most tests leave nothing running, and then there is nobody to ask.
      if ((await processesOf(repo.root)).length > 0) {
        await endLeftovers(repo.root, await run(['kill-server', '--yes']));
      }
      await repo.dispose();
    },
  };
}

/** Directories of git and of the ordinary tools; not the developer's own, where agents may be. */
async function systemPath(): Promise<string> {
  const system = ['/usr/local/bin', '/usr/bin', '/bin'];
  const hasGit = await Promise.all(
    system.map((directory) => stat(join(directory, 'git')).then(Boolean, () => false)),
  );
  if (hasGit.includes(true)) return system.join(':');
  for (const directory of (process.env['PATH'] ?? '').split(':')) {
    if (await stat(join(directory, 'git')).catch(() => undefined)) {
      return [directory, ...system].join(':');
    }
  }
  throw new Error('git is not on PATH');
}

/** Waits for the world's processes to end; what does not is killed and makes the test fail. */
async function endLeftovers(marker: string, killed: RunResult): Promise<void> {
  const gone = async () => (await processesOf(marker)).length === 0;
  const end = await until('processes end', gone, 8_000).then(
    () => undefined,
    () => processesOf(marker),
  );
  if (end === undefined) return;
  for (const { pid } of end) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
  await until('leftovers end', gone);
  if (end.length === 0) return;
  const list = end.map(({ pid, command }) => `  ${pid} ${command}`).join('\n');
  throw new Error(
    `Processes were left behind:\n${list}\nkill-server: ${killed.code} ${killed.stdout}${killed.stderr}`,
  );
}

async function logTail(env: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(env['XDG_STATE_HOME'] ?? '', 'qtui', 'logs');
  const names = await readdir(directory).catch(() => []);
  const tails = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, name), 'utf8');
      return `== ${name}\n${text.split('\n').slice(-25).join('\n')}`;
    }),
  );
  return tails.join('\n');
}
