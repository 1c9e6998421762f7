import { toQtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import { treeOf } from '../merge/merge-trees.js';
import { writeQtuiCommit } from '../objects.js';
import { nulEnded } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { withIndexCopy } from '../temporary-index.js';
import type { Probe } from './probe.js';
import type { Tools } from './trees.js';
import { WorkChanged } from './work-changed.js';

/** A worktree's work as a tree and as a commit. */
export class Snapshot {
  probe: Probe;
  readonly #tools: Tools;
  /** Its tree as the cache has it. */
  #known: Oid | undefined;
  #made: Promise<Oid> | undefined;
  #commit: Promise<Oid> | undefined;

  constructor(tools: Tools, probe: Probe) {
    this.#tools = tools;
    this.probe = probe;
  }

  /** Its id, without making it where it is known. */
  async tree(): Promise<Oid> {
    const { fingerprint, head, subject } = this.probe;
    if (fingerprint === undefined) return this.make();
    const key = `${head} ${fingerprint} ${subject.path}`;
    this.#known = this.#tools.cache.peek('snapshots', key);
    if (this.#known !== undefined) return this.#known;
    const made = await this.make();
    if (this.probe.fingerprint !== undefined) this.#tools.cache.put('snapshots', key, made);
    return made;
  }

  /** Its id, with the objects in place. Throws `WorkChanged`. */
  async make(): Promise<Oid> {
    this.#made ??= this.#make();
    const made = await this.#made;
    if (this.#known !== undefined && made !== this.#known) throw new WorkChanged();
    return made;
  }

  async #make(): Promise<Oid> {
    const { git, scratch, problems } = this.#tools;
    try {
      return await snapshotTree(git, scratch, this.probe);
    } catch (thrown) {
      const error = toQtuiError(thrown, 'read the uncommitted files');
      if (error.code === 'aborted') throw error;
      const { subject, write, remove, unread } = this.probe;
      problems.push({
        sessionId: subject.sessionId,
        code: error.code,
        message: `Its uncommitted files are known by name only: ${error.message}`,
      });
      const { fingerprint: _, ...probe } = this.probe;
      this.probe = { ...probe, uncommitted: 0, write: [], remove: [] };
      this.probe.unread = [...unread, ...write, ...remove];
      return snapshotTree(git, scratch, this.probe);
    }
  }

  commit(): Promise<Oid> {
    this.#commit ??= this.#makeCommit();
    return this.#commit;
  }

  async #makeCommit(): Promise<Oid> {
    const { head, subject, uncommitted } = this.probe;
    if (uncommitted === 0) return head;
    const tree = await this.make();
    return writeQtuiCommit(this.#tools.git, subject.path, {
      tree,
      parents: [head],
      message: 'radar',
    });
  }
}

/**
 * The tree of a session's present work: commits, staged, unstaged and untracked files. `git` is
 * one whose objects are kept apart, `scratch` holds the copy of the index; worktree and index are
 * only read.
 */
async function snapshotTree(git: GitRunner, scratch: string, probe: Probe): Promise<Oid> {
  const { path } = probe.subject;
  if (probe.uncommitted === 0) return treeOf(git, path, probe.head);
  return withIndexCopy(
    git,
    path,
    async ({ env, isEmpty }) => {
      // Its checkout has not come to an end: every file would look deleted.
      if (isEmpty) return treeOf(git, path, probe.head);
      const doing = `look at the work in ${path}`;
      const update = async (flags: readonly string[], paths: readonly string[]) => {
        if (paths.length === 0) return;
        await git.run(
          path,
          ['-c', 'core.safecrlf=false', 'update-index', ...flags, '-z', '--stdin'],
          { doing, env, input: nulEnded(paths) },
        );
      };
      await update(['--force-remove'], probe.remove);
      await update(['--add', '--remove', '--replace'], probe.write);
      return git.text(path, ['write-tree', '--missing-ok'], { doing, env });
    },
    scratch,
  );
}
