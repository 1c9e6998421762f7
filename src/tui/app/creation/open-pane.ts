/** Panes of sessions that are being made or started again. */
import { toQtuiError } from '../../../core/errors.js';
import type { CreateProgress, NewSessionRequest } from '../../../core/ports/sessions.js';
import type { SessionMetadata } from '../../../core/session.js';
import { type Size, screenGeometry, tabGeometry } from '../../model/geometry.js';
import { activeTab, type Destination, focusPane, placePane } from '../../model/layout.js';
import { paneOfSession, sessionOfPane, tabBesideItsKind } from '../../model/selectors.js';
import {
  type AppState,
  type ErrorWords,
  type PaneCreation,
  withCreation,
  withoutPane,
  withPane,
  withSession,
} from '../../model/state.js';
import type { App } from '../app.js';
import { followNaming } from './naming.js';
import { offerSetup, offerSetupAgain, withoutAsked } from './offer-setup.js';

/** Cells a new pane will have at its destination. */
export function sizeAt(state: AppState, destination: Destination): Size {
  const screen = screenGeometry(state.size);
  const id = ' new ';
  const layout = placePane(state.layout, id, destination, true);
  const tab = activeTab(layout);
  const inner = tab
    ? tabGeometry(tab, screen.panes, screen.compact).panes.find((pane) => pane.paneId === id)?.inner
    : undefined;
  return { cols: Math.max(2, inner?.width ?? 80), rows: Math.max(1, inner?.height ?? 24) };
}

/** An error in the words a pane or a dialog shows. */
export function errorWords(thrown: unknown, doing: string): ErrorWords {
  const { message, untouched, hint } = toQtuiError(thrown, doing);
  return {
    message,
    ...(untouched !== undefined && { untouched }),
    ...(hint !== undefined && { hint }),
  };
}

/** For a reading whose former result still serves: that it failed is only told. */
export function ignoreFailure(app: App, reading: Promise<unknown>): void {
  reading.catch((thrown: unknown) => app.notifyError(toQtuiError(thrown, 'read the repository')));
}

/** Runs the transaction of the session service and takes over what it made. */
export async function runCreation(
  app: App,
  request: NewSessionRequest,
  onProgress: (progress: CreateProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const transaction = app.sessions.create(request, { onProgress, signal });
  app.creations.add(transaction);
  const { session, warnings, untrustedSetup, naming } = await transaction.finally(() =>
    app.creations.delete(transaction),
  );
  app.store.update((state) => withSession(state, session));
  app.notifyWarnings(withoutAsked(app, warnings, untrustedSetup));
  if (untrustedSetup) offerSetup(app, session, untrustedSetup);
  followNaming(app, naming);
  app.layout.publish();
  ignoreFailure(app, app.reader.defaults());
}

/** Puts the pane of a session that is being made on the screen. */
export function showCreation(
  app: App,
  session: SessionMetadata,
  destination: Destination,
  cancel: () => void,
  { inBackground = false } = {},
): void {
  const step = session.worktreeInfo ? 'Creating the worktree …' : 'Starting …';
  app.store.update((state) => {
    const place = destination.kind === 'tab' ? tabBesideItsKind(state, session) : destination;
    const creation: PaneCreation = { destination: place, step, cancel };
    return withCreation(withSession(state, session), session.id, creation, !inBackground);
  });
}

const STEP_WORDS = {
  checkout: 'Checking out files …',
  launching: 'Starting the agent …',
} as const;

/** Shows how far the session has come. */
export function advance(
  app: App,
  paneId: string,
  progress: Exclude<CreateProgress, { step: 'fetching' | 'reserved' }>,
): void {
  app.store.update((state) =>
    withPane(state, paneId, (pane) => {
      if (!pane.creation) return pane;
      const { progress: _former, ...creation } = pane.creation;
      const step = progress.step === 'setup' ? progress.message : STEP_WORDS[progress.step];
      return {
        ...pane,
        creation: {
          ...creation,
          step,
          ...(progress.step === 'checkout' && { progress: progress.progress }),
        },
      };
    }),
  );
}

/** A shell without a worktree, where the program of the pane beside it runs. */
export async function openShell(app: App, destination: Destination): Promise<void> {
  const { state } = app.store;
  const beside = destination.kind === 'split' ? state.panes.get(destination.beside) : undefined;
  const directory =
    (beside && sessionOfPane(state, beside.id)?.metadata.directory) ??
    beside?.info?.cwd ??
    state.directory;
  const request: NewSessionRequest = {
    directory,
    message: '',
    name: 'shell',
    type: 'development',
    agentKind: 'shell',
    worktree: { kind: 'none' },
    size: sizeAt(state, destination),
  };
  const onProgress = (progress: CreateProgress) => {
    if (progress.step === 'reserved') {
      showCreation(app, progress.session, destination, () => abort.abort());
      paneId = progress.session.id;
    }
  };
  const abort = new AbortController();
  let paneId: string | undefined;
  try {
    await runCreation(app, request, onProgress, abort.signal);
  } catch (thrown) {
    const failed = paneId;
    if (failed !== undefined) app.store.update((current) => withoutPane(current, failed));
    throw thrown;
  }
}

async function reopenSession(
  app: App,
  session: SessionMetadata,
  destination: Destination,
): Promise<void> {
  showCreation(app, session, destination, () => {});
  try {
    const size = sizeAt(app.store.state, destination);
    const reopened = await app.sessions.reopen(session.id, size);
    app.store.update((state) => withSession(state, reopened.session));
    app.notifyWarnings(reopened.warnings);
    if (reopened.cutOffSetup) offerSetupAgain(app, reopened.session, reopened.cutOffSetup);
    app.layout.publish();
  } catch (thrown) {
    app.store.update((state) => withoutPane(state, session.id));
    throw thrown;
  }
}

/** Shows a session at `destination`: moves its live pane there, else starts its agent again. */
export async function openSession(
  app: App,
  session: SessionMetadata,
  destination: Destination,
): Promise<void> {
  const pane = paneOfSession(app.store.state, session.id);
  if (!pane) {
    await reopenSession(app, session, destination);
    return;
  }
  app.layout.apply((layout) =>
    destination.kind === 'tab'
      ? focusPane(layout, pane.id)
      : placePane(layout, pane.id, destination, true),
  );
}
