/** What keys do in copy mode. */
import { keyName } from '../../dialogs/widget.js';
import type { KeyEvent } from '../../input/events.js';
import { isModifierKey } from '../../input/key-name.js';
import type { CopyModeCommand, CopyModeEffect } from '../../model/copy-mode/command.js';
import { withFind } from '../../model/copy-mode/move-commands.js';
import { isSameQuery } from '../../model/copy-mode/searching.js';
import { type CopyModeState, visibleTop } from '../../model/copy-mode/state.js';
import { visibleRows } from '../../model/state.js';
import type { App } from '../app.js';
import { copyModeCommand, findCopyModeCommand } from './keys.js';
import { withPromptKey } from './prompt.js';
import type { CopyModeSearches } from './searches.js';

/** What keys can do to a pane in copy mode. */
export interface CopyModeControl {
  update(paneId: string, change: (state: CopyModeState) => CopyModeState): void;
  leave(paneId: string): void;
  /** Leaves a view that was only scrolled once it has come down to the newest output. */
  leaveAtBottom(paneId: string, lines: number): void;
  copyText(text: string): void;
}

/** Finds the command of a key and runs it, or does what the key means while something is asked. */
export class CopyModeKeyboard {
  readonly #app: App;
  readonly #searches: CopyModeSearches;
  readonly #control: CopyModeControl;
  /** Keys that came while the pane's cursor waited for older lines. */
  readonly #typedAhead = new Map<string, KeyEvent[]>();

  constructor(app: App, searches: CopyModeSearches, control: CopyModeControl) {
    this.#app = app;
    this.#searches = searches;
    this.#control = control;
  }

  /** Takes a key press or repetition of a pane in copy mode; false when the program is to get it. */
  key(paneId: string, event: KeyEvent): boolean {
    const state = this.#state(paneId);
    if (!state) return false;
    if (isModifierKey(event)) return true;
    if (state.prompt) {
      this.#promptKey(paneId, state, event);
      return true;
    }
    if (state.awaiting) {
      this.#find(paneId, state, event);
      return true;
    }
    if (state.waiting && state.kind === 'copy' && !endsWaiting(event)) {
      this.#typedAhead.set(paneId, [...(this.#typedAhead.get(paneId) ?? []), event]);
      return true;
    }
    const digit = state.kind === 'copy' ? digitOf(state, event) : undefined;
    if (digit !== undefined) {
      const count = Math.min(999_999, (state.count ?? 0) * 10 + digit);
      this.#control.update(paneId, (each) => ({ ...each, count }));
      return true;
    }
    const command = copyModeCommand(event, state.kind);
    if (command) {
      this.#run(paneId, command);
      return true;
    }
    if (state.kind === 'scroll') {
      this.#control.leave(paneId);
      return false;
    }
    this.#app.notify(`${keyName(event)} does nothing in copy mode; q leaves it.`);
    return true;
  }

  /** Runs what waited for older lines, then the keys that came after it. */
  resume(paneId: string): void {
    const { waiting } = this.#state(paneId) ?? {};
    const command = waiting && findCopyModeCommand(waiting.id);
    if (command) this.#run(paneId, command, waiting.count);
    while (!this.#state(paneId)?.waiting) {
      const [event, ...later] = this.#typedAhead.get(paneId) ?? [];
      if (!event) return;
      this.#typedAhead.set(paneId, later);
      this.key(paneId, event);
    }
  }

  #run(paneId: string, command: CopyModeCommand, count = this.#state(paneId)?.count): void {
    const state = this.#state(paneId);
    if (!state) return;
    const rows = this.#rows(paneId);
    const { count: _typed, waiting: _former, ...idle } = state;
    if (command.id === 'escape') this.#typedAhead.delete(paneId);
    const outcome = command.run({ state: idle, rows, count });
    if (outcome.wantsOlder) {
      const waiting = { id: command.id, ...(count !== undefined && { count }) };
      this.#control.update(paneId, () => ({ ...outcome.state, waiting }));
      return;
    }
    this.#control.update(paneId, () => outcome.state);
    if (outcome.effect) this.#perform(paneId, outcome.effect);
    else
      this.#control.leaveAtBottom(
        paneId,
        visibleTop(outcome.state, rows) - visibleTop(state, rows),
      );
  }

  #perform(paneId: string, effect: CopyModeEffect): void {
    if (effect.kind === 'tell') {
      this.#app.notify(effect.words);
      return;
    }
    this.#control.leave(paneId);
    if (effect.kind === 'copy') this.#control.copyText(effect.text);
  }

  #promptKey(paneId: string, state: CopyModeState, event: KeyEvent): void {
    const { recalled } = this.#searches;
    const next = withPromptKey(state, event, { rows: this.#rows(paneId), recalled });
    const isNew = next.search && !isSameQuery(state.prompt?.formerSearch?.query, next.search.query);
    if (!next.prompt && isNew && next.search) this.#searches.remember(next.search.query);
    this.#control.update(paneId, () => next);
  }

  #find(paneId: string, state: CopyModeState, event: KeyEvent): void {
    const { awaiting, count = 1, ...rest } = state;
    const { count: _typed, ...idle } = rest as CopyModeState;
    const { text } = event;
    if (!awaiting || !text || event.ctrl || event.alt || event.key === 'escape') {
      this.#control.update(paneId, () => idle);
      return;
    }
    const find = { ...awaiting, character: text };
    const rows = this.#rows(paneId);
    this.#control.update(paneId, () => ({ ...withFind(idle, find, rows, count), lastFind: find }));
  }

  /** The pane has left copy mode. */
  forget(paneId: string): void {
    this.#typedAhead.delete(paneId);
  }

  #state(paneId: string): CopyModeState | undefined {
    return this.#app.store.state.panes.get(paneId)?.copyMode;
  }

  #rows(paneId: string): number {
    return visibleRows(this.#app.store.state, paneId);
  }
}

/** Whether the key gives up what waits for older lines. */
function endsWaiting(event: KeyEvent): boolean {
  const command = copyModeCommand(event, 'copy');
  return command?.id === 'leave' || command?.id === 'escape';
}

/** The digit of a count; 0 only continues one. */
function digitOf(state: CopyModeState, { text = '', ctrl, alt }: KeyEvent): number | undefined {
  if (ctrl || alt || !/^[0-9]$/.test(text)) return undefined;
  return text === '0' && state.count === undefined ? undefined : Number(text);
}
