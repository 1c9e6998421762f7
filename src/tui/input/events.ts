/** Input as the router sees it, whatever protocol the outer terminal speaks. */

export interface KeyEvent {
  /**
   * `a`, `é`, … the unshifted character, lower case; or a name: `enter`, `keypad-enter`, `tab`,
   * `backspace`, `escape`, `space`, `up`, `down`, `left`, `right`, `home`, `end`, `pageup`,
   * `pagedown`, `insert`, `delete`, `f1`–`f35`, `menu`, `pause`, …
   */
  key: string;
  /** The same key on a US layout, where the terminal tells it (kitty alternate keys). */
  baseLayoutKey?: string;
  /** The character that the key gives with Shift, where the terminal tells it. */
  shiftedKey?: string;
  /** What typing the key would insert; absent for keys that insert nothing. */
  text?: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  super: boolean;
  /** Kitty's bits of Hyper (16) and Meta (32) when one is held; no binding has them. */
  otherModifiers?: number;
  /** Num Lock is on, as far as the terminal tells it. */
  numLock?: true;
  kind: 'press' | 'repeat' | 'release';
  protocol: 'legacy' | 'kitty' | 'modify-other-keys';
  /** The bytes as they arrived. */
  raw: Uint8Array;
}

export type MouseButton =
  | 'left'
  | 'middle'
  | 'right'
  | 'wheel-up'
  | 'wheel-down'
  | 'wheel-left'
  | 'wheel-right'
  /** Back, forward and what else a mouse has, by X11's numbers. */
  | 'button-8'
  | 'button-9'
  | 'button-10'
  | 'button-11'
  | 'none';

export interface MouseEvent {
  /** `none` for motion without a button, and for a release that does not say which one. */
  button: MouseButton;
  action: 'press' | 'release' | 'move';
  /** 0-based cell of the outer terminal. */
  x: number;
  y: number;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
}

export type PasteEvent = { part: 'start' } | { part: 'chunk'; bytes: Uint8Array } | { part: 'end' };
