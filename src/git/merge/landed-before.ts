import type { BranchPart, LandedBefore, LandedPart } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { findEvidence } from '../merged/evidence.js';
import { readUnmerged } from '../merged/graph.js';
import { writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';

const EPOCH = '@0 +0000';

/**
 * What of a source the target has by other commits, as its parent was landed by a squash or a
 * rebase; undefined where there is none such. What is in the way of a true merge base is then put
 * right by a commit with the target's tree and both histories: merged against that, the source
 * brings its own work alone, as `rebase --onto` would. git 2.38 cannot be told a merge base.
 */
export async function findLandedBefore(
  git: GitRunner,
  repo: string,
  range: { ontoOid: Oid; sourceOid: Oid; builtOn: readonly BranchPart[] },
): Promise<LandedBefore | undefined> {
  const { ontoOid, sourceOid } = range;
  const parts = await partsOutside(git, repo, range);
  if (parts.length === 0) return undefined;
  const found: (LandedPart & { tip: Oid })[] = [];
  let left = await countOutside(git, repo, sourceOid, [ontoOid]);
  for (const part of parts) {
    const landedAs = await landingOf(git, repo, part, ontoOid);
    // Whoever has merged the landing into the source has put both together already.
    if (!landedAs || (await isAncestor(git, repo, landedAs.commit ?? ontoOid, sourceOid))) continue;
    const tips = [...found.map(({ tip }) => tip), part.tip];
    const rest = await countOutside(git, repo, sourceOid, [ontoOid, ...tips]);
    if (rest === left) continue;
    const { tip, name } = part;
    found.push({ tip, ...landedAs, commits: left - rest, ...(name !== undefined && { name }) });
    left = rest;
  }
  if (found.length === 0) return undefined;
  const groundOid = await writeQtuiCommit(git, repo, {
    tree: `${ontoOid}^{tree}`,
    parents: [ontoOid, ...found.map(({ tip }) => tip)],
    message: 'landed before',
    // The same every time: its id stands in conflict markers, by which a resolution is found stale.
    env: { GIT_AUTHOR_DATE: EPOCH, GIT_COMMITTER_DATE: EPOCH },
  });
  return { groundOid, parts: found.map(({ tip: _tip, ...part }) => part) };
}

/** Those that are here, and not in the target as they are. */
async function partsOutside(
  git: GitRunner,
  repo: string,
  { ontoOid, builtOn }: { ontoOid: Oid; builtOn: readonly BranchPart[] },
): Promise<BranchPart[]> {
  if (builtOn.length === 0) return [];
  const output = await git.text(
    repo,
    ['rev-list', '--ignore-missing', ...builtOn.map(({ tip }) => tip), '--not', ontoOid],
    { doing: 'look for work that was landed before' },
  );
  const outside = new Set(output.split('\n'));
  return builtOn.filter(({ tip }) => outside.has(tip));
}

/** By the record of the landing where the target still has it, else by what the commits change. */
async function landingOf(
  git: GitRunner,
  repo: string,
  { tip, landedOid }: BranchPart,
  ontoOid: Oid,
): Promise<{ commit?: Oid } | undefined> {
  if (landedOid !== undefined && (await isAncestor(git, repo, landedOid, ontoOid))) {
    return { commit: landedOid };
  }
  const own = (await readUnmerged(git, repo, [tip], ontoOid)).ownCommits(tip);
  const { evidence, commit } = await findEvidence(git, repo, {}, own, ontoOid);
  if (evidence === undefined) return undefined;
  return commit === undefined ? {} : { commit };
}

/** False too for a commit that is not here any more. */
async function isAncestor(git: GitRunner, repo: string, one: Oid, of: Oid): Promise<boolean> {
  const { code } = await git.run(repo, ['merge-base', '--is-ancestor', one, of], {
    doing: 'compare two commits',
    accept: 'any',
  });
  return code === 0;
}

async function countOutside(
  git: GitRunner,
  repo: string,
  tip: Oid,
  without: readonly Oid[],
): Promise<number> {
  const args = ['rev-list', '--count', tip, '--not', ...without];
  return Number(await git.text(repo, args, { doing: 'count commits' }));
}
