import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type QtuiError, toQtuiError } from '../core/errors.js';
import type { Cancellable } from '../core/ports/git.js';
import type {
  BranchSummary,
  Loss,
  MergedQuestion,
  RemovalRules,
  RepositorySurvey,
  SurveyedBranch,
  WorktreeEntry,
} from '../core/repository.js';
import { commonDirOf } from './context.js';
import { expandMarkDirectory, sortIgnored } from './loss/ignored-files.js';
import { ignoredLoss, lossOf } from './loss/words.js';
import { openEvidenceCache } from './merged/cache.js';
import { judgeAllMerged } from './merged.js';
import type { ParsedStatus, StatusFile } from './parsers/status.js';
import { exists } from './paths.js';
import { pooled } from './pool.js';
import { branchRef, CREATED_BY_QTUI, listBranches } from './refs.js';
import type { GitRunner } from './run.js';
import { readStatusFiles } from './status.js';
import { listWorktrees } from './worktree-entries.js';

/** Worktrees, branches and what is merged; see `RepositoryReader.survey`. */
export async function surveyRepository(
  git: GitRunner,
  cacheDirectory: string,
  repo: string,
  ask: (branches: readonly SurveyedBranch[]) => readonly MergedQuestion[],
): Promise<RepositorySurvey> {
  const commonDir = await commonDirOf(git, repo);
  const [worktrees, every] = await Promise.all([listWorktrees(git, repo), listBranches(git, repo)]);
  const branches = await markLeftOvers(commonDir, worktrees, every);
  const verdicts = await judge(git, { cacheDirectory, commonDir, repo }, ask(branches));
  return { commonDir, worktrees, branches, verdicts };
}

/** What is merged, and nothing else of a survey; see `RepositoryReader.areMerged`. */
export async function judgeBranches(
  git: GitRunner,
  cacheDirectory: string,
  repo: string,
  questions: readonly MergedQuestion[],
): Promise<RepositorySurvey['verdicts']> {
  const commonDir = await commonDirOf(git, repo);
  return judge(git, { cacheDirectory, commonDir, repo }, questions);
}

async function judge(
  git: GitRunner,
  { cacheDirectory, commonDir, repo }: { cacheDirectory: string; commonDir: string; repo: string },
  questions: readonly MergedQuestion[],
): Promise<RepositorySurvey['verdicts']> {
  // A clone that is deepened gets other answers for the same commits.
  const isShallow = await exists(join(commonDir, 'shallow'));
  const cache = isShallow ? undefined : await openEvidenceCache(cacheDirectory, commonDir);
  // What was found out before it was stopped makes the next look faster.
  const verdicts = await judgeAllMerged(git, repo, questions, cache).finally(() => cache?.save());
  const found: RepositorySurvey['verdicts'] = new Map(
    questions.flatMap(({ branch }, index) => {
      const verdict = verdicts[index];
      return verdict === undefined ? [] : [[branch, verdict] as const];
    }),
  );
  return found;
}

async function markLeftOvers(
  commonDir: string,
  entries: readonly WorktreeEntry[],
  branches: readonly BranchSummary[],
): Promise<SurveyedBranch[]> {
  const used = new Set(entries.flatMap(({ branch, operationBranch }) => [branch, operationBranch]));
  const local = branches.filter(({ isRemote }) => !isRemote);
  return pooled(local, async (branch) => {
    const isOurs = await isMadeByQtui(commonDir, branch.name);
    return { ...branch, isOurs, isLeftOver: isOurs && !used.has(branch.name) };
  });
}

/** As the first line of its reflog says; without a reflog nobody knows. */
async function isMadeByQtui(commonDir: string, branch: string): Promise<boolean> {
  try {
    const file = await open(join(commonDir, 'logs', branchRef(branch)));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
      const [line] = buffer.toString('utf8', 0, bytesRead).split('\n');
      return line?.split('\t')[1]?.includes(CREATED_BY_QTUI) ?? false;
    } finally {
      await file.close();
    }
  } catch {
    // Not there, or not to be read: then nobody knows.
    return false;
  }
}

/** One `git status` for each worktree, a few at a time; see `RepositoryReader.changesIn`. */
export async function readChanges(
  git: GitRunner,
  worktrees: readonly string[],
  rules: RemovalRules,
  { signal }: Cancellable = {},
): Promise<ReadonlyMap<string, Loss[] | QtuiError>> {
  const found = await pooled(worktrees, async (path) => {
    try {
      const status = await readStatusFiles(git, path, {
        ...{ ignored: true, ignoreSubmodules: 'none' },
        ...(signal && { signal }),
      });
      return [path, await lossesOf(path, status, rules)] as const;
    } catch (thrown) {
      const error = toQtuiError(thrown, `read the status of ${path}`);
      if (error.code === 'aborted') throw error;
      return [path, error] as const;
    }
  });
  return new Map<string, Loss[] | QtuiError>(found);
}

async function lossesOf(
  root: string,
  { files }: ParsedStatus,
  rules: RemovalRules,
): Promise<Loss[]> {
  const pathsOf = (...kinds: StatusFile['kind'][]) =>
    files.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path);
  const ignored = sortIgnored(await expandMarkDirectory(root, pathsOf('ignored')), rules);
  const losses = [
    lossOf('uncommitted', pathsOf('changed', 'conflicted')),
    lossOf('untracked', pathsOf('untracked')),
    ignoredLoss('important', ignored.important),
    ignoredLoss('ordinary', ignored.ordinary),
  ];
  return losses.filter((loss) => loss !== undefined);
}
