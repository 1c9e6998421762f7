import { createHash } from 'node:crypto';
import { UnexpectedOutput } from './fields.js';

/** One change of a file: lines of its former version, and what they became. */
export interface Hunk {
  /** First line, from 1; with `count` 0 the line behind which lines were put, 0 for the top. */
  start: number;
  count: number;
  /** Digest of the lines that stand there now. */
  becomes: string;
}

/** Changes of one file in order; `binary` where git compares no lines. */
export type FileHunks = readonly Hunk[] | 'binary';

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/;

/**
 * Output of `git diff-tree -p -U0 --full-index`, by the two object ids of each file as `OLD NEW`.
 * https://git-scm.com/docs/diff-format#generate_patch_text_with_p
 */
export function parseHunks(output: string): Map<string, FileHunks> {
  const files = new Map<string, FileHunks>();
  let key = '';
  let hunks: Hunk[] | undefined;
  let added: string[] = [];
  const closeHunk = () => {
    const last = hunks?.at(-1);
    if (last !== undefined) last.becomes = digestOf(added);
    added = [];
  };
  for (const line of output.split('\n')) {
    // Lines of a file start with one of these, so that no text in it can pass for a header.
    if (line[0] === '+' || line[0] === '-' || line[0] === '\\') {
      if (line[0] !== '-') added.push(line);
      continue;
    }
    const [, before, after] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)/.exec(line) ?? [];
    if (before !== undefined) {
      closeHunk();
      hunks = [];
      key = `${before} ${after}`;
      files.set(key, hunks);
    } else if (line.startsWith('diff --git ')) {
      closeHunk();
      hunks = undefined;
    } else if (line.startsWith('@@ ')) {
      closeHunk();
      if (hunks === undefined) throw new UnexpectedOutput('diff-tree', line);
      hunks.push(hunkOf(line));
    } else if (line.startsWith('Binary files ') && hunks !== undefined) {
      files.set(key, 'binary');
      hunks = undefined;
    }
  }
  closeHunk();
  return files;
}

function hunkOf(header: string): Hunk {
  const [, start, count = '1'] = HEADER.exec(header) ?? [];
  if (start === undefined) throw new UnexpectedOutput('diff-tree', header);
  return { start: Number(start), count: Number(count), becomes: '' };
}

function digestOf(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n'), 'latin1').digest('hex').slice(0, 16);
}
