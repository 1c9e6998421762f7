import type { MergeConflict } from '../../core/merge.js';
import { UnexpectedOutput } from './fields.js';

export interface MergeTreeResult {
  /** The merged tree; with conflicts it holds files with conflict markers. */
  tree: string;
  /** Files in conflict with their stages: 1 base, 2 ours, 3 theirs. */
  stages: { path: string; mode: string; oid: string; stage: number }[];
  messages: { paths: string[]; type: string; text: string }[];
}

/**
 * Output of `git merge-tree --write-tree -z --messages`:
 * `tree NUL (mode SP oid SP stage TAB path NUL)* NUL (n NUL path… type NUL text NUL)*`.
 * https://git-scm.com/docs/git-merge-tree#OUTPUT
 */
export function parseMergeTree(output: string | Buffer): MergeTreeResult {
  const text = typeof output === 'string' ? output : output.toString('utf8');
  const fields = text.split('\0');
  const tree = fields[0] ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(tree)) throw new UnexpectedOutput('merge-tree', tree);
  const stages: MergeTreeResult['stages'] = [];
  let i = 1;
  for (; i < fields.length && fields[i] !== ''; i += 1) {
    const [, mode, oid, stage, path] =
      /^(\d+) ([0-9a-f]+) ([123])\t(.+)$/s.exec(fields[i] ?? '') ?? [];
    if (!mode || !oid || !stage || !path) throw new UnexpectedOutput('merge-tree', fields[i]);
    stages.push({ mode, oid, stage: Number(stage), path });
  }
  return { tree, stages, messages: parseMessages(fields, i + 1) };
}

function parseMessages(fields: readonly string[], from: number): MergeTreeResult['messages'] {
  const messages: MergeTreeResult['messages'] = [];
  let i = from;
  while (i < fields.length && fields[i] !== '') {
    const count = Number(fields[i]);
    const type = fields[i + 1 + count];
    const text = fields[i + 2 + count];
    if (!Number.isInteger(count) || count < 0 || type === undefined || text === undefined) {
      throw new UnexpectedOutput('merge-tree', fields[i]);
    }
    messages.push({ paths: fields.slice(i + 1, i + 1 + count), type, text });
    i += 3 + count;
  }
  return messages;
}

/** The conflicts by path; `CONFLICT (modify/delete)` gives the kind `modify/delete`. */
export function conflictsOf(result: MergeTreeResult): MergeConflict[] {
  const kinds = new Map<string, string>();
  for (const { path } of result.stages) kinds.set(path, 'contents');
  for (const { type, paths } of result.messages) {
    const kind = /^CONFLICT \((.+)\)$/.exec(type)?.[1];
    if (kind === undefined) continue;
    const inConflict = paths.filter((path) => kinds.has(path));
    for (const path of inConflict.length > 0 ? inConflict : paths.slice(0, 1)) {
      kinds.set(path, kind);
    }
  }
  return [...kinds].map(([path, kind]) => ({ path, kind }));
}
