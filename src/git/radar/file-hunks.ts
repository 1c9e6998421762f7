import { toQtuiError } from '../../core/errors.js';
import type { RawChange } from '../parsers/diff.js';
import { type FileHunks, parseHunks } from '../parsers/hunks.js';
import { pooled } from '../pool.js';
import { blobsToCompare } from './meet.js';
import type { Candidate } from './pairs.js';
import type { SessionWork } from './session-work.js';
import { endsLook, type Tools } from './trees.js';

/**
 * The lines that the changes of the candidates touch. All that are not known yet are read by one
 * git: as the difference of two trees that hold the blobs under numbers, so that neither names
 * nor their number matter.
 */
export async function readHunks(
  tools: Tools,
  repo: string,
  candidates: readonly Candidate[],
): Promise<(change: RawChange) => FileHunks | undefined> {
  const unknown = new Set<string>();
  const makers = new Set<SessionWork>();
  for (const { a, b, meetings } of candidates) {
    for (const meeting of meetings) {
      blobsToCompare(meeting)?.forEach((change, side) => {
        if (tools.cache.peek('hunks', keyOf(change)) !== undefined) return;
        unknown.add(keyOf(change));
        makers.add(side === 0 ? a : b);
      });
    }
  }
  if (unknown.size > 0) await readUnknown(tools, repo, [...unknown], [...makers]);
  return (change) => tools.cache.peek('hunks', keyOf(change));
}

function keyOf({ oldOid, newOid }: RawChange): string {
  return `${oldOid} ${newOid}`;
}

/** Lines are a help: without them the conflicts are still told. */
async function readUnknown(
  { git, cache, problems }: Tools,
  repo: string,
  pairs: readonly string[],
  makers: readonly SessionWork[],
): Promise<void> {
  const doing = 'compare lines';
  const tree = (side: 0 | 1) =>
    git.text(repo, ['mktree', '-z'], {
      doing,
      input: pairs
        .map((pair, number) => `100644 blob ${pair.split(' ')[side]}\t${number}\0`)
        .join(''),
    });
  try {
    await pooled(makers, (work) => work.makeObjects());
    const [before, after] = [await tree(0), await tree(1)];
    const how = ['-r', '-p', '-U0', '--full-index', '--histogram', '--no-renames', '--no-color'];
    const { stdout } = await git.run(
      repo,
      ['diff-tree', ...how, '--no-ext-diff', '--no-textconv', before, after],
      { doing },
    );
    for (const [key, hunks] of parseHunks(stdout.toString('latin1')))
      cache.put('hunks', key, hunks);
  } catch (thrown) {
    if (endsLook(thrown)) throw thrown;
    const { code, message } = toQtuiError(thrown, doing);
    problems.push({ sessionId: makers[0]?.id ?? '', code, message });
  }
}
