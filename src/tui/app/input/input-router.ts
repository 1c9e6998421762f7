/** Where a key or a paste goes: a dialog, the leader, a global key, else the focused pane. */
import { keyName } from '../../dialogs/widget.js';
import { encodeKey } from '../../input/encode-key.js';
import type { KeyEvent, PasteEvent } from '../../input/events.js';
import { isModifierKey, matchesKey } from '../../input/key-name.js';
import { screenGeometry } from '../../model/geometry.js';
import { focusedPaneState } from '../../model/selectors.js';
import { type AppState, afterInput, type PaneState, type ToolState } from '../../model/state.js';
import type { Action, ActionContext } from '../actions/action.js';
import { cancelCreation, closeExitedPane } from '../panes/close-pane.js';
import { CLOSE_TOOL_KEY } from '../tool/keys.js';
import type { TypeAhead } from './type-ahead.js';

/** ms in which a repeatable action goes on without the leader. */
const REPEAT_TIME = 700;

/** ms after a typed key in which a letter belongs to what is being typed, not to a question. */
const TYPING_TIME = 600;

export interface InputRouterOptions {
  context: ActionContext;
  /** What Shift+Enter sends to this kind of agent where its terminal cannot tell it from Enter. */
  newlineOf: (agentKind: string) => string | undefined;
  typeAhead: TypeAhead;
}

/** Takes every key event; a press that was a command takes its release with it. */
export class InputRouter {
  readonly #context: ActionContext;
  readonly #newlineOf: InputRouterOptions['newlineOf'];
  readonly #typeAhead: TypeAhead;
  #repeatUntil = 0;
  /** When a key was last meant for a program, ms; also for one that had ended by then. */
  #typedAt = Number.NEGATIVE_INFINITY;
  /** Keys whose press was a command: their release is not the pane's either. */
  #swallowed = new Set<string>();

  constructor({ context, newlineOf, typeAhead }: InputRouterOptions) {
    this.#context = context;
    this.#newlineOf = newlineOf;
    this.#typeAhead = typeAhead;
  }

  key(event: KeyEvent): void {
    if (event.kind === 'release' && this.#swallowed.delete(event.key)) return;
    const isForPane = this.#route(event);
    if (isForPane) this.#swallowed.delete(event.key);
    else if (event.kind === 'press') this.#swallowed.add(event.key);
  }

  /** Finds who the key is for; true when that is the program of a pane. */
  #route(event: KeyEvent): boolean {
    const { app, actions } = this.#context;
    const { state } = app.store;
    const dialog = app.dialogs.keyed;
    if (dialog) {
      dialog.key(event);
      return false;
    }
    if (state.tool) return this.#toTool(event, state.tool);
    if (event.kind === 'release') return this.#toPane(event, state);
    if (!isModifierKey(event)) app.store.update(afterInput);
    if (state.isLeaderPending) return this.#afterLeader(event);
    if (matchesKey(event, actions.leader)) {
      this.#setPending(true);
      return false;
    }
    const repeated = Date.now() < this.#repeatUntil ? actions.afterLeader(event) : undefined;
    this.#repeatUntil = 0;
    const action = repeated?.isRepeatable ? repeated : actions.global(event);
    if (action && !screenGeometry(state.size).tooSmall) {
      this.run(action);
      return false;
    }
    return this.#toPane(event, state);
  }

  /** Of qtui's own keys only the leader is kept back: the program is there to be used. */
  #toTool(event: KeyEvent, { pane, close }: ToolState): boolean {
    const { app, actions } = this.#context;
    if (event.kind === 'release') {
      this.#type(pane, event);
      return true;
    }
    if (!isModifierKey(event)) app.store.update(afterInput);
    const isLeader = matchesKey(event, actions.leader);
    if (app.store.state.isLeaderPending && !isModifierKey(event)) {
      this.#setPending(false);
      if (keyName(event) === CLOSE_TOOL_KEY) close();
      if (!isLeader) return false;
    } else if (isLeader) {
      this.#setPending(true);
      return false;
    }
    this.#type(pane, event);
    return true;
  }

  #setPending(isLeaderPending: boolean): void {
    this.#context.app.store.update((state) => ({ ...state, isLeaderPending }));
  }

  #afterLeader(event: KeyEvent): boolean {
    const { app, actions } = this.#context;
    if (isModifierKey(event)) return false;
    this.#setPending(false);
    const isTaken = matchesKey(event, actions.leader) || actions.global(event) !== undefined;
    if (isTaken) return this.#toPane(event, app.store.state);
    if (event.key === 'escape') return false;
    const action = actions.afterLeader(event);
    if (action) this.run(action);
    else
      app.notify(
        `${actions.leaderLabel} ${keyName(event)} does nothing. ${actions.leaderLabel} ? shows every key.`,
      );
    return false;
  }

  /** Does what the person asked for, or says why it cannot be done now. */
  run(action: Action): void {
    const { app } = this.#context;
    const reason = action.disabledReason?.(app.store.state);
    if (reason) {
      app.notify(reason, 'warning');
      return;
    }
    action.run(this.#context);
    if (action.isRepeatable) this.#repeatUntil = Date.now() + REPEAT_TIME;
  }

  #toPane(event: KeyEvent, state: AppState): boolean {
    // Meant for the dialog that comes next: no program is to take it.
    if (this.#context.app.dialogs.isBetween) return false;
    const pane = focusedPaneState(state);
    if (!pane || screenGeometry(state.size).tooSmall) return false;
    if (pane.copyMode) {
      const isTaken = event.kind === 'release' || this.#context.copyMode.key(pane.id, event);
      if (isTaken) return false;
    }
    if (pane.info && !pane.info.exit) {
      if (event.kind !== 'release' && this.#typeAhead.key(pane, event)) {
        this.#context.app.dialogs.typed();
        return true;
      }
      this.#type(pane, event);
      return true;
    }
    if (event.kind !== 'release') this.#command(pane, event);
    return false;
  }

  #type({ id, info }: PaneState, event: KeyEvent): void {
    const { app, panes } = this.#context;
    app.dialogs.typed();
    const newline = info && mayBreakLine(event) ? this.#newlineOf(info.agentKind) : undefined;
    const bytes = encodeKey(event, panes.modes(id), newline === undefined ? {} : { newline });
    if (bytes) panes.write(id, bytes);
    this.#typedAt = Date.now();
  }

  /** Keys of a pane that has no program to type into. */
  #command(pane: PaneState, event: KeyEvent): void {
    const { app } = this.#context;
    const name = keyName(event);
    if (pane.creation) {
      if (name === 'escape' || (name === 'x' && pane.creation.error)) cancelCreation(app, pane);
      else if (pane.creation.error && name === 'enter') pane.creation.retry?.();
      else this.#typeAhead.key(pane, event);
    } else this.#exitedKey(pane, name);
  }

  /** A program can end under the fingers of somebody who types to it. */
  #exitedKey(pane: PaneState, name: string): void {
    const { app } = this.#context;
    const isTyping = Date.now() - this.#typedAt < TYPING_TIME;
    if (isTyping || (name !== 'r' && name !== 'x')) {
      this.#typedAt = Date.now();
      app.notify('The program has ended: r restarts it, x closes the pane.');
    } else if (name === 'x') closeExitedPane(app, pane);
    else {
      app.run('restart the program', async () => {
        await app.link.require().restart(pane.id);
      });
    }
  }

  /** A paste ends what a leader began. */
  paste(event: PasteEvent): void {
    if (event.part === 'start') this.#setPending(false);
    this.#context.pastes.handle(event);
  }
}

/** Whether it is the key for which programs differ in what breaks a line. */
function mayBreakLine({ key, shift, alt }: KeyEvent): boolean {
  return (shift || alt) && (key === 'enter' || key === 'keypad-enter');
}
