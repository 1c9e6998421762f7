import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ended, GroupLeader, Supervision } from '../../../src/git/process-group.js';
import { fromSent, type Order, type Report } from './messages.js';

// Its other functions need no process of their own; the one below takes precedence.
export * from '../../../src/git/process-group.js';

/** The program of `main.ts`, which the set-up of the test run has bundled. */
const PROGRAM = fileURLToPath(
  new URL('../../../node_modules/.cache/qtui-test/outside.mjs', import.meta.url),
);

interface Run {
  how: Supervision;
  resolve(ended: Ended): void;
  reject(error: Error): void;
}

const runs = new Map<number, Run>();
let outside: ChildProcess | undefined;
let lastId = 0;

/**
 * The product's `runInGroup`, run in a small process beside the test worker. A fork copies the
 * page tables of all that the process holds, and in a worker that is more work than a git's own.
 */
export function runInGroup(program: GroupLeader, how: Supervision): Promise<Ended> {
  if (how.signal?.aborted) return Promise.resolve({ code: 128, stopped: 'aborted' });
  const child = outside ?? startOutside();
  lastId += 1;
  const id = lastId;
  const { timeoutMs, killDelayMs, input, endsWithLeader } = how;
  return new Promise<Ended>((resolve, reject) => {
    const onAbort = () => send(child, { kind: 'abort', id });
    const end = () => {
      runs.delete(id);
      how.signal?.removeEventListener('abort', onAbort);
      if (runs.size === 0) hold(child, false);
    };
    runs.set(id, {
      how,
      resolve: (ended) => {
        end();
        resolve(ended);
      },
      reject: (error) => {
        end();
        reject(error);
      },
    });
    hold(child, true);
    how.signal?.addEventListener('abort', onAbort, { once: true });
    send(child, {
      ...{ kind: 'run', id },
      // Copies: what else an object carries may not be sendable.
      program: { ...program, args: [...program.args], env: { ...program.env } },
      how: {
        timeoutMs,
        ...(killDelayMs !== undefined && { killDelayMs }),
        ...(input !== undefined && { input }),
        ...(endsWithLeader !== undefined && { endsWithLeader }),
      },
    });
  });
}

/** Ends the small process when one was started. */
export async function endOutside(): Promise<void> {
  const child = outside;
  if (child === undefined) return;
  outside = undefined;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.ref();
    child.disconnect();
  });
}

function startOutside(): ChildProcess {
  const child = fork(PROGRAM, [], {
    execArgv: ['--max-semi-space-size=1'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (report: Report) => answer(report));
  child.on('exit', (code, signal) => {
    if (outside === child) outside = undefined;
    const error = new Error(`What starts programs for the tests has ended: ${code ?? signal}`);
    for (const run of [...runs.values()]) run.reject(error);
  });
  outside = child;
  return child;
}

function answer(report: Report): void {
  const run = runs.get(report.id);
  if (run === undefined) return;
  if (report.kind === 'started') run.how.onStart?.(report.pid);
  else if (report.kind === 'stdout') run.how.onStdout?.(Buffer.from(report.data));
  else if (report.kind === 'stderr') run.how.onStderr?.(report.text);
  else if (report.kind === 'rejected') run.reject(fromSent(report.error));
  else {
    const { ended } = report;
    run.resolve('error' in ended ? { error: fromSent(ended.error) } : ended);
  }
}

function send(child: ChildProcess, order: Order): void {
  child.send(order, (error) => {
    if (error) runs.get(order.id)?.reject(error);
  });
}

/** Only while a program runs may the small process keep the worker from ending. */
function hold(child: ChildProcess, isHeld: boolean): void {
  if (isHeld) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
