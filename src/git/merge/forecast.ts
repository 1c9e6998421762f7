import { join } from 'node:path';
import {
  type CombinedMerges,
  type ForecastPlan,
  type ForecastStep,
  outcomeOf,
} from '../../core/forecast.js';
import type { MergePlan, MergeRequest, TargetUpstream } from '../../core/merge.js';
import type { ForecastOptions } from '../../core/ports/merge-forecaster.js';
import type { Oid } from '../../core/repository.js';
import { commonDirOf } from '../context.js';
import { SAME_EVERY_TIME, writeQtuiCommit } from '../objects.js';
import { quarantine, withScratch } from '../quarantine.js';
import { branchRef, readRef } from '../refs.js';
import { findGround } from '../remote/ground.js';
import { type GitRunner, withSignal } from '../run.js';
import { treeOf } from './merge-trees.js';
import { FETCH_TIMEOUT_MS, planMerge } from './plan.js';
import { commitPlan } from './plan-commit.js';

/**
 * Merges the requests of one repository one after the other, as objects that are gone afterwards:
 * no ref, worktree, index or object of the repository changes, but for what `onCombined` is told of,
 * and what a fetch brings where a request wants one. A merge that does not go through is left out of those after it.
 */
export async function forecastMerges(
  git: GitRunner,
  { directory, timeoutMs }: { directory: string; timeoutMs: number },
  requests: readonly MergeRequest[],
  { signal, onStep, onCombined, isBackground = false }: ForecastOptions = {},
): Promise<ForecastStep[]> {
  const [first] = requests;
  if (first === undefined) return [];
  const { repoRoot } = first;
  const fetched = await fetchTargets(git, requests, signal);
  const commonDir = await commonDirOf(git, repoRoot);
  return withScratch(join(directory, 'scratch'), async (scratch) => {
    const quiet = await quarantine(git, commonDir, scratch, signal, { isBackground });
    const course = new Course(quiet, { timeoutMs, isBrief: isBackground });
    const steps: ForecastStep[] = [];
    for (const request of requests) {
      const { alone, inTurn } = await course.take({ ...request, refresh: false });
      const state = fetched.get(request.target);
      const step = { alone: toldOf(alone, state), inTurn: toldOf(inTurn, state) };
      onStep?.(step, steps.length);
      steps.push(step);
    }
    if (onCombined) {
      for (const combined of await course.combined(repoRoot)) {
        await keepCommit(quiet, withSignal(git, signal), combined.commit, requests);
        onCombined(combined);
      }
    }
    return steps;
  });
}

/** Each remote branch is asked for once; what it has is then read as any other. */
async function fetchTargets(
  git: GitRunner,
  requests: readonly MergeRequest[],
  signal: AbortSignal | undefined,
): Promise<Map<string, TargetUpstream>> {
  const fetched = new Map<string, TargetUpstream>();
  const wanted = new Map(
    requests.filter(({ refresh }) => refresh).map((request) => [request.target, request]),
  );
  for (const { repoRoot, target: branch } of wanted.values()) {
    const oid = await readRef(withSignal(git, signal), repoRoot, branchRef(branch));
    if (oid === undefined) continue;
    const how = { fetchTimeoutMs: FETCH_TIMEOUT_MS, ...(signal && { signal }) };
    const { upstream } = await findGround(git, repoRoot, { branch, oid, ...how });
    if (upstream) fetched.set(branch, upstream);
  }
  return fetched;
}

/** Brings a commit with what it needs from the directory of objects into the repository. */
async function keepCommit(
  quiet: GitRunner,
  git: GitRunner,
  commit: Oid,
  requests: readonly MergeRequest[],
): Promise<void> {
  const repoRoot = requests[0]?.repoRoot ?? '';
  const there = requests.flatMap(({ source, target }) => [branchRef(source), branchRef(target)]);
  const doing = 'keep what was merged for the check';
  const { stdout: input } = await quiet.run(
    repoRoot,
    ['pack-objects', '--revs', '--stdout', '-q'],
    {
      doing,
      input: [commit, ...new Set(there.map((ref) => `^${ref}`)), ''].join('\n'),
    },
  );
  await git.run(repoRoot, ['unpack-objects', '-q'], { doing, input, isBackground: true });
}

/** Without what is gone with the objects, and with what a fetch told. */
function toldOf(plan: MergePlan, fetched: TargetUpstream | undefined): ForecastPlan {
  const { resultTree: _tree, sourceOid: _source, upstream, ...told } = plan;
  const { isFresh, problem } = fetched ?? {};
  return {
    ...told,
    conflicts: plan.conflicts.map(({ markedOid: _marked, ...conflict }) => conflict),
    ...(upstream && {
      upstream: { ...upstream, ...(isFresh && { isFresh }), ...(problem && { problem }) },
    }),
  };
}

/** Where branches would be by now. */
class Course {
  readonly #git: GitRunner;
  readonly #how: { timeoutMs: number; isBrief: boolean };
  readonly #tips = new Map<string, Oid>();
  /** By the tip of a branch that was merged: what its target became. */
  readonly #landed = new Map<Oid, Oid>();
  /** By target: which merges are part of its tip, by the order in which they were taken. */
  readonly #merged = new Map<string, number[]>();
  #taken = 0;

  constructor(git: GitRunner, how: { timeoutMs: number; isBrief: boolean }) {
    this.#git = git;
    this.#how = how;
  }

  /** Plans a merge by itself and in its turn, and merges it where that goes through. */
  async take(request: MergeRequest): Promise<{ alone: MergePlan; inTurn: MergePlan }> {
    const isFirst = !this.#tips.has(request.source) && !this.#tips.has(request.target);
    const alone = this.#plan(request);
    const inTurn = isFirst ? alone : this.#plan(this.#withLandings(request), this.#tips);
    const [own, plan] = await Promise.all([alone, inTurn]);
    const index = this.#taken++;
    if (outcomeOf(plan) === 'clean') {
      await this.#land(plan);
      const { target } = request;
      this.#merged.set(target, [...(this.#merged.get(target) ?? []), index]);
    }
    return { alone: own, inTurn: plan };
  }

  /** What has become of the targets. */
  combined(repoRoot: string): Promise<CombinedMerges[]> {
    const told = [...this.#merged].map(async ([target, merged]) => {
      const commit = this.#tips.get(target) as Oid;
      return { target, commit, tree: await treeOf(this.#git, repoRoot, commit), merged };
    });
    return Promise.all(told);
  }

  #plan(request: MergeRequest, tips?: ReadonlyMap<string, Oid>): Promise<MergePlan> {
    return planMerge(this.#git, request, { ...this.#how, tips });
  }

  /** What was merged before is on record, as it will be in the rows of its sessions. */
  #withLandings(request: MergeRequest): MergeRequest {
    const { builtOn = [] } = request;
    const parts = builtOn.map((part) => {
      const landedOid = part.name === undefined ? undefined : this.#landed.get(part.tip);
      return landedOid === undefined ? part : { ...part, landedOid };
    });
    return { ...request, builtOn: parts };
  }

  async #land(plan: MergePlan): Promise<void> {
    const { repoRoot, source, target } = plan.request;
    const write = (tree: Oid, parents: readonly Oid[]) =>
      writeQtuiCommit(this.#git, repoRoot, {
        ...{ tree, parents, message: `forecast of ${source}` },
        env: SAME_EVERY_TIME,
      });
    const tip = await commitPlan(this.#git, plan, {
      timeoutMs: this.#how.timeoutMs,
      merged: ({ tree, parents }) => write(tree, parents),
      replayed: ({ tree, parent }) => write(tree, [parent]),
    });
    this.#tips.set(target, tip);
    this.#landed.set(plan.sourceOid, tip);
  }
}
