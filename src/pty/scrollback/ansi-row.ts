import {
  CLUSTER_FLAG,
  CODE_MASK,
  COLOR_DEFAULT,
  codeWidth,
  packCode,
  type Style,
  UNWRITTEN,
} from '../../core/frame.js';
import { sgrParameters } from '../../core/sgr.js';
import type { LineSource, RowReader } from '../emulator.js';
import { ClusterTable, StyleTable } from '../tables.js';

const SPACE = packCode(32, 1);

/** Styles and clusters at which the tables are made anew: a truecolor picture fills them quickly. */
const TABLE_LIMIT = 4_096;

/** One row at a time of an emulator as text with SGR and OSC 8 sequences. */
export class AnsiRow {
  readonly #source: LineSource;
  readonly #codes: Uint32Array;
  readonly #styleIndexes: Uint32Array;
  #styles = new StyleTable();
  #clusters = new ClusterTable();
  #reader: RowReader;
  /** SGR sequences by style index. */
  #renditions: string[] = [];
  #length = 0;

  /** For rows of the width that the source has now. */
  constructor(source: LineSource) {
    this.#source = source;
    this.#codes = new Uint32Array(source.cols);
    this.#styleIndexes = new Uint32Array(source.cols);
    this.#reader = source.createRowReader(this.#styles, this.#clusters);
  }

  /** Reads the row that everything else is about; `line` as for `RowReader.read`. */
  read(line: number): void {
    if (this.#styles.size > TABLE_LIMIT || this.#clusters.size > TABLE_LIMIT) this.#dropTables();
    this.#length = this.#reader.read(line, this.#codes, this.#styleIndexes);
    // A space that was written to the last column counts for the reader, but here it is a blank.
    while (this.#length > 0 && this.#isBlank(this.#length - 1)) this.#length--;
  }

  get startsWide(): boolean {
    return this.#length > 0 && codeWidth(this.#codes[0] as number) === 2;
  }

  /** Nothing was ever written to the last column, as where a wide character did not fit. */
  get endsUnwritten(): boolean {
    return ((this.#codes.at(-1) as number) & CODE_MASK) === 0;
  }

  /**
   * The row without its trailing blanks, but at least `least` and at most `most` cells of it; ends
   * in the default style.
   */
  text(least = 0, most = this.#codes.length): string {
    const styles = this.#styleIndexes;
    const length = Math.min(this.#length, most);
    // Joined, because a text that was put together by `+` keeps all its pieces.
    const pieces: string[] = [];
    let current = 0;
    for (let column = 0; column < length; column++) {
      const code = this.#codes[column] as number;
      if (codeWidth(code) === 0) continue;
      const next = styles[column] as number;
      if (next !== current) pieces.push(this.#transition(current, next));
      current = next;
      pieces.push(this.#character(code));
    }
    if (current !== 0) pieces.push(this.#transition(current, 0));
    if (least > length) pieces.push(' '.repeat(least - length));
    return pieces.join('');
  }

  /**
   * As `text()`, with a background that was erased to the end of the row erased to the end of
   * whatever width the text is shown in.
   */
  textWithFill(): string {
    const last = this.#codes.length - 1;
    const fill = this.#length > last ? (this.#styleIndexes[last] as number) : 0;
    if (!this.endsUnwritten || !isErased(this.#styles.at(fill))) return this.text();
    let width = last;
    while (width > 0 && this.#isFill(width - 1, fill)) width--;
    return `${this.text(0, width)}${this.#rendition(fill)}\u001b[K${this.#rendition(0)}`;
  }

  #isBlank(column: number): boolean {
    const code = this.#codes[column];
    return this.#styleIndexes[column] === 0 && (code === UNWRITTEN || code === SPACE);
  }

  #isFill(column: number, style: number): boolean {
    const isUnwritten = ((this.#codes[column] as number) & CODE_MASK) === 0;
    const isHalf = codeWidth(this.#codes[column] as number) === 0;
    return isUnwritten && !isHalf && this.#styleIndexes[column] === style;
  }

  #character(code: number): string {
    const value = code & CODE_MASK;
    if (code >= CLUSTER_FLAG) return this.#clusters.at(value);
    return value === 0 ? ' ' : String.fromCodePoint(value);
  }

  #transition(from: number, to: number): string {
    const { link } = this.#styles.at(to);
    const isSameLink = this.#styles.at(from).link === link;
    return isSameLink ? this.#rendition(to) : `${this.#rendition(to)}\u001b]8;;${link}\u001b\\`;
  }

  #rendition(index: number): string {
    const known = this.#renditions[index];
    if (known !== undefined) return known;
    const rendition = `\u001b[${sgrParameters(this.#styles.at(index))}m`;
    this.#renditions[index] = rendition;
    return rendition;
  }

  #dropTables(): void {
    this.#styles = new StyleTable();
    this.#clusters = new ClusterTable();
    this.#reader = this.#source.createRowReader(this.#styles, this.#clusters);
    this.#renditions = [];
  }
}

/** Nothing but a background, as erasing leaves it. */
function isErased({ foreground, background, underline, flags, link }: Style): boolean {
  return (
    background !== COLOR_DEFAULT &&
    foreground === COLOR_DEFAULT &&
    underline === COLOR_DEFAULT &&
    flags === 0 &&
    link === ''
  );
}
