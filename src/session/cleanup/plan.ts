import type { CleanupItem, CleanupPlan, CleanupRequest } from '../../core/cleanup.js';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { asksFirst } from '../../core/loss.js';
import type { SessionView } from '../../core/ports/sessions.js';
import type { Loss } from '../../core/repository.js';
import { type AgentState, sessionTitle } from '../../core/session.js';
import { contextOrNone } from '../context.js';
import type { SessionDependencies } from '../dependencies.js';
import { selectSession } from '../registry/find.js';
import { mayExist, runningHost } from '../registry/rows.js';
import { listSessions } from '../registry/views.js';
import { contains, type Occupant, occupantsOf } from '../removal/occupants.js';
import { occupantWords } from '../removal/other-programs.js';
import { knownRepositories } from '../undo/acts.js';
import { type Choice, reasonsFor } from './choose.js';
import { type LookedAt, lookAtRepository, type RepositoryLook } from './look.js';
import { planOrphans } from './orphans.js';
import {
  isLive,
  liveWords,
  lossWords,
  pinnedWords,
  protectedItem,
  unmergedWords,
} from './protect.js';

/** See `CleanupService.planCleanup`. */
export async function planCleanup(
  deps: SessionDependencies,
  directory: string,
  request: CleanupRequest,
): Promise<{ plan: CleanupPlan; warnings: Warning[] }> {
  // A host that cannot be asked might have any agent at work.
  await runningHost(deps);
  const { sessions, warnings } = await listSessions(deps);
  const named = new Set(request.named.map((word) => selectSession(sessions, word).session.id));
  const roots = await repositoriesOf(deps, directory, request, sessions, named);
  const choice = { request, named, now: deps.now() };
  const items: CleanupItem[] = [];
  for (const root of roots) {
    try {
      items.push(...(await planRepository(deps, { root, directory, sessions, choice })));
    } catch (error) {
      // One repository that cannot be read does not keep the others.
      if (roots.length === 1) throw error;
      warnings.push(asWarning(toQtuiError(error, `look at ${root}`)));
    }
  }
  const { types } = await deps.config(directory);
  items.push(...planBareRecords(sessions, roots, { ...choice, types }));
  return { plan: Object.freeze({ items, repositories: roots }), warnings };
}

async function repositoriesOf(
  deps: SessionDependencies,
  directory: string,
  request: CleanupRequest,
  sessions: readonly SessionView[],
  named: ReadonlySet<string>,
): Promise<string[]> {
  const roots = new Set<string>();
  for (const { session } of sessions) {
    const root = session.worktreeInfo?.repoRoot;
    if (named.has(session.id) && root !== undefined) roots.add(root);
  }
  const isOnlyNamed = named.size > 0 && !isChoosing(request);
  if (request.allRepositories) {
    for (const root of await knownRepositories(deps, directory)) roots.add(root);
  } else if (!isOnlyNamed) {
    const { context } = await contextOrNone(deps, directory);
    if (context.kind === 'none') {
      throw new QtuiError('not-a-repository', `${directory} is in no git repository.`, {
        untouched: 'Nothing was changed.',
        hint: 'Go to a repository, or add --all-repositories.',
      });
    }
    roots.add(context.repository.root);
  }
  const there = await Promise.all([...roots].map(mayExist));
  return [...roots].filter((_root, index) => there[index]);
}

function isChoosing(request: CleanupRequest): boolean {
  const { merged, orphaned, all, byTypeAge, olderThanMs } = request;
  return Boolean(merged || orphaned || all || byTypeAge) || olderThanMs !== undefined;
}

async function planRepository(
  deps: SessionDependencies,
  what: {
    root: string;
    directory: string;
    sessions: readonly SessionView[];
    choice: Omit<Choice, 'types'>;
  },
): Promise<CleanupItem[]> {
  const { root, directory } = what;
  const own = what.sessions.filter(({ session }) => session.worktreeInfo?.repoRoot === root);
  const config = await deps.config(root);
  const choice = { ...what.choice, types: config.types };
  const look = await lookAtRepository(deps, root, own, config);
  const chosen = look.sessions.flatMap((looked) => {
    const reasons = reasonsFor(looked, look.survey.branches, choice);
    return reasons === undefined ? [] : [{ looked, reasons }];
  });
  const orphans = await planOrphans(deps, look, choice, what.sessions);
  const worktrees = [
    ...chosen.flatMap(({ looked }) => (looked.hasWorktree ? [looked.info?.path ?? ''] : [])),
    ...orphans.worktrees.map(({ path }) => path),
  ];
  const [changes, occupants] = await Promise.all([
    deps.git.reader.changesIn(worktrees, config.removal),
    occupantsOf(deps, worktrees),
  ]);
  const items = chosen.map(({ looked, reasons }) => {
    const path = looked.info?.path ?? '';
    const isForced = choice.request.force && choice.named.has(looked.view.session.id);
    const facts = { reasons, isForced, losses: changes.get(path) ?? [], directory };
    return sessionItem(looked, look, {
      ...facts,
      isProtected: config.branches.protected.includes(looked.info?.branch ?? ''),
      strangers: (occupants.get(path) ?? []).filter(
        ({ sessionId }) => sessionId !== looked.view.session.id,
      ),
    });
  });
  return [...items, ...orphans.items(changes)];
}

interface Facts {
  reasons: string[];
  isForced: boolean;
  losses: Loss[] | QtuiError;
  /** Where the person is. */
  directory: string;
  isProtected: boolean;
  /** Programs in its worktree that are not its own. */
  strangers: Occupant[];
}

function sessionItem(
  { view, info, hasWorktree, verdict }: LookedAt,
  { root, survey }: RepositoryLook,
  { reasons, isForced, losses, directory, isProtected, strangers }: Facts,
): CleanupItem {
  const { session, agentState } = view;
  const found = losses instanceof QtuiError ? [] : losses;
  const worktree = survey.worktrees.find(({ path }) => path === info?.path);
  const tip = survey.branches.find(({ name }) => name === info?.branch);
  const isElsewhere = hasWorktree && worktree !== undefined && worktree.branch !== info?.branch;
  const branchGoes = verdict?.merged === true && !isProtected && !isElsewhere && tip !== undefined;
  const item = {
    kind: hasWorktree ? ('session' as const) : ('record' as const),
    title: sessionTitle(session),
    session,
    repoRoot: root,
    ...(info && { path: info.path, mergeTarget: info.mergeTarget }),
    ...(info && tip && { branch: info.branch, oid: tip.oid }),
    reasons,
    action: actionWords({ agentState, hasWorktree, hasBranch: tip !== undefined, branchGoes }),
    ...(verdict && { verdict }),
    losses: found,
    isForced,
  };
  const standing = worktree?.branch === undefined ? 'on no branch' : `on ${worktree.branch}`;
  return protectedItem(item, {
    absolute: [
      session.status === 'creating' ? 'it is still being made' : undefined,
      pinnedWords(session),
      worktree?.isMain ? 'it works in the main worktree' : undefined,
      worktree?.operation && `a ${worktree.operation} is not finished in it`,
      strangers.length > 0 ? occupantWords(strangers) : undefined,
    ],
    liftable: [
      liveWords(agentState, verdict),
      hasWorktree ? unmergedWords(verdict, info?.mergeTarget ?? '') : undefined,
      isElsewhere ? `its worktree is ${standing}, not on ${info?.branch}` : undefined,
      ...(losses instanceof QtuiError ? lossWords(losses) : lossWords(found.filter(asksFirst))),
      info && contains(info.path, directory) ? 'you are in it' : undefined,
    ],
  });
}

/** What will be done, in the order it is done in. */
function actionWords(facts: {
  agentState: AgentState | undefined;
  hasWorktree: boolean;
  hasBranch: boolean;
  branchGoes: boolean;
}): string {
  const { agentState, hasWorktree, hasBranch, branchGoes } = facts;
  const parts = [
    isLive(agentState) && `end its program (${agentState})`,
    hasWorktree ? 'remove the worktree' : 'put its record away',
    hasBranch && (branchGoes ? 'delete the branch' : 'keep the branch'),
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** Sessions that have no worktree: only their record can go. */
function planBareRecords(
  sessions: readonly SessionView[],
  roots: readonly string[],
  choice: Choice,
): CleanupItem[] {
  const { request, named } = choice;
  return sessions.flatMap((view): CleanupItem[] => {
    const { session, agentState } = view;
    if (session.worktreeInfo !== undefined || session.status === 'archived') return [];
    const isHere = session.repoRoot !== undefined && roots.includes(session.repoRoot);
    if (!named.has(session.id) && !isHere && !request.allRepositories) return [];
    const looked = { view, hasWorktree: false };
    const reasons = reasonsFor(looked, [], choice);
    if (reasons === undefined) return [];
    const isForced = request.force && named.has(session.id);
    const item = {
      kind: 'record' as const,
      title: sessionTitle(session),
      session,
      ...(session.repoRoot !== undefined && { repoRoot: session.repoRoot }),
      reasons,
      action: actionWords({ agentState, hasWorktree: false, hasBranch: false, branchGoes: false }),
      losses: [],
      isForced,
    };
    return [
      protectedItem(item, {
        absolute: [
          session.status === 'creating' ? 'it is still being made' : undefined,
          pinnedWords(session),
        ],
        liftable: [isLive(agentState) ? 'its program runs' : undefined],
      }),
    ];
  });
}
