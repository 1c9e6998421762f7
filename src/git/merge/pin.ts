import { randomBytes } from 'node:crypto';
import type { Oid } from '../../core/repository.js';
import { nullOid, readRef } from '../refs.js';
import type { GitRunner } from '../run.js';
import { selfMark } from './process-mark.js';

const PREFIX = 'refs/qtui/merge';

/**
 * Keeps a built commit from git's clean-up by a ref that no `git branch` shows; resolves with the
 * ref. Its name tells when it was made and by which process.
 */
export async function pinCommit(
  git: GitRunner,
  repo: string,
  commit: Oid,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const { pid, start } = await selfMark();
  const made = Date.now().toString(36);
  const ref = `${PREFIX}/${made}-${pid}-${start}-${randomBytes(4).toString('hex')}`;
  await git.run(repo, ['update-ref', '--no-deref', ref, commit, nullOid(commit)], {
    doing: 'keep the merged commit',
    signal,
  });
  return ref;
}

/** Lets go of a pinned commit; nothing happens when that was done before. */
export async function discardPin(
  git: GitRunner,
  repo: string,
  { ref, commit }: { ref: string; commit: Oid },
): Promise<void> {
  try {
    await git.run(repo, ['update-ref', '--no-deref', '-d', ref, commit], {
      doing: 'let go of the merged commit',
    });
  } catch (thrown) {
    if ((await readRef(git, repo, ref)) !== undefined) throw thrown;
  }
}
