/** What is typed into a pane whose program is not there yet or does not take it yet. */
import { type Disposable, DisposableStore } from '../../../core/lifecycle.js';
import { keyName } from '../../dialogs/widget.js';
import { encodePaste } from '../../input/encode-paste.js';
import type { KeyEvent } from '../../input/events.js';
import { paneTitle } from '../../model/selectors.js';
import { type AppState, type PaneState, withPane } from '../../model/state.js';
import { splitGraphemes } from '../../model/text-editor.js';
import type { App } from '../app.js';
import type { PaneViews } from '../panes/panes.js';

/** Most that is kept for a program, UTF-16 units. */
const LIMIT = 16 * 1024;

/**
 * Keeps text for a program that is being started. A shell gets it as soon as it runs, as from any
 * terminal. An agent may first ask whether it may trust the directory, so it gets the text only
 * once it is ready for a prompt, as one paste that is not submitted: what was typed ahead answers
 * no question and confirms nothing.
 */
export class TypeAhead implements Disposable {
  readonly #app: App;
  readonly #panes: PaneViews;
  readonly #subscriptions = new DisposableStore();

  constructor(app: App, panes: PaneViews) {
    this.#app = app;
    this.#panes = panes;
    this.#subscriptions.add(app.store.onChange((state) => this.#deliverAll(state)));
    // A program accepts pastes with a frame that need not change the state.
    this.#subscriptions.add(app.link.onFrame(() => this.#deliverAll(app.store.state)));
  }

  /** Whether what is typed into the pane now is kept. */
  isKept(pane: PaneState): boolean {
    if (pane.creation) return pane.creation.error === undefined;
    // In front of what is kept already nothing can be typed; a question has to be answered.
    return pane.typedAhead !== undefined && pane.info?.agentState === 'starting';
  }

  /** Keeps what a key types; false for a key that types nothing. */
  key(pane: PaneState, event: KeyEvent): boolean {
    if (!this.isKept(pane)) return false;
    const name = keyName(event);
    if (name === 'enter') this.append(pane.id, '\n');
    else if (name === 'backspace') this.#change(pane.id, (text) => withoutLast(text));
    else if (event.text !== undefined) this.append(pane.id, event.text);
    else return false;
    return true;
  }

  append(paneId: string, text: string): void {
    const harmless = text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '');
    const kept = this.#app.store.state.panes.get(paneId)?.typedAhead ?? '';
    if (kept.length + harmless.length > LIMIT) {
      this.#app.notify('No more is kept for a program that does not run yet.', 'warning');
      return;
    }
    this.#change(paneId, (before) => before + harmless);
  }

  #change(paneId: string, edit: (text: string) => string): void {
    this.#app.store.update((state) =>
      withPane(state, paneId, ({ typedAhead = '', ...pane }) => {
        const text = edit(typedAhead);
        return text === '' ? pane : { ...pane, typedAhead: text };
      }),
    );
  }

  #deliverAll(state: AppState): void {
    for (const pane of state.panes.values()) {
      if (pane.typedAhead !== undefined && pane.info) this.#deliver(pane, pane.typedAhead);
    }
  }

  #deliver({ id, info }: PaneState, text: string): void {
    const modes = this.#panes.modes(id);
    const isShell = info?.agentKind === 'shell';
    const takesPrompt = info?.agentState === 'idle' || info?.agentState === 'busy';
    if (info?.exit) {
      this.#change(id, () => '');
      const title = paneTitle(this.#app.store.state, id);
      this.#app.notify(`${title} ended before it took what was typed ahead.`, 'warning');
    } else if (isShell) {
      this.#change(id, () => '');
      this.#panes.write(id, Buffer.from(text.replaceAll('\n', '\r')));
    } else if (takesPrompt && modes.bracketedPaste) {
      this.#change(id, () => '');
      this.#panes.write(id, encodePaste(Buffer.from(text.trimEnd()), modes));
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function withoutLast(text: string): string {
  return splitGraphemes(text).slice(0, -1).join('');
}
