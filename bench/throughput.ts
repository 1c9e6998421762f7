import { join } from 'node:path';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { type BenchOuter, qtuiPane, tmuxPane } from './support/panes.js';
import { createSandbox } from './support/sandbox.js';
import { STREAMS, type StreamName, writeStream } from './support/streams.js';

const OUTERS: Readonly<Record<string, BenchOuter>> = { tmux: tmuxPane, qtui: qtuiPane };

/** How fast a visible pane takes what `cat` prints, qtui beside tmux, round by round. */
export const throughputBenchmark: Benchmark = {
  name: 'throughput',
  what: 'cat of a stream in a visible pane of 200×50, until its end is on the screen',
  async run({ root, quick }: BenchmarkOptions): Promise<Measurement[]> {
    const sandbox = await createSandbox(root);
    try {
      const measurements: Measurement[] = [];
      for (const stream of Object.keys(STREAMS) as StreamName[]) {
        const file = join(sandbox.root, `${stream.replace(' ', '-')}.bin`);
        const bytes = await writeStream(file, stream, quick ? 4 : 20);
        const values: Record<string, number[]> = {};
        for (let round = 0; round < (quick ? 2 : 5); round += 1) {
          for (const [outer, open] of Object.entries(OUTERS)) {
            const pane = await open(sandbox);
            try {
              const taken = await pane.run(`cat ${file}`);
              values[outer] = [...(values[outer] ?? []), bytes / 1e3 / taken];
            } finally {
              await pane.close();
            }
          }
        }
        for (const outer of Object.keys(OUTERS)) {
          measurements.push({
            name: `${stream}, ${outer}`,
            unit: 'MB/s',
            values: values[outer] ?? [],
            ...(outer !== 'tmux' && { comparedWith: `${stream}, tmux` }),
          });
        }
      }
      return measurements;
    } finally {
      await sandbox.dispose();
    }
  },
};
