import type { BranchPart, LandedBefore, LandedPart } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { findEvidence } from '../merged/evidence.js';
import { readUnmerged } from '../merged/graph.js';
import { SAME_EVERY_TIME, writeQtuiCommit } from '../objects.js';
import type { GitRunner } from '../run.js';

/**
 * What of a source the target has by other commits, as its parent was landed by a squash or a
 * rebase; undefined where there is none such. What is in the way of a true merge base is then put
 * right by a commit with the target's tree and both histories: merged against that, the source
 * brings its own work alone, as `rebase --onto` would. git 2.38 cannot be told a merge base.
 */
export async function findLandedBefore(
  git: GitRunner,
  repo: string,
  range: Range,
): Promise<LandedBefore | undefined> {
  const { ontoOid, sourceOid } = range;
  const landings = await findLandings(git, repo, range);
  if (landings.length === 0) return undefined;
  const found: (LandedPart & { tip: Oid })[] = [];
  let left = await countOutside(git, repo, sourceOid, [ontoOid]);
  for (const { tip, name, commit } of landings) {
    const tips = [...found.map((part) => part.tip), tip];
    const rest = await countOutside(git, repo, sourceOid, [ontoOid, ...tips]);
    if (rest === left) continue;
    const known = { ...(commit !== undefined && { commit }), ...(name !== undefined && { name }) };
    found.push({ tip, commits: left - rest, ...known });
    left = rest;
  }
  if (found.length === 0) return undefined;
  const groundOid = await writeQtuiCommit(git, repo, {
    tree: `${ontoOid}^{tree}`,
    parents: [ontoOid, ...found.map(({ tip }) => tip)],
    message: 'landed before',
    env: SAME_EVERY_TIME,
  });
  return { groundOid, parts: found.map(({ tip: _tip, ...part }) => part) };
}

interface Range {
  /** The branch that is to be merged, and where it is. */
  source: string;
  sourceOid: Oid;
  ontoOid: Oid;
  builtOn: readonly BranchPart[];
}

/** With the commit that brought it where that is known. */
type Landing = BranchPart & { commit?: Oid };

/** Those parts that the target has by other commits, and the source has not got back from it. */
async function findLandings(git: GitRunner, repo: string, range: Range): Promise<Landing[]> {
  const { sourceOid, ontoOid } = range;
  const found: Landing[] = [];
  const others: BranchPart[] = [];
  for (const part of await partsOutside(git, repo, range)) {
    const landing = await landingOf(git, repo, part, range);
    if (landing === undefined) others.push(part);
    // Whoever has merged the landing into the source has put both together already.
    else if (!(await isAncestor(git, repo, landing.commit ?? ontoOid, sourceOid))) {
      found.push({ ...part, ...landing });
    }
  }
  // What was landed in a branch has come here with that; what is found grows meanwhile.
  for (const { tip, commit } of found) {
    for (const part of others.splice(0)) {
      const isWith = await isRecordedIn(git, repo, part, range, tip);
      if (isWith) found.push({ ...part, ...(commit !== undefined && { commit }) });
      else others.push(part);
    }
  }
  return found;
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
  part: BranchPart,
  range: Range,
): Promise<{ commit?: Oid } | undefined> {
  const { ontoOid } = range;
  const { tip, landedOid } = part;
  if (landedOid !== undefined && (await isAncestor(git, repo, landedOid, ontoOid))) {
    return (await isWantedBack(git, repo, part, range, ontoOid))
      ? undefined
      : { commit: landedOid };
  }
  const own = (await readUnmerged(git, repo, [tip], ontoOid)).ownCommits(tip);
  const { evidence, commit } = await findEvidence(git, repo, {}, own, ontoOid);
  if (evidence === undefined) return undefined;
  return commit === undefined ? {} : { commit };
}

/** Whether a branch has the recorded landing of a part, and the source has not got it from there. */
async function isRecordedIn(
  git: GitRunner,
  repo: string,
  part: BranchPart,
  range: Range,
  branch: Oid,
): Promise<boolean> {
  const { landedOid } = part;
  if (landedOid === undefined || !(await isAncestor(git, repo, landedOid, branch))) return false;
  if (await isAncestor(git, repo, landedOid, range.sourceOid)) return false;
  return !(await isWantedBack(git, repo, part, range, branch));
}

/** Who merges the same branch again wants back what was taken out; of a parent it stays out. */
async function isWantedBack(
  git: GitRunner,
  repo: string,
  { name, landedOid }: BranchPart,
  { source }: Range,
  branch: Oid,
): Promise<boolean> {
  return name === source && landedOid !== undefined && isReverted(git, repo, landedOid, branch);
}

/** Whether a `git revert` of the target's commit stands there, and has not been reverted itself. */
async function isReverted(git: GitRunner, repo: string, oid: Oid, target: Oid): Promise<boolean> {
  const output = await git.text(
    repo,
    ['rev-list', '--fixed-strings', `--grep=This reverts commit ${oid}`, target, `^${oid}`],
    { doing: 'look for a landing that was taken back' },
  );
  const [last] = output.split('\n');
  return Boolean(last) && !(await isReverted(git, repo, last ?? '', target));
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
