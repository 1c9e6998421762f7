import { parseArgs } from 'node:util';
import { compare, type Pair } from './compare.js';
import { CONTESTANTS } from './contestants.js';
import { bytesOf, sessionOf, sessionText } from './session.js';
import { shrink } from './shrink.js';

/** Sessions between two lines of progress. */
const PROGRESS_EVERY = 200;

/**
 * `--of NAME` (own) is compared with `--against NAME` (xterm) over `--bytes N` (10 million) of
 * sessions from `--seed S` (a new one when absent) on; `--differences N` (1) are shrunk and printed.
 * Exit code 1 with the smallest session that shows a difference.
 */
export async function fuzzEmulators(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      of: { type: 'string', default: 'own' },
      against: { type: 'string', default: 'xterm' },
      bytes: { type: 'string', default: '10000000' },
      seed: { type: 'string' },
      differences: { type: 'string', default: '1' },
    },
  });
  const [of, against] = [CONTESTANTS[values.of], CONTESTANTS[values.against]];
  if (!of || !against) {
    const names = Object.keys(CONTESTANTS).join(', ');
    process.stderr.write(`No emulator ${of ? values.against : values.of}; there are: ${names}\n`);
    return 2;
  }
  const pair: Pair = { subject: await of(), reference: await against() };
  const first = Number(values.seed ?? Date.now() % 1_000_000_000);
  process.stdout.write(`${values.of} against ${values.against}, seed ${first}\n`);
  return fuzz(pair, first, Number(values.bytes), Number(values.differences));
}

function fuzz(pair: Pair, first: number, bytes: number, limit: number): number {
  const kinds = new Set<string>();
  let done = 0;
  for (let seed = first; done < bytes; seed++) {
    const session = sessionOf(seed);
    const difference = compare(pair, session);
    done += bytesOf(session);
    if (difference && !kinds.has(difference.kind)) {
      kinds.add(difference.kind);
      const least = shrink(pair, { session, difference });
      const text = `${least.difference.text}\n${sessionText(least.session)}`;
      process.stdout.write(`\nseed ${seed}: ${least.difference.kind}\n${text}\n`);
      if (kinds.size >= limit) return 1;
    }
    if ((seed - first + 1) % PROGRESS_EVERY === 0) {
      process.stdout.write(`${(done / 1e6).toFixed(1)} of ${(bytes / 1e6).toFixed(1)} MB\n`);
    }
  }
  process.stdout.write(`${(done / 1e6).toFixed(1)} MB, ${kinds.size} kinds of differences\n`);
  return kinds.size === 0 ? 0 : 1;
}
