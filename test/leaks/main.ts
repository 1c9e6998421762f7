import { PROBES, usedMemory } from './leaks.js';

/** Growth that is no leak but caches and compiled code, bytes; a leaked screen is far more. */
const TOLERANCE = 3_000_000;
/** Part of the times after which everything that is made once has been made. */
const WARM_UP = 0.2;

/**
 * The long form of the leak tests (those whose name holds an argument); exit code 1 when memory or
 * anything counted has grown.
 */
export async function main(args: readonly string[]): Promise<number> {
  let leaks = 0;
  for (const { name, times, open } of PROBES) {
    if (args.length > 0 && !args.some((part) => name.includes(part))) continue;
    const probe = await open();
    const warmUp = Math.ceil(times * WARM_UP);
    for (let i = 0; i < warmUp; i++) await probe.once();
    const [before, memory] = [await probe.counts(), await usedMemory()];
    for (let i = 0; i < times; i++) await probe.once();
    const [after, grown] = [await probe.counts(), (await usedMemory()) - memory];
    await probe.dispose();
    const changed = Object.keys(after).filter((key) => after[key] !== before[key]);
    const isLeak = changed.length > 0 || grown > TOLERANCE;
    if (isLeak) leaks += 1;
    const counts = changed.map((key) => `${key} ${before[key]} → ${after[key]}`).join(', ');
    process.stdout.write(
      `${isLeak ? 'LEAK' : 'flat'}  ${times} ${name}: ${(grown / 1e6).toFixed(2)} MB ${counts}\n`,
    );
  }
  return leaks === 0 ? 0 : 1;
}
