import type { MergedEvidence, Oid } from '../../core/repository.js';
import { writeQtuiCommit } from '../objects.js';
import { parseMergeTree } from '../parsers/merge-tree.js';
import type { GitRunner } from '../run.js';

/** A branch whose commits are not in the target themselves. */
export interface OwnCommits {
  tip: Oid;
  /** Its commits that the target does not have. */
  commits: ReadonlySet<Oid>;
  hasMerges: boolean;
}

export interface Evidence {
  evidence?: MergedEvidence;
  commit?: Oid;
  /** Own commits whose changes the target has by other commits. */
  picked: number;
}

/**
 * How the target has a branch's work although it has not its commits; without `evidence` where it
 * has not all of it. Objects are written to where `env` says.
 */
export async function findEvidence(
  git: GitRunner,
  repo: string,
  env: Readonly<Record<string, string>>,
  own: OwnCommits,
  target: Oid,
): Promise<Evidence> {
  const marks = await compareChanges(git, repo, env, target, own.tip, own.commits);
  const picked = marks.twins;
  // Merges have no change of their own; what was resolved in one would be called merged unseen.
  if (!own.hasMerges && picked === own.commits.size) {
    return { evidence: 'cherry', ...newest(marks.theirs), picked };
  }
  const base = await mergeBase(git, repo, target, own.tip);
  if (base === undefined) return { picked };
  const [baseTree, tipTree, targetTree] = await trees(git, repo, [base, own.tip, target]);
  // The empty change of work that was taken back equals that of any empty commit.
  if (baseTree !== tipTree && (own.hasMerges || own.commits.size > 1)) {
    const squashed = await writeQtuiCommit(git, repo, {
      tree: tipTree ?? '',
      parents: [base],
      message: 'squash',
      env,
    });
    const found = await compareChanges(git, repo, env, target, squashed, new Set([squashed]));
    if (found.twins === 1) return { evidence: 'squash', ...newest(found.theirs), picked };
  }
  const changesNothing = (await mergedTree(git, repo, env, target, own.tip)) === targetTree;
  return changesNothing ? { evidence: 'same-tree', picked } : { picked };
}

/** `own` commits that have a twin with the same change in the target, and the target's twins. */
async function compareChanges(
  git: GitRunner,
  repo: string,
  env: Readonly<Record<string, string>>,
  target: Oid,
  tip: Oid,
  own: ReadonlySet<Oid>,
): Promise<{ twins: number; theirs: Oid[] }> {
  const args = ['rev-list', '--cherry-mark', '--no-merges', `${target}...${tip}`];
  const output = await git.text(repo, args, { doing: 'compare changes', env });
  const marked = output
    .split('\n')
    .filter((line) => line.startsWith('='))
    .map((line) => line.slice(1));
  const theirs = marked.filter((oid) => !own.has(oid));
  return { twins: marked.length - theirs.length, theirs };
}

function newest([commit]: readonly Oid[]): { commit?: Oid } {
  return commit === undefined ? {} : { commit };
}

async function trees(git: GitRunner, repo: string, commits: readonly Oid[]): Promise<string[]> {
  const names = commits.map((oid) => `${oid}^{tree}`);
  return (await git.text(repo, ['rev-parse', ...names], { doing: 'read trees' })).split('\n');
}

/** The tree that merging would give; undefined where it would conflict. */
async function mergedTree(
  git: GitRunner,
  repo: string,
  env: Readonly<Record<string, string>>,
  target: Oid,
  source: Oid,
): Promise<string | undefined> {
  const { code, stdout } = await git.run(
    repo,
    ['merge-tree', '--write-tree', '-z', '--messages', target, source],
    { doing: 'try a merge', accept: [0, 1], env },
  );
  return code === 0 ? parseMergeTree(stdout).tree : undefined;
}

/** One merge base; undefined for unrelated histories. */
export async function mergeBase(
  git: GitRunner,
  repo: string,
  one: Oid,
  other: Oid,
): Promise<Oid | undefined> {
  const { stdout } = await git.run(repo, ['merge-base', one, other], {
    doing: 'find the common ancestor',
    accept: [0, 1],
  });
  return stdout.toString('utf8').split('\n')[0] || undefined;
}
