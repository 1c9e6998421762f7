import { ANY_COMMIT, type MarkerLabels } from '../../core/conflict/marked-text.js';
import {
  CONFLICT_READ_LIMIT,
  type ConflictFile,
  type ConflictFiles,
  type ConflictStage,
  type MergeConflict,
  type MergePlan,
} from '../../core/merge.js';
import type { Oid } from '../../core/repository.js';
import { type Blob, isBinary, readBlobs } from '../blobs.js';
import { GITLINK_MODE } from '../parsers/diff.js';
import { splitNul } from '../parsers/fields.js';
import { pathBytes } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { mergePlace } from './place.js';

/** The files of a conflict, as far as they are not too large; the markers name the branches. */
export async function readConflictFiles(
  git: GitRunner,
  plan: MergePlan,
  conflict: MergeConflict,
): Promise<ConflictFiles> {
  const blobs = await readBlobs(git, plan.request.repoRoot, blobsOf(conflict), {
    limit: CONFLICT_READ_LIMIT,
    doing: 'read the files of a conflict',
  });
  const directory = await readDirectory(git, plan, conflict);
  return { ...filesOf(plan, conflict, blobs), ...(directory && { directory }) };
}

/** Conflicts that are read by one git: what they hold is in memory at the same time. */
const READ_AT_ONCE = 50;

/** Those of many, in their order, one lot after the other, without the lists of directories. */
export async function* readManyConflictFiles(
  git: GitRunner,
  plan: MergePlan,
  conflicts: readonly MergeConflict[],
  limit: number,
): AsyncGenerator<ConflictFiles> {
  const doing = 'read the files of the conflicts';
  for (let start = 0; start < conflicts.length; start += READ_AT_ONCE) {
    const some = conflicts.slice(start, start + READ_AT_ONCE);
    const oids = some.flatMap(blobsOf);
    const blobs = await readBlobs(git, plan.request.repoRoot, oids, { limit, doing });
    for (const conflict of some) yield filesOf(plan, conflict, blobs);
  }
}

function blobsOf({ base, ours, theirs, markedOid }: MergeConflict): Oid[] {
  const stages = [base, ours, theirs].flatMap((stage) => (stage ? [stage.oid] : []));
  return markedOid === undefined ? stages : [...stages, markedOid];
}

function filesOf(
  plan: MergePlan,
  conflict: MergeConflict,
  blobs: ReadonlyMap<Oid, Blob>,
): ConflictFiles {
  const { base, ours, theirs, markedOid } = conflict;
  const file = (stage: ConflictStage | undefined) => stage && fileOf(stage, blobs);
  const [baseFile, oursFile, theirsFile] = [file(base), file(ours), file(theirs)];
  const blob = markedOid === undefined ? undefined : blobs.get(markedOid);
  const asGitMarked = blob && fileOfBlob(blob);
  const marked = asGitMarked && withNames(asGitMarked, plan, conflict);
  return {
    ...(baseFile && { base: baseFile }),
    ...(oursFile && { ours: oursFile }),
    ...(theirsFile && { theirs: theirsFile }),
    ...(marked && { marked }),
    ...(asGitMarked?.bytes &&
      !asGitMarked.isBinary && {
        asGitMarked: { bytes: asGitMarked.bytes, labels: labelsOf(plan, conflict) },
      }),
  };
}

/**
 * Stores content as git would if it stood at `path` in a worktree: with line ends, encryption or
 * large files as its attributes say, so that a checkout brings back what was given.
 */
export function writeContent(
  git: GitRunner,
  plan: MergePlan,
  path: string,
  bytes: Uint8Array,
): Promise<Oid> {
  const place = `--path=${pathBytes(path).toString('utf8')}`;
  // A warning of the user's about line ends is not to stop what a checkout does anyway.
  const args = ['-c', 'core.safecrlf=false', 'hash-object', '-w', place, '--stdin'];
  return git.text(mergePlace(plan), args, {
    doing: 'store the content of a file',
    input: Buffer.from(bytes),
    details: { untouched: 'Nothing was merged.' },
  });
}

async function readDirectory(
  git: GitRunner,
  plan: MergePlan,
  { kind, path, commit, ours }: MergeConflict,
): Promise<string[] | undefined> {
  // Bytes that are no UTF-8 cannot be an argument.
  const isNameable = /^\P{Surrogate}*$/u.test(path);
  if (kind !== 'file/directory' || commit !== undefined || !isNameable) return undefined;
  const tree = ours ? plan.sourceOid : plan.ontoOid;
  const { stdout } = await git.run(
    plan.request.repoRoot,
    ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree, '--', `${path}/`],
    { doing: 'list the files of a directory in conflict' },
  );
  return splitNul(stdout);
}

function fileOf(
  { oid, mode }: ConflictStage,
  blobs: ReadonlyMap<Oid, Blob>,
): ConflictFile | undefined {
  if (mode === GITLINK_MODE) return fileOfBlob(textBlob(`Subproject commit ${oid}\n`));
  const blob = blobs.get(oid);
  return blob && fileOfBlob(blob);
}

function textBlob(text: string): Blob {
  const bytes = Buffer.from(text);
  return { size: bytes.length, bytes };
}

function fileOfBlob({ size, bytes }: Blob): ConflictFile {
  return { size, isBinary: bytes !== undefined && isBinary(bytes), ...(bytes && { bytes }) };
}

/** What git's markers say: the commits that it was told to merge. */
function labelsOf(
  { ontoOid, sourceOid, landedBefore }: MergePlan,
  { commit }: MergeConflict,
): MarkerLabels {
  // What a commit is replayed onto is known to nobody but git.
  if (commit !== undefined) return { theirs: commit };
  return { ours: landedBefore?.groundOid ?? ontoOid, theirs: sourceOid };
}

/** Branches are what the lines of the markers should say. */
function withNames(
  { bytes, ...file }: ConflictFile,
  plan: MergePlan,
  conflict: MergeConflict,
): ConflictFile {
  if (bytes === undefined) return file;
  const { request } = plan;
  const { commit } = conflict;
  const { ours = ANY_COMMIT, theirs } = labelsOf(plan, conflict);
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(
      new RegExp(`^(<{7,}) ${ours}(?=[:\\r\\n])`, 'gm'),
      (_, signs: string) => `${signs} ${latin1(request.target)}`,
    )
    .replace(
      new RegExp(`^(>{7,}) ${theirs}(?=[:\\r\\n]|$)`, 'gm'),
      (_, signs: string) =>
        `${signs} ${latin1(commit === undefined ? request.source : commit.slice(0, 12))}`,
    );
  const named = Buffer.from(text, 'latin1');
  return { ...file, size: named.length, bytes: named };
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
