import { CLUSTER_FLAG, UNWRITTEN, WIDTH_SHIFT } from '../../core/frame.js';
import {
  WIDTH_SHIFT as INFO_WIDTH_SHIFT,
  JOIN_PLAIN,
  joinState,
  KIND_MASK,
  KIND_PREPEND,
  kindOf,
  LEADING_MARK,
  WIDTHLESS,
  widthOf,
} from './characters.js';
import { RIGHT_HALF, type Row } from './row.js';
import type { TerminalState } from './terminal-state.js';
import { decode, SIZE_BITS, SIZE_MASK } from './utf8.js';

/** Bits of what may join or take no cell of its own. */
const SPECIAL = KIND_MASK | WIDTHLESS;
const BYTE_ORDER_MARK = 0xfeff;
const FIRST_C1 = 0x80;
const LAST_C1 = 0x9f;
const DEL = 0x7f;
const FIRST_OF_THREE_BYTES = 0x800;

/** Writes characters to the cursor's row, and wraps. */
export class Printer {
  readonly #terminal: TerminalState;
  /** The cursor's, while characters are written. */
  #row: Row;

  constructor(terminal: TerminalState) {
    this.#terminal = terminal;
    this.#row = terminal.buffer.row;
  }

  /**
   * Prints a run of characters from `from` on, at most up to a control character or `end`; returns
   * where it has stopped.
   */
  print(bytes: Uint8Array, from: number, end: number): number {
    const terminal = this.#terminal;
    const { buffer, cols } = terminal;
    const { x } = buffer;
    const isUsual =
      (bytes[from] as number) < 0x80 &&
      x < cols &&
      terminal.charsets.isPlain &&
      !terminal.modes.insert &&
      kindOf(terminal.join) !== KIND_PREPEND;
    if (!isUsual) return this.#printAny(bytes, from, end);
    const { row } = buffer;
    if (x > 0 && row.widthAt(x - 1) === 2) return this.#printAny(bytes, from, end);
    const { style } = terminal.pen;
    const at = row.writeAscii(x, style, bytes, from, Math.min(end, from + cols - x));
    const next = x + at - from;
    if (next < cols && row.isOrphan(next)) row.set(next, UNWRITTEN, style);
    row.touch();
    buffer.x = next;
    terminal.join = JOIN_PLAIN;
    return at;
  }

  /** As `print`, whatever the characters and the modes are. */
  #printAny(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if ((bytes[from] as number) >= 0x80) {
      at = this.#skipUnprinted(bytes, from, end);
      if (at >= end || isControl(bytes, at, end)) return at;
    }
    this.#begin();
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte < 0x80) {
        if (byte < 0x20 || byte === DEL) break;
        at = this.#narrow(bytes, at, end);
        continue;
      }
      at = this.#plainRun(bytes, at, end);
      if (at >= end || (bytes[at] as number) < 0x80) continue;
      const decoded = decode(bytes, at, end);
      const code = decoded >> SIZE_BITS;
      if (code >= FIRST_C1 && code <= LAST_C1) break;
      if (code !== BYTE_ORDER_MARK) this.#character(code);
      at += decoded & SIZE_MASK;
    }
    this.#end();
    return at;
  }

  /** A run of letters, boxes, Han and the like, up to the row's end or what needs more care. */
  #plainRun(bytes: Uint8Array, from: number, end: number): number {
    const terminal = this.#terminal;
    const { buffer, characters, cols, join } = terminal;
    if (terminal.modes.insert || kindOf(join) === KIND_PREPEND) return from;
    const { codes } = this.#row;
    let { x } = buffer;
    let at = from;
    let width = 0;
    let last = 0;
    while (at < end) {
      const code = shortCharacter(bytes, at, end);
      if (code === 0) break;
      const info = characters.infoOf(code);
      const needed = (info >> INFO_WIDTH_SHIFT) & 3;
      if ((info & SPECIAL) !== 0 || x + needed > cols) break;
      width = needed;
      codes[x++] = code | (width << WIDTH_SHIFT);
      if (width === 2) codes[x++] = RIGHT_HALF;
      at += code < FIRST_OF_THREE_BYTES ? 2 : 3;
      if (code === last && width === 1 && code >= FIRST_OF_THREE_BYTES) {
        const count = repeats(bytes, at, Math.min(end, at + 3 * (cols - x)));
        codes.fill(code | (width << WIDTH_SHIFT), x, x + count);
        x += count;
        at += 3 * count;
      }
      last = code;
    }
    if (at === from) return from;
    this.#row.written(buffer.x, x, terminal.pen.style);
    buffer.x = x;
    terminal.join = joinState(0, width);
    return at;
  }

  /** ASCII: a run of it, or what a character set makes of one. */
  #narrow(bytes: Uint8Array, at: number, end: number): number {
    const { charsets, modes } = this.#terminal;
    if (charsets.isPlain && !modes.insert) return this.#ascii(bytes, at, end);
    const byte = bytes[at] as number;
    this.#character(charsets.isPlain ? byte : charsets.map(byte));
    return at + 1;
  }

  /** REP: the character before again, as often as a screen has cells. */
  repeat(count: number): void {
    const terminal = this.#terminal;
    const { buffer, join } = terminal;
    if (join === 0) return;
    const text = buffer.row.text(buffer.x - widthOf(join), terminal.clusters);
    if (text === '') return;
    const most = Math.min(count, terminal.rows * terminal.cols);
    const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
    const [first = 0] = codes;
    if (codes.length === 1 && first >= 0x20 && first < DEL) {
      this.#printAny(new Uint8Array(most).fill(first), 0, most);
      return;
    }
    this.#begin();
    for (let left = most; left > 0; left--) {
      for (const code of codes) {
        this.#character(code < DEL ? terminal.charsets.map(code) : code);
      }
    }
    this.#end();
  }

  /** Marks in the first column have nothing to join, and byte order marks mean nothing. */
  #skipUnprinted(bytes: Uint8Array, from: number, end: number): number {
    const { buffer, characters } = this.#terminal;
    let at = from;
    while (at < end && (bytes[at] as number) >= 0x80) {
      const decoded = decode(bytes, at, end);
      const code = decoded >> SIZE_BITS;
      const isDropped = buffer.x === 0 && (characters.infoOf(code) & LEADING_MARK) !== 0;
      if (code !== BYTE_ORDER_MARK && !isDropped) break;
      at += decoded & SIZE_MASK;
    }
    return at;
  }

  /** The cursor may stand in the middle of a wide character, of which nothing stays. */
  #begin(): void {
    const { buffer, pen } = this.#terminal;
    const { row, x } = buffer;
    this.#row = row;
    row.touch();
    if (x > 0 && row.widthAt(x - 1) === 2) row.set(x - 1, UNWRITTEN, pen.style);
  }

  #end(): void {
    const { buffer, cols, pen } = this.#terminal;
    const { x } = buffer;
    if (x < cols && this.#row.isOrphan(x)) this.#row.set(x, UNWRITTEN, pen.style);
  }

  /** A run of ASCII, as it is. */
  #ascii(bytes: Uint8Array, from: number, end: number): number {
    const terminal = this.#terminal;
    const { buffer, cols } = terminal;
    let at = from;
    if (kindOf(terminal.join) === KIND_PREPEND) {
      this.#character(bytes[at++] as number);
    }
    const style = terminal.pen.style;
    while (at < end) {
      const first = bytes[at] as number;
      if (first < 0x20 || first >= DEL) break;
      if (buffer.x >= cols) this.#wrap(0);
      const stop = Math.min(end, at + cols - buffer.x);
      const stopped = this.#row.writeAscii(buffer.x, style, bytes, at, stop);
      buffer.x += stopped - at;
      at = stopped;
      terminal.join = JOIN_PLAIN;
    }
    return at;
  }

  /** To the next row, or without wraparound to the last column. */
  #wrap(joined: number): void {
    const terminal = this.#terminal;
    const { buffer, cols, pen } = terminal;
    if (!terminal.modes.wraparound) {
      buffer.x = cols - 1;
      return;
    }
    const old = this.#row;
    const column = buffer.x - joined;
    buffer.x = joined;
    // What is joined, which is narrow, must not scroll away with its row.
    const code = old.codes[column] as number;
    const style = old.styles[column] as number;
    if (column < cols) this.#blankRest(old, column);
    if (buffer.y === buffer.bottom) {
      buffer.scroll(pen.eraseStyle, true);
    } else {
      if (buffer.y < terminal.rows - 1) buffer.y++;
      buffer.row.isWrapped = true;
    }
    this.#row = buffer.row;
    this.#row.touch();
    if (joined === 0) return;
    if (code >= CLUSTER_FLAG) this.#row.hasClusters = true;
    this.#row.set(0, code, style);
  }

  #blankRest(row: Row, from: number): void {
    const { cols, pen } = this.#terminal;
    const { style } = pen;
    for (let column = from; column < cols; column++) row.set(column, UNWRITTEN, style);
  }

  /** Any character. */
  #character(code: number): void {
    const terminal = this.#terminal;
    const { buffer, characters, join } = terminal;
    const info = characters.infoOf(code);
    const kind = info & KIND_MASK;
    if ((info & SPECIAL) === 0 && kindOf(join) !== KIND_PREPEND) {
      this.#plain(code, (info >> INFO_WIDTH_SHIFT) & 3);
      return;
    }
    let width = (info >> INFO_WIDTH_SHIFT) & 3;
    let isJoined = false;
    let nextKind = kind;
    const oldWidth = widthOf(join);
    if (join !== 0 && characters.joins(kindOf(join), kind, code)) {
      isJoined = (info & WIDTHLESS) === 0 || oldWidth > 0;
      if (oldWidth > width) width = oldWidth;
      else if (characters.isRegionalIndicator(kind)) width = 2;
      if (characters.isRegionalIndicator(kind)) nextKind = 0;
    }
    if ((info & WIDTHLESS) !== 0 && !isJoined) {
      width = 0;
      isJoined = true;
    }
    terminal.join = joinState(nextKind, width);
    const joinedWidth = isJoined ? oldWidth : 0;
    if (!this.#makeRoom(width, joinedWidth)) return;
    if (isJoined && buffer.x > 0) this.#join(code, width, joinedWidth);
    else this.#put(code, width, joinedWidth);
  }

  /** A character that joins nothing. */
  #plain(code: number, width: number): void {
    this.#terminal.join = joinState(0, width);
    if (this.#makeRoom(width, 0)) this.#put(code, width, 0);
  }

  /** Wraps where it must; false where the character is not shown at all. */
  #makeRoom(width: number, joinedWidth: number): boolean {
    const { buffer, cols, modes } = this.#terminal;
    if (buffer.x + width - joinedWidth <= cols) return true;
    this.#wrap(joinedWidth);
    return modes.wraparound || width < 2;
  }

  #join(code: number, width: number, oldWidth: number): void {
    const { buffer, pen } = this.#terminal;
    const row = this.#row;
    const column = buffer.x - (row.widthAt(buffer.x - 1) > 0 ? 1 : 2);
    row.join(column, code, width, this.#terminal.clusters);
    for (let more = width - oldWidth; more > 0; more--) row.set(buffer.x++, RIGHT_HALF, pen.style);
  }

  #put(code: number, width: number, joinedWidth: number): void {
    const { buffer, cols, modes, pen } = this.#terminal;
    const row = this.#row;
    const { style } = pen;
    if (modes.insert) {
      row.insertCells(buffer.x, width - joinedWidth, style);
      if (row.widthAt(cols - 1) === 2) row.set(cols - 1, UNWRITTEN, style);
    }
    row.set(buffer.x++, (code | (width << WIDTH_SHIFT)) >>> 0, style);
    if (width === 2) row.set(buffer.x++, RIGHT_HALF, style);
  }
}

/** A well-formed character of two or three bytes; 0 for any other, and for those that few write. */
function shortCharacter(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xef || at + 2 >= end) return 0;
  const second = bytes[at + 1] as number;
  if ((second & 0xc0) !== 0x80) return 0;
  if (lead < 0xe0) return lead === 0xc2 ? 0 : ((lead & 0x1f) << 6) | (second & 0x3f);
  const third = bytes[at + 2] as number;
  if (lead === 0xe0 || lead === 0xed || (third & 0xc0) !== 0x80) return 0;
  return ((lead & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
}

/** How often the character of three bytes before `from` comes again at once: boxes have long lines. */
function repeats(bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from - 3] as number;
  const second = bytes[from - 2] as number;
  const third = bytes[from - 1] as number;
  let at = from;
  for (; at + 2 < end; at += 3) {
    if (bytes[at + 2] !== third || bytes[at + 1] !== second || bytes[at] !== first) break;
  }
  return (at - from) / 3;
}

function isControl(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = bytes[at] as number;
  if (byte < 0x20 || byte === DEL) return true;
  if (byte !== 0xc2) return false;
  const code = decode(bytes, at, end) >> SIZE_BITS;
  return code >= FIRST_C1 && code <= LAST_C1;
}
