import type { Oid } from '../../core/repository.js';
import type { GitRunner } from '../run.js';

/** Commits that a target does not have, with their parents. */
export class UnmergedGraph {
  readonly #parents: ReadonlyMap<Oid, readonly Oid[]>;

  constructor(parents: ReadonlyMap<Oid, readonly Oid[]>) {
    this.#parents = parents;
  }

  /** Whether the target has the commit; it must be one of those the graph was read for. */
  isMerged(oid: Oid): boolean {
    return !this.#parents.has(oid);
  }

  /** What of the history of `tip` the target has not. */
  ownCommits(tip: Oid): { tip: Oid; commits: ReadonlySet<Oid>; hasMerges: boolean } {
    const commits = new Set<Oid>();
    const left = [tip];
    let hasMerges = false;
    for (let oid = left.pop(); oid !== undefined; oid = left.pop()) {
      const parents = this.#parents.get(oid);
      if (parents === undefined || commits.has(oid)) continue;
      commits.add(oid);
      hasMerges ||= parents.length > 1;
      left.push(...parents);
    }
    return { tip, commits, hasMerges };
  }
}

/** One walk for all `tips`, which must exist. */
export async function readUnmerged(
  git: GitRunner,
  repo: string,
  tips: readonly Oid[],
  target: Oid,
): Promise<UnmergedGraph> {
  const output = await git.text(repo, ['rev-list', '--parents', '--stdin'], {
    doing: 'look for commits that are not merged',
    input: [...new Set(tips), `^${target}`, ''].join('\n'),
  });
  const rows = output.split('\n').filter((line) => line !== '');
  return new UnmergedGraph(
    new Map(
      rows.map((row) => {
        const [oid = '', ...parents] = row.split(' ');
        return [oid, parents];
      }),
    ),
  );
}

/** Those of the ids that are commits of this repository. */
export async function existingCommits(
  git: GitRunner,
  repo: string,
  oids: readonly Oid[],
): Promise<Set<Oid>> {
  if (oids.length === 0) return new Set();
  const { stdout } = await git.run(
    repo,
    ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    {
      doing: 'look for commits',
      input: oids.map((oid) => `${oid}\n`).join(''),
    },
  );
  const rows = stdout.toString('utf8').split('\n');
  return new Set(rows.filter((row) => row.endsWith(' commit')).map((row) => row.slice(0, -7)));
}

/**
 * Merges that brought one of `tips` into the target, by the tip: those of its main line that are
 * not older than `since`, seconds since 1970.
 */
export async function mergesOf(
  git: GitRunner,
  repo: string,
  tips: ReadonlySet<Oid>,
  target: Oid,
  since: number,
): Promise<Map<Oid, Oid>> {
  const args = ['rev-list', '--parents', '--merges', '--first-parent', `--since=${since}`, target];
  const output = await git.text(repo, args, { doing: 'look for merges' });
  const found = new Map<Oid, Oid>();
  for (const row of output.split('\n')) {
    const [merge = '', , ...others] = row.split(' ');
    for (const other of others) if (tips.has(other)) found.set(other, merge);
  }
  return found;
}
