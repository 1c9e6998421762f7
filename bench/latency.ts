import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { quantile } from './support/measure.js';
import { ALL_OUTERS, FLOORS, installed, RIVALS } from './support/outers/list.js';
import { type Arrangement, type Outer, type OuterRun, READY } from './support/outers/outer.js';
import { createSandbox, type Sandbox } from './support/sandbox.js';
import { writeStream } from './support/streams.js';

/** The terminal itself shows what is typed: no program has a part in it. */
const ECHO = `stty -icanon echo; printf ${READY}; exec sleep 100000`;

/** Characters no stream prints, in two bytes each; none is typed twice. */
const FIRST_KEY = 0x100;
const KEYS = 200;
/** The first ones compile the code of everybody who has any to compile. */
const WARM_UP = 60;

/** Shown by the second pane, in a row where the first one shows nothing, so that all of it is painted. */
const SECOND = 'SECONDPANE';
const SHOW_SECOND = `printf '\\033[9H${SECOND}'; exec sleep 100000`;
const NEXT = '\x02n';
const PREVIOUS = '\x02p';
const SWITCHES = 20;

interface Situation {
  readonly name: string;
  readonly outers: readonly Outer[];
  /** Between the first pane and the second, which shows SECOND. */
  readonly switches?: boolean;
  arrangement(stream: string): Arrangement;
}

const flood = (stream: string) => `while :; do cat ${stream}; done`;

const SITUATIONS: readonly Situation[] = [
  {
    name: 'idle',
    outers: [...FLOORS, ...ALL_OUTERS],
    arrangement: () => ({ commands: [ECHO], show: 'first' }),
  },
  {
    name: 'beside a visible flood',
    outers: RIVALS,
    arrangement: (stream) => ({ commands: [ECHO, flood(stream)], show: 'all' }),
  },
  {
    name: 'beside a hidden flood',
    outers: RIVALS,
    arrangement: (stream) => ({ commands: [ECHO, flood(stream)], show: 'first' }),
  },
  {
    name: 'over 20 busy sessions',
    outers: RIVALS,
    arrangement: () => ({ commands: [ECHO, ...busyCommands(20)], show: 'first' }),
  },
  {
    name: 'over 100 sessions, 20 busy',
    outers: RIVALS,
    switches: true,
    arrangement: () => ({
      commands: [ECHO, ...Array.from({ length: 79 }, () => SHOW_SECOND), ...busyCommands(20)],
      show: 'first',
    }),
  },
];

/** A spinner ten times a second, as agents have; bash waits without starting a process. */
export function busyCommands(count: number): string[] {
  const spin =
    'exec 9<> <(:); while :; do printf "\\r\\033[2K\\033[3$((RANDOM % 8))mworking $RANDOM\\033[m"; read -t 0.1 -u 9; done';
  return Array.from({ length: count }, () => `exec bash -c '${spin}'`);
}

/** From a key to its echo on the person's terminal. */
export const latencyBenchmark: Benchmark = {
  name: 'latency',
  what: 'from a key to its echo, p50 and p99 of each round',
  async run({ root, quick }: BenchmarkOptions): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    const files = await createSandbox(root);
    try {
      const stream = join(files.root, 'stream');
      await writeStream(stream, 'agent TUI', 4);
      for (const situation of SITUATIONS) {
        // The others are for comparison in one situation alone.
        const outers = await installed(quick ? RIVALS : situation.outers);
        const arrangement = situation.arrangement(stream);
        measurements.push(...(await measure(root, situation, outers, arrangement, quick)));
      }
      return measurements;
    } finally {
      await files.dispose();
    }
  },
};

async function measure(
  root: string,
  { name: situation, switches = false }: Situation,
  outers: readonly Outer[],
  arrangement: Arrangement,
  quick: boolean,
): Promise<Measurement[]> {
  const rounds = quick ? 1 : 2;
  const values: Record<string, number[]> = {};
  const note = (what: string, outer: string, times: readonly number[]) => {
    for (const p of [50, 99]) {
      const name = `${what}, ${outer}, p${p}`;
      values[name] = [...(values[name] ?? []), quantile(times, p / 100)];
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const outer of outers) {
      const sandbox = await createSandbox(root);
      try {
        await withPanes(outer, sandbox, arrangement, async (run) => {
          note(situation, outer.name, await typeKeys(run, quick ? 40 : KEYS));
          if (switches) note(`switching ${situation}`, outer.name, await switchPanes(run));
        });
      } finally {
        await sandbox.dispose();
      }
    }
  }
  return Object.entries(values).map(([name, each]) => {
    const rival = name.replace(/, [a-z]+, p/, ', tmux, p');
    return { name, unit: 'ms', values: each, ...(name === rival ? {} : { comparedWith: rival }) };
  });
}

async function withPanes(
  outer: Outer,
  sandbox: Sandbox,
  arrangement: Arrangement,
  work: (run: OuterRun) => Promise<void>,
): Promise<void> {
  const run = await outer.open(sandbox, arrangement);
  if (!run) throw new Error(`${outer.name} cannot show ${arrangement.commands.length} panes.`);
  try {
    await delay(500);
    await work(run);
  } finally {
    await run.close();
  }
}

async function typeKeys({ client }: OuterRun, keys: number): Promise<number[]> {
  const times: number[] = [];
  for (let key = 0; key < WARM_UP + keys; key += 1) {
    const taken = await client.echo(String.fromCodePoint(FIRST_KEY + key));
    if (key >= WARM_UP) times.push(taken);
    // Of no length that a frame rate could fall in with.
    await delay(6 + ((key * 7) % 13));
  }
  return times;
}

/** All of a pane is painted in place of another one. */
async function switchPanes({ client }: OuterRun): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < SWITCHES; turn += 1) {
    times.push(await client.answer(NEXT, SECOND));
    await delay(50);
    times.push(await client.answer(PREVIOUS, READY));
    await delay(50);
  }
  return times;
}
