/** What a command of copy mode is. */
import type { CopyModeState } from './state.js';

/** What is to be done beside the change of the state. */
export type CopyModeEffect =
  | { readonly kind: 'leave' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'tell'; readonly words: string };

export interface Outcome {
  readonly state: CopyModeState;
  readonly effect?: CopyModeEffect;
  /** There may be more to it in older lines that are not loaded yet. */
  readonly wantsOlder?: boolean;
}

export interface CommandInput {
  readonly state: CopyModeState;
  /** Rows of the view. */
  readonly rows: number;
  /** As typed before the command; undefined without one. */
  readonly count: number | undefined;
}

export const COPY_MODE_GROUPS = ['Move', 'Scroll', 'Search', 'Select'] as const;

export interface CopyModeCommand {
  readonly id: string;
  /** Names of keys. */
  readonly keys: readonly string[];
  /** What it does, as an order. */
  readonly title: string;
  readonly group: (typeof COPY_MODE_GROUPS)[number];
  /** Its keys in the view that the wheel enters, where all others are the program's. */
  readonly scrollKeys?: readonly string[];
  run(input: CommandInput): Outcome;
}

/** What the commands of one kind differ in. */
export type Described = Omit<CopyModeCommand, 'group' | 'run'>;
