/** A key that a bar names: its label, what it does, the action a click runs. */
export interface KeyHint {
  readonly key: string;
  readonly words: string;
  /** '' where a click does nothing. */
  readonly actionId: string;
}
