import { join } from 'node:path';
import { runCommand } from './support/command.js';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { READY } from './support/outers/outer.js';
import { qtui } from './support/outers/qtui.js';
import { createSandbox } from './support/sandbox.js';
import { writeStream } from './support/streams.js';

/** A gigabyte through one pane: what it does to qtui's memory. */
export const floodBenchmark: Benchmark = {
  name: 'flood',
  what: 'memory at most of host and client while a pane prints a gigabyte (quick: 100 MB)',
  async run({ root, quick }: BenchmarkOptions): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const place of ['visible', 'hidden'] as const) {
      const peak = await flood(root, place, quick ? 100 : 1_000);
      if (peak !== undefined) {
        measurements.push({ name: `${place} pane, host and client`, unit: 'MB', values: [peak] });
      }
    }
    return measurements;
  },
};

/** MB at most; undefined where the system does not tell. */
async function flood(
  root: string,
  place: 'visible' | 'hidden',
  megabytes: number,
): Promise<number | undefined> {
  const sandbox = await createSandbox(root);
  try {
    const [stream, go, done] = ['stream', 'go', 'done'].map((name) => join(sandbox.root, name));
    if (!stream || !go || !done) return undefined;
    const bytes = await writeStream(stream, 'coloured log', 20);
    await runCommand(['mkfifo', go, done], { cwd: sandbox.root, env: sandbox.env });
    const times = Math.ceil((megabytes * 1e6) / bytes);
    const print = `read line < ${go}; i=0; while [ $i -lt ${times} ]; do cat ${stream}; i=$((i+1)); done; echo > ${done}; exec sleep 100000`;
    const commands =
      place === 'visible'
        ? [`printf ${READY}; ${print}`]
        : [`printf ${READY}; exec sleep 100000`, print];
    const run = await qtui.open(sandbox, { commands, show: 'first' });
    if (!run) return undefined;
    try {
      const end = runCommand(['cat', done], { cwd: sandbox.root, env: sandbox.env });
      await runCommand(['/bin/sh', '-c', `echo > ${go}`], { cwd: sandbox.root, env: sandbox.env });
      await end;
      const usage = run.usage();
      return usage && usage.peak / 1e6;
    } finally {
      await run.close();
    }
  } finally {
    await sandbox.dispose();
  }
}
