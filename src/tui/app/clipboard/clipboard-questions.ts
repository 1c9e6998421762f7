/** Programs that ask for the clipboard (OSC 52), and the person who is asked whether they get it. */
import { basename } from 'node:path';
import type { Config } from '../../../core/config.js';
import { toQtuiError } from '../../../core/errors.js';
import type { Disposable } from '../../../core/lifecycle.js';
import {
  type ClipboardRead,
  type HostConnection,
  MAX_CLIPBOARD_ANSWER,
} from '../../../core/ports/host.js';
import { ask } from '../../dialogs/simple.js';
import { paragraph } from '../../dialogs/widget.js';
import { panesOf } from '../../model/layout.js';
import { paneTitle } from '../../model/selectors.js';
import { type AppState, visiblePlace } from '../../model/state.js';
import type { App } from '../app.js';

type Answer = 'deny' | 'allow' | 'deny-always';

/** Asks the person, one question at a time, and answers the programs. */
export class ClipboardQuestions implements Disposable {
  readonly #app: App;
  readonly #policy: () => Config['terminal']['clipboardRead'];
  readonly #subscription: Disposable;
  /** Panes whose question waits or is asked; they get one answer at a time. */
  readonly #asking = new Set<string>();
  readonly #refused = new Set<string>();
  #turn: Promise<void> = Promise.resolve();

  constructor(app: App, policy: () => Config['terminal']['clipboardRead']) {
    this.#app = app;
    this.#policy = policy;
    this.#subscription = app.link.onClipboardRead((read) => this.#onRead(read));
  }

  #onRead({ paneId, requestId }: ClipboardRead): void {
    const { connection } = this.#app.link;
    if (!connection) return;
    if (this.#policy() === 'deny' || this.#refused.has(paneId) || this.#asking.has(paneId)) {
      connection.answerClipboardRead(requestId, undefined);
      return;
    }
    this.#asking.add(paneId);
    this.#turn = this.#turn.then(async () => {
      const text = await this.#decide(paneId, connection).catch((thrown: unknown) => {
        this.#app.notifyError(toQtuiError(thrown, 'read the clipboard'));
        return undefined;
      });
      connection.answerClipboardRead(requestId, text);
      this.#asking.delete(paneId);
    });
  }

  /** The clipboard's text where the person allows it, once nothing else is asked. */
  async #decide(paneId: string, connection: HostConnection): Promise<string | undefined> {
    await this.#app.dialogs.quiet();
    const { state } = this.#app.store;
    if (this.#app.link.connection !== connection || !state.panes.has(paneId)) return undefined;
    const answer = await this.#question(state, paneId);
    if (answer === 'deny-always') this.#refused.add(paneId);
    if (answer !== 'allow') return undefined;
    const text = await this.#app.clipboard.read();
    if (text === undefined) {
      this.#app.notify(
        'The terminal did not tell what is in the clipboard. Set terminal.paste-command.',
        'warning',
      );
    } else if (text.length > MAX_CLIPBOARD_ANSWER) {
      this.#app.notify('The clipboard holds too much for a program; it got nothing.', 'warning');
      return undefined;
    }
    return text;
  }

  #question(state: AppState, paneId: string): Promise<Answer | undefined> {
    const program = basename(state.panes.get(paneId)?.info?.argv[0] ?? 'program');
    const place = placeOf(state, paneId);
    return ask<Answer>(this.#app.dialogs.unasked, {
      title: 'Read the clipboard?',
      body: [
        paragraph(
          `The program "${program}" in "${paneTitle(state, paneId)}"${place} asks for what is in your clipboard.`,
        ),
        paragraph('Allow it only if you have just asked the program to paste.', 'muted'),
      ],
      selected: 'deny',
      options: [
        { value: 'deny', label: 'Deny' },
        { value: 'allow', label: 'Allow once' },
        { value: 'deny-always', label: 'Deny, and ask no more for this pane' },
      ],
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Where the pane is, when it is not on the screen. */
function placeOf(state: AppState, paneId: string): string {
  if (visiblePlace(state, paneId)) return '';
  const index = state.layout.tabs.findIndex((tab) => panesOf(tab.root).includes(paneId));
  return index < 0 ? ', which is not on the screen,' : `, in tab ${index + 1} which is not shown,`;
}
