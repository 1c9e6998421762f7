import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { build, stop } from 'esbuild';
import { type IPty, spawn } from 'node-pty';
import { emulator, textOf } from '../../../support/outer-terminal.js';
import { isAlive, until } from '../../../support/processes.js';
import { PtyWriter } from '../../../support/pty-writer.js';

const here = dirname(fileURLToPath(import.meta.url));
const nodeModules = join(
  dirname(createRequire(import.meta.url).resolve('blessed/package.json')),
  '..',
);

const LEAVE =
  '\x1b[?1003l\x1b[?1002l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[m\x1b]8;;\x1b\\\x1b[0 q\x1b[?7h\x1b[?25h\x1b[?1049l';

let directory: string;
let client: string;

/** The client in a shell on a terminal of its own; the shell tells what it left behind. */
class Run {
  output = '';
  #hasExited = false;
  readonly #pty: IPty;
  readonly #input: PtyWriter;
  readonly #terminal: ReturnType<typeof emulator>;
  readonly #waiting = new Set<() => void>();

  constructor(cols = 60, rows = 10) {
    const script = `"${process.execPath}" "${client}"; echo "status $?"; stty -a; echo done; read _`;
    this.#pty = spawn('/bin/sh', ['-c', script], {
      name: 'xterm-256color',
      cols,
      rows,
      cwd: directory,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: directory,
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
      },
    });
    this.#input = new PtyWriter(this.#pty);
    this.#terminal = emulator(cols, rows);
    this.#pty.onData((data) => {
      this.output += data;
      this.#terminal.write(data, () => {
        for (const check of this.#waiting) check();
      });
    });
    this.#pty.onExit(() => {
      this.#hasExited = true;
      for (const check of this.#waiting) check();
    });
  }

  press(text: string): void {
    this.#input.write(text);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  /** Shows what the program knows nothing of. */
  scribble(text: string): void {
    this.#terminal.write(`\x1b[H${text}`);
  }

  /** From now on nobody reads what the terminal gets. */
  stopReading(): void {
    this.#pty.pause();
  }

  /** Closes the terminal as a window that is closed. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition()) return;
        finish();
        resolve();
      };
      const timer = setTimeout(() => {
        finish();
        reject(
          new Error(
            `waited in vain for ${what}; the terminal got ${JSON.stringify(this.output.slice(-500))}`,
          ),
        );
      }, 15_000);
      const finish = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
      };
      this.#waiting.add(check);
      check();
    });
  }

  get screen(): string {
    return textOf(this.#terminal);
  }

  gets(bytes: string): Promise<void> {
    return this.until(() => this.output.includes(bytes), JSON.stringify(bytes));
  }

  shows(text: string): Promise<void> {
    return this.until(() => this.screen.includes(text), text);
  }

  /** Process id of the client once it has drawn. */
  async pid(): Promise<number> {
    await this.shows('ready');
    return Number(/pid (\d+)/.exec(this.screen)?.[1]);
  }

  async ended(): Promise<string> {
    // The shell stays until it was read: what it says before it exits may be lost with its terminal.
    await this.until(() => this.output.includes('\r\ndone'), 'the end');
    this.press('\r');
    return this.output;
  }

  kill(): void {
    if (!this.#hasExited) this.#pty.kill('SIGKILL');
  }
}

const runs: Run[] = [];

function start(): Run {
  const run = new Run();
  runs.push(run);
  return run;
}

/** What the shell's terminal shows after the client, with the modes that matter. */
function expectRestored(output: string): void {
  expect(output).toContain(LEAVE);
  const after = output.slice(output.lastIndexOf(LEAVE) + LEAVE.length);
  expect(after).toMatch(/(?<!-)icanon/);
  expect(after).toMatch(/(?<!-)\becho\b/);
  expect(after).toMatch(/(?<!-)opost/);
  expect(after).not.toMatch(/\x1b\[\?\d+h/);
}

/** The process's state as ps(1) shows it. */
async function stateOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return /\) (\w)/.exec(stat)?.[1];
}

function untilGone(pid: number): Promise<void> {
  return until(`process ${pid} is gone`, () => !isAlive(pid));
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-terminal-'));
  client = join(directory, 'client.mjs');
  await symlink(nodeModules, join(directory, 'node_modules'));
  await build({
    entryPoints: [join(here, '../../../fixtures/tui/terminal-client.ts')],
    outfile: client,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  await stop();
});

afterEach(() => {
  for (const run of runs.splice(0)) run.kill();
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the terminal is restored', () => {
  test.each<[string, string, number, string]>([
    ['when the client lets go', 'd', 0, 'after dispose'],
    ['when the process exits', 'e', 3, ''],
    ['by an exception that nobody catches', 't', 1, 'nobody catches this'],
    ['by a rejection that nobody awaits', 'r', 1, 'nobody awaits this'],
    ['before a signal that comes later', 's', 143, ''],
  ])('%s', async (_, key, status, said) => {
    const run = start();
    await run.pid();
    run.press(key);
    const output = await run.ended();
    expectRestored(output);
    const after = output.slice(output.lastIndexOf(LEAVE));
    expect(after).toContain(said);
    expect(after).toContain(`status ${status}`);
  });

  test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'])(
    'on %s, before anybody hears of it',
    async (signal) => {
      const run = start();
      process.kill(await run.pid(), signal);
      const output = await run.ended();
      expectRestored(output);
      expect(output.slice(output.lastIndexOf(LEAVE))).toContain(`after ${signal}`);
      expect(output).toContain('status 7');
    },
  );

  test('on a signal that nobody wants to hear of, which then ends the process', async () => {
    const run = start();
    const pid = await run.pid();
    run.press('n');
    await run.shows('deaf');
    process.kill(pid, 'SIGTERM');
    const output = await run.ended();
    expectRestored(output);
    expect(output).toContain('status 143');
  });

  test('with the keyboard of a kitty terminal given back first', async () => {
    const run = start();
    await run.shows('ready');
    run.press('\x1b[?0u\x1b[?62c');
    await run.shows('ctrl-m true');
    run.press('d');
    const output = await run.ended();
    expectRestored(output);
    expect(output.lastIndexOf('\x1b[<u')).toBeGreaterThan(output.indexOf('\x1b[>5u'));
    expect(output.lastIndexOf('\x1b[<u')).toBeLessThan(output.lastIndexOf('\x1b[?1049l'));
  });

  test('while the process is stopped, and taken again when it goes on', async () => {
    const run = start();
    const pid = await run.pid();
    process.kill(pid, 'SIGTSTP');
    await run.gets(LEAVE);
    await until('the process is stopped', async () => (await stateOf(pid)) === 'T');
    const before = run.output.length;
    process.kill(pid, 'SIGCONT');
    await run.shows('ready');
    expect(run.output.indexOf('\x1b[?1049h', before)).toBeGreaterThanOrEqual(before);
    run.press('k');
    await run.shows('key k');
    run.press('d');
    expectRestored(await run.ended());
  });
});

describe('a client on a real terminal', () => {
  test('ends when its terminal is closed', async () => {
    const run = start();
    const pid = await run.pid();
    run.hangUp();
    await untilGone(pid);
  });

  test('heeds signals while it floods a terminal that takes nothing', async () => {
    const run = start();
    const pid = await run.pid();
    run.press('f');
    await run.gets('38;5;');
    run.stopReading();
    process.kill(pid, 'SIGTERM');
    await untilGone(pid);
  });

  test('comes out of a flood with its terminal restored', async () => {
    const run = start();
    await run.pid();
    run.press('f');
    await run.gets('38;5;');
    run.press('d');
    await run.shows('after dispose');
    expect(run.output.slice(run.output.lastIndexOf(LEAVE) + LEAVE.length)).not.toContain('38;5;');
  });

  test('takes Enter as Enter and Ctrl-c as a key', async () => {
    const run = start();
    await run.pid();
    run.press('\r');
    await run.shows('key enter');
    run.press('\x03');
    await run.shows('key ctrl-c');
  });

  test('follows the size of its terminal', async () => {
    const run = start();
    await run.shows('60x10');
    run.resize(44, 12);
    await run.shows('44x12');
  });

  // Two sizes in one turn end in the first one, of which node tells nothing.
  test('paints anew when its size was another one for a moment', async () => {
    const run = start();
    const pid = await run.pid();
    run.scribble('left of another size');
    await run.shows('left of another size');
    process.kill(pid, 'SIGWINCH');
    await run.until(() => !run.screen.includes('left of'), 'its own first line');
  });
});
