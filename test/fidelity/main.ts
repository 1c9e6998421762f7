import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorld } from '../support/e2e.js';
import { PaneStage, type StageOptions } from '../support/pane-stage.js';
import { REDUCED_OUTERS } from '../support/reduced-outers.js';
import { CHANGES } from '../support/stage-changes.js';
import { conformanceStreams } from '../support/streams/conformance.js';
import { recordedStreams } from '../support/streams/recordings.js';
import { STREAM_SIZE, type Stream } from '../support/streams/stream.js';
import { markdownTable } from './table.js';
import { TmuxStage } from './tmux-stage.js';

type Report = (where: string, differences: readonly string[]) => void;

/** Cells that were compared, and how many of them were wrong. */
class Tally {
  cells = 0;
  wrong = 0;
  readonly #report: Report | undefined;

  constructor(report?: Report) {
    this.#report = report;
  }

  add(
    { cols, rows }: { cols: number; rows: number },
    differences: readonly string[],
    where: string,
  ) {
    this.cells += cols * rows;
    this.wrong += differences.length;
    if (differences.length > 0) this.#report?.(where, differences);
  }
}

/** Something with a pane to play in: qtui or tmux. */
interface Player {
  play(text: string): Promise<void>;
  settle(): Promise<string[]>;
}

const RESET = '\x1b[?1049l\x1b[!p\x1b[0 q\x1bc\x1b[3J';

/** Plays a stream and compares the screen after each step. */
async function playSteps(
  player: Player,
  { name, steps }: Stream,
  tally: Tally,
  afterStep: (where: string) => Promise<void> = async () => {},
): Promise<void> {
  await player.play(RESET);
  for (const [index, text] of steps.entries()) {
    const where = `${name}, step ${index + 1}`;
    await player.play(text);
    tally.add(STREAM_SIZE, await player.settle(), where);
    await afterStep(where);
  }
}

/** Plays a stream with something happening around the pane after each step. */
function playWithChanges(stage: PaneStage, stream: Stream, tally: Tally, turn: number) {
  let next = turn;
  return playSteps(stage, stream, tally, async (where) => {
    const change = CHANGES[next++ % CHANGES.length];
    await change?.run(stage, async (screen) => {
      const differences = await stage.settle(screen);
      tally.add(stage.direct.size, differences, `${where}, ${change.name}`);
    });
  });
}

async function withStage<T>(options: StageOptions, use: (stage: PaneStage) => Promise<T>) {
  const world = await createWorld();
  try {
    const stage = await PaneStage.open(world, options);
    try {
      return await use(stage);
    } finally {
      await stage.dispose();
    }
  } finally {
    await world.dispose();
  }
}

/** Every stream in tmux; undefined where there is none. */
async function playInTmux(streams: readonly Stream[]): Promise<Tally[] | undefined> {
  if (!['/usr/bin/tmux', '/usr/local/bin/tmux'].some((file) => existsSync(file))) return undefined;
  const world = await createWorld();
  try {
    await world.installAgent('stage', 'stage');
    const stage = await TmuxStage.open(world);
    const tallies: Tally[] = [];
    for (const stream of streams) {
      const tally = new Tally();
      await playSteps(stage, stream, tally);
      tallies.push(tally);
    }
    await stage.dispose();
    return tallies;
  } finally {
    await world.dispose();
  }
}

/**
 * Plays every stream (those whose name holds an argument) in a pane of the built qtui, in tmux, and
 * on terminals that can do less, and prints how many cells differ from a terminal that was given the
 * same bytes. Exit code 1 when one of qtui's does. `--quick`: only the streams, without changes.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  });
  const all = [
    ...(await recordedStreams(join(root, 'test/fixtures/recordings'))),
    ...conformanceStreams(),
  ];
  const streams = all.filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const report: Report = (where, [first, ...more]) =>
    void process.stderr.write(`${where}: ${first} and ${more.length} more\n`);
  const rows: (string | number)[][] = [];
  let wrong = 0;
  const tmux = await playInTmux(streams);
  await withStage({}, async (stage) => {
    for (const [index, stream] of streams.entries()) {
      const plain = new Tally(report);
      await playSteps(stage, stream, plain);
      const changed = new Tally(report);
      if (!values.quick) await playWithChanges(stage, stream, changed, index);
      rows.push([
        stream.name,
        plain.cells,
        plain.wrong,
        tmux?.[index]?.wrong ?? 'not installed',
        ...(values.quick ? [] : [changed.cells, changed.wrong]),
      ]);
      wrong += plain.wrong + changed.wrong;
    }
  });
  const header = ['stream', 'cells', 'wrong, qtui', 'wrong, tmux'];
  if (!values.quick) header.push('cells, with changes', 'wrong, qtui');
  process.stdout.write(`${markdownTable(header, rows)}\n`);
  if (values.quick) return wrong === 0 ? 0 : 1;

  const outers: (string | number)[][] = [];
  for (const [name, options] of Object.entries(REDUCED_OUTERS)) {
    const tally = new Tally((where, differences) => report(`${name}: ${where}`, differences));
    await withStage(options, async (stage) => {
      for (const stream of streams) await playSteps(stage, stream, tally);
    });
    outers.push([name, tally.cells, tally.wrong]);
    wrong += tally.wrong;
  }
  process.stdout.write(markdownTable(['terminal', 'cells', 'wrong'], outers));
  return wrong === 0 ? 0 : 1;
}
