import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newMarkerLines, settleMarked } from '../../core/conflict/marked-text.js';
import { CONFLICT_READ_LIMIT } from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { type Blob, isBinary, readBlobs } from '../blobs.js';
import { hashFiles } from '../hash-files.js';
import type { GitRunner } from '../run.js';
import { withTemporaryDirectory } from '../temporary-directory.js';
import type { ConflictedMerge } from './conflict-details.js';
import type { ConflictEdits, TreeEdit } from './resolution-edits.js';
import { refused } from './resolution-refusal.js';

type Content = NonNullable<TreeEdit['entry']>['content'];

export interface SettledText {
  /** Blob of a content of the edits. */
  oidOf(content: Content): Oid;
}

const DOING = 'settle the text in conflict';

/**
 * Settles the marked text that the edits ask for and writes it to the object store. Throws
 * `resolution-refused` where lines cannot be told apart, or where a file would hold lines that
 * look like conflict markers and that neither side has.
 */
export async function settleTexts(
  git: GitRunner,
  directory: string,
  { sides }: ConflictedMerge,
  edits: readonly ConflictEdits[],
): Promise<SettledText> {
  const blobs = await readBlobs(git, directory, edits.flatMap(oidsOf), {
    limit: CONFLICT_READ_LIMIT,
    doing: DOING,
  });
  const labels = { ours: sides.ours.oid, theirs: sides.theirs.oid };
  const settled = new Map<Content, string>();
  for (const edit of edits) {
    const known = sidesOf(edit, blobs);
    for (const content of contentsOf(edit)) {
      const text = latin1(blobs, 'marked' in content ? content.marked : content.oid);
      if ('marked' in content) {
        const result = settleMarked(text ?? '', labels, content.take, known);
        if (result === undefined) throw refused(edit.resolution, 'impossible', AMBIGUOUS);
        settled.set(content, result);
      }
      requireNoMarkers(edit, settled.get(content) ?? text, known);
    }
  }
  const oids = await writeTexts(git, directory, [...settled.values()]);
  const written = new Map(
    [...settled.keys()].map((content, index) => [content, oids[index] ?? '']),
  );
  return {
    oidOf: (content) => ('oid' in content ? content.oid : (written.get(content) ?? '')),
  };
}

const AMBIGUOUS =
  'the file has lines of its own that look like conflict markers, so that it cannot be told ' +
  'which lines are whose; give its content';

interface Sides {
  base: string | undefined;
  ours: string | undefined;
  theirs: string | undefined;
}

function sidesOf({ conflict }: ConflictEdits, blobs: ReadonlyMap<Oid, Blob>): Sides {
  return {
    base: latin1(blobs, conflict.base?.oid),
    ours: latin1(blobs, conflict.ours?.oid),
    theirs: latin1(blobs, conflict.theirs?.oid),
  };
}

function requireNoMarkers(edit: ConflictEdits, text: string | undefined, sides: Sides): void {
  if (text === undefined) return;
  const known = Object.values(sides).filter((side) => side !== undefined);
  const [line] = newMarkerLines(text, known);
  if (line === undefined) return;
  const shown = Buffer.from(line, 'latin1').toString('utf8').slice(0, 40);
  throw refused(edit.resolution, 'markers', `it still has a conflict marker ("${shown}")`);
}

function contentsOf({ edits }: ConflictEdits): Content[] {
  return edits.flatMap(({ entry }) => (entry ? [entry.content] : []));
}

function oidsOf(edit: ConflictEdits): Oid[] {
  const { base, ours, theirs } = edit.conflict;
  const stages = [base, ours, theirs].flatMap((stage) => (stage ? [stage.oid] : []));
  const contents = contentsOf(edit).map((each) => ('oid' in each ? each.oid : each.marked));
  return [...stages, ...contents];
}

/** Text of a blob with a character for every byte; undefined for what is no text, or too large. */
function latin1(blobs: ReadonlyMap<Oid, Blob>, oid: Oid | undefined): string | undefined {
  const bytes = oid === undefined ? undefined : blobs.get(oid)?.bytes;
  return bytes === undefined || isBinary(bytes) ? undefined : bytes.toString('latin1');
}

/** By files, so that one git writes them all. */
async function writeTexts(
  git: GitRunner,
  directory: string,
  texts: readonly string[],
): Promise<Oid[]> {
  if (texts.length === 0) return [];
  return withTemporaryDirectory(async (scratch) => {
    const files = texts.map((_, index) => join(scratch, String(index)));
    for (const [index, file] of files.entries()) {
      await writeFile(file, Buffer.from(texts[index] ?? '', 'latin1'), { mode: 0o600 });
    }
    const oids = await hashFiles(git, directory, files, { doing: DOING, isRaw: true });
    return files.map((file) => oids.get(file) ?? '');
  });
}
