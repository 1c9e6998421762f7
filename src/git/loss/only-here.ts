import { join } from 'node:path';
import type { Oid } from '../../core/repository.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { readIfThere } from '../paths.js';
import { branchRef, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';

/** Refs that every worktree has for itself (https://git-scm.com/docs/git-worktree#_refs). */
const OWN_REFS = ['bisect', 'worktree', 'rewritten'];

/** Those that outlive the worktree; backups do not count, as they expire. */
const LASTING = [...OWN_REFS, 'qtui'].map((name) => `--exclude=refs/${name}/*`);

/** Commits of a detached HEAD that no lasting ref keeps, newest first. */
export async function detachedCommits(git: GitRunner, root: string): Promise<Oid[]> {
  const args = ['rev-list', 'HEAD', '--not', ...LASTING, '--glob=refs/*'];
  return lines(await git.text(root, args, { doing: `look for commits that only ${root} has` }));
}

export interface ReflogCommits {
  oids: Oid[];
  /** Those from which all others can be reached. */
  tips: Oid[];
}

/**
 * Commits that only the worktree's own record of where HEAD was still reaches (after an amend or
 * a reset, say). That record goes with the worktree. `gitDir` is the worktree's own.
 */
export async function reflogCommits(
  git: GitRunner,
  root: string,
  gitDir: string,
): Promise<ReflogCommits> {
  const seen = new Set<Oid>();
  for (const line of lines((await readReflog(gitDir)).toString('latin1'))) {
    for (const oid of line.split(' ', 2)) {
      if (/^[0-9a-f]{40,64}$/.test(oid) && !/^0+$/.test(oid)) seen.add(oid);
    }
  }
  if (seen.size < 2) return { oids: [], tips: [] };
  const args = ['rev-list', '--stdin', '--parents', '--ignore-missing'];
  const output = await git.text(root, [...args, '--not', 'HEAD', ...LASTING, '--glob=refs/*'], {
    doing: `look for commits that only the history of ${root} has`,
    input: [...seen].map((oid) => `${oid}\n`).join(''),
  });
  const rows = lines(output).map((line) => line.split(' '));
  const parents = new Set(rows.flatMap(([, ...others]) => others));
  const oids = rows.map(([oid = '']) => oid);
  return { oids, tips: oids.filter((oid) => !parents.has(oid)) };
}

/** The record of where HEAD was, byte for byte; empty where git keeps none. */
export async function readReflog(gitDir: string): Promise<Buffer> {
  return (await readIfThere(join(gitDir, 'logs/HEAD'))) ?? Buffer.alloc(0);
}

/** Refs that only this worktree has. */
export async function ownRefs(git: GitRunner, root: string): Promise<{ ref: string; oid: Oid }[]> {
  const atoms = ['refname', 'objectname'];
  const patterns = OWN_REFS.map((name) => `refs/${name}/`);
  const { stdout } = await git.run(root, ['for-each-ref', refFormat(atoms), ...patterns], {
    doing: `look for refs that only ${root} has`,
  });
  return parseRefRows(stdout, atoms.length).map(([ref = '', oid = '']) => ({ ref, oid }));
}

/** Commits of `branch` that no remote has, as far as is known here; 0 without a remote. */
export async function countUnpushed(
  git: GitRunner,
  root: string,
  branch: string,
  target: string | undefined,
): Promise<number> {
  const doing = `look for commits of ${branch} that no remote has`;
  const any = ['for-each-ref', '--count=1', '--format=%(refname)', 'refs/remotes/'];
  if ((await git.text(root, any, { doing })) === '') return 0;
  // What the target has as well is not this branch's to push.
  const onTarget = target === undefined ? undefined : await readRef(git, root, branchRef(target));
  const others = onTarget === undefined ? [`--exclude=${branch}`, '--branches'] : [onTarget];
  const args = ['rev-list', '--count', branchRef(branch), '--not', '--remotes', ...others];
  return Number(await git.text(root, args, { doing }));
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
