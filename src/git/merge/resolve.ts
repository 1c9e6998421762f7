import type { MergeConflict, Resolution, ResolvedConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { readBlobs } from '../blobs.js';
import { GITLINK_MODE } from '../parsers/diff.js';
import { pathBytes } from '../path-text.js';
import { nullOid } from '../refs.js';
import type { GitRunner } from '../run.js';
import { withTreeIndex } from '../temporary-index.js';
import {
  type ConflictedMerge,
  type DetailedConflict,
  detailConflicts,
  type EntryChange,
  type MergeSides,
  readChanges,
  type UnsettledMerge,
} from './conflict-details.js';
import { type ConflictEdits, editsFor, type TreeEdit } from './resolution-edits.js';
import { refused } from './resolution-refusal.js';
import { type SettledText, settleTexts } from './resolved-text.js';

const CONTENT_MODES: readonly string[] = ['100644', '100755', '120000'];
const DOING = 'apply the resolutions';

export interface Settlement {
  unsettled: UnsettledMerge;
  sides: MergeSides;
  resolutions: readonly Resolution[];
}

export interface ResolvedMerge {
  /** The merged tree; absent while conflicts are open. */
  tree?: Oid;
  open: MergeConflict[];
  resolved: ResolvedConflict[];
  /** Resolutions that are for none of these conflicts. */
  unused: Resolution[];
}

/**
 * Settles the conflicts that have a resolution, as objects and in an index of its own. Throws
 * `resolution-refused`, with nothing changed, for a resolution that was made for other content,
 * cannot be applied to its conflict, or leaves conflict markers.
 */
export async function resolveConflicts(
  git: GitRunner,
  directory: string,
  { unsettled, sides, resolutions }: Settlement,
): Promise<ResolvedMerge> {
  const merge = await detailConflicts(git, directory, unsettled, sides);
  const chosen = new Map<DetailedConflict, Resolution>();
  const unused: Resolution[] = [];
  for (const resolution of resolutions) {
    const detailed = merge.conflicts.find(({ conflict }) => isAt(conflict, resolution.path));
    if (detailed === undefined) {
      unused.push(resolution);
      continue;
    }
    if (chosen.has(detailed)) throw refused(resolution, 'twice', 'it is given twice');
    requireFitting(detailed, resolution);
    chosen.set(detailed, resolution);
  }
  await requireContents(git, directory, [...chosen.values()]);
  const open = merge.conflicts.filter((each) => !chosen.has(each));
  const outcome = {
    open: open.map(({ conflict }) => conflict),
    resolved: [...chosen].map(([{ conflict }, resolution]) => ({ ...conflict, resolution })),
    unused,
  };
  const edits = await collectEdits(git, directory, merge, chosen);
  const texts = await settleTexts(git, directory, merge, edits);
  if (open.length > 0) return outcome;
  const tree = await writeTree(git, directory, merge, edits, texts);
  refuseLosses(edits, await readChanges(git, directory, merge.markedTree, tree));
  return { ...outcome, tree };
}

function isAt({ path, otherPaths }: MergeConflict, wanted: string): boolean {
  return path === wanted || otherPaths.includes(wanted);
}

function requireFitting({ conflict, isTangled }: DetailedConflict, resolution: Resolution): void {
  const stages = ['base', 'ours', 'theirs'] as const;
  if (stages.some((stage) => conflict[stage]?.oid !== resolution.for[stage])) {
    throw refused(resolution, 'stale', 'the file has changed since it was looked at');
  }
  if (resolution.take !== 'content') {
    if (conflict.choices.includes(resolution.take)) return;
    const possible = conflict.choices.join(', ');
    throw refused(
      resolution,
      'impossible',
      `a ${conflict.kind} conflict cannot be settled by "${resolution.take}", only by ${possible}`,
    );
  }
  const hasFile = conflict.base ?? conflict.ours ?? conflict.theirs;
  if (!hasFile || isTangled || conflict.kind === 'file/directory') {
    throw refused(
      resolution,
      'impossible',
      `a ${conflict.kind} conflict of several files cannot be settled by content`,
    );
  }
  const isSubmodule = [conflict.ours, conflict.theirs].some((each) => each?.mode === GITLINK_MODE);
  const isMode = CONTENT_MODES.includes(resolution.mode);
  if (!isMode && !(isSubmodule && resolution.mode === GITLINK_MODE)) {
    throw refused(resolution, 'impossible', `no file can have the mode "${resolution.mode}"`);
  }
}

/** Given content has to be there: git would write a tree that refers to nothing. */
async function requireContents(
  git: GitRunner,
  directory: string,
  resolutions: readonly Resolution[],
): Promise<void> {
  const given = resolutions.flatMap((each) =>
    each.take === 'content' && each.mode !== GITLINK_MODE ? [{ each, oid: each.oid }] : [],
  );
  const blobs = await readBlobs(
    git,
    directory,
    given.map(({ oid }) => oid),
    { limit: 0, doing: DOING },
  );
  const missing = given.find(({ oid }) => !blobs.has(oid));
  if (missing) throw refused(missing.each, 'impossible', 'its content is not in the repository');
}

async function collectEdits(
  git: GitRunner,
  directory: string,
  merge: ConflictedMerge,
  chosen: ReadonlyMap<DetailedConflict, Resolution>,
): Promise<ConflictEdits[]> {
  const edits: ConflictEdits[] = [];
  for (const [detailed, resolution] of chosen) {
    const made = await editsFor(merge, detailed, resolution, async (side) =>
      side === 'ours'
        ? merge.changes
        : readChanges(git, directory, merge.sides.theirs.oid, merge.markedTree),
    );
    edits.push({ ...made, conflict: detailed.conflict, resolution });
  }
  return edits;
}

/** git's tree with the edits in it, by an index that nobody else sees. */
async function writeTree(
  git: GitRunner,
  directory: string,
  { markedTree }: ConflictedMerge,
  edits: readonly ConflictEdits[],
  texts: SettledText,
): Promise<Oid> {
  return withTreeIndex(git, directory, markedTree, async (index) => {
    for (const { clears } of edits) if (clears !== undefined) await index.clear(clears);
    const all = edits.flatMap((each) => each.edits);
    const lines = (each: TreeEdit): Buffer => {
      const mode = each.entry?.mode ?? '0';
      const oid = each.entry ? texts.oidOf(each.entry.content) : nullOid(markedTree);
      return Buffer.concat([Buffer.from(`${mode} ${oid}\t`), pathBytes(each.path), NUL]);
    };
    // What goes makes room for what comes.
    const removals = all.filter(({ entry }) => entry === undefined);
    const entries = all.filter(({ entry }) => entry !== undefined);
    await index.update(Buffer.concat([...removals, ...entries].map(lines)));
    return index.writeTree();
  });
}

/** An index takes a file out where another one needs its place, and says nothing. */
function refuseLosses(
  edits: readonly ConflictEdits[],
  changes: ReadonlyMap<string, EntryChange>,
): void {
  const owned = new Set(edits.flatMap((each) => each.owned));
  const cleared = edits.flatMap(({ clears }) => (clears === undefined ? [] : [`${clears}/`]));
  for (const [path, change] of changes) {
    const isMeant = owned.has(path) || cleared.some((directory) => path.startsWith(directory));
    if (change.old === undefined || isMeant) continue;
    const needsPlace = (other: string) =>
      other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
    const blamed = edits.find((each) => each.edits.some((edit) => needsPlace(edit.path)));
    const { resolution } = blamed ?? edits[0] ?? {};
    if (resolution) throw refused(resolution, 'impossible', `${path} is in the way`);
  }
}

const NUL = Buffer.from([0]);
