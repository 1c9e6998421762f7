import { type FileDiff, LINE_SIGNS } from '../../../core/diff.js';
import { QtuiError } from '../../../core/errors.js';
import type { Cancellable } from '../../../core/ports/git.js';
import type { SuggestedMessage } from '../../../core/ports/proposing.js';
import type { FileChange } from '../../../core/repository.js';
import { hasPrivateKey, isSecretName } from '../../../core/secret-files.js';
import type { SessionDependencies } from '../../dependencies.js';
import { requireRow } from '../../registry/rows.js';

/** Most that is sent: files with their lines, characters of a file's and of all. */
const MOST = { files: 40, ofFile: 6000, all: 24_000, named: 200 };
/** Files whose lines are many are named only. */
const MOST_LINES = 2000;
const SUBJECTS = 8;

/** See `ProposingService.suggestCommitMessage`. */
export async function suggestCommitMessage(
  deps: SessionDependencies,
  id: string,
  { paths, signal }: { paths?: readonly string[] } & Cancellable = {},
): Promise<SuggestedMessage> {
  const { session } = await requireRow(deps, id);
  const worktree = session.worktreeInfo?.path ?? session.directory;
  const { reader } = deps.git;
  const all = await reader.uncommittedChanges(worktree);
  const chosen = paths && new Set(paths);
  const files = all.filter(({ path }) => chosen?.has(path) ?? true);
  if (files.length === 0) {
    throw new QtuiError('usage', 'There is nothing uncommitted to write a message for.');
  }
  const head = await reader.resolveCommit(worktree, 'HEAD');
  const [diff, commits] = await Promise.all([
    describe(deps, worktree, { files, head, signal }),
    head === undefined
      ? []
      : reader.commitsTouching(worktree, { to: head }, { most: SUBJECTS, signal }),
  ]);
  const question = {
    diff,
    firstMessage: session.firstMessage,
    subjects: commits.map(({ subject }) => subject),
  };
  return deps.model.suggestMessage(question, { signal });
}

/** The names of all the files, and the lines of those that are small and no secrets. */
async function describe(
  { git: { reader } }: SessionDependencies,
  worktree: string,
  { files, head, signal }: { files: readonly FileChange[]; head: string | undefined } & Cancellable,
): Promise<string> {
  const names = files.slice(0, MOST.named).map(({ kind, path }) => `${kind} ${path}`);
  const left = files.length - names.length;
  const parts = [[...names, ...(left > 0 ? [`and ${left} more`] : [])].join('\n')];
  let size = 0;
  const readable = head === undefined ? [] : files.filter(isReadable).slice(0, MOST.files);
  for (const file of readable) {
    if (size > MOST.all) break;
    signal?.throwIfAborted();
    const range = { from: head ?? '', to: 'worktree' as const };
    const diff = await reader.fileDiff(worktree, range, file, { signal });
    const text = diff && patchOf(diff);
    if (text === undefined || hasPrivateKey(text)) continue;
    const cut = text.slice(0, Math.min(MOST.ofFile, MOST.all - size));
    size += cut.length;
    parts.push(cut.length < text.length ? `${cut}\n[cut]` : cut);
  }
  return parts.join('\n\n');
}

function isReadable({ path, from, isBinary, added = 0, removed = 0 }: FileChange): boolean {
  const isSecret = [path, from ?? path].some(isSecretName);
  return !isBinary && !isSecret && added + removed <= MOST_LINES;
}

function patchOf({ path, isBinary, isTooLarge, hunks }: FileDiff): string | undefined {
  if (isBinary || isTooLarge || hunks.length === 0) return undefined;
  const lines = hunks.flatMap(({ header, lines: own }) => [
    `@@ ${header}`,
    ...own.map(({ kind, text }) => `${LINE_SIGNS[kind]}${text}`),
  ]);
  return [`--- ${path}`, ...lines].join('\n');
}
