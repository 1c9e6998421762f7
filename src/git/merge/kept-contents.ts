import type { Oid } from '../../core/repository.js';
import { commonDirOf } from '../context.js';
import { NO_HOOKS, writeQtuiCommit } from '../objects.js';
import { parseRefRows, refFormat } from '../parsers/for-each-ref.js';
import { mayHaveRefs } from '../ref-files.js';
import type { GitRunner } from '../run.js';

const PREFIX = 'refs/qtui/draft';
const UPDATE = [...NO_HOOKS, 'update-ref', '--no-deref'];
const DOING = 'keep the contents of a merge that is not finished';
const details = { untouched: 'Nothing was merged; what was kept before still is.' };

/**
 * Keeps blobs that nothing else refers to from git's clean-up, by a commit of qtui's own below
 * `refs/qtui/draft/`; those that were kept by this name before are let go. None lets go of all.
 */
export async function keepContents(
  git: GitRunner,
  repo: string,
  name: string,
  oids: readonly Oid[],
): Promise<void> {
  const ref = `${PREFIX}/${name}`;
  if (oids.length === 0) {
    await git.run(repo, [...UPDATE, '-d', ref], { doing: DOING, details });
    return;
  }
  const entries = [...new Set(oids)].map((oid, index) => `100644 blob ${oid}\t${index}\n`);
  const tree = await git.text(repo, ['mktree'], { doing: DOING, details, input: entries.join('') });
  const message = 'qtui: contents of a merge that is not finished';
  const commit = await writeQtuiCommit(git, repo, { tree, parents: [], message });
  await git.run(repo, [...UPDATE, ref, commit], { doing: DOING, details });
}

/**
 * Lets go of what is kept by a name that is `done`. The names are read first, and one that keeps
 * anything else by now stays: what is begun meanwhile is not swept.
 */
export async function sweepContents(
  git: GitRunner,
  repo: string,
  done: (name: string) => Promise<boolean>,
): Promise<void> {
  if (!(await mayHaveRefs(await commonDirOf(git, repo), PREFIX))) return;
  const doing = 'look for contents of merges that are not finished';
  const { stdout } = await git.run(
    repo,
    ['for-each-ref', refFormat(['refname', 'objectname']), PREFIX],
    { doing },
  );
  for (const [ref = '', oid = ''] of parseRefRows(stdout, 2)) {
    if (!(await done(ref.slice(PREFIX.length + 1)))) continue;
    await git.run(repo, [...UPDATE, '-d', ref, oid], { doing });
  }
}
