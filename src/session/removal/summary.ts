/** One line about what was done in a session, for when it is put away. */
import { toQtuiError } from '../../core/errors.js';
import type { CommitSummary, FileChange, MergedVerdict, Oid } from '../../core/repository.js';
import type { SessionMetadata, WorktreeInfo } from '../../core/session.js';
import { count, printable } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { mergedQuestion } from '../merge/target/merged-question.js';
import { isDirectory } from '../registry/rows.js';

/** Longest summary, UTF-16 units. */
const MOST = 500;

/** What git knows of a session's work. */
export interface WorkFacts {
  /** Newest first. */
  commits: readonly CommitSummary[];
  files: readonly FileChange[];
  uncommitted: number;
  verdict: MergedVerdict | undefined;
  target: string;
}

/** A summary that a person wrote, on one line. */
export function ownSummary(text: string): string {
  return printable(text).slice(0, MOST);
}

/** `3 commits, 5 files +120 -8, merged into main: Check the token` */
export function workWords({ commits, files, uncommitted, verdict, target }: WorkFacts): string {
  const [added, removed] = (['added', 'removed'] as const).map((side) =>
    files.reduce((sum, file) => sum + (file[side] ?? 0), 0),
  );
  const parts = [
    commits.length === 0 ? 'no commits' : count(commits.length, 'commit'),
    files.length > 0 && `${count(files.length, 'file')} +${added} -${removed}`,
    uncommitted > 0 && `${count(uncommitted, 'uncommitted file')}`,
    commits.length > 0 && verdict && (verdict.merged ? `merged into ${target}` : 'not merged'),
  ];
  const [last] = commits;
  const subject = last ? `: ${printable(last.subject)}` : '';
  return (parts.filter((part) => typeof part === 'string').join(', ') + subject).slice(0, MOST);
}

/** What was done in the session; without a worktree, or where git cannot tell, what was said. */
export async function summarize(
  deps: SessionDependencies,
  session: SessionMetadata,
  known: { verdict?: MergedVerdict | undefined } = {},
): Promise<string> {
  const info = session.worktreeInfo;
  if (info === undefined) return talkWords(session);
  try {
    const facts = await readWork(deps, info, known.verdict);
    return facts ? workWords(facts) : talkWords(session);
  } catch (error) {
    const { code, message } = toQtuiError(error, 'sum up a session');
    deps.log.log('warn', 'session-not-summed-up', { id: session.id, code, message });
    return talkWords(session);
  }
}

async function readWork(
  deps: SessionDependencies,
  info: WorktreeInfo,
  known: MergedVerdict | undefined,
): Promise<WorkFacts | undefined> {
  const { reader } = deps.git;
  const { repoRoot, path, branch, mergeTarget: target, mergedOid } = info;
  const tip = (await reader.branchTip(repoRoot, branch)) ?? mergedOid;
  if (tip === undefined) return undefined;
  const [verdict, changes] = await Promise.all([
    known ?? reader.isMerged(repoRoot, mergedQuestion(info)).catch(() => undefined),
    isDirectory(path).then((isThere) => (isThere ? reader.uncommittedChanges(path) : [])),
  ]);
  const from = await startOf(deps, info, tip);
  const range = { from, to: tip };
  const [commits, files] = await Promise.all([
    reader.commits(repoRoot, range),
    reader.changes(repoRoot, range),
  ]);
  return { commits, files, uncommitted: changes.length, verdict, target };
}

/** Where the session's own work begins; its target may have been merged into it since. */
async function startOf(
  { git: { reader } }: SessionDependencies,
  { repoRoot, mergeTarget, baseOid, startOid = baseOid }: WorktreeInfo,
  tip: Oid,
): Promise<Oid> {
  const target = await reader.branchTip(repoRoot, mergeTarget);
  const base = target && (await reader.mergeBase(repoRoot, target, tip));
  return base === undefined || base === tip ? startOid : base;
}

function talkWords({ agent, messageCount }: SessionMetadata): string {
  return count(messageCount, agent.kind === 'shell' ? 'line' : 'message');
}
