import { EXIT, type ExitCode, QtuiError, toQtuiError } from '../../core/errors.js';
import type { MergePlan } from '../../core/merge.js';
import { draftOf, type MergeStep, type SavedMergeDraft } from '../../core/merge-draft.js';
import { ago, count, printable, shellCommand } from '../../core/text.js';
import type { Merging } from './look.js';

/** What of a merge that has not landed is kept, as `--json` tells it. */
export interface KeptDraft {
  /** Conflicts that were decided. */
  settled: number;
  step: MergeStep;
}

/**
 * Keeps what was decided for the merge, so that `--continue` goes on with it; undefined where
 * nothing was. That it cannot be kept is told, and ends nothing.
 */
export async function keptDraft(
  { service, id, out, options }: Merging,
  plan: MergePlan,
  step: MergeStep,
): Promise<KeptDraft | undefined> {
  const settled = plan.resolved.length;
  if (settled === 0) return undefined;
  try {
    // Half settled files are settled on the screen: they are as they were.
    const { begun } = (await service.mergeDraft(id)).draft ?? {};
    const draft = draftOf(plan, step, options.message);
    const isKept = await service.saveMergeDraft(id, { ...draft, ...(begun && { begun }) });
    return isKept ? { settled, step } : undefined;
  } catch (thrown) {
    const { code, message } = toQtuiError(thrown, 'keep what was decided');
    out.warn([{ code, message }]);
    return undefined;
  }
}

/** The draft that is to be gone on with. Throws `draft-not-found`. */
export async function requireDraft({ service, id, out }: Merging): Promise<SavedMergeDraft> {
  const { draft, warnings } = await service.mergeDraft(id);
  out.warn(warnings);
  if (draft === undefined) throw noDraft('There is nothing to go on with');
  out.note(`Going on with ${draftWords(draft)}.`);
  return draft;
}

/** Tells of a merge that was begun, where another one of the session is begun. */
export async function noteDraft({ service, id, out }: Merging): Promise<void> {
  const { draft, warnings } = await service.mergeDraft(id);
  out.warn(warnings);
  if (draft === undefined) return;
  const goOn = shellCommand('qtui', 'merge', '--continue', draft.source);
  const drop = shellCommand('qtui', 'merge', '--abort', draft.source);
  out.note(
    `Not finished yet: ${draftWords(draft)}.\n  "${goOn}" goes on with it, "${drop}" drops it.`,
  );
}

/** Drops what was decided for the session's merge, and tells what that was. */
export async function abortMerge({ service, id, out }: Merging): Promise<ExitCode> {
  const { draft, warnings } = await service.mergeDraft(id);
  out.warn(warnings);
  const isDropped = await service.dropMergeDraft(id);
  if (draft === undefined && !isDropped) throw noDraft('There is nothing to drop');
  if (out.json) {
    const about = draft && {
      ...{ strategy: draft.strategy, source: draft.source, target: draft.target },
    };
    const dropped = draft ? { settled: draft.resolutions.length, step: draft.step } : null;
    out.answer({ merge: { result: 'aborted', ...about, conflicts: [], dropped } });
  } else {
    const what = draft ? draftWords(draft) : 'a draft that could not be read';
    out.print(`Dropped ${what}; the branches are where they were.`);
  }
  return EXIT.done;
}

function draftWords({ source, target, time, resolutions, step }: SavedMergeDraft): string {
  const span = ago(time, Date.now());
  const when = span === 'now' || span === '' ? 'just now' : `${span} ago`;
  const settled = count(resolutions.length, 'conflict');
  return (
    `the merge of ${printable(source)} into ${printable(target)} that was begun ${when} ` +
    `(${settled} settled, at the step "${step}")`
  );
}

function noDraft(what: string): QtuiError {
  return new QtuiError('draft-not-found', `${what}: no merge of this session was begun.`, {
    untouched: 'Nothing was changed.',
    hint: 'Begin one with "qtui merge", without --continue.',
  });
}
