/** Looks at one place in conflict at a time; what is done with it is for its dialog. */
import type { KeyEvent } from '../../input/events.js';
import type { HunkWork } from '../../model/conflicts/hunk-work.js';
import { syntaxOf } from '../../model/diff/syntax.js';
import { textWidth } from '../../terminal/text-width.js';
import { fillLine, type Line, shorten, span, wrapped } from '../../views/line.js';
import { listStep } from '../list-steps.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from '../widget.js';
import {
  answerWords,
  type HunkRow,
  hunkRows,
  PARTS,
  type Part,
  rowLine,
  type SideNames,
} from './hunk-rows.js';

/** Cells from which the three parts stand side by side. */
const WIDTH_FOR_COLUMNS = 112;
/** Cells of a step to the side. */
const SIDE_STEP = 8;

export interface HunkViewSettings {
  readonly work: () => HunkWork;
  readonly names: SideNames;
  /** Of the file: tells the language. */
  readonly path: string;
  /** Shown below until the next key. */
  readonly said: () => string | undefined;
}

export class HunkView implements Widget {
  readonly isFocusable = true;
  readonly #settings: HunkViewSettings;
  #shown: Part | 'all' = 'all';
  #first = 0;
  #skipped = 0;
  #pageRows = 1;
  #rowCount = 0;
  #drawnHunk = -1;
  #rows: readonly HunkRow[] = [];
  #madeOf: readonly unknown[] = [];

  constructor(settings: HunkViewSettings) {
    this.#settings = settings;
  }

  /** Shows all parts, or one of them over the whole width, in turn. */
  showNextPart(): void {
    const order = ['all', ...PARTS] as const;
    this.#shown = order[(order.indexOf(this.#shown) + 1) % order.length] ?? 'all';
    this.#first = 0;
  }

  key(event: KeyEvent): boolean {
    const step = listStep(event, {
      page: this.#pageRows,
      ends: { prefix: '', length: this.#rowCount },
    });
    const name = keyName(event);
    if (name === 'left') this.#skipped = Math.max(0, this.#skipped - SIDE_STEP);
    else if (name === 'right') this.#skipped += SIDE_STEP;
    else if (step === undefined) return false;
    else this.#first += step;
    return true;
  }

  wheel(lines: number): void {
    this.#first += lines;
  }

  view({ width, height, unicode }: WidgetContext): WidgetView {
    const { said } = this.#settings;
    const work = this.#settings.work();
    if (work.at !== this.#drawnHunk) {
      this.#drawnHunk = work.at;
      this.#first = 0;
      this.#skipped = 0;
    }
    const words = said();
    const head = [this.#status(work, width, unicode)];
    const below: Line[] = words === undefined ? [] : wrapped(words, width, 'warning');
    const room = Math.max(1, height - head.length - below.length);
    const isColumns = this.#shown === 'all' && width >= WIDTH_FOR_COLUMNS;
    const rows = this.#rowsOf(work, room, isColumns);
    this.#pageRows = Math.max(1, room - 1);
    this.#rowCount = rows.length;
    this.#first = Math.max(0, Math.min(this.#first, rows.length - room));
    const syntax = syntaxOf(this.#settings.path);
    const space = { width, unicode, skipped: this.#skipped, syntax };
    const shown = rows.slice(this.#first, this.#first + room).map((row) => rowLine(row, space));
    const padding = Array.from({ length: room - shown.length }, (): Line => []);
    return {
      lines: [...head, ...shown, ...padding, ...below],
      isCutAbove: this.#first > 0,
      isCutBelow: this.#first + room < rows.length,
    };
  }

  /** Made anew only where something that they show has changed: a hunk may have any length. */
  #rowsOf(work: HunkWork, room: number, isColumns: boolean): readonly HunkRow[] {
    const made = [work.text, work.at, work.answers.get(work.at), this.#shown, room, isColumns];
    if (made.some((each, index) => each !== this.#madeOf[index]) || this.#madeOf.length === 0) {
      this.#madeOf = made;
      this.#rows = hunkRows(work, work.at, {
        ...{ names: this.#settings.names, room, isColumns },
        parts: this.#shown === 'all' ? PARTS : [this.#shown],
      });
    }
    return this.#rows;
  }

  #status({ text, at, answers }: HunkWork, width: number, unicode: boolean): Line {
    const given = answers.get(at);
    const source = given && given.source !== 'person' ? SOURCE_WORDS[given.source] : '';
    const state = given
      ? `settled: ${answerWords(given.answer, this.#settings.names)}${source}`
      : 'open';
    const total = `${answers.size} of ${text.hunks.length} settled`;
    const place = `Hunk ${at + 1} of ${text.hunks.length}  `;
    const room = Math.max(0, width - textWidth(place) - textWidth(total) - 2);
    const left: Line = [
      span(place, 'strong'),
      span(shorten(state, room, unicode), given ? 'done' : 'warning'),
    ];
    return [...fillLine(left, Math.max(0, width - textWidth(total))), span(total, 'muted')];
  }
}

const SOURCE_WORDS = { model: ', by the model', remembered: ', as before' } as const;
