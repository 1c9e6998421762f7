import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { CheckRun } from '../../core/ports/checks.js';
import { count, printable } from '../../core/text.js';
import { runInGroup } from '../process-group.js';

export interface CheckCommand {
  /** Program and arguments. */
  command: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Gets every line of its output as text that can be shown. */
  onOutput?: ((line: string) => void) | undefined;
  /** Everything else on the machine goes first, before all that it starts. */
  isBackground?: boolean | undefined;
  /** Gets the id of the process, which leads a group of its own. */
  onStart?: ((pid: number) => void) | undefined;
}

/** Lines of its output that the error of a failed check shows. */
const SHOWN_LINES = 20;
/** Lines that the error's data holds. */
const KEPT_LINES = 200;
/**
 * Of a check in the background, from its first moment on: a priority that is set once it runs is not
 * that of what it has started by then.
 */
const LOWEST_PRIORITY = '19';
const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/** How a check command ended; its process group has ended in every case. */
export type CheckEnd = Pick<CheckRun, 'outcome' | 'exitCode' | 'durationMs' | 'error'>;

/**
 * Runs the check command to its end, and resolves however that was: for any code but 0, when it
 * cannot be started, and when its time is up, the error is `check-failed` with its last lines;
 * `aborted` when it was cancelled.
 */
export async function runCheckCommand(check: CheckCommand): Promise<CheckEnd> {
  const [program = '', ...own] = check.command;
  const [file, args] = check.isBackground
    ? ['nice', ['-n', LOWEST_PRIORITY, program, ...own]]
    : [program, own];
  const lines = new OutputLines(check.onOutput);
  const [stdout, stderr] = [lines.stream(), lines.stream()];
  const began = performance.now();
  const ended = await runInGroup(
    { file, args, cwd: check.cwd, env: check.env },
    {
      ...{ timeoutMs: check.timeoutMs, signal: check.signal, endsWithLeader: true },
      onStdout: (data) => stdout.write(data),
      onStderr: (text) => stderr.write(Buffer.from(text)),
      ...(check.onStart && { onStart: check.onStart }),
    },
  ).catch((error: Error) => ({ error }));
  stdout.end();
  stderr.end();
  const durationMs = Math.round(performance.now() - began);
  const name = `The check "${check.command.map(printable).join(' ')}"`;
  if ('error' in ended) {
    const { message } = toQtuiError(ended.error, `start ${program}`);
    const error = failed(`${name} could not be started. ${message}`, check, lines.kept);
    return { outcome: 'failed', durationMs, error };
  }
  if (ended.stopped === 'aborted') {
    const error = new QtuiError('aborted', `${name} was cancelled.`, { untouched: NOTHING_MERGED });
    return { outcome: 'cancelled', durationMs, error };
  }
  const words = lines.kept.slice(-SHOWN_LINES);
  const output = words.length > 0 ? `:\n${words.join('\n')}` : '.';
  if (ended.stopped === 'timeout') {
    const limit = duration(check.timeoutMs);
    const what = `${name} did not end in ${limit} and was stopped${output}`;
    return { outcome: 'timeout', durationMs, error: failed(what, check, lines.kept) };
  }
  const { code: exitCode } = ended;
  if (exitCode === 0) return { outcome: 'passed', exitCode, durationMs };
  const what = `${name} failed with code ${exitCode}${output}`;
  const error = failed(what, check, lines.kept, exitCode);
  return { outcome: 'failed', exitCode, durationMs, error };
}

function failed(
  message: string,
  { command }: CheckCommand,
  output: readonly string[],
  exitCode?: number,
): QtuiError {
  return new QtuiError('check-failed', message, {
    untouched: NOTHING_MERGED,
    hint: 'Put right what it complains about, or merge with --no-check.',
    data: { command, output, ...(exitCode !== undefined && { exitCode }) },
  });
}

function duration(ms: number): string {
  return ms >= 120_000
    ? count(Math.round(ms / 60_000), 'minute')
    : count(Math.round(ms / 1000), 'second');
}

/** The lines of several streams in the order in which they were completed. */
class OutputLines {
  /** The last ones. */
  readonly kept: string[] = [];
  readonly #onLine: ((line: string) => void) | undefined;

  constructor(onLine: ((line: string) => void) | undefined) {
    this.#onLine = onLine;
  }

  stream(): { write(data: Buffer): void; end(): void } {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    return {
      write: (data) => {
        const parts = (rest + decoder.write(data)).split(/[\r\n]+/);
        rest = parts.pop() ?? '';
        for (const part of parts) this.#add(part);
      },
      end: () => this.#add(rest + decoder.end()),
    };
  }

  #add(raw: string): void {
    const line = printable(stripVTControlCharacters(raw));
    if (line === '') return;
    this.kept.push(line);
    if (this.kept.length > KEPT_LINES) this.kept.shift();
    this.#onLine?.(line);
  }
}
