/** Gives the comments to the session's agent as one prompt. */
import { type DiffComment, isSameComment } from '../../../core/diff-comment.js';
import type { PaneInfo } from '../../../core/ports/host.js';
import { sessionTitle } from '../../../core/session.js';
import { submitText } from '../../../core/submit-text.js';
import { count, printable } from '../../../core/text.js';
import { ask } from '../../dialogs/simple.js';
import { blankLine, type Option, paragraph, TextBlock } from '../../dialogs/widget.js';
import { commentsPrompt } from '../../model/diff/comments.js';
import { span, wrapText } from '../../views/line.js';
import type { App } from '../app.js';
import type { DiffDialog } from './target.js';

type Answer = 'send' | 'copy' | 'cancel';

/** Shows the prompt, and sends or copies it; comments that were sent are gone then. */
export async function sendComments(dialog: DiffDialog): Promise<void> {
  const { app, session, comments } = dialog;
  const prompt = commentsPrompt(comments);
  const pane = runningPane(app, session.id);
  const title = printable(sessionTitle(session));
  const { words, isSafe } = situation(pane, title);
  const cancel: Option<Answer> = {
    value: 'cancel',
    label: 'Cancel',
    note: 'The comments are kept.',
  };
  const send: Option<Answer> = {
    value: 'send',
    label: `Send ${count(comments.length, 'comment')} to "${title}"`,
    note: 'Types the prompt into its program, and presses Enter.',
  };
  const copy: Option<Answer> = {
    value: 'copy',
    label: 'Copy the prompt to the clipboard',
    note: 'The comments are kept.',
  };
  const answer = await ask<Answer>(app.dialogs, {
    title: 'Send the comments',
    body: [
      paragraph(words, isSafe ? 'normal' : 'warning'),
      blankLine(),
      new TextBlock((width) =>
        prompt
          .split('\n')
          .flatMap((line) => wrapText(printable(line), width))
          .map((line) => [span(line, line.startsWith('>') ? 'muted' : 'normal')]),
      ),
    ],
    options: pane ? (isSafe ? [send, copy, cancel] : [cancel, send, copy]) : [cancel, copy],
    selected: pane && isSafe ? 'send' : 'cancel',
  });
  if (answer === 'copy') {
    app.clipboard.copy(prompt);
    dialog.say('The prompt was copied to the clipboard; the comments are kept.');
  }
  if (answer !== 'send') return;
  const now = runningPane(app, session.id);
  if (!now || now.pid !== pane?.pid) {
    dialog.say('Its program has ended meanwhile: nothing was sent, the comments are kept.');
    return;
  }
  await submitText(app.link.require(), now.paneId, prompt);
  const isSent = (comment: DiffComment) => comments.some((each) => isSameComment(each, comment));
  dialog.setComments(dialog.comments.filter((comment) => !isSent(comment)));
  await app.sessions.noteSent(session.id, prompt);
  dialog.say(`${count(comments.length, 'comment')} sent to "${title}".`);
}

function runningPane(app: App, sessionId: string): PaneInfo | undefined {
  return app.link.connection?.panes.find(
    (pane) => pane.sessionId === sessionId && pane.exit === undefined,
  );
}

/** What sending would do now; safe where it is what an agent waits for. */
function situation(pane: PaneInfo | undefined, title: string): { words: string; isSafe: boolean } {
  if (!pane) {
    const words = `No program of "${title}" runs, so there is nobody to send them to. Open the session first; the comments are kept until then.`;
    return { words, isSafe: false };
  }
  if (pane.agentKind === 'shell') {
    const words = `"${title}" runs a shell, or what was started in it: a shell would take this for commands.`;
    return { words, isSafe: false };
  }
  if (pane.isPaused) {
    return { words: `"${title}" is paused: it gets this when it goes on.`, isSafe: true };
  }
  switch (pane.agentState) {
    case 'waiting':
      return {
        words: `"${title}" waits for an answer to a question: what is sent now would answer it.`,
        isSafe: false,
      };
    case 'starting':
      return { words: `"${title}" is starting and may not take it yet.`, isSafe: false };
    case 'busy':
      return { words: `"${title}" is busy: it gets this meanwhile, or after it.`, isSafe: true };
    default:
      return { words: `"${title}" gets this as your next message:`, isSafe: true };
  }
}
