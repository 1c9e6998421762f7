import { mkdir } from 'node:fs/promises';
import { QtuiError } from '../../core/errors.js';
import { type CombinedMerges, type ForecastPlan, outcomeOf } from '../../core/forecast.js';
import {
  areAtSame,
  type TriedMerge,
  type TriedMerges,
  type TriedOutcome,
} from '../../core/foreseen-merge.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { MergeRequest } from '../../core/merge.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { SessionView } from '../../core/ports/sessions.js';
import { isOpen } from '../../core/session-status.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { requestOf, type SessionMergeRequest } from '../merge/merging.js';
import { sessionsInOrder } from '../merge/outlook/forecast.js';
import { configForType } from '../policy.js';
import { withLock } from '../registry/lock.js';
import {
  type Combination,
  checkCombination,
  speculativeCheck,
  withNewest,
  withVerdict,
} from './combinations.js';
import { speculationDirectory } from './foreseen.js';
import { fileOf, keepTried, readTried } from './tried-merges.js';

/** Sessions that are tried; with more, those that come first in the order. */
const MOST_SESSIONS = 40;

/** See `SessionService.speculate`. */
export async function speculate(
  deps: SessionDependencies,
  repoRoot: string,
  views: readonly SessionView[],
  options: Cancellable = {},
): Promise<boolean> {
  const config = await deps.config(repoRoot);
  if (!config.merge.speculate) return false;
  const own = views.filter((view) => isTriable(view, repoRoot));
  const check = await speculativeCheck(deps, config);
  const asked = askedOf(config, own, check);
  const directory = speculationDirectory(deps);
  const known = await readTried(directory, repoRoot);
  if (own.length === 0 || (known && (await isCurrent(deps, known, asked)))) return false;
  const context = await deps.git.reader.context(repoRoot);
  if (context.kind === 'none') return false;
  const place = { repoRoot, commonDir: context.repository.commonDir };
  await makeDirectories(mkdir, directory, 0o700);
  try {
    await withLock(
      `${fileOf(directory, repoRoot)}.lock`,
      async () => {
        const { verdicts = [] } = (await readTried(directory, repoRoot)) ?? {};
        const { combined, ...found } = await tryAll(deps, place, own, { ...options, check });
        const tried = { ...found, asked, combinations: [], verdicts };
        if (check === undefined) await keepTried(directory, repoRoot, tried);
        else await checkAll(deps, { repoRoot, directory, check }, { tried, combined }, options);
      },
      { timeoutMs: 0 },
    );
    return true;
  } catch (thrown) {
    // Another client is at it, and finds out the same.
    if (thrown instanceof QtuiError && thrown.code === 'lock-busy') return false;
    throw thrown;
  }
}

/** Whether nothing has moved since, the same would be asked, and all is answered. Starts no git. */
async function isCurrent(
  { git }: SessionDependencies,
  tried: TriedMerges,
  asked: readonly string[],
): Promise<boolean> {
  if (asked.join('\n') !== tried.asked.join('\n')) return false;
  if (tried.combinations.some(({ check }) => check === undefined)) return false;
  const refs = Object.keys(tried.tips);
  return areAtSame(tried, refs, await git.reader.tipsInFiles(tried.commonDir, refs));
}

/** What of rows and settings decides about the merges. */
function askedOf(
  config: SessionConfig,
  views: readonly SessionView[],
  check: readonly string[] | undefined,
): string[] {
  const merges = views
    .flatMap(({ session: { id, type, worktreeInfo: info } }) => {
      const { strategy } = configForType(config, type).merge;
      return info ? [[id, info.branch, info.mergeTarget, strategy].join(' ')] : [];
    })
    .sort();
  return check ? [...merges, `check ${JSON.stringify(check)}`] : merges;
}

/** One after the other; each answer is kept at once, so that what is cut off later loses none. */
async function checkAll(
  deps: SessionDependencies,
  place: { repoRoot: string; directory: string; check: readonly string[] },
  { tried, combined }: { tried: TriedMerges; combined: readonly Combination[] },
  options: Cancellable,
): Promise<void> {
  const { repoRoot, directory, check: command } = place;
  let { verdicts } = tried;
  const known = () =>
    combined.map(({ tried: combination }) => withVerdict(combination, command, verdicts));
  await keepTried(directory, repoRoot, { ...tried, combinations: known() });
  for (const [index, combination] of combined.entries()) {
    if (known()[index]?.check !== undefined) continue;
    options.signal?.throwIfAborted();
    const check = await checkCombination(deps, repoRoot, combination, command, options);
    verdicts = withNewest({ tree: combination.tried.tree, command, check }, verdicts);
    await keepTried(directory, repoRoot, { ...tried, verdicts, combinations: known() });
  }
}

function isTriable({ session, directoryExists }: SessionView, repoRoot: string): boolean {
  return session.worktreeInfo?.repoRoot === repoRoot && directoryExists && isOpen(session);
}

async function requestsOf(
  deps: SessionDependencies,
  views: readonly Pick<SessionView, 'session'>[],
  options: Cancellable,
): Promise<SessionMergeRequest[]> {
  const found: SessionMergeRequest[] = [];
  for (const { session } of views) {
    options.signal?.throwIfAborted();
    // One that cannot be merged at all is told of by whoever merges it.
    const request = await requestOf(deps, session.id).catch(() => undefined);
    if (request) found.push(request);
  }
  return found;
}

async function tryAll(
  deps: SessionDependencies,
  { repoRoot, commonDir }: { repoRoot: string; commonDir: string },
  views: readonly SessionView[],
  { check, ...options }: Cancellable & { check: readonly string[] | undefined },
): Promise<
  Pick<TriedMerges, 'commonDir' | 'tips' | 'merges'> & { combined: readonly Combination[] }
> {
  const { reader, merges } = deps.git;
  const ordered = await sessionsInOrder(deps, repoRoot, views, options);
  const chosen = ordered.slice(0, MOST_SESSIONS).map((session) => ({ session }));
  const requests = await requestsOf(deps, chosen, options);
  // Read before anything is tried: what moves meanwhile makes the result stale, never wrong.
  const heads = requests.flatMap(({ request }) => headsOf(request));
  const before = await reader.tipsInFiles(commonDir, heads);
  const combined: Combination[] = [];
  const onCombined = ({ target, tree, commit, merged }: CombinedMerges) => {
    const sessions = merged.flatMap((index) => requests[index]?.session.id ?? []);
    combined.push({ tried: { target, sessions, tree }, commit });
  };
  const steps = await merges.forecast(
    requests.map(({ request }) => request),
    { ...options, isBackground: true, ...(check && { onCombined }) },
  );
  const tried = requests.map(({ session, request }, index): TriedMerge => {
    const { alone, inTurn } = steps[index] as (typeof steps)[number];
    const { source, target, strategy } = request;
    const upstream = alone.upstream ? [`refs/remotes/${alone.upstream.name}`] : [];
    return {
      ...{ id: session.id, source, target, strategy },
      refs: [...headsOf(request), ...upstream],
      alone: triedOutcome(alone),
      inTurn: triedOutcome(inTurn),
    };
  });
  const remotes = tried.flatMap(({ refs }) => refs.filter((ref) => !before.has(ref)));
  const after = await reader.tipsInFiles(commonDir, remotes);
  return { commonDir, tips: Object.fromEntries([...before, ...after]), merges: tried, combined };
}

function headsOf({ source, target }: MergeRequest): string[] {
  return [`refs/heads/${source}`, `refs/heads/${target}`];
}

function triedOutcome(plan: ForecastPlan): TriedOutcome {
  const paths = new Set(plan.conflicts.map(({ path }) => path));
  return { outcome: outcomeOf(plan), conflicts: paths.size };
}
