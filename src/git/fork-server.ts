import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import {
  type GroupLeader,
  type Limits,
  limitGroup,
  type Stopped,
  signalGroup,
} from './process-group.js';

/** What a program gave that was run to its end. */
export interface Answer {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** A program to run, with what its environment has beside the shell's. */
export interface Order extends GroupLeader {
  baseEnv: Readonly<Record<string, string>>;
}

/** Shells that are kept for the next program, and for how long. */
const MOST_IDLE = 8;
const IDLE_MS = 60_000;
/** From here on a shell says that it could not start the program, or the program that it gave up. */
const FIRST_FAILURE = 126;

const idle: Shell[] = [];

/**
 * Runs a program without input by a shell that stays for the next one. To start a program the
 * system copies the page tables of its parent, and node waits for that: 4 ms for a process of
 * 50 MB, 16 ms at 250 MB, and many times as much on a busy machine, but 0.5 ms for a shell.
 *
 * Resolves with undefined where the shell did not bring it to a good end: it could not be started,
 * it gave up, the shell was killed. The caller then starts it itself, so that only what may run
 * twice is to be run here. A shell ends with this process, also when that is killed.
 */
export async function runByShell(
  order: Order,
  limits: Limits,
): Promise<Answer | { stopped: Stopped } | undefined> {
  if (limits.signal?.aborted) return { stopped: 'aborted' };
  const words = commandLine(order);
  if (words === undefined) return undefined;
  const at = idle.findLastIndex(({ env }) => env === order.baseEnv);
  const shell = (at < 0 ? idle.pop() : idle.splice(at, 1)[0]) ?? new Shell();
  const answer = await shell.run(shell.take(order.baseEnv) + words, limits);
  if (answer === undefined || 'stopped' in answer) {
    void shell.end();
    return answer;
  }
  idle.push(shell);
  shell.rest();
  if (idle.length > MOST_IDLE) void idle[0]?.end();
  return answer.code < FIRST_FAILURE ? answer : undefined;
}

/** Ends the shells that wait for a program, before this process does. */
export async function endIdleShells(): Promise<void> {
  await Promise.all([...idle].map((shell) => shell.end()));
}

/** A child of the shell is what it becomes; undefined for what cannot be written in a shell's words. */
function commandLine({ file, args, cwd, env }: Order): string | undefined {
  const words = [file, ...args];
  if (!isAbsolute(cwd) || [cwd, ...words].some((word) => word.includes('\0'))) return undefined;
  const place = `cd -P -- ${quoted(cwd)} || exit ${FIRST_FAILURE}`;
  return `(${place}; ${exportsOf(env)}exec ${words.map(quoted).join(' ')}) </dev/null`;
}

/** Names that a shell can set; some have their own meaning there, and may not be written to. */
const NAME = /^(?!(BASH\w*|E?UID|PPID|SHELLOPTS|IFS|PWD|OLDPWD|_)$)[A-Za-z_]\w*$/;

function exportsOf(env: Readonly<Record<string, string>>): string {
  const set = Object.entries(env).filter(([name]) => NAME.test(name));
  return set.map(([name, value]) => `export ${name}=${quoted(value)}; `).join('');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A shell in a process group of its own; it runs one program at a time. */
class Shell {
  /** Closes the output of every program; none of them can know it. */
  readonly #mark = randomBytes(16).toString('hex');
  readonly #process: ChildProcess;
  readonly #stdout: MarkedStream;
  readonly #stderr: MarkedStream;
  #onEnd: () => void = () => undefined;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #env: Readonly<Record<string, string>> = {};

  constructor() {
    // The environment is told, so that nobody takes a shell that waits for one of the programs.
    const child: ChildProcess = spawn('/bin/sh', [], {
      ...{ cwd: '/', env: {}, detached: true, stdio: 'pipe' },
    });
    this.#process = child;
    this.#stdout = new MarkedStream(child.stdout, this.#mark);
    this.#stderr = new MarkedStream(child.stderr, this.#mark);
    // Its end is what tells.
    child.stdin?.on('error', () => undefined);
    child.on('error', () => this.#over());
    child.on('exit', () => {
      // Whoever kills the shell alone leaves its program, which nobody waits for any more.
      if (!this.#isOver) signalGroup(child.pid, 'SIGKILL');
      this.#over();
    });
    for (const handle of [child.stdin, child.stdout, child.stderr]) unref(handle);
    // What ends the group is for the program; the shell then tells how it ended.
    child.stdin?.write('trap : TERM\n');
  }

  async run(command: string, limits: Limits): Promise<Answer | { stopped: Stopped } | undefined> {
    clearTimeout(this.#timer);
    if (this.#isOver) return undefined;
    // A process that waits for a program does not end.
    this.#process.ref();
    const limit = limitGroup(this.#process.pid, limits);
    const over = new Promise<undefined>((resolve) => {
      this.#onEnd = () => resolve(undefined);
    });
    const tell = `printf '${this.#mark}%d\\n' $?; printf '${this.#mark}\\n' >&2`;
    this.#process.stdin?.write(`${command}; ${tell}\n`);
    const told = Promise.all([this.#stdout.next(), this.#stderr.next()]);
    const ended = await Promise.race([told, over]);
    limit.release();
    this.#process.unref();
    if (limit.stopped !== undefined) return { stopped: limit.stopped };
    if (ended === undefined) return undefined;
    const [stdout, stderr] = ended;
    return { code: stdout.value, stdout: stdout.data, stderr: stderr.data.toString('utf8') };
  }

  /** The environment that its programs get. */
  get env(): Readonly<Record<string, string>> {
    return this.#env;
  }

  /** What gives it another environment, in its words. */
  take(env: Readonly<Record<string, string>>): string {
    if (env === this.#env) return '';
    const gone = Object.keys(this.#env).filter((name) => !(name in env) && NAME.test(name));
    this.#env = env;
    return `${gone.map((name) => `unset ${name}; `).join('')}${exportsOf(env)}`;
  }

  /** Waits for the next program, but not for ever. */
  rest(): void {
    this.#timer = setTimeout(() => void this.end(), IDLE_MS).unref();
  }

  /** Ends it with all that is left in its group; resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.ref();
    signalGroup(this.#process.pid, 'SIGKILL');
    this.#over();
    await gone;
  }

  #over(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const at = idle.indexOf(this);
    if (at >= 0) idle.splice(at, 1);
    this.#onEnd();
  }
}

/** Lets the process end while nothing but this is open; there is none where no file can be opened. */
function unref(handle: object | null | undefined): void {
  if (handle && 'unref' in handle && typeof handle.unref === 'function') handle.unref();
}

interface Message {
  data: Buffer;
  /** What stood behind the mark. */
  value: number;
}

/** Longer than a mark, a number and a line end. */
const TAIL_LENGTH = 64;

/** Cuts a stream into what lies before each mark with its number and line end. */
class MarkedStream {
  readonly #mark: string;
  #chunks: Buffer[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #isMarked = false;
  #onMessage: ((message: Message) => void) | undefined;

  constructor(stream: Readable | null, mark: string) {
    this.#mark = mark;
    stream?.on('data', (data: Buffer) => this.#take(data));
    stream?.on('error', () => undefined);
  }

  next(): Promise<Message> {
    this.#chunks = [];
    this.#tail = Buffer.alloc(0);
    this.#isMarked = false;
    return new Promise((resolve) => {
      this.#onMessage = resolve;
    });
  }

  #take(data: Buffer): void {
    this.#chunks.push(data);
    // A mark may lie across two chunks.
    const seam = Buffer.concat([this.#tail, data.subarray(0, TAIL_LENGTH)]);
    this.#tail = (data.length < TAIL_LENGTH ? seam : data).subarray(-TAIL_LENGTH);
    this.#isMarked ||= seam.includes(this.#mark) || data.includes(this.#mark);
    if (!this.#isMarked) return;
    const all = Buffer.concat(this.#chunks);
    const end = all.lastIndexOf(this.#mark);
    const lineEnd = all.indexOf('\n', end);
    if (lineEnd < 0) return;
    const value = Number(all.toString('latin1', end + this.#mark.length, lineEnd));
    this.#onMessage?.({ data: all.subarray(0, end), value });
    this.#onMessage = undefined;
  }
}
