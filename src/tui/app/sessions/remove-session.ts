/** Removing a worktree and its branch, after a look at what would be lost. */
import { asksFirst, destroyedBy, forbidsRemoval, savedByDefault } from '../../../core/loss.js';
import type { RemovalOutcome, RemovalPlan } from '../../../core/ports/sessions.js';
import type { Loss } from '../../../core/repository.js';
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { type Option, paragraph, TextBlock, type Widget } from '../../dialogs/widget.js';
import { type Line, shorten, span, wrapped } from '../../views/line.js';
import type { App } from '../app.js';
import { undoHint } from '../tidy/undo-last.js';

interface Decision {
  backUp: boolean;
  deleteBranch: boolean;
  ignoredPaths?: readonly string[];
}

/** Paths named under a loss; the rest is counted. */
const PATHS_SHOWN = 5;

function lossLines(loss: Loss, width: number, unicode: boolean): Line[] {
  const fate = {
    covered: 'saved first',
    'named-only':
      loss.importance === 'ordinary' ? 'not saved' : 'saved first, unless you choose to lose them',
    never: 'cannot be backed up',
    kept: 'stays with its branch',
  }[loss.backup];
  const bullet = unicode ? '• ' : '* ';
  const rest = loss.paths.length - PATHS_SHOWN;
  return [
    ...wrapped(`${bullet}${loss.summary} (${fate})`, width, asksFirst(loss) ? 'warning' : 'muted'),
    ...loss.paths
      .slice(0, PATHS_SHOWN)
      .map((path): Line => [span(`    ${shorten(path, width - 4, unicode)}`, 'muted')]),
    ...(rest > 0 ? [[span(`    and ${rest} more`, 'muted')]] : []),
  ];
}

function describe(plan: RemovalPlan): Widget[] {
  const { report, session, refusals } = plan;
  // A program in the way is named by the refusal; it is not destroyed.
  const every = destroyedBy(report).filter(({ kind }) => kind !== 'process');
  const losses = [...every.filter(asksFirst), ...every.filter((loss) => !asksFirst(loss))];
  const widgets: Widget[] = [paragraph(session.worktreeInfo?.path ?? session.directory, 'strong')];
  if (!session.worktreeInfo) {
    widgets.push(paragraph('It has no worktree. Its program is ended; files stay as they are.'));
  } else if (!report && refusals.length === 0) {
    widgets.push(paragraph('The worktree is already gone; only the record is left.'));
  }
  if (losses.length > 0) {
    widgets.push(
      paragraph('Removing it would destroy:'),
      new TextBlock((width, unicode) => losses.flatMap((loss) => lossLines(loss, width, unicode))),
    );
  } else if (report && refusals.length === 0)
    widgets.push(paragraph('Nothing would be lost.', 'done'));
  for (const refusal of refusals) widgets.push(paragraph(refusal, 'error'));
  if (refusals.length > 0) {
    widgets.push(paragraph('Nothing was removed. Save, finish or close what is named first.'));
  }
  return widgets;
}

function keepLabel({ report, session }: RemovalPlan, first: string): string {
  if (!session.worktreeInfo) return 'End it and put its record away';
  return report ? `${first} the worktree, keep the branch` : 'Put the record away, keep the branch';
}

function optionsFor(plan: RemovalPlan): Option<Decision | 'cancel'>[] {
  const losses = destroyedBy(plan.report);
  const isRefused = plan.refusals.length > 0 || losses.some(forbidsRemoval);
  const cancel: Option<'cancel'> = { value: 'cancel', label: isRefused ? 'OK' : 'Cancel' };
  if (isRefused) return [cancel];
  const branch = plan.session.worktreeInfo?.branch;
  const backUp = losses.some(asksFirst);
  const ignoredPaths = savedByDefault(losses).flatMap(({ paths }) => paths);
  const decide = (deleteBranch: boolean, saved: readonly string[]): Decision => ({
    backUp,
    deleteBranch: deleteBranch && plan.branchRemovable,
    ...(ignoredPaths.length > 0 && { ignoredPaths: saved }),
  });
  const first = backUp ? 'Back up, then remove' : 'Remove';
  const options: Option<Decision | 'cancel'>[] = [cancel];
  if (plan.branchRemovable) {
    options.push({
      value: decide(true, ignoredPaths),
      label: `${first} worktree and branch`,
      note:
        ignoredPaths.length > 0
          ? 'The backup includes the ignored files named above.'
          : `Branch ${branch ?? ''}`,
    });
  }
  options.push({
    value: decide(false, ignoredPaths),
    label: keepLabel(plan, first),
    ...(branch !== undefined &&
      !plan.branchRemovable && { note: 'The branch has work that is nowhere else.' }),
  });
  if (ignoredPaths.length > 0) {
    options.push({
      value: decide(plan.branchRemovable, []),
      label: 'Remove, and lose the ignored files',
      note: 'Everything else is backed up first.',
    });
  }
  return options;
}

function outcomeWords(session: SessionMetadata, outcome: RemovalOutcome): string {
  if (outcome.branchDeleted) return 'Worktree and branch are removed.';
  return outcome.worktreeRemoved
    ? 'The worktree is removed.'
    : `${sessionTitle(session)} is put away.`;
}

/**
 * Shows what a removal would destroy and removes what the person agrees to. True when it was
 * removed; failures are thrown.
 */
export async function removeSession(app: App, session: SessionMetadata): Promise<boolean> {
  const title = `Remove ${sessionTitle(session)}`;
  const doing = 'look at what would be lost';
  const plan = await waitFor(
    app.dialogs,
    { title, text: 'Looking at what would be lost …', doing },
    app.sessions.planRemoval(session.id),
  );
  if (!plan) return false;
  const decision = await ask<Decision | 'cancel'>(app.dialogs, {
    title: `${title}?`,
    body: describe(plan),
    options: optionsFor(plan),
    selected: 'cancel',
  });
  if (!decision || decision === 'cancel') return false;
  const outcome = await waitFor(
    app.dialogs,
    { title, text: 'Removing …', doing: 'remove the worktree', uncancellable: true },
    app.sessions.remove(plan, decision),
  );
  app.reader.refresh();
  app.layout.publish();
  if (!outcome) return false;
  if (outcome.actId !== undefined) app.acts.push(outcome.actId);
  app.notify(`${outcomeWords(session, outcome)}${undoHint(app, outcome.actId)}`);
  app.notifyWarnings(outcome.warnings);
  return true;
}
