/** The same text as differences from several others, one of them at a time. */
import type { FileDiff } from '../../../core/diff.js';
import { type Line, span } from '../../views/line.js';
import { Dialog } from '../dialog.js';
import { DiffView } from '../diff/diff-view.js';
import { keyName, TextBlock, type Widget } from '../widget.js';
import { pathWords } from './path.js';

export interface ComparedSide {
  /** What is compared with what. */
  readonly title: string;
  readonly file: FileDiff;
}

/** What keys do in the difference. */
export const DIFF_HINT = 'n/p changes · s, u columns or not · ←/→ shift';

const WIDTH = 200;

/** A difference at a time, with Tab from one to the next. */
export class SidesDiff {
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
    title: pathWords(title),
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
