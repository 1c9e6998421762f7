/** Uncommitted work is committed first, as far as the person wants it. */
import { type QtuiError, toQtuiError } from '../../../core/errors.js';
import type { CommitWish } from '../../../core/merge-draft.js';
import { type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { commitStep } from '../../dialogs/merge/commit.js';
import type { SuggestionSettings } from '../../dialogs/merge/message-suggestion.js';
import { ask, showError, waitFor } from '../../dialogs/simple.js';
import { paragraph, type TextBlock } from '../../dialogs/widget.js';
import type { App } from '../app.js';
import { KeptDraft } from './drafts.js';
import { planAgain } from './planning.js';
import type { MergeWalk, StepOutcome } from './walk.js';

/** A commit message out of what the session was started for. */
function suggestedCommit(session: SessionMetadata): string {
  const [firstLine = ''] = session.firstMessage.split('\n', 1);
  return session.name || firstLine || `Work of ${sessionTitle(session)}`;
}

export async function showCommit(app: App, walk: MergeWalk): Promise<StepOutcome> {
  const { plan, session } = walk;
  const proposed = suggestedCommit(session);
  const draft = walk.commit ?? { message: proposed, leftOut: [] };
  const kept = new KeptDraft(app, walk, 'commit');
  const asking = new AbortController();
  const suggestion = await suggestionFor(app, walk, asking.signal);
  const opened = app.dialogs.open(
    commitStep({
      place: walk.place('commit'),
      files: plan.uncommitted,
      ...{ draft, proposed, suggestion },
      onDraft: (changed) => {
        walk.commit = changed;
        kept.keepTyped();
      },
    }),
  );
  const answer = await opened.finally(() => asking.abort());
  await kept.saved();
  if (answer === undefined) return 'cancelled';
  if (answer === 'back') return 'back';
  if (answer.kind === 'next') return 'next';
  return (await commitChosen(app, walk, walk.commit ?? draft)) ? afterCommit(app, walk) : 'commit';
}

/** Undefined where no model can be asked: the message is written by hand. */
async function suggestionFor(
  app: App,
  { plan, session }: MergeWalk,
  signal: AbortSignal,
): Promise<SuggestionSettings | undefined> {
  const { repoRoot } = plan.request;
  if (await app.sessions.modelProblem()) return undefined;
  return {
    isUnasked: await app.sessions.suggestsMessages(repoRoot),
    ask: async (paths) =>
      (await app.sessions.suggestCommitMessage(session.id, { paths, signal })).message,
    failure: (thrown) => toQtuiError(thrown, 'get a message of the model').message,
  };
}

async function afterCommit(app: App, walk: MergeWalk): Promise<StepOutcome> {
  walk.commit = undefined;
  return (await planAgain(app, walk)) ? 'next' : 'cancelled';
}

/** True when it was committed; a failure is shown, and nothing is lost of what was typed. */
async function commitChosen(app: App, walk: MergeWalk, draft: CommitWish): Promise<boolean> {
  try {
    return await commit(app, walk, draft, false);
  } catch (thrown) {
    const error = toQtuiError(thrown, 'commit');
    if (error.code !== 'hook-failed') {
      await showError(app.dialogs, error);
      return false;
    }
    return (await asksToSkipHooks(app, error)) && commit(app, walk, draft, true);
  } finally {
    app.repositoryChanged.fire();
  }
}

async function commit(
  app: App,
  { plan, session }: MergeWalk,
  { message, leftOut }: CommitWish,
  skipHooks: boolean,
): Promise<boolean> {
  // A hook may run for long, or for ever.
  const abort = new AbortController();
  const { signal } = abort;
  const paths = plan.uncommitted
    .filter(({ path }) => !leftOut.includes(path))
    .flatMap(({ path, from }) => (from === undefined ? [path] : [from, path]));
  const options = {
    ...{ message: message.trim(), skipHooks, signal },
    ...(leftOut.length > 0 && { paths }),
  };
  const oid = await waitFor(
    app.dialogs,
    { title: 'Commit', text: 'Committing …', doing: 'commit', abort },
    app.sessions.commitForMerge(session.id, options),
  );
  if (oid === undefined) app.notify('Stopped: nothing was committed.');
  return oid !== undefined;
}

async function asksToSkipHooks(app: App, error: QtuiError): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title: 'A hook refused the commit',
    body: [
      ...hookWords(error.message),
      ...(error.hint ? [paragraph(printable(error.hint), 'muted')] : []),
    ],
    selected: false,
    options: [
      { value: false, label: 'Do not commit' },
      { value: true, label: 'Commit without hooks' },
    ],
  });
  return answer === true;
}

/** Lines of a hook's output at most: what decides stands at its end. */
const HOOK_LINES = 15;

/** What failed, and below it what the hook has printed, as it stood there. */
function hookWords(message: string): TextBlock[] {
  const [what = '', ...output] = message.split('\n').map(printable);
  const left = output.length - HOOK_LINES;
  const rest = left > 0 ? [paragraph(`${count(left, 'line')} before:`, 'muted')] : [];
  return [
    paragraph(what, 'error'),
    ...rest,
    ...output.slice(-HOOK_LINES).map((line) => paragraph(line)),
  ];
}
