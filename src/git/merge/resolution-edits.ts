import type { ConflictStage, MergeConflict, Resolution } from '../../core/merge.js';
import type { ConflictEntry } from '../parsers/merge-tree.js';
import type {
  ConflictedMerge,
  DetailedConflict,
  EntryChange,
  TreeEntry,
} from './conflict-details.js';

/** What a file is to hold: a blob that exists, or git's marked one settled by lines. */
type Content = { oid: string } | { marked: string; take: 'ours' | 'theirs' | 'both' };

/** A path of the tree that is to be set; without an entry nothing is to stand there. */
export interface TreeEdit {
  path: string;
  entry?: { mode: string; content: Content };
}

export interface ResolutionEdits {
  edits: TreeEdit[];
  /** Paths whose files belong to the conflict: no other one may be lost by the edits. */
  owned: string[];
  /** Directory whose files go, because a file takes its place. */
  clears?: string;
}

/** The edits of one conflict, and what they are for. */
export interface ConflictEdits extends ResolutionEdits {
  conflict: MergeConflict;
  resolution: Resolution;
}

type Side = 'ours' | 'theirs';

/** Says what a tree side has otherwise than git's merged tree. */
export type SideChanges = (side: Side) => Promise<Map<string, EntryChange>>;

/**
 * What a resolution makes of git's tree: all names of the conflict go, the made-up ones too, and
 * what was chosen is put in their place. The resolution must be one of the conflict's `choices`.
 */
export async function editsFor(
  merge: ConflictedMerge,
  detailed: DetailedConflict,
  resolution: Resolution,
  changesFrom: SideChanges,
): Promise<ResolutionEdits> {
  const { conflict, entries, isTangled } = detailed;
  const owned = [...new Set(entries.map(({ path }) => path))];
  const removals = owned.map((path) => ({ path }));
  const chosen = (...edits: (TreeEdit | undefined)[]): ResolutionEdits => ({
    edits: [...removals, ...edits.filter((edit) => edit !== undefined)],
    owned,
  });
  const { take } = resolution;
  if (take === 'content') {
    const { path, oid, mode } = resolution;
    return chosen({ path, entry: { mode, content: { oid } } });
  }
  if (take === 'delete') return chosen();
  if (entries.length === 0) return { edits: [], owned };
  if (isTangled && take !== 'both' && take !== 'keep') {
    const edits = await wholeSide(detailed, take, changesFrom);
    return { edits: [...removals, ...edits], owned: [...owned, ...edits.map(({ path }) => path)] };
  }
  switch (conflict.kind) {
    case 'file/directory': {
      const file = take === 'both' || take === 'keep' ? undefined : sideEdit(conflict, take);
      return file ? { ...chosen(file), clears: file.path } : chosen();
    }
    case 'directory-rename':
      return chosen(...directoryEdits(merge, detailed, take));
    default:
      return chosen(take === 'keep' ? keptEdit(conflict) : fileEdit(conflict, take));
  }
}

/** The names of the conflict as one side's tree has them. */
async function wholeSide(
  { conflict, entries }: DetailedConflict,
  side: Side,
  changesFrom: SideChanges,
): Promise<TreeEdit[]> {
  const changes = await changesFrom(side);
  const names = new Set([
    conflict.path,
    ...conflict.otherPaths,
    ...entries.map(({ path }) => path),
  ]);
  return [...names].flatMap((path): TreeEdit[] => {
    const change = changes.get(path);
    const isRemoved = entries.some((entry) => entry.path === path);
    if (change === undefined && !isRemoved) return [];
    // What git's tree has as this side has it stays, although it is among the removals.
    const entry = change === undefined ? sameEntry(entries, path, side) : change.old;
    return entry
      ? [{ path, entry: { mode: entry.mode, content: { oid: entry.oid } } }]
      : [{ path }];
  });
}

function sameEntry(
  entries: readonly ConflictEntry[],
  path: string,
  side: Side,
): TreeEntry | undefined {
  const stage = side === 'ours' ? 2 : 3;
  return entries.find((entry) => entry.path === path && entry.stage === stage);
}

/** One side's file at its own name. */
function sideEdit(conflict: MergeConflict, side: Side): TreeEdit | undefined {
  const stage = conflict[side];
  return stage && editOf(conflict, stage, stage.oid);
}

/** The file that only one side still has. */
function keptEdit(conflict: MergeConflict): TreeEdit | undefined {
  return sideEdit(conflict, conflict.ours ? 'ours' : 'theirs');
}

/** A side's file, or, where the text has places to choose in, git's file with that side's lines. */
function fileEdit(conflict: MergeConflict, take: Side | 'both'): TreeEdit | undefined {
  const { markedOid } = conflict;
  const stage = conflict[take === 'theirs' ? 'theirs' : 'ours'];
  if (stage === undefined) return undefined;
  const mode = mergedMode(conflict, stage);
  const path = stage.path ?? conflict.path;
  const isPart = markedOid !== undefined && (conflict.base !== undefined || take === 'both');
  if (isPart) return { path, entry: { mode, content: { marked: markedOid, take } } };
  return { path, entry: { mode, content: { oid: stage.oid } } };
}

/**
 * A file of one side in a directory that the other renamed: the renaming side puts it into the
 * new directory, the other one and `keep` leave it where it was put.
 */
function directoryEdits(
  { changes }: ConflictedMerge,
  { conflict, entries }: DetailedConflict,
  take: Side | 'both' | 'keep',
): TreeEdit[] {
  const { path, ours, theirs, base } = conflict;
  const original = conflict.otherPaths[0] ?? path;
  // git's tree does not have the original name: where it comes from ours, it differs from ours.
  const adder: Side = changes.get(original)?.old ? 'ours' : 'theirs';
  const collides = ours !== undefined && theirs !== undefined && base === undefined;
  const added = conflict[adder];
  if (added === undefined) return [];
  if (collides) {
    const other = conflict[adder === 'ours' ? 'theirs' : 'ours'] ?? added;
    const moved = editOf({ ...conflict, path: original }, { ...added, path: original }, added.oid);
    const resident = editOf(conflict, other, other.oid);
    if (take === 'keep') return [moved, resident];
    return take === adder ? [moved] : [resident];
  }
  const present = entries.find((entry) => entry.path === path) ?? added;
  const merged = changes.get(path)?.new?.oid ?? added.oid;
  const name = take === adder || take === 'keep' ? original : path;
  const isPart = conflict.markedOid !== undefined && take !== 'keep';
  const content: Content = isPart ? { marked: merged, take: take as Side } : { oid: merged };
  return [{ path: name, entry: { mode: mergedMode(conflict, present), content } }];
}

function editOf(conflict: MergeConflict, stage: ConflictStage, oid: string): TreeEdit {
  return { path: stage.path ?? conflict.path, entry: { mode: stage.mode, content: { oid } } };
}

/** The mode that one side changed; where both did, the chosen side's. */
function mergedMode({ base, ours, theirs }: MergeConflict, chosen: { mode: string }): string {
  if (!base || !ours || !theirs) return chosen.mode;
  const isFile = [base, ours, theirs].every(({ mode }) => mode.startsWith('100'));
  if (!isFile) return chosen.mode;
  return ours.mode === base.mode ? theirs.mode : ours.mode;
}
