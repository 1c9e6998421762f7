import type { PredictedConflict } from '../../core/radar.js';
import type { Oid } from '../../core/repository.js';
import { findLandedBefore } from '../merge/landed-before.js';
import { writeQtuiCommit } from '../objects.js';
import { emptyTree } from '../status.js';
import type { TreeChange } from './cache.js';
import type { Probe } from './probe.js';
import { Snapshot } from './snapshot.js';
import { mergeBase, mergeCommits, readChange, type Tools, tryMerge } from './trees.js';
import { WorkChanged } from './work-changed.js';

/** What a session's work is compared with. */
interface Comparison {
  /** The target's tip; undefined where the target is gone. */
  targetOid: Oid | undefined;
  /** The target's tip, else where the session left it, else the empty tree. */
  baseOid: Oid;
  /** Why `baseOid` is not the target's tip, in words. */
  baseNote?: string;
  /** Tree whose difference from the base is what the session brings to its target. */
  broughtTree: Oid;
  targetConflicts: readonly PredictedConflict[];
  /** Stands for the target where that has got a part of the work by other commits. */
  groundOid?: Oid;
}

/**
 * A session's present work as objects. Trees are known from the cache where nothing has changed;
 * the objects themselves are made when a merge or a comparison needs them.
 */
export class SessionWork {
  readonly #tools: Tools;
  readonly #snapshot: Snapshot;
  #landed: Promise<Oid> | undefined;

  private constructor(
    tools: Tools,
    snapshot: Snapshot,
    readonly tree: Oid,
    readonly comparison: Comparison,
    /** What the session brings to its target. */
    readonly change: TreeChange,
  ) {
    this.#tools = tools;
    this.#snapshot = snapshot;
  }

  static async read(tools: Tools, probe: Probe): Promise<SessionWork> {
    const snapshot = new Snapshot(tools, probe);
    const tree = await snapshot.tree();
    const comparison = await compareWithTarget(tools, snapshot, tree);
    const { baseOid, broughtTree } = comparison;
    const change = await readChange(tools, probe.subject.path, baseOid, broughtTree, () =>
      makeBrought(tools, snapshot, tree, comparison),
    );
    return new SessionWork(tools, snapshot, tree, comparison, change);
  }

  get id(): string {
    return this.probe.subject.sessionId;
  }

  get probe(): Probe {
    return this.#snapshot.probe;
  }

  /** A commit of the present work; HEAD itself where nothing is uncommitted. */
  commit(): Promise<Oid> {
    return this.#snapshot.commit();
  }

  /** Makes the objects of what it brings. */
  async makeObjects(): Promise<void> {
    await makeBrought(this.#tools, this.#snapshot, this.tree, this.comparison);
  }

  /** Whether it merges into its target as both are now. */
  get mergesCleanly(): boolean {
    const { targetOid, baseOid } = this.comparison;
    return baseOid === targetOid;
  }

  /** A commit of the target with the work merged. Only where `mergesCleanly`. */
  landed(): Promise<Oid> {
    this.#landed ??= this.#land();
    return this.#landed;
  }

  async #land(): Promise<Oid> {
    const { baseOid, groundOid = baseOid, broughtTree } = this.comparison;
    await this.makeObjects();
    const commit = await this.commit();
    if (broughtTree === this.tree) return commit;
    return writeQtuiCommit(this.#tools.git, this.probe.subject.path, {
      tree: broughtTree,
      parents: [groundOid, commit],
      message: 'radar',
    });
  }

  /** A commit by which the work is merged after that of another session. */
  coming(): Promise<Oid> {
    return this.comparison.groundOid === undefined ? this.commit() : this.landed();
  }

  /** What is uncommitted, against HEAD. */
  uncommitted(): Promise<TreeChange> {
    const { subject, head } = this.probe;
    return readChange(this.#tools, subject.path, head, this.tree, () => this.#snapshot.make());
  }
}

/** The target's tip wherever the work merges into it, so that all are told in its lines. */
async function compareWithTarget(tools: Tools, snapshot: Snapshot, tree: Oid): Promise<Comparison> {
  const { head, subject } = snapshot.probe;
  const { target, path } = subject;
  const targetOid = await tools.tipOf(target);
  const left = await mergeBase(tools, path, targetOid ?? subject.startOid, head);
  const asItIs = (baseOid: Oid, baseNote?: string): Comparison => ({
    targetOid,
    baseOid,
    ...(baseNote !== undefined && { baseNote }),
    broughtTree: tree,
    targetConflicts: [],
  });
  if (left === undefined) {
    return asItIs(await emptyTree(tools.git, path), `it shares no history with ${target}`);
  }
  if (targetOid === undefined) return asItIs(left, `its target ${target} is gone`);
  if (left === targetOid) return asItIs(left);
  const tryOnto = (ontoOid: Oid, make: () => Promise<unknown>) =>
    tryMerge(tools, path, `${ontoOid} ${head} ${tree}`, async () => {
      await make();
      return [ontoOid, await snapshot.commit()];
    });
  const merge = await tryOnto(targetOid, async () => undefined);
  if (merge === undefined) return asItIs(left, `its merge into ${target} could not be tried`);
  if ('tree' in merge) return { ...asItIs(targetOid), broughtTree: merge.tree };
  const conflicting = { ...asItIs(left, `it conflicts with ${target}`) };
  const groundOid = await knownGround(tools, snapshot.probe, targetOid);
  const own =
    groundOid && (await tryOnto(groundOid, () => makeGround(tools, snapshot.probe, targetOid)));
  if (!own) return { ...conflicting, targetConflicts: merge.conflicts };
  if ('conflicts' in own) return { ...conflicting, targetConflicts: own.conflicts };
  return { ...asItIs(targetOid), broughtTree: own.tree, groundOid };
}

/** The ground's id, by the cache; its objects are there after `makeGround`. */
async function knownGround(tools: Tools, probe: Probe, targetOid: Oid): Promise<Oid | undefined> {
  const { head, subject, branch = '' } = probe;
  const parts = (subject.builtOn ?? []).map((part) => Object.values(part).join(' '));
  const key = ['landed', targetOid, head, branch, ...parts].join(' ');
  const known = await tools.cache.get(
    'bases',
    key,
    async () => (await makeGround(tools, probe, targetOid)) ?? '',
  );
  return known || undefined;
}

async function makeGround(
  { git }: Tools,
  { head, subject, branch = '' }: Probe,
  ontoOid: Oid,
): Promise<Oid | undefined> {
  const { path, builtOn = [] } = subject;
  const range = { source: branch, sourceOid: head, ontoOid, builtOn };
  return (await findLandedBefore(git, path, range))?.groundOid;
}

async function makeBrought(
  tools: Tools,
  snapshot: Snapshot,
  tree: Oid,
  { baseOid, groundOid, broughtTree }: Comparison,
): Promise<void> {
  await snapshot.make();
  if (broughtTree === tree) return;
  const { path } = snapshot.probe.subject;
  const isMade = groundOid === undefined || (await makeGround(tools, snapshot.probe, baseOid));
  if (!isMade) throw new WorkChanged();
  const ours = groundOid ?? baseOid;
  const merge = await mergeCommits(tools.git, path, ours, await snapshot.commit());
  // Attributes and merge drivers of the user's may have changed since.
  if (!('tree' in merge) || merge.tree !== broughtTree) throw new WorkChanged();
}
