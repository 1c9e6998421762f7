import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cleanupBenchmark } from './cleanup.js';
import { createBenchmark } from './create.js';
import { createColdBenchmark } from './create-cold.js';
import { floodBenchmark } from './flood.js';
import { latencyBenchmark } from './latency.js';
import { listBenchmark } from './list.js';
import { mergeBenchmark } from './merge.js';
import { paintBenchmark } from './paint.js';
import { radarBenchmark } from './radar.js';
import { scanBenchmark } from './scan.js';
import { sessionsBenchmark } from './sessions.js';
import { startBenchmark } from './start.js';
import type { Benchmark, BenchmarkOptions, Measurement } from './support/measure.js';
import { formatTable, median } from './support/measure.js';
import { abandonSandboxes } from './support/sandbox.js';
import { throughputBenchmark } from './throughput.js';

const BENCHMARKS: readonly Benchmark[] = [
  startBenchmark,
  latencyBenchmark,
  throughputBenchmark,
  sessionsBenchmark,
  paintBenchmark,
  createBenchmark,
  createColdBenchmark,
  listBenchmark,
  scanBenchmark,
  mergeBenchmark,
  radarBenchmark,
  cleanupBenchmark,
  floodBenchmark,
];
/** Only where they are asked for: the repositories of the rest of them take minutes to make. */
const BY_NAME = new Set(['create-cold', 'merge', 'radar', 'cleanup', 'flood']);
/** What cannot be measured in a part of a minute. */
const BY_NAME_WHEN_QUICK = new Set(['sessions', 'list', 'scan']);

/** Names the directory of the whole run to the processes of its parts. */
const DIRECTORY = 'QTUI_BENCH_DIRECTORY';

let child: ChildProcess | undefined;

/**
 * Runs the benchmarks named in `args` (without names those of the speed of sessions) and prints one
 * table each. `--json FILE` writes them too, `--quick` measures less, `--large` repositories of
 * 200,000 files as well.
 */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const known = BENCHMARKS.map(({ name }) => name);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`No benchmark ${unknown.join(', ')}; there are: ${known.join(', ')}\n`);
    return 2;
  }
  const isUsual = (name: string) =>
    !BY_NAME.has(name) && !(values.quick && BY_NAME_WHEN_QUICK.has(name));
  const chosen = BENCHMARKS.filter(({ name }) =>
    positionals.length === 0 ? isUsual(name) : positionals.includes(name),
  );
  const directory = await openDirectory();
  try {
    const options = { root, quick: values.quick, large: values.large };
    const results: Record<string, Measurement[]> = {};
    for (const benchmark of chosen) {
      results[benchmark.name] =
        chosen.length === 1
          ? await runHere(benchmark, options)
          : await runApart(benchmark, options, directory.path);
    }
    if (values.json) await writeFile(values.json, jsonOf(results));
    return 0;
  } finally {
    // Those that a failure has left open.
    abandonSandboxes();
    directory.remove();
  }
}

/**
 * Everything that is made lies in one directory, which goes however the run ends, as do all
 * processes of its sandboxes.
 */
async function openDirectory(): Promise<{ path: string; remove(): void }> {
  const given = process.env[DIRECTORY];
  const path = given ?? (await realpath(await mkdtemp(join(tmpdir(), 'qtui-bench-'))));
  const remove = () => {
    if (given === undefined) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  process.env['TMPDIR'] = path;
  process.env[DIRECTORY] = path;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void interrupted(signal, remove);
    });
  }
  return { path, remove };
}

async function interrupted(signal: NodeJS.Signals, remove: () => void): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  abandonSandboxes();
  remove();
  process.exit(128 + constants.signals[signal]);
}

async function runHere(benchmark: Benchmark, options: BenchmarkOptions): Promise<Measurement[]> {
  process.stdout.write(`\n${benchmark.name}: ${benchmark.what}\n`);
  const start = performance.now();
  const measurements = await benchmark.run(options);
  const seconds = (performance.now() - start) / 1_000;
  process.stdout.write(`${formatTable(measurements)}  took ${seconds.toFixed(0)} s\n`);
  return measurements;
}

/**
 * In a process of its own: every program that is started copies the page tables of its parent, and
 * what one benchmark leaves in memory would be measured in the next.
 */
async function runApart(
  { name }: Benchmark,
  { root, quick, large }: BenchmarkOptions,
  directory: string,
): Promise<Measurement[]> {
  const json = join(directory, `${name}.json`);
  const flags = [...(quick ? ['--quick'] : []), ...(large ? ['--large'] : [])];
  const args = ['scripts/run-typescript.mjs', 'bench/main.ts', name, '--json', json, ...flags];
  child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The benchmark ${name} ended with ${code}.`);
  const { results } = JSON.parse(await readFile(json, 'utf8')) as {
    results: Record<string, Measurement[]>;
  };
  return results[name] ?? [];
}

function jsonOf(results: Readonly<Record<string, Measurement[]>>): string {
  const told = Object.entries(results).map(([name, measurements]) => {
    const medians = new Map(measurements.map((each) => [each.name, median(each.values)]));
    const rows = measurements.map((each) => {
      const own = median(each.values);
      const other = each.comparedWith === undefined ? undefined : medians.get(each.comparedWith);
      return { ...each, median: own, ...(other === undefined ? {} : { ratio: own / other }) };
    });
    return [name, rows];
  });
  return `${JSON.stringify({ schema: 1, results: Object.fromEntries(told) }, null, 2)}\n`;
}
