/** The files of a merge, one of them marked; it scrolls by itself. */
import type { FileChange } from '../../../core/repository.js';
import type { KeyEvent } from '../../input/events.js';
import { fillLine, type Line, lineWidth, type Role, span } from '../../views/line.js';
import { clipPath } from '../conflicts/path.js';
import { listStep, movedBy } from '../list-steps.js';
import type { Widget, WidgetContext, WidgetView } from '../widget.js';
import { fileCounts, fileName, fileSign } from './file-lines.js';

/** Lines of the list at most, and what of the screen's it may take. */
const MOST_ROWS = 12;
const SHARE = 0.5;

export class FileList implements Widget {
  #files: readonly FileChange[];
  #index = 0;
  #first = 0;
  #rows = 1;

  readonly #room: { most: number; share: number };

  /** `room` is what it may take of the lines that are visible of its dialog. */
  constructor(files: readonly FileChange[], room = { most: MOST_ROWS, share: SHARE }) {
    this.#files = files;
    this.#room = room;
  }

  get isFocusable(): boolean {
    return this.#files.length > 0;
  }

  get marked(): FileChange | undefined {
    return this.#files[this.#index];
  }

  /** Marks the file at this place of the list. */
  mark(index: number): void {
    this.#index = movedBy(0, index, this.#files.length);
  }

  /** Takes other files; what is marked stays so while it is there. */
  setFiles(files: readonly FileChange[]): void {
    const path = this.marked?.path;
    this.#files = files;
    this.#index = Math.max(
      0,
      files.findIndex((file) => file.path === path),
    );
  }

  key(event: KeyEvent): boolean {
    const step = listStep(event, {
      page: this.#rows - 1,
      ends: { prefix: '', length: this.#files.length },
    });
    if (step === undefined) return false;
    const before = this.#index;
    this.#move(step);
    return this.#index !== before;
  }

  #move(step: number): void {
    this.mark(this.#index + step);
  }

  wheel(lines: number): void {
    this.#move(lines);
  }

  click(_x: number, y: number, count = 1): boolean {
    const index = this.#first + y;
    if (index >= this.#files.length) return false;
    this.#index = index;
    return count > 1;
  }

  view(context: WidgetContext): WidgetView {
    const { length } = this.#files;
    const { most, share } = this.#room;
    this.#rows = Math.max(1, Math.min(length, most, Math.floor(context.height * share)));
    const highest = Math.max(0, length - this.#rows);
    const least = this.#index - this.#rows + 1;
    this.#first = Math.max(0, Math.min(highest, this.#index, Math.max(this.#first, least)));
    const shown = this.#files.slice(this.#first, this.#first + this.#rows);
    return {
      lines: shown.map((file, row) => this.#line(file, this.#first + row === this.#index, context)),
      focusLine: this.#index - this.#first,
      isCutAbove: this.#first > 0,
      isCutBelow: this.#first + this.#rows < length,
    };
  }

  #line(file: FileChange, isMarked: boolean, context: WidgetContext): Line {
    const { width, unicode, isFocused } = context;
    const isHere = isMarked && isFocused;
    const role: Role = isHere ? 'selected' : 'normal';
    const mark = isHere ? (unicode ? '› ' : '> ') : '  ';
    const counts = fileCounts(file);
    const room = Math.max(8, width - 4 - lineWidth(counts));
    const name = clipPath(fileName(file, unicode), room, unicode);
    const left = [span(`${mark}${fileSign(file)} `, isHere ? role : 'muted'), span(name, role)];
    const line = [...left, ...(isHere ? counts.map(({ text }) => span(text, role)) : counts)];
    return fillLine(line, width, role);
  }
}
