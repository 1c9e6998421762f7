import { isPrintable, substituteAscii } from './ascii.js';
import { CLOSE_LINK } from './sequences.js';
import { SGR_RESET } from './sgr.js';
import { BLESSED_DEFAULT_ATTRIBUTE, type StyleTable, WIDE_ATTRIBUTE } from './style-table.js';
import { clusterWidth, codePointWidth } from './text-width.js';

/** `[attribute, text]`; the text of a wide character's right half is empty. */
export type Cell = [number, string];
export type Line = Cell[] & { dirty?: boolean };

/** The right half of a wide character as blessed's own widgets write it. */
const BLESSED_RIGHT_HALF = '\x03';
/** Shortest run of blanks for which erasing is fewer bytes than writing them. */
const MIN_ERASE = 5;
/** Most cells that are written again rather than skipped by a sequence. */
const MAX_REWRITE = 4;

function isRightHalf(text: string): boolean {
  return text === '' || text === BLESSED_RIGHT_HALF;
}

/** Whether the cursor is surely one cell further after `text`: ASCII and box drawing. */
function advancesByOne(text: string): boolean {
  if (text.length !== 1) return false;
  const code = text.charCodeAt(0);
  return (code >= 0x20 && code < 0x7f) || (code >= 0x2500 && code <= 0x257f);
}

/** Cells that a terminal may paint which knows no clusters: those of all parts together. */
function widestForm(text: string): number {
  let width = 0;
  for (const part of text) width += codePointWidth(part.codePointAt(0) ?? 0);
  return width;
}

export interface PainterOptions {
  styles: StyleTable;
  unicode: boolean;
}

/**
 * Writes the difference between what the screen shall show and what it shows. Positions of the
 * cursor are trusted only where no terminal can differ.
 */
export class Painter {
  readonly #styles: StyleTable;
  #unicode: boolean;
  #out = '';
  #row = 0;
  /** The line that is painted, as it can be shown. */
  #cells: readonly Cell[] = [];
  /** 0-based column of the cursor on `#row`; -1 when unknown. */
  #column = -1;
  #attribute = BLESSED_DEFAULT_ATTRIBUTE;
  #link = '';

  constructor(options: PainterOptions) {
    this.#styles = options.styles;
    this.#unicode = options.unicode;
  }

  /** Holds for what is painted from now on. */
  setUnicode(unicode: boolean): void {
    this.#unicode = unicode;
  }

  /** What to write before everything else when nothing is known of the screen. */
  static readonly CLEAR = `${SGR_RESET}\x1b[H\x1b[2J`;

  /**
   * The sequences that turn `shown` into `lines` between two rows (inclusive), with renditions and
   * link reset at the end; empty when nothing differs. `shown` is brought up to date, and the
   * lines' `dirty` marks are taken.
   */
  paint(lines: readonly Line[], shown: readonly Line[], first: number, last: number): string {
    this.#out = '';
    this.#attribute = BLESSED_DEFAULT_ATTRIBUTE;
    this.#link = '';
    for (let y = first; y <= last; y++) {
      const line = lines[y];
      const old = shown[y];
      if (line === undefined || old === undefined || line.dirty !== true) continue;
      line.dirty = false;
      if (this.#isShown(line, old)) continue;
      this.#paintLine(this.#normalise(line), old, y);
    }
    if (this.#link !== '') this.#out += CLOSE_LINK;
    if (this.#attribute !== BLESSED_DEFAULT_ATTRIBUTE) this.#out += SGR_RESET;
    return this.#out;
  }

  /**
   * Whether nothing of the line differs, told without making it anew: widgets draw over each other in
   * every frame, so that most lines are marked and few are different. Only cells are taken for equal
   * of which another form is never shown.
   */
  #isShown(line: Line, old: Line): boolean {
    for (let x = 0; x < line.length; x++) {
      const cell = line[x] as Cell;
      const before = old[x];
      if (before === undefined || cell[0] !== before[0] || cell[1] !== before[1]) return false;
      if ((cell[0] & WIDE_ATTRIBUTE) !== 0) return false;
      if (cell[1] === ' ' && cell[0] !== BLESSED_DEFAULT_ATTRIBUTE) return false;
      if (!advancesByOne(cell[1]) || (!this.#unicode && cell[1] > '~')) return false;
    }
    return true;
  }

  /** The line as it can be shown: no half of a wide character without the other. */
  #normalise(line: Line): Cell[] {
    const cells: Cell[] = new Array(line.length);
    for (let x = 0; x < line.length; x++) {
      const [attribute, text] = line[x] as Cell;
      const next = line[x + 1];
      if (isRightHalf(text) || !isPrintable(text)) {
        cells[x] = this.#blank(attribute);
      } else if (!this.#isWide(attribute, text)) {
        cells[x] = this.#narrow(attribute, text);
      } else if (next !== undefined && isRightHalf(next[1])) {
        cells[x] = [attribute, this.#unicode ? text : '??'];
        cells[++x] = [attribute, ''];
      } else {
        cells[x] = this.#blank(attribute);
      }
    }
    return cells;
  }

  #isWide(attribute: number, text: string): boolean {
    if ((attribute & WIDE_ATTRIBUTE) !== 0) return true;
    return !advancesByOne(text) && clusterWidth(text) === 2;
  }

  #narrow(attribute: number, text: string): Cell {
    if (text === ' ') return this.#blank(attribute);
    return [attribute, this.#unicode ? text : substituteAscii(text)];
  }

  #blank(attribute: number): Cell {
    const word = attribute & ~WIDE_ATTRIBUTE;
    const looksDefault = this.#styles.entryOf(word).blankIsDefault;
    return [looksDefault ? BLESSED_DEFAULT_ATTRIBUTE : word, ' '];
  }

  #paintLine(cells: readonly Cell[], old: Line, y: number): void {
    this.#row = y;
    this.#cells = cells;
    this.#column = -1;
    // Cells up to here (exclusive) were damaged by what was written to their left.
    let damagedTo = 0;
    for (let x = 0; x < cells.length; x++) {
      const cell = cells[x] as Cell;
      const before = old[x];
      if (before === undefined || cell[1] === '') continue;
      const isSame = before[0] === cell[0] && before[1] === cell[1];
      const width = cells[x + 1]?.[1] === '' ? 2 : 1;
      if (isSame && x >= damagedTo && (width === 1 || old[x + 1]?.[1] === '')) continue;
      const erased = this.#erase(cells, old, x, damagedTo);
      const end = erased > 0 ? x + erased : x + width;
      if (erased === 0) damagedTo = Math.max(damagedTo, this.#put(cell, x, width));
      // The other half of a wide character that is overwritten needs no care: where one half
      // changes, the other cannot stay as the record has it.
      for (let i = x; i < end; i++) this.#remember(old, i, cells[i] as Cell);
      x = end - 1;
    }
  }

  #remember(old: Line, x: number, [attribute, text]: Cell): void {
    const cell = old[x];
    if (cell === undefined) return;
    cell[0] = attribute;
    cell[1] = text;
  }

  /** Erases a run of default blanks from `x` on where that is shorter; returns its cells, or 0. */
  #erase(cells: readonly Cell[], old: Line, x: number, damagedTo: number): number {
    let end = x;
    let lastChanged = x;
    for (; end < cells.length; end++) {
      const cell = cells[end] as Cell;
      if (cell[0] !== BLESSED_DEFAULT_ATTRIBUTE || cell[1] !== ' ') break;
      const before = old[end];
      if (end < damagedTo || before?.[0] !== cell[0] || before[1] !== cell[1]) lastChanged = end;
    }
    if (lastChanged - x + 1 < MIN_ERASE) return 0;
    this.#moveTo(x);
    this.#setStyle(BLESSED_DEFAULT_ATTRIBUTE);
    if (end === cells.length) {
      this.#out += '\x1b[K';
      return end - x;
    }
    const count = lastChanged - x + 1;
    this.#out += `\x1b[${count}X`;
    return count;
  }

  /** Writes one character; returns the column behind the last cell that it may have damaged. */
  #put([attribute, text]: Cell, x: number, width: 1 | 2): number {
    this.#moveTo(x);
    this.#setStyle(attribute);
    if (text === '??' && !this.#unicode) {
      this.#out += text;
      this.#column = -1;
      return 0;
    }
    if (width === 2) {
      // A terminal that takes it for narrow leaves a clean right half.
      this.#out += '  ';
      this.#column = -1;
      this.#moveTo(x);
    }
    this.#out += text;
    if (advancesByOne(text)) {
      this.#column = x + 1;
      return 0;
    }
    this.#column = -1;
    const widest = widestForm(text);
    return widest > width ? x + widest : 0;
  }

  #moveTo(x: number): void {
    const from = this.#column;
    this.#column = x;
    if (from === x) return;
    if (from === -1 || x < from) {
      this.#out += `\x1b[${this.#row + 1};${x + 1}H`;
      return;
    }
    const between = x - from <= MAX_REWRITE ? this.#rewritable(from, x) : undefined;
    this.#out += between ?? (x - from === 1 ? '\x1b[C' : `\x1b[${x - from}C`);
  }

  /** The cells between, where writing them again in the current style moves the cursor over them. */
  #rewritable(from: number, to: number): string | undefined {
    let text = '';
    for (let x = from; x < to; x++) {
      const cell = this.#cells[x];
      if (cell === undefined || cell[0] !== this.#attribute || !advancesByOne(cell[1]))
        return undefined;
      text += cell[1];
    }
    return text;
  }

  #setStyle(attribute: number): void {
    const word = attribute & ~WIDE_ATTRIBUTE;
    if (word === this.#attribute) return;
    const entry = this.#styles.entryOf(word);
    this.#out += entry.sgr;
    if (entry.link !== this.#link) {
      this.#out += entry.link === '' ? CLOSE_LINK : this.#openLink(entry.link);
      this.#link = entry.link;
    }
    this.#attribute = word;
  }

  /** The id joins the pieces of a link that other cells or line ends cut apart. */
  #openLink(link: string): string {
    let hash = 0;
    for (let i = 0; i < link.length; i++) hash = (Math.imul(hash, 31) + link.charCodeAt(i)) | 0;
    return `\x1b]8;id=q${(hash >>> 0).toString(36)};${link}\x1b\\`;
  }
}
