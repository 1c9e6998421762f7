import type { Widgets } from 'blessed';
import type { Config } from '../../core/config.js';
import type { Disposable, Event } from '../../core/lifecycle.js';
import type { Appearance, PaneProgress } from '../../core/ports/host.js';
import type { KeyEvent, MouseEvent, PasteEvent } from '../input/events.js';
import type { TerminalCapabilities } from '../model/terminal-capabilities.js';
import type { PaneBox } from './pane-box.js';
import type { ProfileOptions } from './profile.js';
import type { OuterCursor } from './sequences.js';
import type { TerminalInput, TerminalOutput } from './streams.js';

/** What the person wants of the terminal. */
export type TerminalSettings = Pick<Config['terminal'], 'color' | 'unicode' | 'mouse'>;

export interface OuterTerminalOptions extends ProfileOptions {
  /** A terminal; refusing anything else is the caller's part. */
  input: TerminalInput;
  output: TerminalOutput;
  mouse: boolean;
}

/** Whether the terminal takes what is drawn. */
export interface OutputFlow {
  /** It has not taken the last frame yet; nothing more is drawn until it has. */
  readonly isBlocked: boolean;
  /** It takes data again. */
  readonly onDrain: Event<void>;
}

/** The person's terminal: all input and output of the client goes through it. */
export interface OuterTerminal extends Disposable {
  /** blessed's screen, for layout and dialogs; it never reads stdin nor writes stdout itself. */
  readonly screen: Widgets.Screen;
  readonly size: { cols: number; rows: number };
  readonly capabilities: TerminalCapabilities;
  /** How it looks; undefined until it has told, and where it never does. */
  readonly appearance: Appearance | undefined;
  readonly onAppearanceChanged: Event<Appearance>;
  readonly onResize: Event<{ cols: number; rows: number }>;
  readonly onCapabilitiesChanged: Event<TerminalCapabilities>;
  readonly onKey: Event<KeyEvent>;
  readonly onMouse: Event<MouseEvent>;
  readonly onPaste: Event<PasteEvent>;
  readonly flow: OutputFlow;
  /** The outer window has the focus, as far as it tells. */
  readonly hasFocus: boolean;
  /** The outer window gained (true) or lost (false) the focus. */
  readonly onFocus: Event<boolean>;
  /** TERM, HUP, INT, QUIT; the terminal is already restored when it fires. */
  readonly onSignal: Event<NodeJS.Signals>;

  /**
   * Draws what changed; several calls in one turn make one frame. With `changed` it is only what
   * frames brought to that pane's box; `isEcho` then draws it at once where the person has just done
   * something, as what they typed does not wait for what else the turn brings.
   */
  requestRender(changed?: PaneBox, isEcho?: boolean): void;
  /** Where the cursor stands after each frame; null hides it. 0-based outer cell. */
  setCursor(cursor: OuterCursor | null): void;
  /** Keyboard flags of the focused pane, added to our own when the terminal speaks kitty. */
  setKeyboardFlags(kittyFlags: number): void;
  /** Takes other settings up, as if it had been opened with them. */
  configure(settings: TerminalSettings): void;
  /** Reports motion without buttons while a pane wants it. */
  setMotionTracking(enabled: boolean): void;
  /**
   * Copies by OSC 52; false when the terminal has no such thing or the text is too long for it. What
   * the terminal makes of it is not known.
   */
  copyToClipboard(text: string): boolean;
  /** Asks for the clipboard by OSC 52; undefined when there is no answer within `timeLimit` ms. */
  readClipboard(timeLimit: number): Promise<string | undefined>;
  /** Leaves what the terminal sends with the system until it is wanted again. */
  setInputPaused(paused: boolean): void;
  setTitle(title: string): void;
  /** Shows progress beside the title where the terminal can; undefined shows none. */
  setProgress(progress: PaneProgress | undefined): void;
  /** A notification of the person's desktop, where the terminal is known to have them. */
  notify(title: string, body: string): void;
  bell(): void;
  /** Resolves when no answer is owed that would be left to the shell, within 200 ms. */
  settle(): Promise<void>;
  /** Forgets what is on the screen and paints everything. */
  repaint(): void;
}
