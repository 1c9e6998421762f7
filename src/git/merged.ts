import { QtuiError } from '../core/errors.js';
import type { MergedQuestion, MergedVerdict, Oid } from '../core/repository.js';
import type { EvidenceCache } from './merged/cache.js';
import { findEvidence } from './merged/evidence.js';
import { existingCommits, mergesOf, readUnmerged, type UnmergedGraph } from './merged/graph.js';
import { readTips, type TargetTips, type Tip, type Tips } from './merged/tips.js';
import { pooled } from './pool.js';
import type { GitRunner } from './run.js';
import { openScratchObjects, type ScratchObjects } from './scratch-objects.js';

export { mergeBase } from './merged/evidence.js';

type Merged = Extract<MergedVerdict, { merged: true }>;
type Source = Tip & { date: number };

/**
 * Whether everything on `branch` is in `target`, by the evidence that is found first. The
 * recorded landing counts as long as the target still has it; an ancestor alone proves nothing
 * for a branch without work. Throws `unknown-revision` for a branch that is gone.
 */
export async function judgeMerged(
  git: GitRunner,
  repo: string,
  question: MergedQuestion,
): Promise<MergedVerdict> {
  const [verdict] = await judgeAllMerged(git, repo, [question]);
  if (verdict !== undefined) return verdict;
  throw new QtuiError('unknown-revision', `There is no branch ${question.branch}.`, {
    hint: 'See the branches with `git branch --all`.',
    data: { branch: question.branch },
  });
}

/**
 * As `judgeMerged`, of many branches: the number of git processes depends on how many targets
 * there are, and beyond that only on branches whose commits are not in theirs and that `cache`
 * does not know. Verdicts in the order of the questions, undefined for a branch that is gone.
 */
export async function judgeAllMerged(
  git: GitRunner,
  repo: string,
  questions: readonly MergedQuestion[],
  cache?: EvidenceCache,
): Promise<(MergedVerdict | undefined)[]> {
  const branches = questions.map(({ branch }) => branch);
  const targets = [...new Set(questions.map(({ target }) => target))];
  const tips = await readTips(git, repo, branches, targets);
  const judge = new Judge(git, repo, tips, cache);
  try {
    await judge.prepare(questions);
    return await pooled(questions, (question) => judge.judge(question));
  } finally {
    await judge.dispose();
  }
}

/** What several questions about one repository share. */
class Judge {
  readonly #graphs = new Map<Oid, UnmergedGraph>();
  readonly #merges = new Map<Oid, Map<Oid, Oid>>();
  #known: ReadonlySet<Oid> = new Set();
  #scratch: Promise<ScratchObjects> | undefined;

  constructor(
    private readonly git: GitRunner,
    private readonly repo: string,
    private readonly tips: Tips,
    private readonly cache: EvidenceCache | undefined,
  ) {}

  /** Reads, once for each target, what it has of all the branches. */
  async prepare(questions: readonly MergedQuestion[]): Promise<void> {
    const landed = questions.map(({ landedOid }) => landedOid).filter((oid) => oid !== undefined);
    this.#known = await existingCommits(this.git, this.repo, landed);
    const asked = new Map<Oid, { tips: Set<Oid>; sources: Map<Oid, number> }>();
    for (const question of questions) {
      const source = this.tips.source(question.branch);
      if (source === undefined) continue;
      for (const { oid } of (await this.#targetsOf(question, source)).tips) {
        const entry = asked.get(oid) ?? { tips: new Set(), sources: new Map() };
        asked.set(oid, entry);
        entry.tips.add(source.oid);
        entry.sources.set(source.oid, source.date);
        const { landedOid } = question;
        if (landedOid !== undefined && this.#known.has(landedOid)) entry.tips.add(landedOid);
      }
    }
    for (const [target, { tips, sources }] of asked) {
      const graph = await readUnmerged(this.git, this.repo, [...tips], target);
      this.#graphs.set(target, graph);
      const merged = [...sources].filter(([oid]) => graph.isMerged(oid) && oid !== target);
      if (merged.length === 0) continue;
      const since = Math.min(...merged.map(([, date]) => date));
      const oids = new Set(merged.map(([oid]) => oid));
      this.#merges.set(target, await mergesOf(this.git, this.repo, oids, target, since));
    }
  }

  async judge(question: MergedQuestion): Promise<MergedVerdict | undefined> {
    const source = this.tips.source(question.branch);
    if (source === undefined) return undefined;
    const targets = await this.#targetsOf(question, source);
    const quick =
      (await this.#byRecord(question, source, targets)) ?? this.#byAncestry(source, targets);
    if (quick !== undefined) return quick;
    let unmerged: MergedVerdict | undefined;
    for (const target of targets.tips) {
      const verdict = await this.#byChanges(source, target);
      if (verdict.merged) return verdict;
      unmerged ??= verdict;
    }
    return unmerged === undefined || targets.areStandIns ? this.#withoutTarget(source) : unmerged;
  }

  async dispose(): Promise<void> {
    // Whoever asked has the failure, and then there is nothing to remove.
    const scratch = await this.#scratch?.catch(() => undefined);
    await scratch?.dispose();
  }

  /** A branch that is its own target says nothing by being there. */
  async #targetsOf({ target }: MergedQuestion, source: Source): Promise<TargetTips> {
    const { tips, areStandIns } = await this.tips.targets(target);
    return { tips: tips.filter(({ ref }) => ref !== source.ref), areStandIns };
  }

  async #byRecord(
    { baseOid, mergedOid, landedOid }: MergedQuestion,
    source: Source,
    { tips }: TargetTips,
  ): Promise<Merged | undefined> {
    if (mergedOid === source.oid) {
      // Rows of older versions do not say where it landed.
      if (landedOid === undefined) return { merged: true, evidence: 'recorded' };
      const into = this.#known.has(landedOid)
        ? tips.find(({ oid }) => this.#graphs.get(oid)?.isMerged(landedOid))
        : undefined;
      if (into !== undefined) {
        return { merged: true, evidence: 'recorded', into: into.name, commit: landedOid };
      }
    }
    if (baseOid !== source.oid) return undefined;
    const isElsewhere =
      tips.some(({ oid }) => this.#graphs.get(oid)?.isMerged(source.oid)) ||
      (await this.#countOnlyHere(source)) === 0;
    return isElsewhere ? { merged: true, evidence: 'no-work' } : undefined;
  }

  #byAncestry(source: Source, { tips }: TargetTips): Merged | undefined {
    const into = tips.find(({ oid }) => this.#graphs.get(oid)?.isMerged(source.oid));
    if (into === undefined) return undefined;
    const commit = this.#merges.get(into.oid)?.get(source.oid);
    return {
      merged: true,
      evidence: 'ancestor',
      into: into.name,
      ...(commit !== undefined && { commit }),
    };
  }

  async #byChanges(source: Source, target: Tip): Promise<MergedVerdict> {
    const own = this.#graphs.get(target.oid)?.ownCommits(source.oid);
    if (own === undefined) return { merged: false, unmergedCommits: 0 };
    const key = { source: source.oid, target: target.oid };
    let found = this.cache?.get(key);
    if (found === undefined) {
      this.#scratch ??= openScratchObjects(this.git, this.repo);
      const { env } = await this.#scratch;
      found = await findEvidence(this.git, this.repo, env, own, target.oid);
      this.cache?.set(key, found);
    }
    const { evidence, commit, picked } = found;
    const commits = own.commits.size;
    if (evidence === undefined) {
      const pickedCommits = picked > 0 ? { pickedCommits: picked } : {};
      return { merged: false, unmergedCommits: commits - picked, ...pickedCommits };
    }
    const brought = commit === undefined ? {} : { commit };
    return { merged: true, evidence, into: target.name, ...brought, commits };
  }

  async #withoutTarget(source: Source): Promise<MergedVerdict> {
    return {
      merged: false,
      unmergedCommits: await this.#countOnlyHere(source),
      isTargetMissing: true,
    };
  }

  /** Commits of the branch that no other one has. */
  async #countOnlyHere({ oid, ref }: Source): Promise<number> {
    const others = [
      `--exclude=${ref}`,
      '--glob=refs/heads',
      `--exclude=${ref}`,
      '--glob=refs/remotes',
    ];
    const count = await this.git.text(this.repo, ['rev-list', '--count', oid, '--not', ...others], {
      doing: 'count commits',
    });
    return Number(count);
  }
}
