import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { Terminal } from '@xterm/headless';
import type { World } from './e2e.js';
import { emulator } from './outer-terminal.js';
import { isAlive, processesOf, until } from './processes.js';

const run = promisify(execFile);

/** Starting an X server and a terminal takes long on a busy machine, ms. */
const PATIENCE = 30_000;

/** qtui in a real xterm on an X server of its own: keys are pressed as a person presses them. */
export class RealXterm {
  readonly #world: World;
  readonly #server: ChildProcess;
  readonly #xterm: ChildProcess;
  readonly #env: Record<string, string>;
  readonly #output: Readable;
  readonly #screen: Terminal;

  /**
   * `script` copies what qtui writes into a pipe: the screen is read from there, for what an xterm
   * shows cannot be read from outside.
   */
  static async start(world: World, command: readonly string[]): Promise<RealXterm> {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1000x700x24'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const display = await displayOf(server);
    const env = { ...world.env, DISPLAY: `:${display}` };
    const pipe = join(world.root, 'screen');
    await run('mkfifo', [pipe]);
    const size = { cols: 100, rows: 30 };
    const xterm = spawn(
      'xterm',
      [
        ...['-u8', '-geometry', `${size.cols}x${size.rows}`],
        ...['-e', 'script', '-qfec', command.map(quoted).join(' '), pipe],
      ],
      { env, cwd: world.repo.path, stdio: 'ignore' },
    );
    const started = new RealXterm(world, server, xterm, env, pipe, size);
    await started.#focus();
    return started;
  }

  private constructor(
    world: World,
    server: ChildProcess,
    xterm: ChildProcess,
    env: Record<string, string>,
    pipe: string,
    { cols, rows }: { cols: number; rows: number },
  ) {
    this.#world = world;
    this.#server = server;
    this.#xterm = xterm;
    this.#env = env;
    this.#screen = emulator(cols, rows);
    this.#output = createReadStream(pipe);
    this.#output.on('data', (bytes) => this.#screen.write(bytes as Uint8Array));
  }

  /** Without a window manager nobody gives the window the keyboard. */
  async #focus(): Promise<void> {
    const found = await this.#xdotool('search', '--sync', '--onlyvisible', '--class', 'xterm');
    await this.#xdotool('windowfocus', '--sync', found.split('\n')[0] ?? '');
  }

  async #xdotool(...args: string[]): Promise<string> {
    const { stdout } = await run('xdotool', args, { env: this.#env, timeout: PATIENCE });
    return stdout;
  }

  /** Keys as xdotool names them: `shift+Return`; a number is a key's place on the keyboard. */
  async press(...keys: string[]): Promise<void> {
    await this.#xdotool('key', '--delay', '30', ...keys);
  }

  /** Sets the keyboard layout, by its name in XKB. */
  async layout(name: string): Promise<void> {
    await run('setxkbmap', [name], { env: this.#env });
  }

  screen(): string {
    const { active } = this.#screen.buffer;
    return Array.from(
      { length: this.#screen.rows },
      (_, y) => active.getLine(y)?.translateToString(true) ?? '',
    ).join('\n');
  }

  async waitForText(text: string | RegExp): Promise<void> {
    await this.#waitFor(`text ${text}`, (screen) =>
      typeof text === 'string' ? screen.includes(text) : text.test(screen),
    );
  }

  async waitForGone(text: string): Promise<void> {
    await this.#waitFor(`no text ${text}`, (screen) => !screen.includes(text));
  }

  async #waitFor(what: string, holds: (screen: string) => boolean): Promise<void> {
    await until(what, () => holds(this.screen()), PATIENCE).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.screen()}`);
    });
  }

  /** Ends qtui, whereupon `script` and the xterm end by themselves. */
  async dispose(): Promise<void> {
    for (const { pid, command } of await processesOf(this.#world.root)) {
      const isClient = /^\S*node \S*\/main\.cjs/.test(command);
      if (isClient && isAlive(pid)) process.kill(pid, 'SIGTERM');
    }
    await exited(this.#xterm);
    this.#server.kill('SIGTERM');
    await exited(this.#server);
    this.#output.destroy();
    this.#screen.dispose();
  }
}

/** The number that the server has picked; it writes it once it can be connected to. */
function displayOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb ended before it could be used.')));
    (server.stdio[3] as Readable).once('data', (bytes: Buffer) => resolve(String(bytes).trim()));
  });
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
