import { pathText } from '../path-text.js';
import { UnexpectedOutput } from './fields.js';

/** How git begins what it prints for a person after submodules that it could not merge. */
const SUBMODULE_ADVICE = 'Recursive merging with submodules currently only supports trivial cases.';

/** A file in conflict, at one stage: 1 base, 2 ours, 3 theirs. */
export interface ConflictEntry {
  path: string;
  mode: string;
  oid: string;
  stage: 1 | 2 | 3;
}

export interface MergeMessage {
  paths: string[];
  type: string;
  text: string;
}

export interface MergeTreeResult {
  /** The merged tree; with conflicts it holds files with conflict markers. */
  tree: string;
  entries: ConflictEntry[];
  messages: MergeMessage[];
}

/**
 * Output of `git merge-tree --write-tree -z --messages`:
 * `tree NUL (mode SP oid SP stage TAB path NUL)* NUL (n NUL path… type NUL text NUL)*`.
 * Throws `UnexpectedOutput` for anything else.
 * https://git-scm.com/docs/git-merge-tree#OUTPUT
 */
export function parseMergeTree(output: Buffer): MergeTreeResult {
  // Latin-1 has a character for every byte, so that no path is changed on the way.
  const fields = output.toString('latin1').split('\0');
  // What ends with NUL has an empty field after it; anything else but advice was cut off.
  const rest = fields.pop() ?? '';
  if (rest !== '' && !rest.startsWith(SUBMODULE_ADVICE)) {
    throw new UnexpectedOutput('merge-tree', undefined);
  }
  const tree = fields[0] ?? '';
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(tree)) throw new UnexpectedOutput('merge-tree', tree);
  const entries: ConflictEntry[] = [];
  let i = 1;
  for (; i < fields.length && fields[i] !== ''; i += 1) entries.push(parseEntry(fields[i] ?? ''));
  return { tree, entries, messages: parseMessages(fields, i + 1) };
}

function parseEntry(field: string): ConflictEntry {
  const [, mode, oid, stage, path] =
    /^([0-7]{6}) ([0-9a-f]{40,64}) ([123])\t(.+)$/s.exec(field) ?? [];
  if (!mode || !oid || !stage || !path) throw new UnexpectedOutput('merge-tree', field);
  return { mode, oid, stage: Number(stage) as ConflictEntry['stage'], path: decodedPath(path) };
}

function parseMessages(fields: readonly string[], from: number): MergeMessage[] {
  const messages: MergeMessage[] = [];
  for (let i = from; i < fields.length; ) {
    const count = /^\d{1,6}$/.test(fields[i] ?? '') ? Number(fields[i]) : -1;
    const type = fields[i + 1 + count];
    const text = fields[i + 2 + count];
    if (count < 0 || type === undefined || text === undefined) {
      throw new UnexpectedOutput('merge-tree', fields[i]);
    }
    const paths = fields.slice(i + 1, i + 1 + count).map(decodedPath);
    messages.push({ paths, type: utf8(type), text: utf8(text) });
    i += 3 + count;
  }
  return messages;
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

function decodedPath(latin1: string): string {
  return pathText(Buffer.from(latin1, 'latin1'));
}
