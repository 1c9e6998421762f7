import type { Cursor, PaneModes } from '../core/frame.js';
import type { Disposable } from '../core/lifecycle.js';
import type { AgentState } from '../core/session.js';
import type { ClusterTable, StyleTable } from './tables.js';

/** Colours a program is told when it asks for the defaults (OSC 10, 11, 12), as `0xrrggbb`. */
export interface DefaultColors {
  foreground: number;
  background: number;
  cursor: number;
}

export interface EmulatorOptions {
  cols: number;
  rows: number;
  /** Lines kept above the screen. */
  scrollback: number;
  /** qtui's version, told to programs that ask (XTVERSION). */
  version: string;
  colors: DefaultColors;
}

/** What a program does to its terminal besides drawing; called during `parse`. */
export interface EmulatorListener {
  /** Bytes the terminal answers; they go to the program's input. */
  reply(bytes: Uint8Array): void;
  title(title: string): void;
  bell(): void;
  /** OSC 52 copy, decoded. */
  clipboard(text: string): void;
  /** OSC 7501; undefined when the program takes its report back. */
  agentState(state: AgentState | undefined): void;
  /** A synchronized update begins; what the screen shows now is whole. */
  holdStarts(): void;
}

/** Reads cells of an emulator against one pair of tables. */
export interface RowReader {
  /**
   * Packs a line into `codes` and `styles` (core/frame.ts), both at least `cols` long.
   * @param line 0-based; 0 is the oldest line of scrollback.
   * @returns cells up to the last one that is not a blank of the default style.
   */
  read(line: number, codes: Uint32Array, styles: Uint32Array): number;
}

/** A terminal without a screen. Parsing is synchronous; nothing is drawn by itself. */
export interface Emulator extends Disposable {
  readonly cols: number;
  readonly rows: number;
  readonly cursor: Cursor;
  readonly modes: PaneModes;
  /** Lines of scrollback; the screen's first line has this number. */
  readonly historyLength: number;
  /** The program is inside a synchronized update (mode 2026): the screen must not be shown. */
  readonly isHeld: boolean;
  /** Ends a synchronized update that its program does not end. */
  releaseHold(): void;
  parse(bytes: Uint8Array): void;
  /** Size in cells, at least 2×1. */
  resize(cols: number, rows: number): void;
  createRowReader(styles: StyleTable, clusters: ClusterTable): RowReader;
  /** Text of a line without trailing blanks. */
  lineText(line: number): string;
}

export type EmulatorFactory = (options: EmulatorOptions, listener: EmulatorListener) => Emulator;
