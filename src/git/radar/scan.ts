import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toQtuiError } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type {
  RadarProblem,
  RadarScan,
  RadarSubject,
  SessionChange,
  SessionFile,
} from '../../core/radar.js';
import { commonDirOf } from '../context.js';
import { kindOfChange } from '../parsers/diff.js';
import { pooled } from '../pool.js';
import { quarantine, withScratch } from '../quarantine.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { RadarCache } from './cache.js';
import { readHunks } from './file-hunks.js';
import { inOrder } from './in-order.js';
import { comparePair, findCandidates } from './pairs.js';
import { type Probe, probe } from './probe.js';
import { SessionWork } from './session-work.js';
import { bySharedWork, forEachPair, forEachSession } from './shared-work.js';
import { endsLook, type Tools } from './trees.js';
import { WorkChanged } from './work-changed.js';

/**
 * Compares the present work of the sessions of one repository. Touches no worktree, index or ref
 * and leaves no object in the repository; what it finds out is kept below `directory` by object
 * id. A session that cannot be looked at becomes a problem of the result.
 */
export async function scanRadar(
  git: GitRunner,
  directory: string,
  repo: string,
  subjects: readonly RadarSubject[],
  options: Cancellable = {},
): Promise<RadarScan> {
  try {
    return await look(git, directory, repo, subjects, options, false);
  } catch (thrown) {
    if (!(thrown instanceof WorkChanged)) throw thrown;
    // Agents go on writing: without the cache every tree is made once, and holds for this look.
    return look(git, directory, repo, subjects, options, true);
  }
}

async function look(
  git: GitRunner,
  directory: string,
  repo: string,
  subjects: readonly RadarSubject[],
  { signal }: Cancellable,
  isFresh: boolean,
): Promise<RadarScan> {
  const commonDir = await commonDirOf(git, repo);
  const cache = await RadarCache.open(directory, commonDir, isFresh);
  return withScratch(join(directory, 'scratch'), async (scratch) => {
    const problems: RadarProblem[] = [];
    const tips = new Map<string, Promise<string | undefined>>();
    const tools: Tools = {
      git: await quarantine(git, commonDir, scratch, signal),
      scratch,
      cache,
      problems,
      tipOf(branch) {
        const tip = tips.get(branch) ?? readRef(git, repo, branchRef(branch));
        tips.set(branch, tip);
        return tip;
      },
    };
    let isWhole = false;
    try {
      const scan = await compareAll(git, tools, repo, subjects, signal);
      isWhole = true;
      return scan;
    } finally {
      await cache.save(scratch, isWhole);
    }
  });
}

async function compareAll(
  git: GitRunner,
  tools: Tools,
  repo: string,
  subjects: readonly RadarSubject[],
  signal: AbortSignal | undefined,
): Promise<RadarScan> {
  const tolerant = async <T>(subject: RadarSubject, work: () => Promise<T>) => {
    try {
      return await work();
    } catch (thrown) {
      if (endsLook(thrown) || signal?.aborted) throw thrown;
      const { code, message } = toQtuiError(thrown, `look at ${subject.path}`);
      tools.problems.push({ sessionId: subject.sessionId, code, message });
      return undefined;
    }
  };
  const sharing = bySharedWork(subjects);
  const works = await pooled([...sharing.values()], async (group) => {
    const [first] = group;
    return tolerant(first, async () =>
      SessionWork.read(tools, await probe(git, first, signal ? { signal } : {})),
    );
  });
  const read = works.filter((work) => work !== undefined);
  const candidates = await findCandidates(read);
  const hunksOf = await readHunks(tools, repo, candidates);
  const pairs = await pooled(candidates, async (candidate) => {
    // What is known already is no wait: the screen has its turn all the same.
    await nextTurn();
    return comparePair(tools, candidate, hunksOf);
  });
  return {
    sessions: inOrder(forEachSession(sharing, read.map(changeOf)), ({ sessionId }) => sessionId),
    pairs: forEachPair(
      sharing,
      pairs.filter(({ overlaps }) => overlaps.length > 0),
    ),
    problems: inOrder(
      forEachSession(sharing, tools.problems),
      ({ sessionId, code }) => `${sessionId} ${code}`,
    ),
  };
}

function changeOf(work: SessionWork): SessionChange {
  const { head, branch, subject, uncommitted, unread }: Probe = work.probe;
  const { baseOid, baseNote, targetConflicts } = work.comparison;
  return {
    sessionId: work.id,
    ...(branch !== undefined && { branch }),
    headOid: head,
    baseOid,
    target: subject.target,
    ...(baseNote !== undefined && { baseNote }),
    snapshotTree: work.tree,
    files: filesOf(work),
    uncommitted,
    unread: [...unread].sort(),
    targetConflicts,
  };
}

function filesOf({ change }: SessionWork): SessionFile[] {
  const counts = new Map(change.counts.map((count) => [count.path, count]));
  return change.changes.map(({ path, from, status }) => {
    const { added, removed } = counts.get(path) ?? {};
    return {
      path: path,
      ...(from !== undefined && { from: from }),
      kind: kindOfChange(status),
      ...(added !== undefined && { added }),
      ...(removed !== undefined && { removed }),
    };
  });
}
