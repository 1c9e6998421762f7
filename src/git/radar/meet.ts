/** Where the changes of two sessions meet, by path. Pure. */
import type { OverlapHunk, OverlapKind } from '../../core/radar.js';
import { GITLINK_MODE, type RawChange } from '../parsers/diff.js';
import type { FileHunks, Hunk } from '../parsers/hunks.js';

const SYMLINK_MODE = '120000';

/** The changes of one session, by the names that they are met under. */
export interface Side {
  /** By the name that the file has in the base. */
  byBase: ReadonlyMap<string, RawChange>;
  /** By names that are new. */
  byNew: ReadonlyMap<string, RawChange>;
  /** Directories of the new names. */
  directories: ReadonlySet<string>;
  /** Where files were moved to, by the directory that they left. */
  left: ReadonlyMap<string, ReadonlySet<string>>;
  unread: ReadonlySet<string>;
}

/** A path that both change; a change is absent where only the name is known. */
export interface Meeting {
  path: string;
  a?: RawChange;
  b?: RawChange;
  /** Where the changes themselves do not tell. */
  kind?: 'file-directory' | 'unread' | 'rename';
  /** Other names that git may put it under. */
  others?: readonly string[];
}

/** Prepares the changes of a session for comparison. */
export function sideOf(changes: readonly RawChange[], unread: readonly string[]): Side {
  const byBase = new Map<string, RawChange>();
  const byNew = new Map<string, RawChange>();
  const directories = new Set<string>();
  const left = new Map<string, Set<string>>();
  for (const change of changes) {
    if (change.status !== 'A') byBase.set(change.from ?? change.path, change);
    if (change.status !== 'A' && change.from === undefined) continue;
    byNew.set(change.path, change);
    for (const directory of parentsOf(change.path)) directories.add(directory);
    if (change.from === undefined) continue;
    const [home, place] = [parentOf(change.from), parentOf(change.path)];
    if (home !== place) left.set(home, (left.get(home) ?? new Set<string>()).add(place));
  }
  return { byBase, byNew, directories, left, unread: new Set(unread) };
}

/** Every path at which the two meet, each once, in order. */
export function meetingsOf(a: Side, b: Side): Meeting[] {
  const found = new Map<string, Meeting>();
  const meet = (meeting: Meeting) => {
    if (!found.has(meeting.path)) found.set(meeting.path, meeting);
  };
  for (const path of common(a.byBase, b.byBase)) meet({ path, ...pair(a.byBase, b.byBase, path) });
  for (const path of common(a.byNew, b.byNew)) {
    const both = pair(a.byNew, b.byNew, path);
    // A file that both renamed alike has been met under its former name.
    if (both.a?.from === undefined || both.a.from !== both.b?.from) meet({ path, ...both });
  }
  // Where the bases differ, what is new in one may be changed in the other.
  for (const path of common(a.byNew, b.byBase)) meet({ path, ...pair(a.byNew, b.byBase, path) });
  for (const path of common(a.byBase, b.byNew)) meet({ path, ...pair(a.byBase, b.byNew, path) });
  for (const path of common(a.byNew, b.directories)) meet({ path, kind: 'file-directory' });
  for (const path of common(b.byNew, a.directories)) meet({ path, kind: 'file-directory' });
  for (const path of unreadCommon(a, b)) meet({ path, kind: 'unread' });
  for (const [one, other] of [[a, b] as const, [b, a] as const]) {
    if (one.left.size === 0) continue;
    // git moves new files along with a directory that was renamed.
    for (const path of other.byNew.keys()) {
      const places = one.left.get(parentOf(path));
      if (places === undefined) continue;
      const name = path.slice(path.lastIndexOf('/') + 1);
      meet({
        path,
        kind: 'rename',
        others: [...places].map((place) => (place === '' ? name : `${place}/${name}`)),
      });
    }
  }
  return [...found.values()].sort((x, y) => (x.path < y.path ? -1 : 1));
}

function common(a: Keyed, b: Keyed): string[] {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  return [...small.keys()].filter((path) => large.has(path));
}

interface Keyed {
  size: number;
  has(key: string): boolean;
  keys(): Iterable<string>;
}

function pair(
  a: ReadonlyMap<string, RawChange>,
  b: ReadonlyMap<string, RawChange>,
  path: string,
): Pick<Meeting, 'a' | 'b'> {
  const [ofA, ofB] = [a.get(path), b.get(path)];
  return { ...(ofA && { a: ofA }), ...(ofB && { b: ofB }) };
}

function unreadCommon(a: Side, b: Side): string[] {
  const touches = ({ byBase, byNew, unread }: Side, path: string) =>
    byBase.has(path) || byNew.has(path) || unread.has(path);
  return [
    ...[...a.unread].filter((path) => touches(b, path)),
    ...[...b.unread].filter((path) => touches(a, path)),
  ];
}

/** The two blobs of each side whose lines have to be compared for the meeting; else undefined. */
export function blobsToCompare({ a, b, kind }: Meeting): [RawChange, RawChange] | undefined {
  if (kind !== undefined || !a || !b) return undefined;
  const isText = (change: RawChange) =>
    (change.status === 'M' || change.status === 'R') &&
    isFile(change.oldMode) &&
    isFile(change.newMode) &&
    change.oldOid !== change.newOid;
  if (!isText(a) || !isText(b) || a.oldOid !== b.oldOid || a.newOid === b.newOid) return undefined;
  return [a, b];
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

export interface Judgement {
  kind: OverlapKind;
  hunks: OverlapHunk[];
}

/** How the two meet. `hunksOf` knows the lines of a change, or nothing of it. */
export function judge(
  meeting: Meeting,
  hunksOf: (change: RawChange) => FileHunks | undefined,
): Judgement {
  const { a, b, kind } = meeting;
  const plainly = (word: OverlapKind): Judgement => ({ kind: word, hunks: [] });
  if (kind !== undefined || !a || !b) return plainly(kind ?? 'unread');
  const word = kindOfPair(a, b);
  if (word !== undefined) return plainly(word);
  const blobs = blobsToCompare(meeting);
  const lines = blobs && compareLines(hunksOf(blobs[0]), hunksOf(blobs[1]));
  if (lines !== undefined && lines.kind !== 'same-file') return lines;
  if (a.from !== undefined || b.from !== undefined) return plainly('rename');
  const isModeOnly = a.oldOid === a.newOid || b.oldOid === b.newOid;
  return isModeOnly ? plainly('mode') : (lines ?? plainly('same-file'));
}

/** What two changes are whatever their lines; undefined where the lines decide. */
function kindOfPair(a: RawChange, b: RawChange): OverlapKind | undefined {
  if (isSameResult(a, b)) return 'same-change';
  if (hasMode(GITLINK_MODE, a, b)) return 'submodule';
  if (a.status === 'D' || b.status === 'D') return 'delete-modify';
  if (hasMode(SYMLINK_MODE, a, b)) return 'symlink';
  const isRenamedTwice = a.from !== undefined && b.from !== undefined && a.path !== b.path;
  if (isRenamedTwice) return 'rename';
  const isAdded = a.status === 'A' || b.status === 'A';
  return isAdded && a.path === b.path ? 'both-add' : undefined;
}

function isSameResult(a: RawChange, b: RawChange): boolean {
  if (a.status === 'D' && b.status === 'D') return true;
  return a.path === b.path && a.newOid === b.newOid && a.newMode === b.newMode;
}

function hasMode(mode: string, ...changes: RawChange[]): boolean {
  return changes.some(({ oldMode, newMode }) => oldMode === mode || newMode === mode);
}

function compareLines(a: FileHunks | undefined, b: FileHunks | undefined): Judgement | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === 'binary' || b === 'binary') return { kind: 'binary', hunks: [] };
  const hunks = touchingHunks(a, b);
  if (hunks.some(({ kind }) => kind === 'same-hunk')) return { kind: 'same-hunk', hunks };
  if (hunks.length > 0) return { kind: 'adjacent', hunks };
  return { kind: 'same-file', hunks };
}

/**
 * Where changes of the same file overlap or touch; those that are the same on both sides do
 * neither. Both in the order of their lines.
 */
function touchingHunks(a: readonly Hunk[], b: readonly Hunk[]): OverlapHunk[] {
  const own = (hunks: readonly Hunk[], others: readonly Hunk[]) => {
    const keys = new Set(others.map(keyOf));
    return hunks.filter((hunk) => !keys.has(keyOf(hunk)));
  };
  const [restA, restB] = [own(a, b), own(b, a)];
  const hunks: OverlapHunk[] = [];
  let first = 0;
  for (const hunk of restA) {
    const [from, to] = interval(hunk);
    while (first < restB.length && interval(restB[first] as Hunk)[1] < from) first += 1;
    for (let index = first; index < restB.length; index += 1) {
      const other = restB[index] as Hunk;
      const [otherFrom, otherTo] = interval(other);
      if (otherFrom > to) break;
      const isInside = from < otherTo && otherFrom < to;
      const isSamePlace = from === to && otherFrom === otherTo && from === otherFrom;
      const kind = isInside || isSamePlace ? 'same-hunk' : 'adjacent';
      hunks.push({ kind, a: rangeOf(hunk), b: rangeOf(other) });
    }
  }
  return hunks;
}

function keyOf({ start, count, becomes }: Hunk): string {
  return `${start},${count} ${becomes}`;
}

/** As places between lines: 0 is the top of the file, n the place behind line n. */
function interval({ start, count }: Hunk): [number, number] {
  return count === 0 ? [start, start] : [start - 1, start - 1 + count];
}

function rangeOf({ start, count }: Hunk) {
  return { start, count };
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = parentOf(path); at !== ''; at = parentOf(at)) parents.push(at);
  return parents;
}
