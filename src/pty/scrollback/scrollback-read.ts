import { ROW } from '../../core/frame.js';
import type { Emulator, LineSource } from '../emulator.js';
import { AnsiRow } from './ansi-row.js';
import { type LineWalk, MAX_WALKS, walkUpwards } from './line-walk.js';
import { noteLine } from './scrollback-text.js';

/** Longest text of one pane, UTF-16 units; older lines are left out. */
const MAX_TEXT = 16 * 1024 * 1024;

/** Output as text that can be shown again at any width: a row that wrapped is part of its line. */
export interface OutputText {
  /** Oldest first; each holds whole lines with SGR and OSC 8 sequences, each line its newline. */
  chunks: string[];
  /** So many lines at the end are what the screen shows. */
  screenLines: number;
}

/** A terminal whose output is read; `emulator` is another object for another run. */
export interface OutputSource {
  readonly emulator: Emulator;
  /** What a program that had to end showed on the alternate screen. */
  readonly lastPicture: OutputText | undefined;
}

/**
 * Main screen and scrollback, then the alternate screen if there is something on it. Undefined
 * when `source` began another run meanwhile, or its lines were moved time and again.
 */
export async function readOutput(source: OutputSource): Promise<OutputText | undefined> {
  const { emulator } = source;
  const picture = pictureOf(emulator) ?? source.lastPicture;
  for (let attempt = 0; attempt < MAX_WALKS; attempt++) {
    const output = await readLines(emulator.main, () => source.emulator !== emulator);
    if (source.emulator !== emulator) return undefined;
    if (output !== undefined) return picture ? withPicture(output, picture) : output;
  }
  return undefined;
}

/** What the alternate screen shows; undefined when the program does not use it. */
export function pictureOf(emulator: Emulator): OutputText | undefined {
  if (!emulator.modes.alternateScreen) return undefined;
  const lines = new LineCollector(emulator);
  for (let y = emulator.rows - 1; y >= 0; y--) lines.take(emulator.historyLength + y, true);
  const chunk = lines.takeChunk();
  return chunk === '' ? undefined : { chunks: [chunk], screenLines: lines.screenLines };
}

function withPicture(output: OutputText, picture: OutputText): OutputText {
  const note = `${noteLine('full screen of the program')}\n`;
  return { chunks: [...output.chunks, note, ...picture.chunks], screenLines: picture.screenLines };
}

/** Undefined when the lines were moved meanwhile, or `isObsolete`. */
async function readLines(
  source: LineSource,
  isObsolete: () => boolean,
): Promise<OutputText | undefined> {
  const lines = new LineCollector(source);
  const chunks: string[] = [];
  let length = 0;
  const walk: LineWalk = {
    oldest: source.firstLine,
    take: (line, isOnScreen) => lines.take(line, isOnScreen),
    sliceEnds() {
      const chunk = lines.takeChunk();
      if (chunk !== '') chunks.push(chunk);
      length += chunk.length;
      return length < MAX_TEXT;
    },
  };
  if (!(await walkUpwards(source, walk, { isObsolete }))) return undefined;
  const rest = lines.finish();
  if (rest !== '') chunks.push(rest);
  return { chunks: chunks.reverse(), screenLines: lines.screenLines };
}

/** Puts rows, newest first, together to lines; blank lines at the end are left out. */
class LineCollector {
  readonly #source: LineSource;
  readonly #row: AnsiRow;
  /** Rows of the line that is being put together, last first. */
  readonly #parts: string[] = [];
  /** Lines, last first. */
  #lines: string[] = [];
  #isEmpty = true;
  /** The row below goes on where this one ends, and begins with a wide character. */
  #isContinued = false;
  #continuesWide = false;
  #isOnScreen = false;
  screenLines = 0;

  constructor(source: LineSource) {
    this.#source = source;
    this.#row = new AnsiRow(source);
  }

  /** `line` as for `RowReader.read`, always the one above that of the last call. */
  take(line: number, isOnScreen: boolean): void {
    const row = this.#row;
    row.read(line);
    const continues = (this.#source.lineFlags(line) & ROW.wrapped) !== 0;
    this.#parts.push(this.#textOf(row, continues));
    this.#isOnScreen ||= isOnScreen;
    this.#isContinued = continues;
    this.#continuesWide = row.startsWide;
    if (!this.#isContinued) this.#endLine();
  }

  /** The lines that are whole since the last call. */
  takeChunk(): string {
    const chunk = this.#lines.reverse().join('');
    this.#lines = [];
    return chunk;
  }

  /** The oldest line, whose beginning has fallen out. */
  finish(): string {
    if (this.#parts.length > 0) this.#endLine();
    return this.takeChunk();
  }

  /**
   * A row that goes on below is full, but for a column that a wide character left free; one that
   * goes on from above has something in it, or it would not be there.
   */
  #textOf(row: AnsiRow, continues: boolean): string {
    if (!this.#isContinued) return row.textWithFill() || (continues ? ' ' : '');
    const { cols } = this.#source;
    const width = this.#continuesWide && row.endsUnwritten ? cols - 1 : cols;
    return row.text(width, width);
  }

  #endLine(): void {
    const text = this.#parts.reverse().join('');
    this.#parts.length = 0;
    if (text !== '' || !this.#isEmpty) {
      this.#isEmpty = false;
      this.#lines.push(`${text}\n`);
      if (this.#isOnScreen) this.screenLines++;
    }
    this.#isOnScreen = false;
  }
}
