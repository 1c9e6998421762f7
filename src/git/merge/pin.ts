import { randomBytes } from 'node:crypto';
import type { Warning } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import type { OnLanded, StoredAct } from '../../core/undo.js';
import { commonDirOf } from '../context.js';
import { NO_HOOKS } from '../objects.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { isAlive, type ProcessMark, selfMark } from '../process-mark.js';
import { mayHaveRefs } from '../ref-files.js';
import { branchRef, nullOid, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { dropAct, listActs } from '../undo/store.js';
import { requireWhole } from '../whole.js';
import type { LandingJournal } from './journal.js';

const PREFIX = 'refs/qtui/merge';
const KEEPING = 'keep the merged commit';
const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

/**
 * Keeps a built commit from git's clean-up by a ref that no `git branch` shows; resolves with the
 * ref. Its name tells when it was made and by which process. Of the commits that are `known` the
 * objects are not looked for.
 */
export async function pinCommit(
  git: GitRunner,
  repo: string,
  commit: Oid,
  { known, ...how }: { known: readonly Oid[]; signal: AbortSignal | undefined; timeoutMs: number },
): Promise<string> {
  const { pid, start } = await selfMark();
  const made = Date.now().toString(36);
  const ref = `${PREFIX}/${made}-${pid}-${start}-${randomBytes(4).toString('hex')}`;
  try {
    await git.run(repo, [...NO_HOOKS, 'update-ref', '--no-deref', ref, commit, nullOid(commit)], {
      doing: KEEPING,
      details: { untouched: NOTHING_MERGED },
      ...how,
    });
  } catch (thrown) {
    // A hook may have hung after the ref was made.
    if ((await readRef(git, repo, ref)) !== undefined) await discardPin(git, repo, { ref, commit });
    throw thrown;
  }
  try {
    await requireWhole(git, repo, commit, { known, doing: KEEPING, untouched: NOTHING_MERGED });
  } catch (thrown) {
    await discardPin(git, repo, { ref, commit });
    throw thrown;
  }
  return ref;
}

/**
 * Lets go of commits that a process pinned which has ended without landing them: no other one can
 * land them. Those that a landing which is still open leads to stay, and those that a session
 * has landed until `onLanded` has seen to its row. Resolves with what was done.
 */
export async function sweepPins(
  git: GitRunner,
  journal: LandingJournal,
  repo: string,
  onLanded?: OnLanded,
): Promise<Warning[]> {
  // One of these may be about any of the commits.
  if ((await journal.unreadable()).length > 0) return [];
  const commonDir = await commonDirOf(git, repo);
  if (!(await mayHaveRefs(commonDir, PREFIX))) return [];
  const open = await journal.openCommits(commonDir);
  const { stdout } = await git.run(
    repo,
    ['for-each-ref', refFormat(['refname', 'objectname']), PREFIX],
    { doing: 'list merges that were not landed' },
  );
  const done: Warning[] = [];
  for (const [ref = '', commit = ''] of parseRefRows(stdout, 2)) {
    const pin = parsePin(ref);
    if (pin === undefined || open.has(commit) || (await isAlive(pin.owner))) continue;
    const isLanded = await isInBranch(git, repo, commit);
    const act = await landingOf(git, repo, commit);
    // Before the pin goes: a crash in between must leave what leads here.
    if (isLanded && act?.session) {
      if (onLanded === undefined) continue;
      const told = await onLanded(act);
      if (told) done.push(told);
    } else if (act) await dropUnlanded(git, repo, act);
    const isOurs = await discardPin(git, repo, { ref, commit });
    if (isLanded || !isOurs) continue;
    const day = new Date(pin.made).toISOString().slice(0, 10);
    done.push({
      code: 'merge-let-go',
      message: `A merge of ${day} that never landed (${commit.slice(0, 12)}) was let go.`,
    });
  }
  return done;
}

/** Killed after the landing, and before it let go. */
async function isInBranch(git: GitRunner, repo: string, commit: Oid): Promise<boolean> {
  const found = await git.text(
    repo,
    ['for-each-ref', '--count=1', '--format=%(refname)', `--contains=${commit}`, 'refs/heads'],
    { doing: 'look for a merge that was landed' },
  );
  return found !== '';
}

/** The record of a landing is written before the landing begins; this one never did. */
async function dropUnlanded(
  git: GitRunner,
  repo: string,
  { id, landing }: StoredAct,
): Promise<void> {
  if (landing === undefined) return;
  const tip = await readRef(git, repo, branchRef(landing.target));
  if (tip === landing.old) await dropAct(git, repo, id);
}

async function landingOf(
  git: GitRunner,
  repo: string,
  commit: Oid,
): Promise<StoredAct | undefined> {
  const { acts } = await listActs(git, repo);
  return acts.find(
    ({ landing, isUndone, isMoved }) => landing?.new === commit && !isUndone && !isMoved,
  );
}

function parsePin(ref: string): { made: number; owner: ProcessMark } | undefined {
  const [, made, pid, start = ''] =
    /^refs\/qtui\/merge\/([0-9a-z]+)-(\d+)-(\d*)-[0-9a-f]+$/.exec(ref) ?? [];
  if (made === undefined) return undefined;
  return { made: Number.parseInt(made, 36), owner: { pid: Number(pid), start } };
}

/** Lets go of a pinned commit; false when that was done before. */
export async function discardPin(
  git: GitRunner,
  repo: string,
  { ref, commit }: { ref: string; commit: Oid },
): Promise<boolean> {
  try {
    await git.run(repo, [...NO_HOOKS, 'update-ref', '--no-deref', '-d', ref, commit], {
      doing: 'let go of the merged commit',
    });
    return true;
  } catch (thrown) {
    if ((await readRef(git, repo, ref)) !== undefined) throw thrown;
    return false;
  }
}
