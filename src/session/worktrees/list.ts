import { asWarning, toQtuiError, type Warning } from '../../core/errors.js';
import type { WorktreeFinding, WorktreeView } from '../../core/ports/worktrees.js';
import type { WorktreeEntry, WorktreeLink } from '../../core/repository.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { shellCommand } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { type Occupant, occupantsOf } from '../removal/occupants.js';
import { occupantWords } from '../removal/other-programs.js';
import { repositoryOf } from '../undo/acts.js';
import { isForeignLock, lockedFor, lockReason } from './lock.js';
import { findLinks } from './repair.js';
import { switchHint, switchIn, switchWords } from './switched.js';

const ELSEWHERE = 'Go to a repository; `qtui sessions scan --all --dry-run` lists those of all.';

/** All worktrees of the directory's repository, with whose they are and what became of them. */
export async function listWorktrees(
  deps: SessionDependencies,
  directory: string,
): Promise<{ worktrees: WorktreeView[]; warnings: Warning[] }> {
  const root = await repositoryOf(deps, directory, ELSEWHERE);
  const [entries, links, { sessions, warnings }] = await Promise.all([
    deps.git.reader.worktrees(root),
    findLinks(deps, root),
    deps.repository.list(),
  ]);
  const rows = sessions
    .map(({ session }) => session)
    .filter(({ worktreeInfo }) => worktreeInfo?.repoRoot === root);
  const { occupants, problem } = await findOccupants(
    deps,
    entries.map(({ path }) => path),
  );
  const known = new Set<string | undefined>(sessions.map(({ session }) => session.id));
  const worktrees: WorktreeView[] = [];
  const shown = new Set<string>();
  for (const entry of entries) {
    const session = await ownerOf(deps, entry, rows);
    if (session) shown.add(session.id);
    const link = links.find(({ path }) => path === entry.path);
    const inside = occupants.get(entry.path) ?? [];
    const locked = session || entry.isMain ? undefined : lockedFor(entry);
    const lostId = known.has(locked) ? undefined : locked;
    worktrees.push(viewOf({ entry, link, session, inside, lostId }));
  }
  for (const session of rows) {
    if (!shown.has(session.id) && !isPutAway(session))
      worktrees.push(await lostView(deps, session));
  }
  return { worktrees, warnings: [...warnings, ...problem] };
}

/** Occupants only tell; that they cannot be asked for does not hide the rest. */
async function findOccupants(deps: SessionDependencies, paths: readonly string[]) {
  try {
    return { occupants: await occupantsOf(deps, paths), problem: [] };
  } catch (error) {
    const problem = [asWarning(toQtuiError(error, 'look for programs in the worktrees'))];
    return { occupants: new Map<string, Occupant[]>(), problem };
  }
}

/** By its lock, which outlives a move; else by its place, an open session's before others'. */
export async function ownerOf(
  deps: SessionDependencies,
  entry: WorktreeEntry,
  rows: readonly SessionMetadata[],
): Promise<SessionMetadata | undefined> {
  if (entry.isMain) return undefined;
  const id = lockedFor(entry);
  const locked = rows.find((session) => session.id === id);
  if (locked) return locked;
  const there = rows.filter(({ worktreeInfo }) => worktreeInfo?.path === entry.path);
  const own = there.find((session) => !isPutAway(session)) ?? there[0];
  return own && !(await deps.repository.belongsToAnother(own)) ? own : undefined;
}

export interface ViewFacts {
  entry: WorktreeEntry;
  link: WorktreeLink | undefined;
  session: SessionMetadata | undefined;
  inside: readonly Occupant[];
  /** The session that it is of by its lock or mark, and which has no row. */
  lostId?: string | undefined;
}

/** What is in a directory that is another repository's by now says nothing of this one's record. */
function findingsOf(facts: ViewFacts): WorktreeFinding[] {
  const place = placeFinding(facts);
  if (facts.link?.state === 'elsewhere') return place ? [place] : [];
  return [
    place,
    lostFinding(facts),
    switchFinding(facts),
    operationFinding(facts.entry),
    occupantFinding(facts),
    lockFinding(facts),
    foreignFinding(facts),
  ].filter((finding): finding is WorktreeFinding => finding !== undefined);
}

/** A worktree as lists show it. */
export function viewOf(facts: ViewFacts): WorktreeView {
  const { entry, link, session } = facts;
  const branch = entry.operationBranch ?? entry.branch;
  const [movedTo] = link?.foundAt ?? [];
  return {
    path: entry.path,
    ...(movedTo !== undefined && { movedTo }),
    ...(branch !== undefined && { branch }),
    ...(entry.oid !== undefined && { oid: entry.oid }),
    isMain: entry.isMain,
    isBare: entry.isBare,
    ...(session && { session: summaryOf(session) }),
    findings: findingsOf(facts),
  };
}

function summaryOf(session: SessionMetadata): NonNullable<WorktreeView['session']> {
  const { id, status, worktreeInfo } = session;
  return { id, status, title: sessionTitle(session), branch: worktreeInfo?.branch ?? '' };
}

function placeFinding({ entry, link, session }: ViewFacts): WorktreeFinding | undefined {
  const { path, isMain, prunable } = entry;
  if (isMain || !link || link.state === 'joined') return undefined;
  const found = [...link.foundAt, ...link.maybeAt];
  if (found.length > 0) {
    return {
      state: 'moved',
      message: `It was moved from ${path} to ${found.join(' or ')}.`,
      hint: `\`${shellCommand('qtui', 'sessions', 'repair', found[0] ?? path)}\` joins it with its repository again.`,
    };
  }
  if (link.state === 'broken' || link.state === 'elsewhere') {
    const isBroken = link.state === 'broken';
    return {
      state: 'broken',
      message: isBroken
        ? `${path} does not find its repository, which was moved.`
        : `${path} is a worktree of another repository, of which this one is a copy.`,
      hint: isBroken
        ? `\`${shellCommand('qtui', 'sessions', 'repair', path)}\` joins them again.`
        : '`git worktree prune` makes the copy forget it.',
    };
  }
  const what = link.state === 'missing' ? 'Its directory is gone' : 'Its link to git is gone';
  return {
    state: 'missing',
    message: `${what}${prunable ? '' : ', and it is locked'}: ${path}`,
    hint: session
      ? `\`qtui sessions close ${session.id} --remove\` puts the record away; the branch stays.`
      : 'If it was moved, `qtui sessions repair PATH` tells git where to; else `git worktree prune` forgets it.',
  };
}

function switchFinding({ entry, session, link }: ViewFacts): WorktreeFinding | undefined {
  const info = session?.worktreeInfo;
  if (!session || !info || isPutAway(session) || link?.state === 'missing') return undefined;
  const found = switchIn(entry, info);
  if (!found) return undefined;
  return { state: 'switched', message: switchWords(found), hint: switchHint(found) };
}

function operationFinding({
  operation,
  operationBranch,
  path,
}: WorktreeEntry): WorktreeFinding | undefined {
  if (operation === undefined) return undefined;
  const of = operationBranch === undefined ? '' : ` of ${operationBranch}`;
  return {
    state: 'operation-in-progress',
    message: `A ${operation}${of} is not finished in ${path}.`,
    hint: 'Finish or abort it there.',
  };
}

function occupantFinding({ entry, session, inside }: ViewFacts): WorktreeFinding | undefined {
  const others = inside.filter(
    ({ sessionId }) => sessionId === undefined || sessionId !== session?.id,
  );
  // Editors and shells live in the main worktree; only what may be removed is guarded.
  if (entry.isMain || others.length === 0) return undefined;
  return {
    state: 'occupied',
    message: `${occupantWords(others)}.`,
    hint: 'It is not removed while they run.',
  };
}

function lockFinding({ entry, session }: ViewFacts): WorktreeFinding | undefined {
  const { locked, path, isMain } = entry;
  if (isForeignLock(entry)) {
    return {
      state: 'locked',
      message: `It is locked by somebody else${locked ? `: ${locked}` : ''}.`,
      hint: `\`${shellCommand('git', 'worktree', 'unlock', path)}\` takes the lock away, once nobody needs it.`,
    };
  }
  const lives = session && !isPutAway(session);
  if (isMain || !lives || locked === lockReason(session.id)) return undefined;
  return {
    state: 'unlocked',
    message: 'It is not locked for its session, so `git worktree prune` could forget it.',
    hint: `Opening the session locks it: \`qtui attach ${session.id}\`.`,
  };
}

function lostFinding({ session, lostId }: ViewFacts): WorktreeFinding | undefined {
  if (session || lostId === undefined) return undefined;
  return {
    state: 'lost',
    message: `It is of session ${lostId}, which the registry does not know or cannot read.`,
    hint: '`qtui sessions scan` restores it, or says why it cannot.',
  };
}

function foreignFinding({ entry, session, link, lostId }: ViewFacts): WorktreeFinding | undefined {
  if (entry.isMain || session || lostId !== undefined) return undefined;
  if (link?.state !== 'joined') return undefined;
  return {
    state: 'foreign',
    message: 'It is of no session.',
    hint:
      entry.branch === undefined
        ? `To adopt it make a branch first: \`${shellCommand('git', '-C', entry.path, 'switch', '-c', 'NAME')}\`.`
        : `\`${shellCommand('qtui', 'sessions', 'adopt', entry.path)}\` makes one of it.`,
  };
}

/** A session whose worktree git has no record of any more. */
export async function lostView(
  deps: SessionDependencies,
  session: SessionMetadata,
): Promise<WorktreeView> {
  const path = session.worktreeInfo?.path ?? session.directory;
  const isOthers = await deps.repository.belongsToAnother(session);
  return {
    path,
    isMain: false,
    isBare: false,
    session: summaryOf(session),
    findings: [
      {
        state: isOthers ? 'another-session' : 'missing',
        message: isOthers
          ? `${path} is the worktree of another session now.`
          : `git has no worktree at ${path} any more.`,
        hint: `\`qtui sessions close ${session.id} --remove\` puts the record away; the branch stays.`,
      },
    ],
  };
}
