/** What controllers and actions work with, made once in `run.ts`. */
import type { Logger } from '../../core/config.js';
import { type QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { type Disposable, Emitter } from '../../core/lifecycle.js';
import type { ClipboardCommands } from '../../core/ports/clipboard.js';
import type { SessionService } from '../../core/ports/sessions.js';
import { DialogStack } from '../dialogs/dialog-stack.js';
import { showError } from '../dialogs/simple.js';
import type { Notice, Store } from '../model/state.js';
import type { OuterTerminal } from '../terminal/outer-terminal.js';
import { Clipboard } from './clipboard/clipboard.js';
import { HostLink } from './host/host-link.js';
import { LayoutSync } from './panes/layout-sync.js';
import { SessionReader } from './sessions/session-reader.js';

export interface TuiResult {
  reason: 'detached' | 'stopped' | 'signal' | 'host-lost';
  message?: string;
}

/** ms a notice stays in the status bar at least, unless a key is pressed before. */
const NOTICE_TIME = 8000;
/** ms that reading a character may take. */
const READING_TIME = 80;
/** Warnings that are told in words; the rest is counted. */
const WARNINGS_TOLD = 3;

export interface AppParts {
  store: Store;
  terminal: OuterTerminal;
  sessions: SessionService;
  /** The person's commands, as the settings have them now. */
  clipboard: () => ClipboardCommands;
  log: Logger;
  /** The keys as they are now. */
  keys: { readonly leaderLabel: string };
  /** Tells of changes of the registry by anybody; undefined where nothing does. */
  watchSessions: ((onChange: () => void) => Disposable) | undefined;
  /** Leaves the screen with this result; only the first call counts. */
  finish: (result: TuiResult) => void;
}

/** The services of the client, and how it tells the person what went wrong. */
export class App {
  readonly store: Store;
  readonly terminal: OuterTerminal;
  readonly sessions: SessionService;
  readonly log: Logger;
  readonly #keys: AppParts['keys'];
  readonly watchSessions: AppParts['watchSessions'];
  readonly finish: (result: TuiResult) => void;
  readonly dialogs = new DialogStack();
  readonly link = new HostLink();
  /** Fired after we have changed something that git status would show. */
  readonly repositoryChanged = new Emitter<void>();
  /** Transactions that create sessions, as long as they run. */
  readonly creations = new Set<Promise<unknown>>();
  /** Ids of what was removed and merged on this screen and can be undone, newest last. */
  readonly acts: string[] = [];
  /** Contents of project files that the person would not trust now; they are not asked about again. */
  readonly declinedTrust = new Set<string>();
  /** Failures of a language model that were told; they are not told at every session. */
  readonly toldFailures = new Set<string>();
  readonly layout: LayoutSync;
  readonly reader: SessionReader;
  readonly clipboard: Clipboard;

  constructor(parts: AppParts) {
    this.store = parts.store;
    this.terminal = parts.terminal;
    this.sessions = parts.sessions;
    this.log = parts.log;
    this.#keys = parts.keys;
    this.watchSessions = parts.watchSessions;
    this.finish = parts.finish;
    this.layout = new LayoutSync(parts.store, this.link, (thrown) => {
      this.notifyError(toQtuiError(thrown, 'share the layout'));
    });
    this.clipboard = new Clipboard(parts.terminal, parts.clipboard, {
      warn: (text) => this.notify(text, 'warning'),
      fail: (thrown) => this.notifyError(toQtuiError(thrown, 'copy to the clipboard')),
    });
    this.reader = new SessionReader({
      store: parts.store,
      sessions: parts.sessions,
      onRead: () => this.layout.publish(),
      onWarnings: (warnings) => this.notifyWarnings(warnings),
      onError: (thrown) => this.notifyError(toQtuiError(thrown, 'read the sessions')),
    });
  }

  /** The leader in short (`^B`), for sentences that name a key. */
  get leader(): string {
    return this.#keys.leaderLabel;
  }

  notify(text: string, level: Notice['level'] = 'info'): void {
    this.store.update((state) => {
      const time = Math.max(NOTICE_TIME, text.length * READING_TIME);
      return { ...state, notice: { level, text, until: Date.now() + time } };
    });
  }

  /** An error that needs no answer: in the status bar, and the log. */
  notifyError(error: QtuiError): void {
    this.log.log('warn', 'tui.problem', { code: error.code });
    this.notify([error.message, error.hint].filter(Boolean).join(' '), 'error');
  }

  notifyWarnings(warnings: readonly Warning[]): void {
    if (warnings.length === 0) return;
    const told = warnings
      .slice(0, WARNINGS_TOLD)
      .map(({ message, hint }) => [message, hint].filter(Boolean).join(' '));
    const rest = warnings.length - told.length;
    this.notify([...told, ...(rest > 0 ? [`And ${rest} more.`] : [])].join('\n'), 'warning');
  }

  /**
   * Runs something that was asked for. A failure is told in a dialog; being cancelled is not a
   * failure. `doing` completes "Could not …".
   */
  run(doing: string, task: () => Promise<void>): void {
    const { typedAt } = this.dialogs;
    void task().catch(async (thrown: unknown) => {
      const error = toQtuiError(thrown, doing);
      if (error.code === 'aborted') return;
      this.log.log('error', 'tui.failed', { code: error.code });
      // Who types to a program by now does not wait for what was asked for before.
      const isForgotten = this.dialogs.typedAt !== typedAt;
      await showError(isForgotten ? this.dialogs.unasked : this.dialogs, error);
    });
  }

  dispose(): void {
    this.dialogs.dispose();
    this.layout.dispose();
    this.repositoryChanged.dispose();
    this.link.dispose();
  }
}
