/** Several sessions, merged one after the other, up to the first that needs a person. */
import { toQtuiError } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { trainLines } from '../../dialogs/merge-train-lines.js';
import { ask, waitFor } from '../../dialogs/simple.js';
import { blankLine, type Option, paragraph, TextBlock } from '../../dialogs/widget.js';
import { rowsOf, type TrainRow } from '../../model/merge-train.js';
import type { App } from '../app.js';
import { walkMerge } from '../merge/merge-session.js';
import { UNDO_KEY, undoHint } from '../tidy/undo-last.js';
import { chooseTrain } from './choose.js';
import { Train, type TrainEnd } from './run.js';

/** Lets the person choose sessions of this repository, order and merge them. */
export function mergeSeveral(app: App): void {
  app.run('merge the sessions', async () => {
    const rows = await lookAtAll(app);
    if (!rows) return;
    if (rows.length === 0) {
      app.notify('This repository has no session to merge.');
      return;
    }
    const chosen = await chooseTrain(app, rows);
    if (!chosen || !(await agrees(app, chosen))) return;
    await runTrain(app, new Train(app, chosen));
  });
}

/** All sessions in the order of the radar, each with what is ahead for it; undefined when cancelled. */
async function lookAtAll(app: App): Promise<TrainRow[] | undefined> {
  const abort = new AbortController();
  const forecast = await waitFor(
    app.dialogs,
    {
      title: 'Merge several',
      text: 'Trying the merges of all sessions, one after the other …',
      ...{ doing: 'forecast the merges', abort },
    },
    app.sessions.forecastMerges(app.store.state.directory, {
      signal: abort.signal,
    }),
  );
  return forecast && rowsOf(forecast, sessionTitle);
}

async function agrees(app: App, chosen: readonly TrainRow[]): Promise<boolean> {
  const sessions = count(chosen.length, 'session');
  const answer = await ask(app.dialogs, {
    title: `Merge ${sessions}?`,
    body: [
      paragraph(chosen.map(({ title }) => printable(title)).join(', '), 'strong'),
      paragraph(
        'One after the other, each looked at and checked anew in its turn. The first that conflicts, ' +
          'has uncommitted files, fails its check or is refused stops it and is left to you. ' +
          'Each can be undone by itself.',
      ),
    ],
    selected: false,
    options: [
      { value: false, label: 'Cancel', note: 'Nothing has been changed.' },
      { value: true, label: `Merge ${sessions}` },
    ],
  });
  return answer === true;
}

async function runTrain(app: App, train: Train): Promise<void> {
  for (;;) {
    const end = await train.run();
    if (end.kind === 'arrived') break;
    if (!(await settle(app, train, end))) break;
  }
  const { acts } = train;
  const merged = `${count(acts.length, 'session')} merged.`;
  const undo =
    acts.length > 1
      ? ` ${app.leader} ${UNDO_KEY} undoes them one by one.`
      : undoHint(app, acts.at(-1));
  app.notify(`${merged}${undo}`);
}

type Wish = 'end' | 'merge' | 'rest' | 'again';

/** What is to become of a train that has stopped; true where it goes on. */
async function settle(
  app: App,
  train: Train,
  { row, error }: Extract<TrainEnd, { kind: 'stopped' }>,
): Promise<boolean> {
  const isCancelled = error.code === 'aborted';
  const rest = train.waiting.length;
  const title = printable(row.title);
  const answer = await ask<Wish>(app.dialogs, {
    title: isCancelled ? 'Stopped' : `Stopped at ${title}`,
    body: [
      new TextBlock((width, unicode) =>
        trainLines(train.rows, (id) => train.progressOf(id), width, unicode),
      ),
      ...(error.hint && !isCancelled
        ? [blankLine(), paragraph(printable(error.hint), 'muted')]
        : []),
    ],
    selected: 'end',
    options: isCancelled
      ? [
          { value: 'end', label: 'End here', note: 'What has landed stays.' },
          { value: 'again', label: `Go on with ${title}` },
        ]
      : stopOptions(title, rest),
  });
  switch (answer) {
    case 'again':
      train.takeUp(row);
      return true;
    case 'rest':
      train.leaveOut(row);
      return true;
    case 'merge':
      return goesOn(app, train, row, await walkMergeOf(app, row));
    default:
      return false;
  }
}

function stopOptions(title: string, rest: number): Option<Wish>[] {
  const others = rest === 1 ? 'the other one' : `the other ${rest}`;
  return [
    { value: 'end', label: 'End here', note: 'What has landed stays.' },
    { value: 'merge', label: `Open the merge of ${title} …` },
    ...(rest > 0
      ? [{ value: 'rest' as const, label: `Leave ${title} out and go on with ${others}` }]
      : []),
  ];
}

async function walkMergeOf(app: App, { id, forecast }: TrainRow): Promise<boolean> {
  return walkMerge(app, forecast?.session ?? (await app.sessions.find(id)).session);
}

/** After the person has dealt with a session: whether its train goes on with the rest. */
async function goesOn(app: App, train: Train, row: TrainRow, hasLanded: boolean): Promise<boolean> {
  train.takeUp(row);
  const isDone = hasLanded || (await isGone(app, row));
  if (isDone) train.leaveOut(row);
  const { waiting } = train;
  if (waiting.length === 0) return false;
  const names = waiting.map(({ title }) => printable(title)).join(', ');
  const answer = await ask(app.dialogs, {
    title: 'Go on?',
    body: [paragraph(`Not merged yet: ${names}.`)],
    selected: false,
    options: [
      { value: false, label: 'End here', note: 'What has landed stays.' },
      { value: true, label: `Go on with ${count(waiting.length, 'session')}` },
    ],
  });
  return answer === true;
}

/** The person has removed the session in place of merging it. */
async function isGone(app: App, { id }: TrainRow): Promise<boolean> {
  try {
    await app.sessions.find(id);
    return false;
  } catch (thrown) {
    if (toQtuiError(thrown, 'find the session').code === 'session-not-found') return true;
    throw thrown;
  }
}
