import { join } from 'node:path';
import type { Git } from '../../src/core/ports/git.js';
import type { Overlap, RadarScan, RadarSubject, SessionPair } from '../../src/core/radar.js';
import { type GitSession, gitFor, openGitSession } from './git-session.js';
import { createTempRepo, type TempRepo } from './temp-repo.js';

/** A repository with sessions that the radar looks at; a session's id is its branch. */
export interface RadarWorld {
  readonly repo: TempRepo;
  readonly git: Git;
  /** Where the radar keeps what it found out. */
  readonly directory: string;
  /** A session on a branch of `from`, which is its target too. */
  session(branch: string, from?: string): Promise<GitSession>;
  subject(session: GitSession, target?: string): RadarSubject;
  /** Looks at all sessions that were made. */
  scan(signal?: AbortSignal): Promise<RadarScan>;
  dispose(): Promise<void>;
}

/** Ten numbered lines, some of them replaced. */
export function lines(changes: Readonly<Record<number, string>> = {}): string {
  return Array.from(
    { length: 10 },
    (_, index) => `${changes[index + 1] ?? `line ${index + 1}`}\n`,
  ).join('');
}

export async function createRadarWorld(
  files: Readonly<Record<string, string>> = { 'a.txt': lines(), 'b.txt': lines() },
): Promise<RadarWorld> {
  const repo = await createTempRepo({ files });
  const git = gitFor(repo);
  const subjects: RadarSubject[] = [];
  const subject = (session: GitSession, target = 'main') => ({
    sessionId: session.branch,
    path: session.path,
    target,
    startOid: session.base,
  });
  return {
    repo,
    git,
    directory: join(repo.root, 'state', 'radar'),
    async session(branch, from = 'main') {
      const session = await openGitSession(repo, git, branch, from);
      subjects.push(subject(session, from));
      return session;
    },
    subject,
    scan: (signal) => git.radar.scan(repo.path, subjects, signal ? { signal } : {}),
    dispose: () => repo.dispose(),
  };
}

/** The only pair of a scan. */
export function onlyPair(scan: RadarScan): SessionPair {
  const [pair, ...others] = scan.pairs;
  if (pair === undefined || others.length > 0) {
    throw new Error(
      `not one pair: ${JSON.stringify(scan.pairs)}, ${JSON.stringify(scan.problems)}`,
    );
  }
  return pair;
}

/** The only overlap of a scan. */
export function onlyOverlap(scan: RadarScan): Overlap {
  const { overlaps } = onlyPair(scan);
  const [overlap, ...others] = overlaps;
  if (overlap === undefined || others.length > 0) {
    throw new Error(`not one overlap: ${JSON.stringify(overlaps)}`);
  }
  return overlap;
}
