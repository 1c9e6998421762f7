import type { Disposable } from '../../core/lifecycle.js';
import type { Size } from '../model/geometry.js';
import type { TerminalCapabilities } from '../model/terminal-capabilities.js';
import { type Line, Painter } from './draw.js';
import type { OuterTerminalOptions } from './outer-terminal.js';
import { TerminalProfile } from './profile.js';
import { type LeaveHandlers, restoreOnLeaving } from './restore.js';
import { HIDE_CURSOR, leaveSequence, takeSequence } from './sequences.js';
import { sizeOf, TerminalWriter } from './streams.js';
import { BLESSED_DEFAULT_ATTRIBUTE, StyleTable } from './style-table.js';
import { type Surface, surfaceOf } from './surface.js';

/** Draws a whole screen; what it leaves alone stays blank. */
export type DrawScreen = (
  surface: Surface,
  known: { size: Size; capabilities: TerminalCapabilities },
) => void;

export interface OpenTerminalOptions extends OuterTerminalOptions {
  /** With these options, and a first frame on it; without it the terminal is taken now. */
  taken?: TakenTerminal;
}

/** What a terminal of this size shows; rows that are left out are blank. */
export interface ShownScreen {
  readonly size: Size;
  readonly rows: readonly Line[];
}

/**
 * The terminal with a screen of ours on it, before anybody listens to it or asks it anything: what
 * shows a first frame while the rest is loaded. Whatever ends the process, the terminal is restored.
 */
export class TakenTerminal {
  readonly profile: TerminalProfile;
  readonly writer: TerminalWriter;
  readonly styles: StyleTable;
  /** Undefined where nothing was drawn. */
  readonly shown: ShownScreen | undefined;
  readonly #input: OuterTerminalOptions['input'];
  readonly #frame: string;
  readonly #restoring: Disposable;
  #handlers: LeaveHandlers;
  #isOver = false;

  constructor(options: OuterTerminalOptions, draw?: DrawScreen) {
    this.#input = options.input;
    this.profile = new TerminalProfile(options);
    this.writer = new TerminalWriter(options.output);
    this.styles = new StyleTable(this.profile.rendering(undefined));
    const first = draw && drawn(draw, this, sizeOf(options.output));
    this.shown = first?.shown;
    this.#frame = first?.frame ?? '';
    this.#handlers = {
      leave: () => this.#leave(),
      enter: () => this.take(),
      onSignal: (signal) => this.#end(signal),
    };
    this.#restoring = restoreOnLeaving({
      leave: () => this.#handlers.leave(),
      enter: () => this.#handlers.enter(),
      onSignal: (signal) => this.#handlers.onSignal(signal),
    });
    this.take();
  }

  /** Takes it, also anew after it was given back; the frame is shown until it is handed over. */
  take(): void {
    this.writer.setBlocking(false);
    // Before anything is shown: the system echoes a key that comes earlier onto what is drawn, and
    // takes Enter for a line feed. Off first: after being stopped Node still believes in the raw
    // mode that the shell ended.
    this.#input.setRawMode?.(false);
    this.#input.setRawMode?.(true);
    this.writer.write(takeSequence() + (this.#isOver ? '' : this.#frame));
  }

  /** From now on these are told of the ways of leaving, until what is returned is disposed. */
  handOver(handlers: LeaveHandlers): Disposable {
    this.#handlers = handlers;
    this.#isOver = true;
    return this.#restoring;
  }

  /** Gives it back, where nobody has taken it over. */
  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#restoring.dispose();
    this.writer.finish(this.#leaveSequence);
    this.#input.setRawMode?.(false);
    this.writer.dispose();
  }

  get #leaveSequence(): string {
    return leaveSequence('', '', !this.profile.quirks.takesNoStrings);
  }

  #leave(): void {
    this.writer.finishNow(this.#leaveSequence);
    this.#input.setRawMode?.(false);
  }

  /** Nobody decides: the signal does what it does without us. */
  #end(signal: NodeJS.Signals): void {
    this.#restoring.dispose();
    process.kill(process.pid, signal);
  }
}

function drawn(
  draw: DrawScreen,
  { profile, styles }: Pick<TakenTerminal, 'profile' | 'styles'>,
  size: Size,
): { shown: ShownScreen; frame: string } {
  const { color, unicode } = profile;
  const { cols, rows } = size;
  const [lines, shown]: [Line[], Line[]] = [[], []];
  const cells = surfaceOf({ lines, styles }, { x: 0, y: 0, width: cols, height: rows });
  // Most rows stay blank: their cells are not made.
  const onRow = (y: number) => {
    if (lines[y] || y < 0 || y >= rows) return;
    lines[y] = blankLine(cols);
    shown[y] = blankLine(cols);
  };
  const surface: Surface = {
    ...cells,
    write(x, y, ...text) {
      onRow(y);
      return cells.write(x, y, ...text);
    },
    fill(x, y, width, height, ...style) {
      for (let row = y; row < y + height; row += 1) onRow(row);
      cells.fill(x, y, width, height, ...style);
    },
  };
  draw(surface, { size, capabilities: { color, unicode, distinguishesCtrlM: false } });
  const body = new Painter({ styles, unicode }).paint(lines, shown, 0, rows - 1);
  return { shown: { size, rows: shown }, frame: HIDE_CURSOR + Painter.CLEAR + body };
}

function blankLine(cols: number): Line {
  return Array.from({ length: cols }, (): Line[number] => [BLESSED_DEFAULT_ATTRIBUTE, ' ']);
}
