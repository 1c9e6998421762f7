/** The client from its first paint to its end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../core/config.js';
import { toQtuiError } from '../../core/errors.js';
import { type Disposable, DisposableStore } from '../../core/lifecycle.js';
import type { ClipboardCommands } from '../../core/ports/clipboard.js';
import type { HostConnection } from '../../core/ports/host.js';
import type { LinkOpener } from '../../core/ports/links.js';
import type { Naming } from '../../core/ports/naming.js';
import type { SessionService } from '../../core/ports/sessions.js';
import type { LiveSettings } from '../../core/ports/settings.js';
import { sessionTitle } from '../../core/session.js';
import { initialState, Store, withHostPanes } from '../model/state.js';
import type { OuterTerminal } from '../terminal/outer-terminal.js';
import { ScreenView } from '../views/screen-view.js';
import { type ActionContext, ActionTable } from './actions/action.js';
import { agentActions } from './actions/agent.js';
import { copyModeActions } from './actions/copy-mode.js';
import { layoutActions } from './actions/layout.js';
import { appActions, sessionActions } from './actions/session.js';
import { tidyActions } from './actions/tidy.js';
import { App, type TuiResult } from './app.js';
import { ClipboardQuestions } from './clipboard/clipboard-questions.js';
import { CopyMode } from './copy-mode/copy-mode.js';
import { followNaming } from './creation/naming.js';
import { openSession } from './creation/open-pane.js';
import { attachTo, focusOwnRepository, hostLost } from './host/host-attach.js';
import { checkAtRest } from './idle/check-at-rest.js';
import { IdleWork } from './idle/idle-work.js';
import { speculateMerges } from './idle/speculation.js';
import { InputRouter } from './input/input-router.js';
import { PasteRouter } from './input/paste-router.js';
import { TypeAhead } from './input/type-ahead.js';
import { KeptSelections } from './mouse/kept-selections.js';
import { MouseRouter } from './mouse/mouse-router.js';
import { Alerts } from './panes/alerts.js';
import { PaneViews } from './panes/panes.js';
import { ScreenPainter } from './screen-painter.js';
import { ActivitySaver } from './sessions/activity-saver.js';
import { StatusPoller } from './sessions/status-poller.js';
import { takeUpSettings } from './take-up-settings.js';
import { tellRecovered } from './tidy/tell-recovered.js';
import { tellCutOffEdits } from './tool/cut-off-edits.js';

export type { TuiResult } from './app.js';

export interface TuiOptions {
  /** Taken over: it is restored before this returns. */
  terminal: OuterTerminal;
  /**
   * Connects to the host, starting one when there is none: after the first frame, and again when
   * the person asks for it after the link broke.
   */
  connect: () => Promise<HostConnection>;
  /** Rejects where there is no git, or none that would do. */
  requireGit: () => Promise<void>;
  sessions: SessionService;
  settings: LiveSettings;
  /** Absolute directory the person started in. */
  directory: string;
  version: string;
  /** Id, name or branch of the session to show first. */
  initialSession?: string;
  /** A name that a model is asked for, of a session that is there. */
  naming?: Promise<Naming> | undefined;
  /** Built file of the thread that searches scrollback. */
  searchEntry: URL;
  /** What Shift+Enter sends to an agent of this kind where it has no code; undefined for Enter. */
  newlineOf: (agentKind: string) => string | undefined;
  /** The person's own commands for the clipboard; none when absent. */
  clipboard?: ClipboardCommands;
  /** Opens links; without it they are copied. */
  links?: LinkOpener | undefined;
  /** Tells of changes of the registry by anybody; without it lists are read when they open. */
  watchSessions?: (onChange: () => void) => Disposable;
  log: Logger;
}

/**
 * Runs the full-screen client until the person detaches, stops everything, or a signal ends it;
 * sessions go on unless they were stopped. Rejects with `QtuiError` when there is no host to show.
 */
export async function runTui(options: TuiOptions): Promise<TuiResult> {
  const owned = new DisposableStore();
  let activity: ActivitySaver | undefined;
  try {
    const result = await new Promise<TuiResult>((resolve, reject) => {
      activity = start(options, owned, resolve, reject);
    });
    await activity?.finish();
    return result;
  } finally {
    await options.terminal.settle();
    owned.dispose();
  }
}

function start(
  options: TuiOptions,
  owned: DisposableStore,
  resolve: (result: TuiResult) => void,
  reject: (reason: unknown) => void,
): ActivitySaver {
  const { terminal, sessions, settings, log } = options;
  const terminalSettings = () => settings.current.terminal;
  owned.add(terminal);
  const store = owned.add(
    new Store(
      initialState({
        version: options.version,
        directory: options.directory,
        size: terminal.size,
        capabilities: terminal.capabilities,
        now: Date.now(),
      }),
    ),
  );
  const actions = new ActionTable(
    [
      ...sessionActions,
      ...agentActions,
      ...tidyActions,
      ...layoutActions,
      ...copyModeActions,
      ...appActions,
    ],
    settings.current.keys,
  );
  const app = new App({
    store,
    terminal,
    sessions,
    clipboard: () => options.clipboard ?? {},
    log,
    keys: actions,
    watchSessions: options.watchSessions,
    finish: resolve,
  });
  owned.add(app);
  const view = new ScreenView(terminal);
  const panes = owned.add(new PaneViews(app, view));
  const copyMode = owned.add(new CopyMode(app, panes, view, options.searchEntry));
  const typeAhead = owned.add(new TypeAhead(app, panes));
  const newlines = () => terminalSettings().pasteNewlines;
  const pastes = new PasteRouter({ app, panes, copyMode }, typeAhead, newlines);
  const context: ActionContext = { app, panes, copyMode, pastes, actions, settings };
  const { newlineOf } = options;
  const router = new InputRouter({ context, newlineOf, typeAhead });
  const kept = owned.add(new KeptSelections(app, panes, copyMode, view));
  const mouse = owned.add(
    new MouseRouter(context, {
      hit: (x, y) => view.hit(x, y),
      runAction: (action) => router.run(action),
      kept,
      get copiesOnSelect() {
        return terminalSettings().copyOnSelect;
      },
      get links() {
        return options.links;
      },
    }),
  );
  const activity = owned.add(new ActivitySaver(app));
  const poller = owned.add(new StatusPoller(app));
  owned.add(new IdleWork(app, [checkAtRest(app), speculateMerges(app)]));
  const painter = owned.add(new ScreenPainter(context, view, poller));

  owned.add(terminal.onKey((event) => router.key(event)));
  owned.add(terminal.onPaste((event) => router.paste(event)));
  owned.add(terminal.onMouse((event) => mouse.handle(event)));
  owned.add(terminal.onResize((size) => store.update((state) => ({ ...state, size }))));
  owned.add(
    terminal.onCapabilitiesChanged((capabilities) =>
      store.update((state) => ({ ...state, capabilities })),
    ),
  );
  owned.add(terminal.onAppearanceChanged((now) => app.link.connection?.setAppearance(now)));
  owned.add(terminal.onSignal(() => resolve({ reason: 'signal' })));
  owned.add(new Alerts(app, terminalSettings));
  owned.add(new ClipboardQuestions(app, () => terminalSettings().clipboardRead));
  owned.add(connectEvents(app, options));
  owned.add(takeUpSettings(context));
  painter.paint();
  attachFirst(app, panes, options, owned).catch(reject);
  return activity;
}

/** What the host tells that is not for one pane's box. */
function connectEvents(app: App, options: TuiOptions): DisposableStore {
  const events = new DisposableStore();
  events.add(
    app.link.onPanesChanged((infos) => {
      app.store.update((state) => withHostPanes(state, infos));
      app.layout.publish();
      const { sessions } = app.store.state;
      if (infos.some(({ sessionId }) => !sessions.has(sessionId))) app.reader.refresh();
    }),
  );
  events.add(app.link.onFocus(({ sessionId }) => openById(app, sessionId)));
  events.add(app.link.onClipboard(({ text }) => app.clipboard.copy(text)));
  events.add(app.link.onLost(({ reason }) => hostLost(app, options.connect, reason)));
  return events;
}

/** Time that a host which runs has to answer, and then to show its panes, ms. */
const ANSWER_TIME = 50;
const SHOW_TIME = 250;

/**
 * Shows the panes of a host that runs before anything else is read: what reads the registry and asks
 * git takes longer to load than they take to come. It is read while a host starts.
 */
async function attachFirst(
  app: App,
  panes: PaneViews,
  options: TuiOptions,
  owned: DisposableStore,
): Promise<void> {
  const connecting = options.connect();
  const isQuick = connecting.then(() => true);
  const isThere = await Promise.race([isQuick, delay(ANSWER_TIME, false, { ref: false })]);
  if (!isThere) read(app);
  attachTo(app, await connecting);
  if (isThere) {
    await Promise.race([panes.shown(), delay(SHOW_TIME, undefined, { ref: false })]);
    read(app);
  } else {
    app.reader.refresh();
  }
  await options.requireGit();
  recover(app);
  tellCutOffEdits(app);
  followNaming(app, options.naming);
  options.settings.watch().catch((thrown: unknown) => {
    app.notifyError(toQtuiError(thrown, 'watch the settings'));
  });
  const { initialSession } = options;
  if (initialSession === undefined) {
    owned.add(focusOwnRepository(app));
    return;
  }
  openById(app, initialSession);
}

/** What is known of sessions and of the directory without the host. */
function read(app: App): void {
  app.reader.refresh();
  app.reader.defaults().catch((thrown: unknown) => {
    app.notifyError(toQtuiError(thrown, 'read the repository'));
  });
}

/** Goes to a session that somebody outside has named. */
function openById(app: App, id: string): void {
  app.run('open the session', async () => {
    const { session } = await app.sessions.find(id);
    app.log.log('info', 'tui.open', { session: session.id });
    await openSession(app, session, { kind: 'tab' });
    app.notify(`Opened ${sessionTitle(session)}.`);
  });
}

/** Finishes or undoes what killed processes left, and says what was done. */
function recover(app: App): void {
  app.sessions.recover(app.store.state.directory).then(
    (warnings) => {
      tellRecovered(app, warnings);
      if (warnings.length > 0) app.reader.refresh();
    },
    (thrown: unknown) => app.notifyError(toQtuiError(thrown, 'finish what was left')),
  );
}
