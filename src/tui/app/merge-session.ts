/** The merge workflow of one session, a step at a time; each can be cancelled. */
import { checkWords } from '../../core/check-words.js';
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import { leftOutWords } from '../../core/landed-words.js';
import type { LandedMerge, MergePlan, MergeStrategy } from '../../core/merge.js';
import { type SessionMetadata, sessionTitle } from '../../core/session.js';
import { commandWords, count } from '../../core/text.js';
import { Dialog } from '../dialogs/dialog.js';
import { mergePreview, type PreviewAnswer } from '../dialogs/merge-preview.js';
import { ask, Said, showError, waitFor } from '../dialogs/simple.js';
import { TextField } from '../dialogs/text-field.js';
import { blankLine, Menu, type Option, paragraph, type Widget } from '../dialogs/widget.js';
import type { App } from './app.js';
import { removeSession } from './remove-session.js';
import { undoHint } from './undo-last.js';

/** Starts the workflow with its preview. */
export function mergeSession(app: App, session: SessionMetadata): void {
  app.run('merge', async () => {
    // The session's repository may have settings of its own: the first plan goes by them.
    let strategy: MergeStrategy | undefined;
    let isFirst = true;
    for (;;) {
      const plan = await waitFor(
        app.dialogs,
        { title: 'Merge', text: 'Looking at what would be merged …', doing: 'preview the merge' },
        app.sessions.planMerge(session.id, strategy === undefined ? {} : { strategy }),
      );
      if (!plan) return;
      const answer = await showPreview(app, session, plan, { isFirst });
      isFirst = false;
      if (!answer) return;
      if (answer.kind === 'remove') {
        await removeSession(app, session);
        return;
      }
      strategy = answer.plan.request.strategy;
      if (answer.kind === 'commit') await commitUncommitted(app, session, answer.plan);
      else if (await land(app, session, answer.plan)) return;
    }
  });
}

/** The preview shows at once what is known; what the remote has since comes when it answers. */
async function showPreview(
  app: App,
  session: SessionMetadata,
  plan: MergePlan,
  { isFirst }: { isFirst: boolean },
): Promise<PreviewAnswer | undefined> {
  const asking = new AbortController();
  const { signal } = asking;
  const { strategy } = plan.request;
  const fresh =
    isFirst && plan.upstream
      ? app.sessions.planMerge(session.id, { strategy, refresh: true, signal })
      : undefined;
  const preview = mergePreview({
    plan,
    fresh,
    replan: (wanted) => app.sessions.planMerge(session.id, { strategy: wanted }),
    onError: (thrown) => {
      if (!signal.aborted) app.notifyError(toQtuiError(thrown, 'preview the merge'));
    },
  });
  return app.dialogs.open(preview).finally(() => asking.abort());
}

/** The others take the commits with the messages they have. */
function needsMessage(strategy: MergeStrategy): boolean {
  return strategy === 'merge' || strategy === 'squash';
}

/** Asks for a message and whether to go on; undefined when not. Enter alone does nothing. */
function askMessage(
  app: App,
  settings: {
    title: string;
    above: readonly Widget[];
    message: string | undefined;
    act: Option<true>;
  },
): Promise<{ message: string } | undefined> {
  const field =
    settings.message === undefined
      ? undefined
      : new TextField({ label: 'Message', value: settings.message, allowLines: true });
  const menu = new Menu<boolean>([{ value: false, label: 'Cancel' }, settings.act], false);
  const widgets = [...settings.above, ...(field ? [field, blankLine()] : []), menu];
  return app.dialogs.open(
    new Dialog<{ message: string }>({
      title: settings.title,
      width: 76,
      widgets,
      focus: widgets.indexOf(menu),
      hint: field ? 'Enter chooses · Tab message · Esc cancels' : 'Enter chooses · Esc cancels',
      onEnter: (dialog, focused) => {
        if (focused !== menu) return;
        const message = field?.value.trim() ?? '';
        const isReady = menu.value && (!field || message !== '');
        if (isReady) dialog.finish({ message });
        else if (!menu.value) dialog.finish(undefined);
      },
    }),
  );
}

/** A commit message out of what the session was started for. */
function suggestedCommit(session: SessionMetadata): string {
  const [firstLine = ''] = session.firstMessage.split('\n', 1);
  return session.name || firstLine || `Work of ${sessionTitle(session)}`;
}

async function commitUncommitted(
  app: App,
  session: SessionMetadata,
  plan: MergePlan,
): Promise<void> {
  const words = count(plan.uncommitted.length, 'file');
  const answer = await askMessage(app, {
    title: 'Commit first',
    above: [paragraph(`${words} in the session's worktree, new ones included.`), blankLine()],
    message: suggestedCommit(session),
    act: { value: true, label: `Commit ${words}` },
  });
  if (!answer) return;
  const commit = async (skipHooks: boolean) => {
    // A hook may run for long, or for ever.
    const abort = new AbortController();
    const { signal } = abort;
    const oid = await waitFor(
      app.dialogs,
      { title: 'Commit', text: 'Committing …', doing: 'commit', abort },
      app.sessions.commitForMerge(session.id, { message: answer.message, skipHooks, signal }),
    );
    if (oid === undefined) app.notify('Stopped: nothing was committed.');
  };
  try {
    await commit(false);
  } catch (thrown) {
    const error = toQtuiError(thrown, 'commit');
    if (error.code === 'hook-failed' && (await askToSkipHooks(app, error))) await commit(true);
    else if (error.code !== 'hook-failed') await showError(app.dialogs, error);
  }
  app.repositoryChanged.fire();
}

async function askToSkipHooks(app: App, error: QtuiError): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title: 'A hook refused the commit',
    body: [
      paragraph(error.message, 'error'),
      ...(error.hint ? [paragraph(error.hint, 'muted')] : []),
    ],
    selected: false,
    options: [
      { value: false, label: 'Do not commit' },
      { value: true, label: 'Commit without hooks' },
    ],
  });
  return answer === true;
}

/** Of a check that cannot run: the merge can do without. */
async function askToSkipCheck(app: App, { check }: MergePlan): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title: 'The check is not trusted',
    body: [
      paragraph(check ? `${checkWords(check)}.` : '', 'warning'),
      paragraph('`qtui trust` shows it, and lets you decide.', 'muted'),
    ],
    selected: false,
    options: [
      { value: false, label: 'Do not merge' },
      { value: true, label: 'Merge without the check' },
    ],
  });
  return answer === true;
}

/** Builds and lands the merge; false when the person went back. */
async function land(app: App, session: SessionMetadata, plan: MergePlan): Promise<boolean> {
  const { source, target, strategy } = plan.request;
  const answer = await askMessage(app, {
    title: `Merge into ${target}`,
    above: [paragraph(`${source} into ${target} by ${strategy}.`), blankLine()],
    message: needsMessage(strategy) ? plan.suggestedMessage : undefined,
    act: { value: true, label: `Merge into ${target}` },
  });
  if (!answer) return false;
  const skipCheck = plan.check?.untrustedFile !== undefined;
  if (skipCheck && !(await askToSkipCheck(app, plan))) return false;
  const abort = new AbortController();
  const { signal } = abort;
  const said = new Said();
  const onOutput = (line: string) => said.say(line);
  const work = app.sessions
    .buildMerge(plan, { message: answer.message, signal })
    .then((built) => app.sessions.verifyMerge(built, { signal, skipCheck, onOutput }))
    .then((merge) => {
      app.notifyWarnings(merge.check?.warnings ?? []);
      return app.sessions.landMerge(session.id, merge, { signal });
    });
  const landed = await waitFor(
    app.dialogs,
    {
      title: 'Merge',
      text:
        plan.check && !skipCheck
          ? `Checking with ${commandWords(plan.check.command)}, then merging into ${target} …`
          : `Merging into ${target} …`,
      ...{ said, doing: 'merge', abort },
    },
    work,
  ).catch(async (thrown: unknown) => {
    const error = toQtuiError(thrown, 'merge');
    if (error.code !== 'check-failed') throw error;
    await showError(app.dialogs, error);
    return 'check-failed' as const;
  });
  if (landed === 'check-failed') return false;
  app.repositoryChanged.fire();
  app.reader.refresh();
  if (landed) await showLanded(app, session, landed);
  else app.notify(`Stopped: ${target} was not changed.`);
  return landed !== undefined;
}

async function showLanded(app: App, session: SessionMetadata, landed: LandedMerge): Promise<void> {
  const { target } = landed.built.plan.request;
  const commit = landed.built.commit.slice(0, 10);
  const leftOut = leftOutWords(landed);
  app.acts.push(landed.actId);
  app.notify(`Merged into ${target} as ${commit}.${undoHint(app, landed.actId)}`);
  const answer = await ask(app.dialogs, {
    title: 'Merged',
    body: [
      paragraph(`${target} is at ${commit} now.`, 'done'),
      paragraph(`Its former tip is kept.${undoHint(app, landed.actId)}`, 'muted'),
      ...(leftOut === undefined ? [] : [paragraph(leftOut, 'warning')]),
    ],
    selected: 'keep',
    options: [
      { value: 'keep', label: 'Keep the session' },
      {
        value: 'remove',
        label: 'Remove worktree and branch …',
        note: 'Looks first at what would be lost, and asks again.',
      },
    ],
  });
  if (answer === 'remove') await removeSession(app, session);
}
