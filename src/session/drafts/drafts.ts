import { toQtuiError } from '../../core/errors.js';
import type { Resolution } from '../../core/merge.js';
import type { FoundMergeDraft, MergeDraft } from '../../core/merge-draft.js';
import type { WorktreeInfo } from '../../core/session.js';
import type { SessionDependencies } from '../dependencies.js';
import { requireWorktree } from '../merge/target/require-worktree.js';
import { mayExist, requireRow } from '../registry/rows.js';

/** See `MergeProgressService.mergeDraft`. */
export async function readMergeDraft(
  deps: SessionDependencies,
  id: string,
): Promise<FoundMergeDraft> {
  return deps.drafts.read(id);
}

/** See `MergeProgressService.saveMergeDraft`. */
export async function saveMergeDraft(
  deps: SessionDependencies,
  id: string,
  draft: MergeDraft,
): Promise<boolean> {
  const { session } = await requireRow(deps, id);
  const info = requireWorktree(session);
  const { repoRoot } = info;
  if (await hasLanded(deps, info, draft)) return false;
  const { draft: former } = await deps.drafts.read(id);
  await deps.drafts.save(id, { ...draft, repoRoot, time: deps.now().toISOString() });
  // After the file: contents of which no file tells would be kept for ever.
  const contents = contentsOf(draft.resolutions);
  if (contents.join() !== contentsOf(former?.resolutions ?? []).join()) {
    await deps.git.merges.keepContents(repoRoot, id, contents);
  }
  return true;
}

/** Another screen may have landed exactly this work while decisions about it were made here. */
async function hasLanded(
  { git }: SessionDependencies,
  { repoRoot, mergedOid, landedOid }: WorktreeInfo,
  { sourceOid, target }: MergeDraft,
): Promise<boolean> {
  if (landedOid === undefined || mergedOid !== sourceOid) return false;
  const tip = await git.reader.branchTip(repoRoot, target);
  // Of a target that was taken back, or that is gone, what was decided is kept.
  return tip !== undefined && (await git.reader.mergeBase(repoRoot, landedOid, tip)) === landedOid;
}

/** See `MergeProgressService.dropMergeDraft`. */
export async function dropMergeDraft(deps: SessionDependencies, id: string): Promise<boolean> {
  const { draft } = await deps.drafts.read(id);
  if (draft && contentsOf(draft.resolutions).length > 0 && (await mayExist(draft.repoRoot))) {
    await deps.git.merges.keepContents(draft.repoRoot, id, []);
  }
  return deps.drafts.drop(id);
}

/** The same for a session whose work is done: what is in the way of it is no matter of that work. */
export function letGoOfDraft(deps: SessionDependencies, id: string): Promise<void> {
  return inPassing(deps, id, () => dropMergeDraft(deps, id));
}

/** Drops draft and records of checks of a session that is removed; never throws. */
export async function letGoOfProgress(deps: SessionDependencies, id: string): Promise<void> {
  await letGoOfDraft(deps, id);
  await inPassing(deps, id, () => deps.checks.drop(id));
}

/** What fails here is done by a later recovery. */
async function inPassing(
  deps: SessionDependencies,
  id: string,
  work: () => Promise<unknown>,
): Promise<void> {
  await work().catch((thrown: unknown) => {
    const { code, message } = toQtuiError(thrown, 'clear up after the merge');
    deps.log.log('warn', 'progress-not-dropped', { id, code, message });
  });
}

/** Blobs that nothing but the draft refers to; a submodule's commit is none. */
function contentsOf(resolutions: readonly Resolution[]): string[] {
  return resolutions.flatMap((each) =>
    each.take === 'content' && each.mode !== SUBMODULE_MODE ? [each.oid] : [],
  );
}

const SUBMODULE_MODE = '160000';
