import { type FileHandle, open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './support/command.js';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { ALL_OUTERS, installed, RIVALS } from './support/outers/list.js';
import { type Outer, type OuterRun, READY } from './support/outers/outer.js';
import { createSandbox, type Sandbox } from './support/sandbox.js';
import { STREAMS, type StreamName, usualSize, writeStream } from './support/streams.js';

/** Letters that no stream has, another one for each turn: what is equal is not painted again. */
const FIRST_END = 0x500;
const PRINT_END = "printf '\\033[m\\033[2J\\033[H%s\\n' $end";

type Way = 'visible' | 'hidden' | 'four at once';

const STREAMS_OF: Readonly<Record<Way, readonly StreamName[]>> = {
  visible: STREAMS,
  hidden: ['agent TUI', 'coloured log', 'line scroll, tiny writes'],
  'four at once': ['agent TUI', 'coloured log'],
};

/** One look at a part of a stream will do for those that nothing is compared with: dvtm takes ten times as long. */
const WITHOUT_TARGET = new Set(['screen', 'dvtm']);

/** How fast multiplexers take what `cat` prints, and the CPU time that they need for it. */
export const throughputBenchmark: Benchmark = {
  name: 'throughput',
  what: 'cat of a stream in panes of 200×50: in sight until its end is painted, hidden, four at once',
  async run(options: BenchmarkOptions): Promise<Measurement[]> {
    const results = new Results();
    await measure('visible', await installed(ALL_OUTERS), options, results);
    await measure('hidden', await installed(RIVALS), options, results);
    await measure('four at once', await installed(RIVALS), options, results);
    return results.measurements();
  },
};

interface Contestant {
  readonly name: string;
  readonly sandbox: Sandbox;
  readonly run: OuterRun;
  /** Kept open in both directions, so that nobody waits for the other and nobody sees an end. */
  readonly pipes: readonly FileHandle[];
  turns: number;
}

/** All are open at the same time and take their turns, so that what else the machine does is shared. */
async function measure(
  way: Way,
  outers: readonly Outer[],
  { root, quick }: BenchmarkOptions,
  results: Results,
): Promise<void> {
  const contestants: Contestant[] = [];
  const files = await createSandbox(root);
  try {
    for (const outer of outers) contestants.push(await open(way, outer, root));
    // Four panes print four times as much.
    const part = (quick ? 1 / 20 : 1) / (way === 'four at once' ? 2 : 1);
    for (const stream of STREAMS_OF[way]) {
      const inputs = await writeInputs(files.root, stream, usualSize(stream) * part);
      for (let round = 0; round < (quick ? 1 : 3); round += 1) {
        await takeTurns(way, contestants, inputs, results, round);
      }
    }
    for (const { name, run } of contestants) {
      const usage = run.usage();
      if (usage && name !== 'raw')
        results.note(`${way}: peak memory`, name, 'MB', usage.peak / 1e6);
    }
  } finally {
    for (const { run, sandbox, pipes } of contestants) {
      for (const pipe of pipes) await pipe.close();
      await run.close();
      await sandbox.dispose();
    }
    await files.dispose();
  }
}

interface Input {
  readonly stream: StreamName;
  readonly file: string;
  readonly bytes: number;
}

interface Inputs {
  readonly whole: Input;
  readonly part: Input;
}

async function writeInputs(directory: string, stream: StreamName, size: number): Promise<Inputs> {
  const write = async (name: string, megabytes: number): Promise<Input> => {
    const file = join(directory, name);
    return { stream, file, bytes: await writeStream(file, stream, megabytes) };
  };
  return { whole: await write('whole', size), part: await write('part', Math.min(size, 2)) };
}

async function takeTurns(
  way: Way,
  contestants: readonly Contestant[],
  { whole, part }: Inputs,
  results: Results,
  round: number,
): Promise<void> {
  for (const contestant of contestants) {
    if (!WITHOUT_TARGET.has(contestant.name)) await takeTurn(way, contestant, whole, results);
    else if (round === 0) await takeTurn(way, contestant, part, results);
  }
}

async function takeTurn(
  way: Way,
  contestant: Contestant,
  { stream, file, bytes }: Input,
  results: Results,
): Promise<void> {
  const { name, run } = contestant;
  const before = run.usage();
  const taken = await cat(way, contestant, file);
  const after = run.usage();
  const size = bytes * (way === 'four at once' ? 4 : 1);
  results.note(`${way}: ${stream}`, name, 'MB/s', size / 1e3 / taken);
  if (before && after && name !== 'raw') {
    const seconds = after.seconds - before.seconds;
    results.note(`${way}: ${stream}`, name, 's/100 MB', (seconds / size) * 1e8);
  }
}

async function open(way: Way, outer: Outer, root: string): Promise<Contestant> {
  const sandbox = await createSandbox(root);
  const fifo = (name: string) => join(sandbox.root, name);
  const panes = { visible: 1, hidden: 2, 'four at once': 4 }[way];
  const names = Array.from({ length: panes }, (_, pane) => [
    fifo(`go${pane}`),
    fifo(`done${pane}`),
  ]);
  await runCommand(['mkfifo', ...names.flat()], { cwd: sandbox.root, env: sandbox.env });
  const pipes = await Promise.all(names.map(([go = '']) => openFile(go, 'r+')));
  const commands = names.map(([go, done], pane) => {
    const end = way === 'visible' ? PRINT_END : `echo > ${done}`;
    const ready = pane === 0 ? `printf ${READY}; ` : '';
    return `${ready}while read file end < ${go}; do cat "$file"; ${end}; done`;
  });
  const run = await outer.open(sandbox, { commands, show: way === 'hidden' ? 'first' : 'all' });
  if (!run) throw new Error(`${outer.name} cannot show ${panes} panes.`);
  return { name: outer.name, sandbox, run, pipes, turns: 0 };
}

/** Milliseconds. */
async function cat(way: Way, contestant: Contestant, file: string): Promise<number> {
  const { run, sandbox } = contestant;
  const end = String.fromCodePoint(FIRST_END + contestant.turns++);
  const go = async (pane: number) => contestant.pipes[pane]?.write(`${file} ${end}\n`);
  // Whoever opens a pipe waits, and node has four threads to wait in.
  const done = (pane: number) =>
    runCommand(['cat', join(sandbox.root, `done${pane}`)], { cwd: sandbox.root, env: sandbox.env });
  if (way === 'visible') {
    const shown = run.client.until(end);
    await go(0);
    return shown;
  }
  const panes = way === 'hidden' ? [1] : [0, 1, 2, 3];
  const start = performance.now();
  const ends = panes.map(done);
  await Promise.all(panes.map(go));
  await Promise.all(ends);
  return performance.now() - start;
}

/** Values by what was measured, in the order of their first ones. */
class Results {
  readonly #measurements = new Map<string, Measurement>();

  note(what: string, outer: string, unit: Measurement['unit'], value: number): void {
    const name = `${what}, ${outer}${unit === 's/100 MB' ? ', CPU' : ''}`;
    const known = this.#measurements.get(name);
    if (known) {
      known.values.push(value);
      return;
    }
    const rival = `${what}, tmux${unit === 's/100 MB' ? ', CPU' : ''}`;
    const beside = outer === 'tmux' ? {} : { comparedWith: rival };
    this.#measurements.set(name, { name, unit, values: [value], ...beside });
  }

  measurements(): Measurement[] {
    return [...this.#measurements.values()];
  }
}
