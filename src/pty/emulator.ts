import type { Cursor, LineNumbers, PaneColors, PaneModes } from '../core/frame.js';
import type { Disposable } from '../core/lifecycle.js';
import type { Appearance, PaneProgress } from '../core/ports/host.js';
import type { AgentState } from '../core/session.js';
import type { ClusterTable, StyleTable } from './tables.js';

export interface EmulatorOptions {
  cols: number;
  rows: number;
  /** Lines kept above the screen. */
  scrollback: number;
  /** qtui's version, told to programs that ask (XTVERSION). */
  version: string;
  appearance: Appearance;
}

/** What a program does to its terminal besides drawing; called during `parse`. */
export interface EmulatorListener {
  /** Bytes the terminal answers; they go to the program's input. */
  reply(bytes: Uint8Array): void;
  title(title: string): void;
  bell(): void;
  /** OSC 52 copy, decoded. */
  clipboard(text: string): void;
  /** OSC 52 query: `answer` is called once, at any time; with undefined when it is denied. */
  clipboardRead(answer: (text: string | undefined) => void): void;
  /** OSC 9, 99, 777; `title` is '' when there is none. */
  notification(title: string, body: string): void;
  /** OSC 9;4; undefined when the program takes its progress back. */
  progress(progress: PaneProgress | undefined): void;
  /** OSC 7, as an absolute path of this machine. */
  workingDirectory(path: string): void;
  /** OSC 7501; undefined when the program takes its report back. */
  agentState(state: AgentState | undefined): void;
  /** A synchronized update begins; what the screen shows now is whole. */
  holdStarts(): void;
}

/** Reads cells of an emulator against one pair of tables. */
export interface RowReader {
  /**
   * Packs a line into `codes` and `styles` (core/frame.ts), both at least `cols` long. All columns
   * are packed, trailing blanks too.
   * @param line 0-based; 0 is the oldest line of scrollback.
   * @returns cells up to the last one that is not a blank of the default style.
   */
  read(line: number, codes: Uint32Array, styles: Uint32Array): number;
}

/** A screen with the scrollback above it. */
export interface LineSource extends LineNumbers {
  readonly cols: number;
  readonly rows: number;
  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader;
  /** Bits of `ROW`; `line` as for `RowReader.read`. */
  lineFlags(line: number): number;
  /**
   * Of a line of the screen: as long as it is the same number, cells and flags are the same. NaN where
   * that is not known.
   */
  lineRevision(line: number): number;
}

/**
 * A terminal without a screen, as a source of the lines that it shows. Parsing is synchronous;
 * nothing is drawn by itself.
 */
export interface Emulator extends LineSource, Disposable {
  /** The main screen, also while the program shows the alternate one; numbers of its own. */
  readonly main: LineSource;
  readonly cursor: Cursor;
  readonly modes: PaneModes;
  /** The same object until the program changes them. */
  readonly colors: PaneColors;
  /** The program is inside a synchronized update (mode 2026): the screen must not be shown. */
  readonly isHeld: boolean;
  /** Ends a synchronized update that its program does not end. */
  releaseHold(): void;
  /** The terminal that stands for this one looks different; programs that asked are told. */
  setAppearance(appearance: Appearance): void;
  parse(bytes: Uint8Array): void;
  /** Size in cells, at least 2×1. */
  resize(cols: number, rows: number): void;
  /** Text of a line without trailing blanks; `line` as for `RowReader.read`. */
  lineText(line: number): string;
}

export type EmulatorFactory = (options: EmulatorOptions, listener: EmulatorListener) => Emulator;
