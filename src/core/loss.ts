import type { Loss, LossReport } from './repository.js';

/** What a removal destroys; commits that stay with their branch are not among it. */
export function destroyedBy(report: Pick<LossReport, 'losses'> | undefined): Loss[] {
  return (report?.losses ?? []).filter(({ backup }) => backup !== 'kept');
}

/** What is removed only after the person has seen it. */
export function asksFirst(loss: Loss): boolean {
  return loss.importance === 'important' && loss.backup !== 'kept';
}

/** What no backup can save, so that the worktree stays. */
export function forbidsRemoval(loss: Loss): boolean {
  return loss.importance === 'important' && loss.backup === 'never';
}

/** Ignored files that a backup takes in unless the person says otherwise. */
export function savedByDefault(losses: readonly Loss[]): Loss[] {
  return losses.filter((loss) => loss.backup === 'named-only' && asksFirst(loss));
}

/** What a removal destroys for good when these ignored files are in its backup. */
export function unsavedPaths(losses: readonly Loss[], saved: readonly string[]): string[] {
  return losses.flatMap(({ backup, kind, paths }) => {
    if (backup === 'named-only') return paths.filter((path) => !saved.includes(path));
    return kind === 'nested-repository' ? paths : [];
  });
}
