/** Changed files with the difference of one of them beside, or below where that is narrow. */
import type { DiffLine, FileDiff } from '../../../core/diff.js';
import { toQtuiError } from '../../../core/errors.js';
import type { FileChange } from '../../../core/repository.js';
import { printable } from '../../../core/text.js';
import type { KeyEvent } from '../../input/events.js';
import type { DiffLayout } from '../../model/diff/rows.js';
import { fillLine, type Line, span } from '../../views/line.js';
import { FileList } from '../merge/file-list.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from '../widget.js';
import { DiffView, WIDTH_FOR_COLUMNS } from './diff-view.js';

/** Narrower, the files stand above the difference. */
const WIDTH_FOR_BESIDE = 96;
const LIST_WIDTH = { least: 26, most: 44, share: 0.28 };
/** Of the lines, where the files stand above. */
const LIST_SHARE = 0.25;
const LIST_MOST = 8;

export interface DiffBrowserSettings {
  files: readonly FileChange[];
  /** Reads a file's difference; undefined where nothing differs any more. */
  load: (file: FileChange) => Promise<FileDiff | undefined>;
  /** Told when something is to be drawn anew that no key has changed. */
  onChange: () => void;
  /** In place of the files where there is none. */
  emptyWords: () => string;
  hasLineCursor?: boolean;
  remarksOn?: (path: string, line: DiffLine) => readonly string[];
  /** What was chosen; else as there is room beside the files. */
  layout?: DiffLayout;
  onLayout?: (layout: DiffLayout) => void;
  /** Told when a file was read, also again. */
  onLoaded?: (path: string, diff: FileDiff | undefined) => void;
  /** Lines that it takes of those that are visible of its dialog; else all of them. */
  height?: (visible: number) => number;
}

/**
 * Enter goes to the lines, `switchPart` back; `[` and `]` to the file before
 * and after, n and p from change to change through all files. What else `DiffView` does by key.
 */
export class DiffBrowser implements Widget {
  readonly #settings: DiffBrowserSettings;
  readonly #list: FileList;
  readonly #view: DiffView;
  #files: readonly FileChange[];
  #hasLines = false;
  /** Two columns were chosen: the files make room for them. */
  #wantsColumns: boolean;
  /** Where the parts were drawn last. */
  #place = { isBeside: true, listWidth: 0, listRows: 0 };
  #placeholder = '';
  #wanted: FileChange | undefined;
  #isLoading = false;

  constructor(settings: DiffBrowserSettings) {
    this.#settings = settings;
    this.#files = settings.files;
    this.#wantsColumns = settings.layout === 'side-by-side';
    this.#list = new FileList(settings.files, { share: 1, most: Number.POSITIVE_INFINITY });
    this.#view = new DiffView({
      ...settings,
      height: (visible) => visible,
      fillsHeight: true,
      onLayout: (layout) => {
        this.#wantsColumns = layout === 'side-by-side';
        settings.onLayout?.(layout);
      },
      remarksOn: (line) => settings.remarksOn?.(this.path ?? '', line) ?? [],
      placeholder: () => [span(this.#placeholder, 'muted')],
    });
    this.#load();
  }

  get isFocusable(): boolean {
    return true;
  }

  /** The file whose lines are shown. */
  get file(): FileDiff | undefined {
    return this.#view.file;
  }

  get path(): string | undefined {
    return this.#list.marked?.path;
  }

  /** The lines are what keys act on, not the list. */
  get hasLines(): boolean {
    return this.#hasLines && this.#files.length > 0;
  }

  get chosen(): readonly DiffLine[] {
    return this.#view.chosen;
  }

  /** Takes other files, with the marked one and its place kept where it still is there. */
  setFiles(files: readonly FileChange[]): void {
    const before = this.path;
    this.#files = files;
    this.#list.setFiles(files);
    this.#load({ keepsPlace: this.path === before });
  }

  /** Keys go to the lines from now on, or to the files again. */
  switchPart(): void {
    this.#hasLines = !this.#hasLines;
  }

  refreshRemarks(): void {
    this.#view.refreshRemarks();
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    if (this.#files.length === 0) return false;
    if (name === ']') return this.#toFile(1);
    if (name === '[') return this.#toFile(-1);
    if (!this.#hasLines) {
      if (name === 'enter') {
        this.switchPart();
        return true;
      }
      const before = this.path;
      if (LIST_KEYS.has(name)) {
        this.#list.key(event);
        if (this.path !== before) this.#load();
        return true;
      }
    }
    if (this.#view.key(event)) return true;
    // While a file is read, nobody knows whether it has changes to go to.
    if (name === 'n') return this.file ? this.#toFile(1) : true;
    if (name === 'p') return this.file ? this.#toFile(-1) : true;
    return LIST_KEYS.has(name);
  }

  wheel(lines: number): void {
    this.#view.wheel(lines);
  }

  click(x: number, y: number): boolean {
    const { isBeside, listWidth, listRows } = this.#place;
    const isList = isBeside ? x < listWidth : y < listRows;
    if (isList) {
      const before = this.path;
      this.#hasLines = false;
      this.#list.click(x, y);
      if (this.path !== before) this.#load();
    } else if (isBeside ? x > listWidth : y > listRows) {
      this.#hasLines = true;
      this.#view.click(x, isBeside ? y : y - listRows - 1);
    }
    return false;
  }

  view(context: WidgetContext): WidgetView {
    const height = Math.max(4, this.#settings.height?.(context.height) ?? context.height);
    if (this.#files.length === 0) {
      const words = fillLine([span(this.#settings.emptyWords(), 'muted')], context.width);
      return { lines: [words, ...Array.from({ length: height - 1 }, (): Line => [])] };
    }
    const listWidth = this.#widthOfList(context.width);
    return listWidth === undefined
      ? this.#below(context, height)
      : this.#beside(context, height, listWidth);
  }

  /** Beside the difference; undefined where the files stand above it. */
  #widthOfList(width: number): number | undefined {
    const { least, most, share } = LIST_WIDTH;
    const wanted = Math.max(least, Math.min(most, Math.floor(width * share)));
    const rest = width - wanted - 1;
    if (width < WIDTH_FOR_BESIDE) return undefined;
    const isInTheWay = this.#wantsColumns && rest < WIDTH_FOR_COLUMNS && width >= WIDTH_FOR_COLUMNS;
    return isInTheWay ? undefined : wanted;
  }

  #beside(context: WidgetContext, height: number, listWidth: number): WidgetView {
    this.#place = { isBeside: true, listWidth, listRows: height };
    const list = this.#list.view({ ...context, width: listWidth, height, isFocused: true });
    const width = context.width - listWidth - 1;
    const view = this.#view.view(this.#partContext(context, width, height));
    const rule = span(context.unicode ? '│' : '|', 'border');
    return {
      lines: view.lines.map((line, row) => [
        ...fillLine(list.lines[row] ?? [], listWidth),
        rule,
        ...line,
      ]),
      isCutAbove: view.isCutAbove === true,
      isCutBelow: view.isCutBelow === true,
    };
  }

  #below(context: WidgetContext, height: number): WidgetView {
    const most = Math.max(1, Math.min(LIST_MOST, Math.floor(height * LIST_SHARE)));
    const listRows = Math.min(most, this.#files.length);
    this.#place = { isBeside: false, listWidth: context.width, listRows };
    const list = this.#list.view({ ...context, height: listRows, isFocused: true });
    const view = this.#view.view(
      this.#partContext(context, context.width, Math.max(1, height - listRows - 1)),
    );
    const rule: Line = [span((context.unicode ? '─' : '-').repeat(context.width), 'border')];
    return {
      lines: [...list.lines, rule, ...view.lines],
      isCutAbove: view.isCutAbove === true,
      isCutBelow: view.isCutBelow === true,
    };
  }

  #partContext(context: WidgetContext, width: number, height: number): WidgetContext {
    return { ...context, width, height, isFocused: context.isFocused && this.#hasLines };
  }

  #toFile(step: 1 | -1): boolean {
    const at = this.#files.findIndex(({ path }) => path === this.path) + step;
    if (!this.#files[at]) return true;
    this.#list.mark(at);
    this.#load();
    return true;
  }

  /** One at a time, and of those that were asked for meanwhile only the last. */
  #load({ keepsPlace = false } = {}): void {
    this.#wanted = this.#list.marked;
    if (!keepsPlace) {
      this.#placeholder = this.#wanted ? 'Reading …' : '';
      this.#view.show(undefined);
    }
    if (!this.#isLoading) void this.#loadWanted(keepsPlace);
  }

  async #loadWanted(keepsPlace: boolean): Promise<void> {
    this.#isLoading = true;
    let keeps = keepsPlace;
    for (let file = this.#wanted; file; file = this.#wanted) {
      this.#wanted = undefined;
      const read = await this.#read(file);
      const isStill = this.path === file.path && this.#wanted === undefined;
      if (isStill) this.#show(read, keeps);
      keeps = false;
    }
    this.#isLoading = false;
    this.#settings.onChange();
  }

  async #read(file: FileChange): Promise<FileDiff | undefined> {
    try {
      const diff = await this.#settings.load(file);
      this.#placeholder = diff ? '' : 'Nothing differs in it any more.';
      this.#settings.onLoaded?.(file.path, diff);
      return diff;
    } catch (thrown) {
      this.#placeholder = printable(toQtuiError(thrown, `read ${file.path}`).message);
      return undefined;
    }
  }

  #show(diff: FileDiff | undefined, keepsPlace: boolean): void {
    const isSame = keepsPlace && JSON.stringify(diff) === JSON.stringify(this.#view.file);
    if (!isSame) this.#view.show(diff, { keepsPlace: keepsPlace && this.#view.file !== undefined });
  }
}

const LIST_KEYS = new Set(['up', 'down', 'home', 'end']);
