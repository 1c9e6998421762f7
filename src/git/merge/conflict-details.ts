import { isMarked } from '../../core/conflict/marked-text.js';
import { CONFLICT_READ_LIMIT, type MergeConflict } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { isBinary, readBlobs } from '../blobs.js';
import { mergeBase } from '../merged.js';
import { DIFF_TREES, parseRaw } from '../parsers/diff.js';
import { pathText } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { choicesOf } from './conflict-choices.js';
import type { ConflictGroup } from './conflicts.js';

/** A commit to merge, and what a person calls it. */
export interface MergeSide {
  oid: Oid;
  name: string;
}

export interface MergeSides {
  ours: MergeSide;
  theirs: MergeSide;
}

/** git's answer to a merge that conflicts. */
export interface UnsettledMerge {
  /** With markers in its files, and with made-up names. */
  markedTree: Oid;
  groups: ConflictGroup[];
}

export interface TreeEntry {
  oid: Oid;
  mode: string;
}

/** What stands at a path in one tree and in another; absent: nothing. */
export interface EntryChange {
  old?: TreeEntry;
  new?: TreeEntry;
}

/** A conflict with all that is needed to settle it. */
export interface DetailedConflict extends Omit<ConflictGroup, 'conflict'> {
  conflict: MergeConflict;
}

export interface ConflictedMerge {
  markedTree: Oid;
  sides: MergeSides;
  conflicts: DetailedConflict[];
  /** What git's tree has otherwise than ours. */
  changes: Map<string, EntryChange>;
}

const DOING = 'look at the conflicts';

/** Finds out what git's answer leaves open: which text has markers, which names were renamed. */
export async function detailConflicts(
  git: GitRunner,
  directory: string,
  { groups, markedTree }: UnsettledMerge,
  sides: MergeSides,
): Promise<ConflictedMerge> {
  const [changes, sources] = await Promise.all([
    readChanges(git, directory, sides.ours.oid, markedTree),
    readRenames(git, directory, groups, sides),
  ]);
  const marked = await findMarked(git, directory, groups, changes, sides);
  const named = (text: string) =>
    text
      .replaceAll(sides.ours.oid, sides.ours.name)
      .replaceAll(sides.theirs.oid, sides.theirs.name);
  const conflicts = groups.map((group): DetailedConflict => {
    const renamed = withRenames(group.conflict, sources);
    const markedOid = marked.get(group);
    const facts = {
      ...renamed,
      message: named(renamed.message),
      ...(markedOid === undefined ? {} : { markedOid }),
    };
    return { ...group, conflict: { ...facts, choices: choicesOf(facts, group) } };
  });
  return { markedTree, sides, conflicts, changes };
}

/** What differs between two trees or commits, with every name as it is. */
export async function readChanges(
  git: GitRunner,
  directory: string,
  from: Oid,
  to: Oid,
): Promise<Map<string, EntryChange>> {
  const { stdout } = await git.run(directory, [...DIFF_TREES, '--no-renames', from, to], {
    doing: DOING,
  });
  const entry = (oid: Oid, mode: string) => (/^0+$/.test(mode) ? undefined : { oid, mode });
  return new Map(
    parseRaw(stdout.toString('latin1')).map((change) => {
      const before = entry(change.oldOid, change.oldMode);
      const after = entry(change.newOid, change.newMode);
      const path = pathText(Buffer.from(change.path, 'latin1'));
      return [path, { ...(before && { old: before }), ...(after && { new: after }) }];
    }),
  );
}

/** For every conflict whose text git merged in part: the blob that holds the markers. */
async function findMarked(
  git: GitRunner,
  directory: string,
  groups: readonly ConflictGroup[],
  changes: Map<string, EntryChange>,
  sides: MergeSides,
): Promise<Map<ConflictGroup, Oid>> {
  const candidates = groups.flatMap((group): [ConflictGroup, Oid][] => {
    const { ours, path, kind } = group.conflict;
    if (group.isTangled || !MARKABLE.has(kind)) return [];
    const oid = changes.get(ours?.path ?? path)?.new?.oid;
    return oid === undefined ? [] : [[group, oid]];
  });
  const blobs = await readBlobs(
    git,
    directory,
    candidates.map(([, oid]) => oid),
    { limit: CONFLICT_READ_LIMIT, doing: DOING },
  );
  const labels = { ours: sides.ours.oid, theirs: sides.theirs.oid };
  return new Map(
    candidates.filter(([, oid]) => {
      const bytes = blobs.get(oid)?.bytes;
      return bytes && !isBinary(bytes) && isMarked(bytes.toString('latin1'), labels);
    }),
  );
}

const MARKABLE: ReadonlySet<string> = new Set([
  'contents',
  'add/add',
  'rename/rename',
  'directory-rename',
]);

interface RenameSources {
  ours: Map<string, string>;
  theirs: Map<string, string>;
}

/** git calls it `add/add` as well where a side renamed another file to the name. */
async function readRenames(
  git: GitRunner,
  directory: string,
  groups: readonly ConflictGroup[],
  { ours, theirs }: MergeSides,
): Promise<RenameSources> {
  const none = { ours: new Map<string, string>(), theirs: new Map<string, string>() };
  if (!groups.some(({ conflict }) => conflict.kind === 'add/add')) return none;
  const base = await mergeBase(git, directory, ours.oid, theirs.oid);
  if (base === undefined) return none;
  const renames = async (side: MergeSide) => {
    const { stdout } = await git.run(
      directory,
      [...DIFF_TREES, '--find-renames', '--diff-filter=R', base, side.oid],
      { doing: DOING },
    );
    const text = (path: string) => pathText(Buffer.from(path, 'latin1'));
    return new Map(
      parseRaw(stdout.toString('latin1')).map(({ path, from }) => [text(path), text(from ?? path)]),
    );
  };
  const [renamedOurs, renamedTheirs] = await Promise.all([renames(ours), renames(theirs)]);
  return { ours: renamedOurs, theirs: renamedTheirs };
}

function withRenames(
  conflict: ConflictGroup['conflict'],
  { ours, theirs }: RenameSources,
): ConflictGroup['conflict'] {
  if (conflict.kind !== 'add/add') return conflict;
  const from = [ours.get(conflict.path), theirs.get(conflict.path)];
  const sources = from.filter((path) => path !== undefined);
  return {
    ...conflict,
    kind: sources.length === 2 ? 'rename/rename' : 'add/add',
    otherPaths: [...new Set([...conflict.otherPaths, ...sources])],
  };
}
