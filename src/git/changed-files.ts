import type { ChangedSince, Oid } from '../core/repository.js';
import { splitNul } from './parsers/fields.js';
import type { GitRunner } from './run.js';

/** Worktrees whose last answer is remembered. */
const REMEMBERED = 100;

interface Committed {
  key: string;
  paths: ReadonlySet<string>;
}

/** Counts what a worktree changes; git is asked once for each commit, not at every look. */
export class ChangedFiles {
  readonly #git: GitRunner;
  readonly #known = new Map<string, Committed>();

  constructor(git: GitRunner) {
    this.#git = git;
  }

  /** Files changed since the worktree left its target, together with these; undefined if unknown. */
  async count(
    worktree: string,
    work: { oid: Oid | undefined; uncommitted: readonly string[] },
    since: ChangedSince,
  ): Promise<number | undefined> {
    if (work.oid === undefined) return work.uncommitted.length;
    const paths = await this.#committed(worktree, work.oid, since);
    return paths && new Set([...paths, ...work.uncommitted]).size;
  }

  async #committed(
    worktree: string,
    oid: Oid,
    { target, baseOid }: ChangedSince,
  ): Promise<ReadonlySet<string> | undefined> {
    const key = `${oid} ${target} ${baseOid}`;
    const known = this.#known.get(worktree);
    if (known?.key === key) return known.paths;
    const paths =
      (await this.#diff(worktree, `refs/heads/${target}...${oid}`)) ??
      (await this.#diff(worktree, `${baseOid}...${oid}`));
    if (paths === undefined) return undefined;
    this.#known.delete(worktree);
    this.#known.set(worktree, { key, paths });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return paths;
  }

  async #diff(worktree: string, range: string): Promise<ReadonlySet<string> | undefined> {
    const { stdout, code } = await this.#git.run(
      worktree,
      ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-relative', range, '--'],
      { doing: `look at the changes in ${worktree}`, isPoll: true, accept: 'any' },
    );
    return code === 0 ? new Set(splitNul(stdout)) : undefined;
  }
}
