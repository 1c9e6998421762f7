import type { ConflictKind, ConflictStage, MergeConflict } from '../../core/merge.js';
import { GITLINK_MODE } from '../parsers/diff.js';
import type { ConflictEntry, MergeMessage, MergeTreeResult } from '../parsers/merge-tree.js';

const SYMLINK_MODE = '120000';

/** What git's answer alone tells of a conflict. */
export type ConflictFacts = Omit<MergeConflict, 'choices' | 'markedOid'>;

/** Everything that git says of one conflict; what belongs together can only be settled together. */
export interface ConflictGroup {
  conflict: ConflictFacts;
  /** Under the names they have in the merged tree, which may be made up (`path~COMMIT`). */
  entries: ConflictEntry[];
  /** A side has several files in it: it can only be settled by one whole side. */
  isTangled: boolean;
}

/**
 * git's stable names of the types, see `type_short_descriptions` of merge-ort.c; the first one
 * that a conflict has names it.
 */
const KIND_BY_TYPE: readonly (readonly [type: RegExp, kind: ConflictKind])[] = [
  [/^CONFLICT \(file\/directory\)$/, 'file/directory'],
  [/^CONFLICT \(distinct modes\)$/, 'distinct-types'],
  [/^CONFLICT \(rename\/rename\)$/, 'rename/rename'],
  [/^CONFLICT ?\(.*directory rename.*\)$/, 'directory-rename'],
  [/^CONFLICT \(rename\/delete\)$/, 'rename/delete'],
  [/^CONFLICT \(modify\/delete\)$/, 'modify/delete'],
  [/^CONFLICT \(submodule.*\)$/, 'submodule'],
  [/^CONFLICT \(binary\)$/, 'binary'],
  [/^CONFLICT \((contents|rename involved in collision)\)$/, 'contents'],
];

/** The conflicts of a merge, grouped by what can only be settled together, in order of paths. */
export function groupConflicts({ entries, messages }: MergeTreeResult): ConflictGroup[] {
  const conflictMessages = messages.filter(({ type }) => type.startsWith('CONFLICT'));
  const realPath = realPaths(conflictMessages);
  const groups = new Groups();
  for (const { path } of entries) groups.join([realPath(path)]);
  const withoutFile: MergeMessage[] = [];
  for (const message of conflictMessages) {
    const paths = message.paths.map(realPath);
    if (paths.some((path) => groups.has(path))) groups.join(paths);
    else withoutFile.push(message);
  }
  const conflicts = groups.all().map((paths) => {
    const isOurs = (path: string) => paths.has(realPath(path));
    return conflictOf({
      paths: [...paths],
      entries: entries.filter(({ path }) => isOurs(path)),
      messages: conflictMessages.filter((message) => message.paths.some(isOurs)),
      realPath,
    });
  });
  const others = withoutFile.map((message) =>
    conflictOf({ paths: message.paths, entries: [], messages: [message], realPath }),
  );
  return [...conflicts, ...others];
}

/**
 * Where a file cannot keep its name git makes one up. Its true name comes from the message:
 * `file/directory` names the made-up one first, `distinct modes` last.
 */
function realPaths(messages: readonly MergeMessage[]): (path: string) => string {
  const madeUp = new Map<string, string>();
  for (const { type, paths } of messages) {
    const [first, ...others] = paths;
    if (first === undefined) continue;
    if (type === 'CONFLICT (distinct modes)') for (const other of others) madeUp.set(other, first);
    if (type === 'CONFLICT (file/directory)' && others[0] !== undefined) {
      madeUp.set(first, others[0]);
    }
  }
  return (path) => madeUp.get(path) ?? path;
}

/** Sets of paths, joined where they share one; in the order in which they were begun. */
class Groups {
  readonly #byPath = new Map<string, Set<string>>();

  has(path: string): boolean {
    return this.#byPath.has(path);
  }

  join(paths: readonly string[]): void {
    const joined = new Set<string>();
    for (const path of paths) {
      for (const member of this.#byPath.get(path) ?? [path]) joined.add(member);
    }
    for (const member of joined) this.#byPath.set(member, joined);
  }

  all(): Set<string>[] {
    return [...new Set(this.#byPath.values())];
  }
}

interface Parts {
  paths: readonly string[];
  entries: ConflictEntry[];
  messages: readonly MergeMessage[];
  realPath: (path: string) => string;
}

function conflictOf({ paths, entries, messages, realPath }: Parts): ConflictGroup {
  const { kind, message: leading } = kindOf(entries, messages);
  const path = mainPath(kind, leading, entries, realPath);
  const preferred = kind === 'rename/rename' ? (leading?.paths ?? []) : [];
  const stage = (number: ConflictEntry['stage']) => {
    const candidates = entries.filter((entry) => entry.stage === number);
    const entry = candidates.find((each) => each.path === preferred[number - 1]) ?? candidates[0];
    return entry && stageOf(entry, path, realPath);
  };
  const [base, ours, theirs] = [stage(1), stage(2), stage(3)];
  const conflict = {
    path,
    kind,
    ...(base && { base }),
    ...(ours && { ours }),
    ...(theirs && { theirs }),
    otherPaths: paths.filter((other) => other !== path),
    message: wordsOf(messages),
  };
  const isTangled = [1, 2, 3].some(
    (number) => entries.filter((entry) => entry.stage === number).length > 1,
  );
  return { conflict, entries, isTangled };
}

function stageOf(
  { oid, mode, path }: ConflictEntry,
  conflictPath: string,
  realPath: (path: string) => string,
): ConflictStage {
  const real = realPath(path);
  return { oid, mode, ...(real === conflictPath ? {} : { path: real }) };
}

/** The kind, and the message that gave it. */
function kindOf(
  entries: readonly ConflictEntry[],
  messages: readonly MergeMessage[],
): { kind: ConflictKind; message: MergeMessage | undefined } {
  for (const [type, kind] of KIND_BY_TYPE) {
    const message = messages.find((each) => type.test(each.type));
    if (message === undefined) continue;
    return { kind: kind === 'contents' ? kindByEntries(entries) : kind, message };
  }
  return { kind: 'other', message: messages[0] };
}

/** git calls everything `contents` that has more than one side. */
function kindByEntries(entries: readonly ConflictEntry[]): ConflictKind {
  const [one, other] = entries.filter(({ stage }) => stage !== 1);
  if (one === undefined || other === undefined) return 'other';
  if (entries.every(({ mode }) => mode === GITLINK_MODE)) return 'submodule';
  if (one.mode === SYMLINK_MODE && other.mode === SYMLINK_MODE) return 'symlink';
  if (one.oid === other.oid) return 'mode';
  return entries.some(({ stage }) => stage === 1) ? 'contents' : 'add/add';
}

function mainPath(
  kind: ConflictKind,
  leading: MergeMessage | undefined,
  entries: readonly ConflictEntry[],
  realPath: (path: string) => string,
): string {
  const named = leading?.paths.map(realPath)[0];
  const present = entries[0] && realPath(entries[0].path);
  const isByMessage = kind !== 'contents' && kind !== 'add/add' && kind !== 'other';
  return (isByMessage ? (named ?? present) : (present ?? named)) ?? '';
}

/** What git says, each thing once; of its advice on submodules only the first line. */
function wordsOf(messages: readonly MergeMessage[]): string {
  const lines = messages.map(({ text }) => text.split('\n', 1)[0] ?? '');
  return [...new Set(lines)].join('\n');
}
