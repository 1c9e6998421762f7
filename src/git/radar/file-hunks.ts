import { toQtuiError } from '../../core/errors.js';
import type { RawChange } from '../parsers/diff.js';
import { type FileHunks, parseHunks } from '../parsers/hunks.js';
import { blobsToCompare } from './meet.js';
import type { Candidate } from './pairs.js';
import type { SessionWork } from './session-work.js';
import type { Tools } from './trees.js';

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
      const changes = blobsToCompare(meeting)?.filter(
        (change) => tools.cache.peek('hunks', keyOf(change)) === undefined,
      );
      if (!changes?.length) continue;
      for (const change of changes) unknown.add(keyOf(change));
      makers.add(a).add(b);
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
    for (const work of makers) await work.makeObjects();
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
    const { code, message } = toQtuiError(thrown, doing);
    if (code === 'aborted') throw thrown;
    problems.push({ sessionId: makers[0]?.id ?? '', code, message });
  }
}
