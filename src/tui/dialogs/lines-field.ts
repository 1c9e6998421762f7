/** An editor for lines of a file: Enter and Tab are text, and what is not typed anew stays as it is. */
import type { KeyEvent } from '../input/events.js';
import {
  deleteLine,
  type EditedLines,
  editLine,
  editLines,
  insertInLines,
  insertWholeLines,
  linesOf,
  moveLines,
} from '../model/lines-editor.js';
import { splitGraphemes } from '../model/text-editor.js';
import { fillLine, type Line, lineWidth, span } from '../views/line.js';
import { codeLine, markedCellsOf } from './diff/code-line.js';
import { editCommand, typedText } from './edit-keys.js';
import { isEnter, keyName, type Widget, type WidgetContext, type WidgetView } from './widget.js';

export interface LinesFieldSettings {
  /** With their ends. */
  readonly lines: readonly string[];
  /** End of the lines that are typed. */
  readonly lineEnd: string;
  /** Lines of the dialog that stand above and below the field. */
  readonly reserved: () => number;
  /** Told when the lines have changed. */
  readonly onChange?: () => void;
}

/** Steps that an undo may go back. */
const LONGEST_PAST = 1000;
/** Characters beyond which a line is not shown to its end, so that it cannot be edited there. */
export const LONGEST_EDITED_LINE = 4000;
/** Cells kept in sight on both sides of the cursor; what is cut is marked outside of them. */
const MARGIN = 4;

export class LinesField implements Widget {
  readonly isFocusable = true;
  readonly #settings: LinesFieldSettings;
  #edited: EditedLines;
  #past: EditedLines[] = [];
  #first = 0;
  #skipped = 0;
  #pageRows = 1;

  constructor(settings: LinesFieldSettings) {
    this.#settings = settings;
    this.#edited = editLines(settings.lines);
  }

  /** The lines with their ends. */
  get lines(): string[] {
    return linesOf(this.#edited, this.#settings.lineEnd);
  }

  get isChanged(): boolean {
    const { lines } = this;
    const before = this.#settings.lines;
    return lines.length !== before.length || lines.some((line, index) => line !== before[index]);
  }

  /** Puts whole lines before that of the cursor. */
  insertLines(lines: readonly string[]): void {
    this.#set(insertWholeLines(this.#edited, lines));
  }

  undo(): void {
    this.#edited = this.#past.pop() ?? this.#edited;
    this.#settings.onChange?.();
  }

  deleteLine(): void {
    this.#set(deleteLine(this.#edited));
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    const step = this.#steps()[name];
    const command = editCommand(event);
    if (step !== undefined) this.#edited = moveLines(this.#edited, step) ?? this.#edited;
    else if (command) this.#set(editLine(this.#edited, command));
    else if (isEnter(event)) this.#insert('\n');
    else if (name === 'tab') this.#insert('\t');
    else {
      const text = typedText(event);
      if (text === undefined) return false;
      this.#insert(text);
    }
    return true;
  }

  #steps(): Readonly<Record<string, number>> {
    const { length } = this.#edited.lines;
    return {
      up: -1,
      down: 1,
      pageup: -this.#pageRows,
      pagedown: this.#pageRows,
      'ctrl-home': -length,
      'ctrl-end': length,
    };
  }

  /** Control characters of a paste are not typed into a file unseen; tabs are. */
  paste(text: string): void {
    this.#insert(text.replace(/(?![\t\n\r])\p{Cc}/gu, ''));
  }

  #insert(text: string): void {
    this.#set(insertInLines(this.#edited, text, this.#settings.lineEnd));
  }

  #set(edited: EditedLines): void {
    const isChanged = edited.lines !== this.#edited.lines;
    if (isChanged) this.#past = [...this.#past.slice(1 - LONGEST_PAST), this.#edited];
    this.#edited = edited;
    if (isChanged) this.#settings.onChange?.();
  }

  wheel(lines: number): void {
    this.#edited = moveLines(this.#edited, lines) ?? this.#edited;
  }

  click(x: number, y: number): boolean {
    const row = Math.min(this.#first + y, this.#edited.lines.length - 1);
    const graphemes = splitGraphemes(this.#edited.lines[row]?.text ?? '');
    let column = 0;
    while (column < graphemes.length && cellsBefore(graphemes, column + 1) <= x + this.#skipped) {
      column += 1;
    }
    this.#edited = { ...this.#edited, row, column };
    return false;
  }

  view({ width, height, unicode, isFocused }: WidgetContext): WidgetView {
    const { lines, row, column } = this.#edited;
    const rows = Math.max(1, height - this.#settings.reserved());
    this.#pageRows = Math.max(1, rows - 1);
    this.#first = Math.max(Math.min(this.#first, row), row - rows + 1, 0);
    const x = cellsBefore(splitGraphemes(lines[row]?.text ?? ''), column);
    const margin = Math.min(MARGIN, width >> 1);
    this.#skipped = Math.max(0, Math.min(this.#skipped, x - margin), x - width + 1 + margin);
    const role = isFocused ? 'field-focused' : 'field';
    const shown = lines.slice(this.#first, this.#first + rows).map(({ text }): Line => {
      const cells = markedCellsOf(
        codeLine({ kind: 'context', text }),
        this.#skipped,
        width,
        unicode,
      );
      return fillLine(
        cells.map((each) => span(each.text, role)),
        width,
        role,
      );
    });
    const y = row - this.#first;
    const padding = Array.from({ length: rows - shown.length }, (): Line => []);
    return {
      lines: [...shown, ...padding],
      ...(isFocused && { cursor: { x: x - this.#skipped, y } }),
      focusLine: y,
      isCutAbove: this.#first > 0,
      isCutBelow: this.#first + rows < lines.length,
    };
  }
}

/** Cells that the first graphemes of a line take. */
function cellsBefore(graphemes: readonly string[], count: number): number {
  return lineWidth(codeLine({ kind: 'context', text: graphemes.slice(0, count).join('') }));
}
