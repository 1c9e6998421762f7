import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cleanupBenchmark } from './cleanup.js';
import { createBenchmark } from './create.js';
import { listBenchmark } from './list.js';
import { mergeBenchmark } from './merge.js';
import { radarBenchmark } from './radar.js';
import { startBenchmark } from './start.js';
import type { Benchmark, Measurement } from './support/measure.js';
import { formatTable } from './support/measure.js';
import { throughputBenchmark } from './throughput.js';

const BENCHMARKS: readonly Benchmark[] = [
  startBenchmark,
  createBenchmark,
  mergeBenchmark,
  radarBenchmark,
  cleanupBenchmark,
  listBenchmark,
  throughputBenchmark,
];

/** Runs the benchmarks named in `args` (all without names) and prints one table each. */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const known = BENCHMARKS.map(({ name }) => name);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`No benchmark ${unknown.join(', ')}; there are: ${known.join(', ')}\n`);
    return 2;
  }
  const chosen = BENCHMARKS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const results: Record<string, Measurement[]> = {};
  for (const benchmark of chosen) {
    process.stdout.write(`\n${benchmark.name}: ${benchmark.what}\n`);
    const measurements = await benchmark.run({ root, quick: values.quick });
    results[benchmark.name] = measurements;
    process.stdout.write(formatTable(measurements));
  }
  if (values.json) {
    await writeFile(values.json, `${JSON.stringify({ schema: 1, results }, null, 2)}\n`);
  }
  return 0;
}
