import { isPrintable, substituteAscii } from './ascii.js';
import { CLOSE_LINK } from './sequences.js';
import { type Rendition, SGR_RESET } from './sgr.js';
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

/** Whether it is surely shown as it is, in one cell: ASCII, other letters of Europe, box drawing. */
function isNarrow(text: string): boolean {
  const code = text.charCodeAt(0);
  return text.length === 1 && ((code >= 0xa0 && code < 0x300) || advancesByOne(text));
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
  /** The parts of what is written to a line: a text that grows would keep all of its own. */
  #out: string[] = [];
  #row = 0;
  /** The line that is painted, as it can be shown: attribute and text of each cell. */
  #attributes: number[] = [];
  #texts: string[] = [];
  /** 0-based column of the cursor on `#row`; -1 when unknown. */
  #column = -1;
  #attribute = BLESSED_DEFAULT_ATTRIBUTE;
  /** That of the attribute; undefined for the default one. */
  #rendition: Rendition | undefined;
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
    const painted: string[] = [];
    this.#attribute = BLESSED_DEFAULT_ATTRIBUTE;
    this.#rendition = undefined;
    this.#link = '';
    for (let y = first; y <= last; y++) {
      const line = lines[y];
      const old = shown[y];
      if (line === undefined || old === undefined || line.dirty !== true) continue;
      line.dirty = false;
      const start = this.#firstDifference(line, old);
      if (start === line.length) continue;
      this.#normalise(line, start);
      this.#out = [];
      this.#paintLine(old, y, start);
      painted.push(this.#out.join(''));
    }
    if (this.#link !== '') painted.push(CLOSE_LINK);
    if (this.#attribute !== BLESSED_DEFAULT_ATTRIBUTE) painted.push(SGR_RESET);
    return painted.join('');
  }

  /**
   * The first cell from which on the line may differ, told without making it anew; its length where
   * nothing does. Widgets draw over each other in every frame, so that most lines are marked and few
   * are different, and a key changes one cell. Only cells are taken for equal of which another form
   * is never shown.
   */
  #firstDifference(line: Line, old: Line): number {
    const { length } = line;
    for (let x = 0; x < length; x++) {
      const cell = line[x] as Cell;
      const before = old[x];
      if (before === undefined || cell[0] !== before[0] || cell[1] !== before[1]) return x;
      if ((cell[0] & WIDE_ATTRIBUTE) !== 0) return x;
      if (cell[1] === ' ' && cell[0] !== BLESSED_DEFAULT_ATTRIBUTE) return x;
      if (!(this.#unicode ? isNarrow(cell[1]) : cell[1] >= ' ' && cell[1] <= '~')) return x;
    }
    return length;
  }

  /** The line from `start` on as it can be shown: no half of a wide character without the other. */
  #normalise(line: Line, start: number): void {
    const { length } = line;
    this.#attributes.length = length;
    this.#texts.length = length;
    for (let x = start; x < length; x++) {
      const [attribute, text] = line[x] as Cell;
      const next = line[x + 1];
      if (isRightHalf(text) || !isPrintable(text)) {
        this.#setBlank(x, attribute);
      } else if (!this.#isWide(attribute, text)) {
        this.#setNarrow(x, attribute, text);
      } else if (next !== undefined && isRightHalf(next[1])) {
        this.#set(x, attribute, this.#unicode ? text : '??');
        this.#set(++x, attribute, '');
      } else {
        this.#setBlank(x, attribute);
      }
    }
  }

  #set(x: number, attribute: number, text: string): void {
    this.#attributes[x] = attribute;
    this.#texts[x] = text;
  }

  #isWide(attribute: number, text: string): boolean {
    if ((attribute & WIDE_ATTRIBUTE) !== 0) return true;
    return !advancesByOne(text) && clusterWidth(text) === 2;
  }

  #setNarrow(x: number, attribute: number, text: string): void {
    if (text === ' ') this.#setBlank(x, attribute);
    else this.#set(x, attribute, this.#unicode ? text : substituteAscii(text));
  }

  #setBlank(x: number, attribute: number): void {
    const word = attribute & ~WIDE_ATTRIBUTE;
    const looksDefault =
      word === BLESSED_DEFAULT_ATTRIBUTE || this.#styles.entryOf(word).blankIsDefault;
    this.#set(x, looksDefault ? BLESSED_DEFAULT_ATTRIBUTE : word, ' ');
  }

  #paintLine(old: Line, y: number, start: number): void {
    this.#row = y;
    this.#column = -1;
    const texts = this.#texts;
    // Cells up to here (exclusive) were damaged by what was written to their left.
    let damagedTo = 0;
    for (let x = start; x < texts.length; x++) {
      const before = old[x];
      if (before === undefined || texts[x] === '') continue;
      const isSame = before[0] === this.#attributes[x] && before[1] === texts[x];
      const width = texts[x + 1] === '' ? 2 : 1;
      if (isSame && x >= damagedTo && (width === 1 || old[x + 1]?.[1] === '')) continue;
      const erased = this.#erase(old, x, damagedTo);
      const end = erased > 0 ? x + erased : x + width;
      if (erased === 0) damagedTo = Math.max(damagedTo, this.#put(x, width));
      // The other half of a wide character that is overwritten needs no care: where one half
      // changes, the other cannot stay as the record has it.
      for (let i = x; i < end; i++) this.#remember(old, i);
      x = end - 1;
    }
  }

  #remember(old: Line, x: number): void {
    const cell = old[x];
    if (cell === undefined) return;
    cell[0] = this.#attributes[x] as number;
    cell[1] = this.#texts[x] as string;
  }

  /** Erases a run of default blanks from `x` on where that is shorter; returns its cells, or 0. */
  #erase(old: Line, x: number, damagedTo: number): number {
    const { length } = this.#texts;
    let end = x;
    let lastChanged = x;
    for (; end < length; end++) {
      if (this.#texts[end] !== ' ' || this.#attributes[end] !== BLESSED_DEFAULT_ATTRIBUTE) break;
      const before = old[end];
      const isSame = before?.[0] === BLESSED_DEFAULT_ATTRIBUTE && before[1] === ' ';
      if (end < damagedTo || !isSame) lastChanged = end;
    }
    if (lastChanged - x + 1 < MIN_ERASE) return 0;
    this.#moveTo(x);
    this.#setStyle(BLESSED_DEFAULT_ATTRIBUTE);
    if (end === length) {
      this.#out.push('\x1b[K');
      return end - x;
    }
    const count = lastChanged - x + 1;
    this.#out.push(`\x1b[${count}X`);
    return count;
  }

  /** Writes one character; returns the column behind the last cell that it may have damaged. */
  #put(x: number, width: 1 | 2): number {
    const text = this.#texts[x] as string;
    this.#moveTo(x);
    this.#setStyle(this.#attributes[x] as number);
    if (text === '??' && !this.#unicode) {
      this.#out.push(text);
      this.#column = -1;
      return 0;
    }
    if (width === 2) {
      // A terminal that takes it for narrow leaves a clean right half.
      this.#out.push('  ');
      this.#column = -1;
      this.#moveTo(x);
    }
    this.#out.push(text);
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
      this.#out.push(`\x1b[${this.#row + 1};${x + 1}H`);
      return;
    }
    const between = x - from <= MAX_REWRITE ? this.#rewritable(from, x) : undefined;
    this.#out.push(between ?? (x - from === 1 ? '\x1b[C' : `\x1b[${x - from}C`));
  }

  /** The cells between, where writing them again in the current style moves the cursor over them. */
  #rewritable(from: number, to: number): string | undefined {
    let text = '';
    for (let x = from; x < to; x++) {
      const next = this.#texts[x];
      const isPlain = next !== undefined && advancesByOne(next);
      if (!isPlain || this.#attributes[x] !== this.#attribute) return undefined;
      text += next;
    }
    return text;
  }

  #setStyle(attribute: number): void {
    const word = attribute & ~WIDE_ATTRIBUTE;
    if (word === this.#attribute) return;
    const entry = this.#styles.entryOf(word);
    const { rendition } = entry;
    const before = this.#rendition;
    const isReset = word === BLESSED_DEFAULT_ATTRIBUTE;
    if (before === undefined || isReset) rendition.write(this.#out);
    else rendition.writeAfter(before, this.#out);
    this.#rendition = isReset ? undefined : rendition;
    if (entry.link !== this.#link) {
      this.#out.push(entry.link === '' ? CLOSE_LINK : this.#openLink(entry.link));
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
