import type { PaneProgress } from '../../core/ports/host.js';
import type { TerminalFeatures } from './features.js';
import {
  clipboardSequence,
  cursorColorSequence,
  notificationSequence,
  progressSequence,
  RESTORE_TITLE,
  SAVE_TITLE,
  titleSequence,
} from './sequences.js';

export interface WindowStateOptions {
  write: (data: string) => void;
  /** Whether the terminal is behind. */
  isBlocked: () => boolean;
  features: () => TerminalFeatures;
  /** Whether the cursor may be given a colour. */
  colorsCursor: () => boolean;
}

/** What of the terminal's window is not cells: title, progress, notifications, cursor colour, copies. */
export class WindowState {
  readonly #options: WindowStateOptions;
  #title: string | undefined;
  #shownTitle: string | undefined;
  #progress: PaneProgress | undefined;
  #shownProgress: PaneProgress | undefined;
  #cursorColor: number | undefined;
  #shownCursorColor: number | undefined;
  /** What was copied last, while it waits. */
  #copy = '';
  #isOurs = false;

  constructor(options: WindowStateOptions) {
    this.#options = options;
  }

  setTitle(title: string): void {
    if (this.#title === title) return;
    this.#title = title;
    this.show();
  }

  setProgress(progress: PaneProgress | undefined): void {
    if (this.#progress === progress) return;
    this.#progress = progress;
    this.show();
  }

  /** `0xrrggbb`; the terminal's own when undefined. */
  setCursorColor(color: number | undefined): void {
    if (this.#cursorColor === color) return;
    this.#cursorColor = color;
    this.show();
  }

  get hasCursorColor(): boolean {
    return this.#shownCursorColor !== undefined;
  }

  notify(title: string, body: string): void {
    const { notifications } = this.#options.features();
    if (notifications) this.#options.write(notificationSequence(notifications, title, body));
  }

  /**
   * Copies; false when the text is too long for a terminal. While the terminal is behind only the
   * newest copy waits, as nobody could paste an older one.
   */
  copy(text: string): boolean {
    const sequence = clipboardSequence(text);
    if (sequence === undefined) return false;
    this.#copy = sequence;
    this.show();
    return true;
  }

  /** What was copied and is not written yet; '' for nothing. */
  takeCopy(): string {
    const copy = this.#copy;
    this.#copy = '';
    return copy;
  }

  /** The window is ours, anew after it was left: from now on it shows what was set. */
  enter(): void {
    this.#isOurs = true;
    this.show();
  }

  /** Writes what the window does not show yet, as more is known of it or it takes data again. */
  show(): void {
    if (!this.#isOurs) return;
    const { write, isBlocked, features, colorsCursor } = this.#options;
    if (this.#copy !== '' && !isBlocked()) write(this.takeCopy());
    if (colorsCursor() && this.#cursorColor !== this.#shownCursorColor) {
      write(cursorColorSequence(this.#cursorColor));
      this.#shownCursorColor = this.#cursorColor;
    }
    if (this.#title !== undefined && this.#title !== this.#shownTitle) {
      write((this.#shownTitle === undefined ? SAVE_TITLE : '') + titleSequence(this.#title));
      this.#shownTitle = this.#title;
    }
    if (!features().progress || isSame(this.#progress, this.#shownProgress)) return;
    write(progressSequence(this.#progress));
    this.#shownProgress = this.#progress;
  }

  /** What gives the window back; what is set from now on waits until it is ours again. */
  leave(): string {
    this.#isOurs = false;
    const progress = this.#shownProgress === undefined ? '' : progressSequence(undefined);
    const title = this.#shownTitle === undefined ? '' : RESTORE_TITLE;
    const cursor = this.hasCursorColor ? cursorColorSequence(undefined) : '';
    this.#shownCursorColor = undefined;
    this.#shownTitle = undefined;
    this.#shownProgress = undefined;
    return cursor + progress + title;
  }
}

function isSame(a: PaneProgress | undefined, b: PaneProgress | undefined): boolean {
  return a?.state === b?.state && a?.percent === b?.percent;
}
