/** A conflict that is settled as a whole: every choice with what it leaves, and what it loses. */
import type { FileDiff } from '../../../core/diff.js';
import type { KeyEvent } from '../../input/events.js';
import { type Line, span } from '../../views/line.js';
import { Dialog, type DialogTitle } from '../dialog.js';
import { DiffView } from '../diff/diff-view.js';
import { limited } from '../merge/file-lines.js';
import {
  blankLine,
  keyName,
  Menu,
  type Option,
  TextBlock,
  type Widget,
  type WidgetContext,
  type WidgetView,
} from '../widget.js';
import { clipPath } from './path.js';

export interface WholeOption<Value> extends Option<Value> {
  /** What is shown below while it is marked. */
  readonly preview?: WholePreview;
}

/** A difference, or names of files. */
export type WholePreview = { readonly title: string } & (
  | { readonly file: FileDiff }
  | { readonly paths: readonly string[] }
);

export interface WholeChoiceSettings<Value> {
  readonly title: DialogTitle;
  readonly about: (width: number) => readonly Line[];
  readonly options: readonly WholeOption<Value>[];
  readonly selected: Value;
}

const WIDTH = 120;
/** Lines of the difference: it takes as many for every choice, so that the dialog stays in place. */
const PREVIEW_ROWS = { least: 4, most: 16, longest: 500 } as const;

export function wholeChoice<Value>(settings: WholeChoiceSettings<Value>): Dialog<Value> {
  const { about, options, selected } = settings;
  const menu = new Menu<Value>(options, selected);
  const preview = new MarkedPreview(options, () => menu.value);
  const head = new TextBlock((width) => about(width));
  const widgets: Widget[] = [head, blankLine(), menu, blankLine(), preview];
  preview.linesAbove = (context) =>
    head.view(context).lines.length + menu.view(context).lines.length + 2;
  return new Dialog<Value>({
    title: settings.title,
    width: WIDTH,
    widgets,
    focus: widgets.indexOf(menu),
    hint: 'Enter chooses · Esc goes back · PageUp, PageDown scroll the preview',
    onEnter: (dialog) => dialog.finish(menu.value),
    onKey: (event) =>
      preview.isInSight && ['pageup', 'pagedown'].includes(keyName(event)) && preview.key(event),
  });
}

/** What the marked choice comes to. */
class MarkedPreview<Value> implements Widget {
  readonly isFocusable = false;
  readonly #options: readonly WholeOption<Value>[];
  readonly #marked: () => Value | undefined;
  readonly #view = new DiffView({
    layout: 'unified',
    fillsHeight: true,
    height: (visible) => this.#rows(visible),
  });
  #shown: FileDiff | undefined;
  #above = 0;
  #isInSight = true;
  linesAbove: (context: WidgetContext) => number = () => 0;

  constructor(options: readonly WholeOption<Value>[], marked: () => Value | undefined) {
    this.#options = options;
    this.#marked = marked;
  }

  /** Of a screen where it has no room beside the choices it is all there, for the dialog to scroll. */
  #rows(visible: number): number {
    const { least, most, longest } = PREVIEW_ROWS;
    const room = visible - this.#above - 1;
    this.#isInSight = room >= least;
    if (this.#isInSight) return Math.min(most, room);
    const lines = this.#shown?.hunks.reduce((sum, hunk) => sum + hunk.lines.length + 1, 0) ?? 0;
    return Math.max(least, Math.min(longest, lines));
  }

  /** It stands below the choices, and scrolls by itself. */
  get isInSight(): boolean {
    return this.#isInSight;
  }

  key(event: KeyEvent): boolean {
    return this.#view.key(event);
  }

  view(context: WidgetContext): WidgetView {
    if (!this.#options.some(({ preview }) => preview)) return { lines: [] };
    this.#above = this.linesAbove(context);
    const preview = this.#options.find(({ value }) => value === this.#marked())?.preview;
    const file = preview && 'file' in preview && !isSame(preview.file) ? preview.file : undefined;
    if (file !== this.#shown) this.#view.show(file);
    this.#shown = file;
    const view = this.#view.view(context);
    if (preview === undefined || file)
      return { ...view, lines: [this.#title(preview), ...view.lines] };
    // As many lines as any other choice takes.
    const names = 'paths' in preview ? pathLines(preview.paths, view.lines.length, context) : [];
    return { lines: [this.#title(preview), ...view.lines.map((_, row) => names[row] ?? [])] };
  }

  #title(preview: WholePreview | undefined): Line {
    if (preview === undefined) return [];
    const none =
      'file' in preview && isSame(preview.file) ? [span(' none of its lines', 'muted')] : [];
    return [span(preview.title, 'strong'), ...none];
  }
}

function pathLines(
  paths: readonly string[],
  rows: number,
  { width, unicode }: WidgetContext,
): Line[] {
  const most = paths.length > rows ? rows - 1 : rows;
  return limited(paths, most, (path) => [[span(`  ${clipPath(path, width - 2, unicode)}`)]]);
}

function isSame({ hunks, isBinary }: FileDiff): boolean {
  return hunks.length === 0 && !isBinary;
}
