/** The one state of the client. Views draw from it alone; controllers change it. */

import type { Warning } from '../../core/errors.js';
import type { ForeseenMerge } from '../../core/foreseen-merge.js';
import { type Disposable, Emitter, type Event } from '../../core/lifecycle.js';
import type { PaneInfo } from '../../core/ports/host.js';
import type {
  NewSessionDefaults,
  SessionGitStatus,
  SessionView,
} from '../../core/ports/sessions.js';
import type { SettingsProblem } from '../../core/ports/settings.js';
import type { SessionMeetings } from '../../core/radar-words.js';
import type { CheckoutProgress, MergedVerdict } from '../../core/repository.js';
import type { SessionMetadata } from '../../core/session.js';
import type { KeptSelection } from './copy-mode/kept-selection.js';
import type { CopyModeState } from './copy-mode/state.js';
import {
  type PanePlace,
  type Rect,
  type Size,
  screenGeometry,
  type TabGeometry,
  tabGeometry,
} from './geometry.js';
import {
  activeTab,
  type Destination,
  EMPTY_LAYOUT,
  type Layout,
  placePane,
  reconcile,
} from './layout.js';
import type { TerminalCapabilities } from './terminal-capabilities.js';

/** How an error is told: what happened, what was left alone, what to do. */
export interface ErrorWords {
  readonly message: string;
  readonly untouched?: string;
  readonly hint?: string;
}

/** A pane whose session is being made; it has no program yet. */
export interface PaneCreation {
  readonly destination: Destination;
  /** What is being done, in words. */
  readonly step: string;
  readonly progress?: CheckoutProgress;
  /** Why it came to nothing; what it had made is undone by then. */
  readonly error?: ErrorWords;
  /** Stops it; what it has made is undone. */
  readonly cancel: () => void;
  /** After a failure: back to the dialog with what was typed. */
  readonly retry?: () => void;
}

/** Everything the client knows of one pane. */
export interface PaneState {
  readonly id: string;
  /** As the host tells it; absent while the session is being created. */
  readonly info?: PaneInfo;
  readonly creation?: PaneCreation;
  /** Size of the program's screen by its last frame; the smallest of all clients that show it. */
  readonly screen?: Size;
  /** Text typed before the program took it, line breaks as LF; never empty. */
  readonly typedAhead?: string;
  /** Set while the person looks at what the pane has shown before. */
  readonly copyMode?: CopyModeState;
  /** What the mouse has selected last, until the next key or click. */
  readonly keptSelection?: KeptSelection;
}

/** A program that the client runs for itself, on the whole screen; of no session, in no layout. */
export interface ToolState {
  readonly pane: PaneState;
  /** Asks whether to end it, and does it. */
  readonly close: () => void;
}

/** Everything the client knows of one session. */
export interface SessionState {
  readonly metadata: SessionMetadata;
  readonly directoryExists: boolean;
  /** A newer qtui has written its row: nothing of it can be changed. */
  readonly isReadOnly?: true;
  readonly git?: SessionGitStatus;
  /** Whether its work is in its target, as it was last looked for. */
  readonly verdict?: MergedVerdict;
  /** Whom of the others its changes meet, as it was last looked for. */
  readonly meetings?: SessionMeetings;
  /** What would come of its merge, as it was tried last. */
  readonly foreseen?: ForeseenMerge;
  /** Its check has passed since its agent came to rest. */
  readonly isReady?: true;
}

export interface Notice {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  /** ms since the epoch. */
  readonly until: number;
}

/** By whose file it is. */
export type SettingsMistakes = Readonly<Partial<Record<SettingsProblem['from'], string>>>;

export interface AppState {
  readonly version: string;
  /** Directory the person started in; new sessions start from it. */
  readonly directory: string;
  readonly size: Size;
  readonly capabilities: TerminalCapabilities;
  /** ms since the epoch, moved on while something on the screen counts time. */
  readonly now: number;
  readonly link: 'connecting' | 'connected' | 'lost';
  readonly panes: ReadonlyMap<string, PaneState>;
  readonly layout: Layout;
  /** Open now; `onStage` shows it. */
  readonly tool?: ToolState;
  readonly sessions: ReadonlyMap<string, SessionState>;
  /** What the last reading of the registry could not read, or had to recover. */
  readonly registryWarnings: readonly Warning[];
  /** What is wrong with a file of settings, in printable words; what held before goes on to hold. */
  readonly settingsMistakes: SettingsMistakes;
  /** What a new session here would start from; undefined until it is known. */
  readonly defaults?: NewSessionDefaults;
  /** The leader was pressed and the next key is a command. */
  readonly isLeaderPending: boolean;
  readonly notice?: Notice;
}

/** Before the host, git and the registry have answered. */
export function initialState(
  fixed: Pick<AppState, 'version' | 'directory' | 'size' | 'capabilities' | 'now'>,
): AppState {
  return {
    ...fixed,
    link: 'connecting',
    panes: new Map(),
    layout: EMPTY_LAYOUT,
    sessions: new Map(),
    registryWarnings: [],
    settingsMistakes: {},
    isLeaderPending: false,
  };
}

/** What stands for the repository that a pane works in; undefined while it is not known. */
export function repositoryOfPane(state: AppState, paneId: string): string | undefined {
  const id = state.panes.get(paneId)?.info?.sessionId ?? paneId;
  const metadata = state.sessions.get(id)?.metadata;
  return metadata && (metadata.repoRoot ?? metadata.directory);
}

/** Where a new tab of a repository goes: beside those of its kind, at the end without any. */
export function besideItsKind(
  state: AppState,
  layout: Layout,
  repository: string | undefined,
): Destination {
  const last = layout.tabs.findLast((tab) => repositoryOfPane(state, tab.focus) === repository);
  return repository !== undefined && last ? { kind: 'tab', after: last.focus } : { kind: 'tab' };
}

/** Brings the tabs in line with the panes there are. */
export function withReconciledLayout(state: AppState): AppState {
  return placed(state, ({ id }, layout) =>
    besideItsKind(state, layout, repositoryOfPane(state, id)),
  );
}

/** `placeOf` says where a pane goes that is not being created; undefined leaves it without a tab. */
function placed(
  state: AppState,
  placeOf: (pane: PaneState, layout: Layout) => Destination | undefined,
): AppState {
  const layout = reconcile(state.layout, [...state.panes.keys()], (id, current) => {
    const pane = state.panes.get(id);
    return pane && (pane.creation?.destination ?? placeOf(pane, current));
  });
  return { ...state, layout };
}

/**
 * Takes over the host's list; panes still being created are kept. One of a session that is not
 * known yet gets its tab when the registry has been read: that tells where it belongs.
 */
export function withHostPanes(state: AppState, infos: readonly PaneInfo[]): AppState {
  const panes = new Map<string, PaneState>();
  for (const info of infos) {
    const known = state.panes.get(info.paneId);
    const { creation: _done, ...rest } = known ?? { id: info.paneId };
    panes.set(info.paneId, { ...rest, info });
  }
  for (const [id, pane] of state.panes) {
    if (pane.creation && !panes.has(id)) panes.set(id, pane);
  }
  const known = { ...state, panes };
  return placed(known, ({ id }, layout) => {
    const repository = repositoryOfPane(known, id);
    return repository === undefined ? undefined : besideItsKind(known, layout, repository);
  });
}

/** Changes one pane; without effect when it is gone. */
export function withPane(
  state: AppState,
  paneId: string,
  change: (pane: PaneState) => PaneState,
): AppState {
  const { tool } = state;
  if (tool?.pane.id === paneId) return { ...state, tool: { ...tool, pane: change(tool.pane) } };
  const pane = state.panes.get(paneId);
  if (!pane) return state;
  return { ...state, panes: new Map(state.panes).set(paneId, change(pane)) };
}

/** The pane goes, with its place in the layout. */
export function withoutPane(state: AppState, paneId: string): AppState {
  const panes = new Map(state.panes);
  panes.delete(paneId);
  return withReconciledLayout({ ...state, panes });
}

/** Puts a pane that is being created on the screen and gives it the focus. */
export function withCreation(
  state: AppState,
  paneId: string,
  creation: PaneCreation,
  focus = true,
): AppState {
  const panes = new Map(state.panes).set(paneId, { id: paneId, creation });
  return { ...state, panes, layout: placePane(state.layout, paneId, creation.destination, focus) };
}

/** Takes what the registry says of one session. */
export function withSession(state: AppState, metadata: SessionMetadata): AppState {
  const known = state.sessions.get(metadata.id);
  const session: SessionState = { directoryExists: true, ...known, metadata };
  return { ...state, sessions: new Map(state.sessions).set(metadata.id, session) };
}

/**
 * Takes over the registry's list; what git has told is kept, and so are sessions that are
 * being made or could not be. Panes that have waited for it get their tabs.
 */
export function withSessionList(
  state: AppState,
  views: readonly SessionView[],
  registryWarnings: readonly Warning[] = [],
): AppState {
  const sessions = new Map<string, SessionState>();
  for (const { session, directoryExists, isReadOnly } of views) {
    const before = state.sessions.get(session.id);
    const isBeingMade = session.status === 'creating';
    // The list was read before this client heard that it was made.
    if (isBeingMade && before && before.metadata.status !== 'creating') {
      sessions.set(session.id, before);
      continue;
    }
    const { isReadOnly: _before, ...known } = before ?? {};
    sessions.set(session.id, {
      ...known,
      metadata: session,
      // One that is not there yet is not gone.
      directoryExists: directoryExists || isBeingMade,
      ...(isReadOnly && { isReadOnly }),
    });
  }
  for (const [id, session] of state.sessions) {
    if (!sessions.has(id) && state.panes.get(id)?.creation) sessions.set(id, session);
  }
  return withReconciledLayout({ ...state, sessions, registryWarnings });
}

/** `words` undefined where the file is right again. */
export function withSettingsMistake(
  state: AppState,
  from: SettingsProblem['from'],
  words: string | undefined,
): AppState {
  if (state.settingsMistakes[from] === words) return state;
  const { [from]: _former, ...rest } = state.settingsMistakes;
  return { ...state, settingsMistakes: words === undefined ? rest : { ...rest, [from]: words } };
}

/** Undefined where git could not tell. */
export function withGitStatus(
  state: AppState,
  sessionId: string,
  git: SessionGitStatus | undefined,
): AppState {
  const session = state.sessions.get(sessionId);
  if (!session) return state;
  const { git: _former, ...rest } = session;
  const changed: SessionState = git ? { ...rest, git } : rest;
  return { ...state, sessions: new Map(state.sessions).set(sessionId, changed) };
}

/** Undefined ends it. */
export function withKeptSelection(
  state: AppState,
  paneId: string,
  kept: KeptSelection | undefined,
): AppState {
  if (state.panes.get(paneId)?.keptSelection === kept) return state;
  return withPane(state, paneId, ({ keptSelection: _former, ...pane }) =>
    kept ? { ...pane, keptSelection: kept } : pane,
  );
}

/** Without what is shown only until the next key or click: the notice and kept selections. */
export function afterInput(state: AppState): AppState {
  let next = state;
  if (state.notice) {
    const { notice: _gone, ...rest } = state;
    next = rest;
  }
  for (const { id, keptSelection } of state.panes.values()) {
    if (keptSelection) next = withKeptSelection(next, id, undefined);
  }
  return next;
}

/** Where the panes of the active tab are; undefined when there is none or no room at all. */
export function visibleGeometry(state: AppState): TabGeometry | undefined {
  const tab = activeTab(state.layout);
  const screen = screenGeometry(state.size);
  if (!tab || screen.tooSmall) return undefined;
  return tabGeometry(tab, screen.panes, screen.compact);
}

/** Where a pane is on the screen; undefined while it is not seen. */
export function visiblePlace(state: AppState, paneId: string): PanePlace | undefined {
  return visibleGeometry(state)?.panes.find((place) => place.paneId === paneId);
}

/**
 * The cells of a pane's program within its border: all of the inside, less the line that tells how
 * an ended program exited. With `isFitted`, no more than the program's screen has.
 */
export function programRect(
  state: AppState,
  { paneId, inner }: Pick<PanePlace, 'paneId' | 'inner'>,
  isFitted: boolean,
): Rect {
  const pane = state.panes.get(paneId);
  const height = pane?.info?.exit ? Math.max(1, inner.height - 1) : inner.height;
  if (!isFitted || !pane?.screen) return { ...inner, height };
  return {
    ...inner,
    width: Math.min(inner.width, pane.screen.cols),
    height: Math.min(height, pane.screen.rows),
  };
}

/** Rows of a pane's program that are seen; of one that is not on the screen, those it would have. */
export function visibleRows(state: AppState, paneId: string): number {
  const place = visiblePlace(state, paneId);
  if (place) return Math.max(1, programRect(state, place, true).height);
  return state.panes.get(paneId)?.screen?.rows ?? 1;
}

/** Holds the state and says when it has changed. */
export class Store implements Disposable {
  #state: AppState;
  readonly #changed = new Emitter<AppState>();
  readonly onChange: Event<AppState> = this.#changed.event;

  constructor(state: AppState) {
    this.#state = state;
  }

  get state(): AppState {
    return this.#state;
  }

  update(change: (state: AppState) => AppState): void {
    const next = change(this.#state);
    if (next === this.#state) return;
    this.#state = next;
    this.#changed.fire(next);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
