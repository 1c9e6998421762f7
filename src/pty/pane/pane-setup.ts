import { rm } from 'node:fs/promises';
import type { PaneExit, PaneLaunch } from '../../core/ports/host.js';
import type { AgentState } from '../../core/session.js';
import { commandWords } from '../../core/text.js';
import { noteLine } from '../scrollback/scrollback-text.js';

/** Looks the program up as a terminal does, and says so there when it is missing; no text is read. */
const RUNNER = ['/bin/sh', '-c', 'exec "$0" "$@"'] as const;

/** What a shell ends with when Ctrl-c has ended its command, 128 + SIGINT. */
const INTERRUPTED = 130;
const SIGINT = 2;

/**
 * The command that a pane runs on its terminal before its program. A failure is shown, and the
 * program starts when the person has read it and presses Enter.
 */
export class PaneSetup {
  readonly #launch: PaneLaunch;
  readonly #setup: NonNullable<PaneLaunch['setup']>;
  #exit: PaneExit | undefined;

  constructor(launch: PaneLaunch, setup: NonNullable<PaneLaunch['setup']>) {
    this.#launch = launch;
    this.#setup = setup;
  }

  /** How the pane's program is, which does not run yet. */
  get state(): AgentState {
    return this.isAsking ? 'waiting' : 'starting';
  }

  /** The command in place of the program. */
  get launch(): { launch: PaneLaunch; program: string; heading: string } {
    const { argv, cwd } = this.#setup;
    return {
      launch: { ...this.#launch, argv: [...RUNNER, ...argv], cwd },
      program: RUNNER[0],
      heading: `${noteLine(`setup: ${commandWords(argv)}`)}\r\n`,
    };
  }

  /** What to show and wait for an answer to; undefined when the program starts now. */
  ended(exit: PaneExit): string | undefined {
    this.#exit = exit;
    return this.isAsking
      ? `\u001b[0m\r\n${noteLine(`${this.#outcome}; Enter goes on without it`)}\r\n`
      : undefined;
  }

  /** It has failed, and nothing runs that could take what is typed. */
  get isAsking(): boolean {
    return this.#exit !== undefined && !isDone(this.#exit) && !isInterrupted(this.#exit);
  }

  /** The program takes over; returns how it has ended, in words. */
  handOver(): string {
    const { openMark } = this.#setup;
    // A mark that stays costs a question whether it should run again, and nothing else.
    if (openMark !== undefined) rm(openMark, { force: true }).catch(() => {});
    return this.#outcome;
  }

  get #outcome(): string {
    const exit = this.#exit;
    if (exit === undefined || isDone(exit)) return 'setup done';
    if (isInterrupted(exit)) return 'setup stopped';
    const { code, signal } = exit;
    return signal > 0 ? `setup ended by signal ${signal}` : `setup failed with code ${code}`;
  }
}

/** True when these typed bytes are the Enter that goes on. */
export function isEnter(bytes: Uint8Array): boolean {
  return bytes.includes(0x0d) || bytes.includes(0x0a);
}

function isDone({ code, signal }: PaneExit): boolean {
  return code === 0 && signal === 0;
}

function isInterrupted({ code, signal }: PaneExit): boolean {
  return signal === SIGINT || code === INTERRUPTED;
}
