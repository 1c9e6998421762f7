/** The same text as differences from several others, one of them at a time. */
import type { FileDiff } from '../../../core/diff.js';
import { type Line, span } from '../../views/line.js';
import { Dialog, type DialogTitle } from '../dialog.js';
import { DiffView } from '../diff/diff-view.js';
import { blankLine, keyName, Menu, type Option, TextBlock, type Widget } from '../widget.js';
import { pathTitle } from './path.js';

export interface ComparedSide {
  /** What is compared with what. */
  readonly title: string;
  readonly file: FileDiff;
}

/** What keys do in the difference. */
const DIFF_HINT = 'n/p changes · s, u columns or not · ←/→ shift';

const WIDTH = 200;
const DECISION_WIDTH = 160;

/** A difference at a time, with Tab from one to the next. */
class SidesDiff {
  readonly view: DiffView;
  readonly #sides: readonly ComparedSide[];
  #index = 0;

  constructor(sides: readonly ComparedSide[], height?: (visible: number) => number) {
    this.#sides = sides;
    this.view = new DiffView({
      fillsHeight: true,
      ...(sides[0] && { file: sides[0].file }),
      ...(height && { height }),
    });
  }

  showNext(): void {
    this.#index = (this.#index + 1) % Math.max(1, this.#sides.length);
    this.view.show(this.#sides[this.#index]?.file);
  }

  /** Which one is shown, with how much it differs. */
  get heading(): Widget {
    return new TextBlock(() => [this.#heading()]);
  }

  #heading(): Line {
    const side = this.#sides[this.#index];
    if (!side) return [];
    const { added = 0, removed = 0 } = side.file;
    const counts: Line =
      added + removed === 0
        ? [span('  no difference', 'muted')]
        : [span(`  +${added}`, 'added'), span(` -${removed}`, 'removed')];
    return [span(side.title, 'strong'), ...counts];
  }
}

export function sidesDiff(settings: {
  /** Path of the file. */
  title: string;
  note: string | undefined;
  sides: readonly ComparedSide[];
}): Dialog<void> {
  const { title, note, sides } = settings;
  const head = note === undefined ? 1 : 2;
  const diff = new SidesDiff(sides, (visible) => Math.max(1, visible - head));
  const widgets: Widget[] = [
    diff.heading,
    ...(note === undefined ? [] : [new TextBlock(() => [[span(note, 'warning')]])]),
    diff.view,
  ];
  return new Dialog<void>({
    title: pathTitle(title),
    width: WIDTH,
    widgets,
    focus: widgets.indexOf(diff.view),
    hint: `Tab other side · Esc goes back · ${DIFF_HINT}`,
    onEnter: (dialog) => dialog.finish(undefined),
    onKey: (event) => {
      if (keyName(event) !== 'tab') return false;
      diff.showNext();
      return true;
    },
  });
}

/** Something to decide about a text, with its difference from each side above the choices. */
export function decisionDialog<Choice>(settings: {
  title: DialogTitle;
  about: readonly Widget[];
  sides: readonly ComparedSide[];
  options: readonly Option<Choice>[];
  /** Marked first: what changes nothing. */
  selected: Choice;
  /** Lines of the difference at least; it takes what the others leave. */
  leastRows: number;
}): Dialog<Choice> {
  const { title, about, sides, options, selected, leastRows } = settings;
  let taken = 0;
  const diff = new SidesDiff(sides, (visible) => Math.max(leastRows, visible - taken));
  const menu = new Menu<Choice>(options, selected);
  const measure: Widget = {
    isFocusable: false,
    view: (context) => {
      const others = widgets.filter((each) => each !== measure && each !== diff.view);
      taken = others.reduce((sum, each) => sum + each.view(context).lines.length, 0);
      return { lines: [] };
    },
  };
  const shown = sides.length > 0 ? [measure, diff.heading, diff.view, blankLine()] : [];
  const widgets: Widget[] = [...about, blankLine(), ...shown, menu];
  return new Dialog<Choice>({
    title,
    width: DECISION_WIDTH,
    widgets,
    focus: widgets.indexOf(menu),
    hint:
      sides.length > 0
        ? `Enter chooses · Esc goes back · o other side · Tab difference · ${DIFF_HINT}`
        : 'Enter chooses · Esc goes back',
    onEnter: (dialog, focused) => {
      if (focused === menu) dialog.finish(menu.value);
    },
    onKey: (event) => {
      if (keyName(event) !== 'o' || sides.length === 0) return false;
      diff.showNext();
      return true;
    },
  });
}
