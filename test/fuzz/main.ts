import { parseArgs } from 'node:util';
import { fuzzEmulators } from './emulators/main.js';
import { Fuzzer } from './fuzzer.js';

/** Steps that are tried again to find a shorter way to a failure. */
const TAILS = [1, 3, 10, 30, 100];
/** Steps after which a new client and host begin. */
const RUN = 500;

async function attempt(seed: number, from: number, end: number): Promise<Fuzzed> {
  const fuzzer = await Fuzzer.start();
  try {
    await fuzzer.run(seed, from, end);
    return { log: fuzzer.log };
  } catch (failure) {
    return { log: fuzzer.log, failure: failure instanceof Error ? failure.message : `${failure}` };
  } finally {
    await fuzzer.dispose();
  }
}

interface Fuzzed {
  log: readonly string[];
  failure?: string;
}

/** Fewest steps before `end` that fail as well; undefined when only the whole run does. */
async function shorten(seed: number, start: number, end: number): Promise<Fuzzed | undefined> {
  for (const steps of TAILS) {
    if (end - steps <= start) return undefined;
    const fuzzed = await attempt(seed, end - steps, end);
    if (fuzzed.failure !== undefined) return fuzzed;
  }
  return undefined;
}

/**
 * `emulator …` compares emulators (test/fuzz/emulators/main.ts). Else the whole of host and client is
 * driven: `--seed N` (a new one when absent) `--steps N` (3,000) `--from N` (0): exit code 1 with seed, step
 * and the fewest steps found that lead to it when a screen was wrong.
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'emulator') return fuzzEmulators(args.slice(1));
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      steps: { type: 'string', default: '3000' },
      from: { type: 'string', default: '0' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const [first, steps] = [Number(values.from), Number(values.steps)];
  process.stdout.write(`seed ${seed}\n`);
  for (let from = first; from < first + steps; from += RUN) {
    const end = Math.min(first + steps, from + RUN);
    const { log, failure } = await attempt(seed, from, end);
    if (failure === undefined) {
      process.stdout.write(`${end - first} of ${steps} steps\n`);
      continue;
    }
    const failedAt = Number.parseInt(log.at(-1) ?? '0', 10);
    process.stdout.write(`${failure}\n\nthe last steps:\n  ${log.slice(-15).join('\n  ')}\n`);
    const shorter = await shorten(seed, from, failedAt + 1);
    const least = shorter ? shorter.log.length : failedAt + 1 - from;
    process.stdout.write(
      `again: npm run fuzz -- --seed ${seed} --from ${failedAt + 1 - least} --steps ${least}\n`,
    );
    return 1;
  }
  return 0;
}
