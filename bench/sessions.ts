import { setTimeout as delay } from 'node:timers/promises';
import { busyCommands } from './latency.js';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { installed, RIVALS } from './support/outers/list.js';
import { type Outer, type OuterRun, READY } from './support/outers/outer.js';
import { createSandbox } from './support/sandbox.js';

const IDLE = `printf ${READY}; exec sleep 100000`;
/** Time in which CPU time is counted, ms. */
const WATCH = 5_000;

/** What many sessions cost: to attach to, to keep, and to have at work. */
export const sessionsBenchmark: Benchmark = {
  name: 'sessions',
  what: 'attach to 20 sessions; CPU time with 50 of them, with and without a client; memory of full scrollbacks',
  async run({ root, quick }: BenchmarkOptions): Promise<Measurement[]> {
    const results: Measurement[] = [];
    const note = (what: string, outer: string, unit: Measurement['unit'], values: number[]) => {
      const name = `${what}, ${outer}`;
      const beside = outer === 'tmux' ? {} : { comparedWith: `${what}, tmux` };
      if (values.length > 0) results.push({ name, unit, values, ...beside });
    };
    for (const outer of await installed(RIVALS)) {
      const open = (others: readonly string[], work: (run: OuterRun) => Promise<number[]>) =>
        withPanes(outer, root, [IDLE, ...others], work);
      const idle = (count: number) => Array.from({ length: count }, () => IDLE);
      const attached = await open(idle(19), (run) => attach(run, quick ? 2 : 9));
      note('attach to 20 sessions', outer.name, 'ms', attached);
      const sessions = quick ? 20 : 50;
      const watch = quick ? 1_500 : WATCH;
      note(
        `${sessions} idle sessions`,
        outer.name,
        '% CPU',
        // Of the first seconds a part is still that of their start.
        await open(idle(sessions - 1), (run) => cpu(run, watch, quick ? 1 : 3)),
      );
      const busy = await withPanes(outer, root, busySessions(sessions), async (run) => {
        const attended = await cpu(run, watch, quick ? 1 : 2);
        await run.client.kill();
        return [attended, await cpu(run, watch, 1)];
      });
      note(`${sessions} busy sessions`, outer.name, '% CPU', busy[0] ?? []);
      note(`${sessions} busy sessions, no client`, outer.name, '% CPU', busy[1] ?? []);
      // Full lines alone tell the most that a pane can take.
      const fills = quick ? { full: FULL } : { full: FULL, log: LOG };
      for (const [kind, fill] of Object.entries(fills)) {
        const values = await memory(outer, root, quick ? 2 : 5, fill);
        note(`a pane of 10,000 ${kind} lines`, outer.name, 'MB', values);
      }
    }
    return results;
  },
};

/** The first is in sight, and at work as well. */
function busySessions(count: number): string[] {
  const [first = '', ...others] = busyCommands(count);
  return [first.replace('working', READY), ...others];
}

async function withPanes<T>(
  outer: Outer,
  root: string,
  commands: readonly string[],
  work: (run: OuterRun) => Promise<T>,
): Promise<T> {
  const sandbox = await createSandbox(root);
  try {
    const run = await outer.open(sandbox, { commands, show: 'first' });
    if (!run) throw new Error(`${outer.name} cannot show ${commands.length} panes.`);
    try {
      return await work(run);
    } finally {
      await run.close();
    }
  } finally {
    await sandbox.dispose();
  }
}

async function attach(run: OuterRun, rounds: number): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push((await run.attach?.()) ?? Number.NaN);
  return values;
}

/** Of one core, percent; several stretches. */
async function cpu(run: OuterRun, watch: number, stretches: number): Promise<number[]> {
  await delay(1_000);
  const values: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const before = run.usage();
    const start = performance.now();
    await delay(watch);
    const after = run.usage();
    const seconds = (performance.now() - start) / 1_000;
    if (before && after) values.push(((after.seconds - before.seconds) / seconds) * 100);
  }
  return values;
}

/** Programs that fill a scrollback of 10,000 lines of 200 columns, wider than any pane here. */
const FULL =
  'awk \'BEGIN { for (i = 0; i < 11000; i++) { s = sprintf("%08d", i * 7919); t = s; while (length(t) < 190) t = t s; print substr(t, 1, 190) } }\'';
const LOG =
  'awk \'BEGIN { for (i = 0; i < 11000; i++) printf "\\033[2m12:00:%02d\\033[0m \\033[3%dmINFO\\033[0m line %d of a log of usual length, with some words\\n", i % 60, i % 7, i }\'';

/** MB that each of `panes` full ones adds. */
async function memory(outer: Outer, root: string, panes: number, fill: string): Promise<number[]> {
  const empty = Array.from({ length: panes }, () => 'exec sleep 100000');
  const full = empty.map(() => `${fill}; exec sleep 100000`);
  const settled = async (run: OuterRun): Promise<number | undefined> => {
    let last = -1;
    for (let look = 0; look < 60; look += 1) {
      await delay(500);
      const usage = run.usage();
      if (!usage) return undefined;
      if (Math.abs(usage.memory - last) < 500_000) return usage.memory;
      last = usage.memory;
    }
    return last;
  };
  const without = await withPanes(outer, root, [IDLE, ...empty], settled);
  const with_ = await withPanes(outer, root, [IDLE, ...full], settled);
  return without === undefined || with_ === undefined ? [] : [(with_ - without) / 1e6 / panes];
}
