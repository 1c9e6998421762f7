import type { Style } from '../../core/frame.js';
import type { Disposable } from '../../core/lifecycle.js';
import type { LineSource } from '../emulator.js';
import type { Parameters } from './parameters.js';

/** Which sequence a handler is for, by the bytes before its parameters, behind them, and its last. */
export interface SequenceId {
  prefix?: string;
  intermediates?: string;
  final: string;
}

/** Handler of an OSC (`start`, `end`) or a DCS (`hook`, `unhook`) that gets its text in pieces. */
export interface StringHandler {
  start(): void;
  hook(): void;
  /** Code points from `start` to `end`, which is exclusive. */
  put(data: Uint32Array, start: number, end: number): void;
  /** True: no older handler is asked. */
  end(success: boolean): boolean;
  unhook(success: boolean): boolean;
}

/** A parser of control sequences that can be told what they mean. */
export interface ControlParser {
  /** The handler that was registered last is asked first; true: no other one is. */
  registerCsiHandler(id: SequenceId, handler: (params: Parameters) => boolean): void;
  registerEscHandler(id: SequenceId, handler: () => boolean): void;
  /** Handles an OSC in place of whatever handled it. */
  setOscHandler(ident: number, handler: StringHandler): void;
  /** Handles a DCS before whatever handled it. */
  registerDcsHandler(id: SequenceId, handler: StringHandler): void;
  /** Tells of every mode that a program sets or resets (DECSET, DECRST), before it has an effect. */
  onPrivateMode(tell: (mode: number, isSet: boolean) => void): void;
  /** ESC has been parsed, and what follows it has not. */
  readonly isAfterEscape: boolean;
}

/** Modes that a terminal acts on by itself. */
export interface CoreModes {
  readonly applicationCursor: boolean;
  readonly applicationKeypad: boolean;
  readonly bracketedPaste: boolean;
  readonly focusEvents: boolean;
  readonly insert: boolean;
  /** LNM: a line feed is a carriage return too. */
  readonly newLine: boolean;
  readonly origin: boolean;
  readonly wraparound: boolean;
  readonly reverseWraparound: boolean;
  synchronizedUpdate: boolean;
  readonly isCursorHidden: boolean;
  /** Mode 12. */
  readonly isCursorBlinking: boolean;
  /** DECSCUSR; undefined is the person's own choice. */
  readonly cursorShape: 'block' | 'underline' | 'bar' | undefined;
  readonly isShapeBlinking: boolean;
}

/** The lines of a screen that an emulator can find again after a reflow. */
export interface CoreLines extends LineSource {
  /** A reflow has moved lines. */
  renumber(): void;
  /** Text of a line without trailing blanks; `line` as for `RowReader.read`. */
  lineText(line: number): string;
}

/** A terminal as far as it draws: `ProgramEmulator` answers its program's questions and wishes. */
export interface TerminalCore extends Disposable {
  readonly cols: number;
  readonly rows: number;
  readonly parser: ControlParser;
  readonly modes: CoreModes;
  /** 0-based cell; `x` is `cols` while a wrap is pending. */
  readonly cursor: { readonly x: number; readonly y: number };
  /** 0-based rows of the scroll region, both inside of it. */
  readonly margins: { readonly top: number; readonly bottom: number };
  readonly isAlternateScreen: boolean;
  /** What is written is protected from selective erasure (DECSCA). */
  readonly isProtecting: boolean;
  /** Style that the next character gets, without its link. */
  readonly currentStyle: Style;
  /** Lines of the screen that is shown; in the inverse of their rendition while `isReversed`. */
  activeLines(isReversed: () => boolean): CoreLines;
  /** Lines of the main screen. */
  mainLines(): CoreLines;
  onBell(ring: () => void): void;
  parse(bytes: Uint8Array): void;
  resize(cols: number, rows: number): void;
  /** What DECCOLM does besides the width. */
  clearScreen(): void;
  /** Links what is written from now on; undefined ends the link. */
  setLink(address: string | undefined): void;
  /** Adds bits of `ROW` to the cursor's line, which is of the main screen. */
  markLine(flags: number): void;
}
