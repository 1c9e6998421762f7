/** What a merge changes in one file, to be read before it is gone on with. */
import { toQtuiError } from '../../../core/errors.js';
import type { MergePlan } from '../../../core/merge.js';
import type { FileChange } from '../../../core/repository.js';
import { fileDiffDialog } from '../../dialogs/merge/file-diff.js';
import type { App } from '../app.js';

/** Opens at `file`; the others of the plan are a key away. */
export function showFile(app: App, plan: MergePlan, file: FileChange): void {
  const { request, ontoOid, resultTree, baseOid = ontoOid, sourceOid } = plan;
  // As the plan has compared them: the result where there is one, else the session's own work.
  const range =
    resultTree === undefined ? { from: baseOid, to: sourceOid } : { from: ontoOid, to: resultTree };
  const abort = new AbortController();
  const { signal } = abort;
  const dialog = fileDiffDialog({
    files: plan.files,
    file,
    read: (wanted) => app.sessions.fileDiff(request.repoRoot, range, wanted, { signal }),
    onError: (thrown) => {
      if (!signal.aborted) app.notifyError(toQtuiError(thrown, 'compare the file'));
    },
  });
  void app.dialogs.open(dialog).finally(() => abort.abort());
}
