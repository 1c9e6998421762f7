import { QtuiError } from '../core/errors.js';
import type { MergedVerdict, Oid } from '../core/repository.js';
import { writeQtuiCommit } from './objects.js';
import { parseMergeTree } from './parsers/merge-tree.js';
import { branchRef, branchTip, readRef } from './refs.js';
import type { GitRunner } from './run.js';

interface Question {
  branch: string;
  target: string;
  baseOid?: Oid;
  mergedOid?: Oid;
}

type Evidence = Extract<MergedVerdict, { merged: true }>['evidence'];

/**
 * Whether everything on `branch` is in `target`, by the evidence that is found first. The
 * recorded landing is authoritative; an ancestor alone proves nothing for a branch without work.
 */
export async function judgeMerged(
  git: GitRunner,
  repo: string,
  question: Question,
): Promise<MergedVerdict> {
  const source = await branchTip(git, repo, question.branch);
  if (question.mergedOid === source) return { merged: true, evidence: 'recorded' };
  if (question.baseOid === source) return { merged: true, evidence: 'no-work' };
  const target =
    (await readRef(git, repo, branchRef(question.target))) ??
    (await readRef(git, repo, `refs/remotes/${question.target}`));
  if (target === undefined) {
    const others = [`--exclude=${question.branch}`, '--branches', '--remotes'];
    return { merged: false, unmergedCommits: await countCommits(git, repo, source, others) };
  }
  if (await isAncestor(git, repo, source, target)) return { merged: true, evidence: 'ancestor' };
  const evidence = await findEvidence(git, repo, source, target).catch((thrown) => {
    // The last tests write objects; where that is not possible the answer stays "not merged".
    const isReadOnly =
      thrown instanceof QtuiError && ['read-only', 'permission-denied'].includes(thrown.code);
    if (isReadOnly) return undefined;
    throw thrown;
  });
  return evidence === undefined
    ? { merged: false, unmergedCommits: await countCommits(git, repo, source, [target]) }
    : { merged: true, evidence };
}

async function isAncestor(
  git: GitRunner,
  repo: string,
  ancestor: Oid,
  descendant: Oid,
): Promise<boolean> {
  const { code } = await git.run(repo, ['merge-base', '--is-ancestor', ancestor, descendant], {
    doing: 'compare two commits',
    accept: [0, 1],
  });
  return code === 0;
}

async function findEvidence(
  git: GitRunner,
  repo: string,
  source: Oid,
  target: Oid,
): Promise<Evidence | undefined> {
  // `git cherry` leaves merges out; what was resolved in one would be called merged unseen.
  const merges = await git.text(
    repo,
    ['rev-list', '--count', '--merges', source, '--not', target],
    { doing: 'count merges' },
  );
  if (merges === '0' && (await isCherryPicked(git, repo, target, source))) return 'cherry';
  const base = await mergeBase(git, repo, target, source);
  if (base === undefined) return undefined;
  // The empty patch of work that was taken back equals that of any empty commit.
  if (await haveSameTree(git, repo, base, source)) {
    return (await mergeChangesNothing(git, repo, source, target)) ? 'same-tree' : undefined;
  }
  const squashed = await writeQtuiCommit(git, repo, {
    tree: `${source}^{tree}`,
    parents: [base],
    message: 'squash',
  });
  if (await isCherryPicked(git, repo, target, squashed)) return 'squash';
  return (await mergeChangesNothing(git, repo, source, target)) ? 'same-tree' : undefined;
}

async function haveSameTree(git: GitRunner, repo: string, one: Oid, other: Oid): Promise<boolean> {
  const args = ['diff-tree', '--quiet', `${one}^{tree}`, `${other}^{tree}`];
  const { code } = await git.run(repo, args, { doing: 'compare two trees', accept: [0, 1] });
  return code === 0;
}

async function isCherryPicked(
  git: GitRunner,
  repo: string,
  target: Oid,
  source: Oid,
): Promise<boolean> {
  const output = await git.text(repo, ['cherry', target, source], { doing: 'compare patches' });
  return output !== '' && output.split('\n').every((line) => line.startsWith('- '));
}

async function mergeChangesNothing(
  git: GitRunner,
  repo: string,
  source: Oid,
  target: Oid,
): Promise<boolean> {
  const { code, stdout } = await git.run(
    repo,
    ['merge-tree', '--write-tree', '-z', '--messages', target, source],
    { doing: 'try a merge', accept: [0, 1] },
  );
  if (code !== 0) return false;
  const tree = await git.text(repo, ['rev-parse', `${target}^{tree}`], { doing: 'read a tree' });
  return parseMergeTree(stdout).tree === tree;
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

async function countCommits(
  git: GitRunner,
  repo: string,
  tip: Oid,
  without: readonly string[],
): Promise<number> {
  const count = await git.text(repo, ['rev-list', '--count', tip, '--not', ...without], {
    doing: 'count commits',
  });
  return Number(count);
}
