import type { Style } from '../../core/frame.js';
import type { CoreLines, CoreModes, TerminalCore } from '../requests/core.js';
import type { Characters } from './characters.js';
import { runControl, runEscape } from './controls.js';
import { TerminalLines } from './core-lines.js';
import { eraseDisplay } from './editing.js';
import type { Params } from './params.js';
import { Parser, type ParserActions } from './parser.js';
import { Printer } from './printer.js';
import { sequenceKey } from './sequence-key.js';
import { runSequence } from './sequences.js';
import { PROTECTED } from './styles.js';
import { TerminalState } from './terminal-state.js';

const REP = sequenceKey('b');
const RIS = sequenceKey('c');

/** A terminal over typed arrays. */
export class CellTerminalCore implements TerminalCore, ParserActions {
  readonly parser = new Parser(this);
  readonly #state: TerminalState;
  readonly #printer: Printer;

  /** `scrollback`: lines that are kept above the main screen; at least one is. */
  constructor(
    characters: Characters,
    { cols, rows, scrollback }: { cols: number; rows: number; scrollback: number },
  ) {
    this.#state = new TerminalState(characters, cols, rows, Math.max(1, scrollback));
    this.#printer = new Printer(this.#state);
  }

  get cols(): number {
    return this.#state.cols;
  }

  get rows(): number {
    return this.#state.rows;
  }

  get modes(): CoreModes {
    return this.#state.modes;
  }

  get cursor(): { readonly x: number; readonly y: number } {
    return this.#state.buffer;
  }

  get margins(): { readonly top: number; readonly bottom: number } {
    return this.#state.buffer;
  }

  get isAlternateScreen(): boolean {
    return this.#state.isAlternate;
  }

  get isProtecting(): boolean {
    return (this.#state.pen.flags & PROTECTED) !== 0;
  }

  get currentStyle(): Style {
    const { pen, styles } = this.#state;
    return { ...styles.styleOf(pen.style), link: '' };
  }

  activeLines(isReversed: () => boolean): CoreLines {
    return new TerminalLines(this.#state, () => this.#state.buffer, isReversed);
  }

  mainLines(): CoreLines {
    return new TerminalLines(this.#state, () => this.#state.main);
  }

  onBell(ring: () => void): void {
    this.#state.ring = ring;
  }

  parse(bytes: Uint8Array): void {
    this.#state.tidy();
    this.parser.parse(bytes);
  }

  resize(cols: number, rows: number): void {
    this.#state.resize(Math.max(2, cols), Math.max(1, rows));
  }

  clearScreen(): void {
    const { buffer, rows } = this.#state;
    buffer.top = 0;
    buffer.bottom = rows - 1;
    buffer.x = 0;
    buffer.y = 0;
    eraseDisplay(this.#state, 2, false);
  }

  setLink(address: string | undefined): void {
    const { pen, links } = this.#state;
    pen.link = address === undefined ? 0 : links.numberOf(address);
    pen.changed();
  }

  markLine(flags: number): void {
    const { row } = this.#state.buffer;
    row.marks |= flags;
    row.touch();
  }

  print(bytes: Uint8Array, at: number, end: number): number {
    return this.#printer.print(bytes, at, end);
  }

  execute(code: number): void {
    runControl(this.#state, code);
  }

  csi(key: number, params: Params): void {
    if (key === REP) this.#printer.repeat(params.count);
    else runSequence(this.#state, key, params);
  }

  esc(key: number): void {
    if (key !== RIS) {
      runEscape(this.#state, key);
      return;
    }
    this.parser.reset();
    this.#state.reset();
  }

  ended(): void {
    this.#state.join = 0;
  }

  dispose(): void {}
}
