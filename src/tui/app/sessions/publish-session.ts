/** Pushing a session's branch, and opening a pull request for it. */
import type { PublishedSession, PullRequestOutcome } from '../../../core/ports/publishing.js';
import { pushedWords, saidLines } from '../../../core/push-words.js';
import type { SessionMetadata } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { ask, showText, waitFor } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { wrapped } from '../../views/line.js';
import type { App } from '../app.js';

const RESULT_WIDTH = 74;

/** Asks, pushes the session's branch to its own name, and shows what came of it. */
export function pushSession(app: App, { id, worktreeInfo }: SessionMetadata): void {
  const branch = printable(worktreeInfo?.branch ?? '');
  app.run('push the branch', async () => {
    const isWanted = await confirmed(app, {
      title: 'Push the branch?',
      text: `${branch} goes to its own name at the remote.`,
      label: 'Push',
    });
    if (!isWanted) return;
    const published = await publish(app, 'push the branch', (signal) =>
      app.sessions.push(id, { signal }),
    );
    if (published) await showResult(app, 'Pushed', pushLines(published));
  });
}

/** Asks, pushes, opens a pull request into the merge target, and shows where it is. */
export function openPullRequest(app: App, { id, worktreeInfo }: SessionMetadata): void {
  const branch = printable(worktreeInfo?.branch ?? '');
  const target = printable(worktreeInfo?.mergeTarget ?? '');
  app.run('open the pull request', async () => {
    const isWanted = await confirmed(app, {
      title: 'Open a pull request?',
      text: `${branch} goes to its own name at the remote, and a pull request into ${target} is opened for it.`,
      label: 'Push and open a pull request',
    });
    if (!isWanted) return;
    const outcome = await publish(app, 'open the pull request', (signal) =>
      app.sessions.openPullRequest(id, { signal }),
    );
    if (!outcome) return;
    app.reader.refresh();
    await showResult(app, 'Pull request', [...pushLines(outcome), ...requestLines(outcome)]);
  });
}

async function confirmed(
  app: App,
  { title, text, label }: { title: string; text: string; label: string },
): Promise<boolean> {
  const answer = await ask(app.dialogs, {
    title,
    body: [
      paragraph(text),
      paragraph('Only commits are pushed, and nothing that is there is replaced.', 'muted'),
    ],
    selected: false,
    options: [
      { value: false, label: 'Cancel' },
      { value: true, label },
    ],
  });
  return answer === true;
}

function publish<Value>(
  app: App,
  doing: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value | undefined> {
  const abort = new AbortController();
  return waitFor(
    app.dialogs,
    { title: 'Push', text: 'Pushing …', doing, abort },
    work(abort.signal),
  );
}

function pushLines({ pushed, warnings }: PublishedSession): string[] {
  return [
    ...saidLines(pushed),
    pushedWords(pushed),
    ...warnings.map(({ message }) => printable(message)),
  ];
}

function requestLines({ result, number, url, reason }: PullRequestOutcome): string[] {
  const words = {
    created: `Pull request #${number} is open:`,
    exists: `Pull request #${number} was open already:`,
    'to-open': 'Open the pull request here:',
  };
  return [...(reason === undefined ? [] : [printable(reason)]), words[result], printable(url)];
}

function showResult(app: App, title: string, texts: readonly string[]): Promise<void> {
  return showText(app.dialogs, {
    title,
    width: RESULT_WIDTH,
    lines: (width) => texts.flatMap((text) => wrapped(text, width, 'normal')),
  });
}
