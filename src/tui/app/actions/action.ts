/** Actions as data: the leader table, the help, the palette and the hints are made from them. */
import type { Config } from '../../../core/config.js';
import type { LiveSettings } from '../../../core/ports/settings.js';
import type { KeyEvent } from '../../input/events.js';
import {
  formatKeyName,
  isCtrlM,
  type KeyBinding,
  matchesKey,
  parseKeyName,
  shortKeyName,
} from '../../input/key-name.js';
import type { AppState } from '../../model/state.js';
import type { App } from '../app.js';
import type { CopyMode } from '../copy-mode/copy-mode.js';
import type { PasteRouter } from '../input/paste-router.js';
import type { PaneViews } from '../panes/panes.js';

export const GROUPS = ['Sessions', 'Tabs', 'Panes', 'qtui'] as const;
export type ActionGroup = (typeof GROUPS)[number];

/** What an action may act on. */
export interface ActionContext {
  readonly app: App;
  readonly panes: PaneViews;
  readonly copyMode: CopyMode;
  readonly pastes: PasteRouter;
  readonly actions: ActionTable;
  readonly settings: LiveSettings;
}

/** Actions that differ in a number or a direction only. */
export interface ActionFamily {
  /** Their keys after the leader, in short (`1…9`). */
  readonly keys: string;
  readonly title: string;
}

/** What is known of an action without what it does. */
export interface ActionFacts {
  readonly id: string;
  /** What it does, as an order ("Close the pane"). */
  readonly title: string;
  /** The title with what is known now, for the palette ("Open all 3 closed sessions"). */
  titleIn?(state: AppState): string;
  readonly group: ActionGroup;
  /** Names of keys after the leader. */
  readonly keys: readonly string[];
  /** Works without the leader, by the key that this setting names. */
  readonly globalKey?: 'newSession' | 'merge';
  /** One or two words for the status bar, shown while the leader is pending. */
  readonly hint?: string;
  /** After it, the same kind of key goes on without the leader for a moment. */
  readonly isRepeatable?: boolean;
  /** Actions of one family that follow each other share a row of the help. */
  readonly family?: ActionFamily;
  /** Left out of the palette, where the entries themselves can be picked. */
  readonly isKeyOnly?: boolean;
  /** Why it cannot be done now, in words; undefined when it can. */
  disabledReason?(state: AppState): string | undefined;
}

export interface Action extends ActionFacts {
  run(context: ActionContext): void;
}

interface BoundAction<A> {
  readonly action: A;
  readonly bindings: readonly KeyBinding[];
}

function bindingsOf(names: readonly string[]): KeyBinding[] {
  return names.map(parseKeyName).filter((binding) => binding !== undefined);
}

/** The actions with their keys. A key of the configuration that means nothing binds nothing. */
export class ActionTable<A extends ActionFacts = Action> {
  readonly actions: readonly A[];
  #leader!: KeyBinding;
  readonly #bound: readonly BoundAction<A>[];
  #global!: readonly { action: A; binding: KeyBinding }[];

  constructor(actions: readonly A[], keys: Config['keys']) {
    this.actions = actions;
    this.#bound = actions.map((action) => ({ action, bindings: bindingsOf(action.keys) }));
    this.setKeys(keys);
  }

  /** Other keys for what the settings name; what is read of the table from now on has them. */
  setKeys(keys: Config['keys']): void {
    const leader = parseKeyName(keys.leader) ?? parseKeyName('ctrl-b');
    if (!leader) throw new RangeError('ctrl-b is not a key');
    this.#leader = leader;
    this.#global = this.actions.flatMap((action) => {
      const binding = action.globalKey && parseKeyName(keys[action.globalKey]);
      return binding ? [{ action, binding }] : [];
    });
  }

  get leader(): KeyBinding {
    return this.#leader;
  }

  find(id: string): A | undefined {
    return this.actions.find((action) => action.id === id);
  }

  /** The action of a key that follows the leader. */
  afterLeader(event: KeyEvent): A | undefined {
    return this.#bound.find(({ bindings }) => bindings.some((each) => matchesKey(event, each)))
      ?.action;
  }

  /**
   * The action of a key pressed alone. Ctrl-m counts only where it is proven not to be Enter:
   * byte 0x0d always goes to the pane.
   */
  global(event: KeyEvent): A | undefined {
    return this.#global.find(({ binding }) =>
      isCtrlMBinding(binding) ? isCtrlM(event) : matchesKey(event, binding),
    )?.action;
  }

  /** `^B` */
  get leaderLabel(): string {
    return shortKeyName(this.leader);
  }

  /** Every way to press an action: `^N`, `^B c`. The first is the shortest that works here. */
  labels(action: ActionFacts, distinguishesCtrlM: boolean): string[] {
    const alone = this.#global
      .filter((each) => each.action === action)
      .filter(({ binding }) => !isCtrlMBinding(binding) || distinguishesCtrlM)
      .map(({ binding }) => shortKeyName(binding));
    const bound = this.#bound.find((each) => each.action === action)?.bindings ?? [];
    return [...alone, ...bound.map((each) => `${this.leaderLabel} ${formatKeyName(each)}`)];
  }

  /** The keys of an action after the leader: `c`, `n`. */
  leaderKeys(action: ActionFacts): string[] {
    const bound = this.#bound.find((each) => each.action === action)?.bindings ?? [];
    return bound.map(formatKeyName);
  }
}

function isCtrlMBinding({ key, ctrl, alt, shift, super: isSuper }: KeyBinding): boolean {
  return key === 'm' && ctrl && !alt && !shift && !isSuper;
}
