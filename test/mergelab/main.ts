import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { pooled } from '../../src/core/pool.js';
import { replay } from './replay.js';
import { openLab, sampleMerges } from './repository.js';
import { report, type Tally, Tallying } from './tally.js';

/** git's own word is asked for in one of so many merges. */
const ASK_EVERY = 10;

/** Merges at a time. */
const PARALLEL = 2;

/**
 * Merges the parents of a repository's own merge commits anew, and compares with what people made of
 * them: `mergelab [NAME=]REPOSITORY… [--limit N] [--seed N] [--json FILE]`. Of the repositories nothing is
 * written. Exit code 1 when a merge crashed, or git says otherwise.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      limit: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  });
  if (positionals.length === 0) {
    process.stderr.write(
      'usage: npm run mergelab -- [NAME=]REPOSITORY… [--limit N] [--seed N] [--json FILE]\n',
    );
    return 2;
  }
  const tallies: Tally[] = [];
  for (const each of positionals) {
    const [name, path] = each.includes('=') ? each.split(/=(.*)/s) : [basename(each), each];
    const tally = await replayAll(path ?? each, name ?? each, {
      ...{ limit: Number(values.limit), seed: Number(values.seed) },
    });
    tallies.push(tally);
    process.stdout.write(`${report(tally)}\n`);
    if (values.json) await writeFile(values.json, `${JSON.stringify(tallies, null, 2)}\n`);
  }
  const isRight = tallies.every(
    ({ crashes, asked }) => crashes.length === 0 && asked.agreed === asked.ofGit,
  );
  return isRight ? 0 : 1;
}

/** Replays a sample of the merges of one repository. */
export async function replayAll(
  path: string,
  name: string,
  { limit, seed }: { limit: number; seed: number },
): Promise<Tally> {
  const lab = await openLab(path);
  try {
    const { total, merges } = await sampleMerges(path, { limit, seed, git: lab.git });
    const tallying = new Tallying(name, total);
    const numbered = merges.map((merge, index) => ({ merge, compares: index % ASK_EVERY === 0 }));
    const replayOne = async ({ merge, compares }: (typeof numbered)[number]) => {
      tallying.add(merge.commit, await replay(lab, merge, { compares }));
      progress(tallying.tally.replayed, merges.length, name);
    };
    await pooled(numbered, replayOne, PARALLEL);
    return tallying.done();
  } finally {
    await lab.dispose();
  }
}

/** One line that is written over, for a person who waits. */
function progress(done: number, all: number, name: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${name}: ${done} of ${all}${done === all ? '\n' : ''}`);
}
