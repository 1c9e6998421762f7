import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanupBenchmark } from './cleanup.js';
import { createBenchmark } from './create.js';
import { listBenchmark } from './list.js';
import { mergeBenchmark } from './merge.js';
import { radarBenchmark } from './radar.js';
import { scanBenchmark } from './scan.js';
import { startBenchmark } from './start.js';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { formatTable } from './support/measure.js';
import { throughputBenchmark } from './throughput.js';

const BENCHMARKS: readonly Benchmark[] = [
  startBenchmark,
  createBenchmark,
  mergeBenchmark,
  radarBenchmark,
  cleanupBenchmark,
  listBenchmark,
  scanBenchmark,
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
  const options = { root, quick: values.quick };
  const results: Record<string, Measurement[]> = {};
  for (const benchmark of chosen) {
    results[benchmark.name] =
      chosen.length === 1 ? await runHere(benchmark, options) : await runApart(benchmark, options);
  }
  if (values.json) {
    await writeFile(values.json, `${JSON.stringify({ schema: 1, results }, null, 2)}\n`);
  }
  return 0;
}

async function runHere(benchmark: Benchmark, options: BenchmarkOptions): Promise<Measurement[]> {
  process.stdout.write(`\n${benchmark.name}: ${benchmark.what}\n`);
  const measurements = await benchmark.run(options);
  process.stdout.write(formatTable(measurements));
  return measurements;
}

/**
 * In a process of its own: every program that is started copies the page tables of its parent, and
 * what one benchmark leaves in memory would be measured in the next.
 */
async function runApart(
  { name }: Benchmark,
  { root, quick }: BenchmarkOptions,
): Promise<Measurement[]> {
  const directory = await mkdtemp(join(tmpdir(), 'qtui-bench-'));
  try {
    const json = join(directory, 'results.json');
    const args = ['bench/main.ts', name, '--json', json, ...(quick ? ['--quick'] : [])];
    const child = spawn(process.execPath, ['scripts/run-typescript.mjs', ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`The benchmark ${name} ended with ${code}.`);
    return JSON.parse(await readFile(json, 'utf8')).results[name];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
