/** An editor for what one hunk becomes, with both sides above it where there is room. */
import type { ConflictHunk, HunkAnswer } from '../../../core/conflict/hunks.js';
import { syntaxOf } from '../../model/diff/syntax.js';
import { type Line, span } from '../../views/line.js';
import { Dialog } from '../dialog.js';
import { LinesField } from '../lines-field.js';
import { keyName, TextBlock, type Widget, type WidgetContext } from '../widget.js';
import { partRows, rowLine, type SideNames } from './hunk-rows.js';

export interface EditHunkSettings {
  readonly title: string;
  readonly hunk: ConflictHunk;
  /** What is edited first. */
  readonly lines: readonly string[];
  readonly names: SideNames;
  readonly path: string;
  /** Why the lines cannot be an answer, as a sentence. */
  readonly problemOf: (lines: readonly string[]) => string | undefined;
  /** Told of what is written, with each change. */
  readonly onWritten?: (lines: readonly string[]) => void;
  /** Asked before what was written is dropped. */
  readonly mayLeave: () => Promise<boolean>;
}

const WIDTH = 200;
/** Lines from which both sides are shown above the field, and how many they take then. */
const HEIGHT_FOR_SIDES = 20;
const MOST_SIDE_ROWS = 10;

export function editHunkDialog(settings: EditHunkSettings): Dialog<HunkAnswer> {
  const { hunk } = settings;
  let problem: string | undefined;
  const sides = new SidesAbove(settings);
  const field = new LinesField({
    lines: settings.lines,
    lineEnd: hunk.lineEnd,
    reserved: () => sides.height + 1,
    onChange: () => settings.onWritten?.(field.lines),
  });
  const said = new TextBlock(() => [problem === undefined ? [] : [span(problem, 'error')]]);
  const dialog: Dialog<HunkAnswer> = new Dialog<HunkAnswer>({
    title: `${settings.title}: what it becomes`,
    width: WIDTH,
    widgets: [sides, field, said],
    focus: 1,
    hint: 'Ctrl-s takes it · Esc leaves · Alt-o/t/s insert ours, theirs, base · Ctrl-z undoes · Alt-k deletes the line',
    onKey: (event) => {
      const commands: Readonly<Record<string, () => void>> = {
        'ctrl-s': () => {
          const { lines } = field;
          problem = settings.problemOf(lines);
          if (problem === undefined) dialog.finish(answerOf(lines));
        },
        'alt-o': () => field.insertLines(hunk.ours),
        'alt-t': () => field.insertLines(hunk.theirs),
        'alt-s': () => field.insertLines(hunk.base),
        'alt-k': () => field.deleteLine(),
        'ctrl-z': () => field.undo(),
      };
      const command = commands[keyName(event)];
      problem = undefined;
      command?.();
      return command !== undefined;
    },
    onCancel: (self) => {
      if (!field.isChanged) self.finish(undefined);
      else void settings.mayLeave().then((mayLeave) => mayLeave && self.finish(undefined));
    },
  });
  const answerOf = (lines: readonly string[]): HunkAnswer => {
    if (isSame(lines, hunk.ours)) return 'ours';
    return isSame(lines, hunk.theirs) ? 'theirs' : { lines };
  };
  return dialog;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/** Both sides beside each other, as far as they have room. */
class SidesAbove implements Widget {
  readonly isFocusable = false;
  readonly #settings: EditHunkSettings;
  height = 0;

  constructor(settings: EditHunkSettings) {
    this.#settings = settings;
  }

  view({ width, height, unicode }: WidgetContext) {
    const lines = height < HEIGHT_FOR_SIDES ? [] : this.#lines(width, unicode);
    this.height = lines.length;
    return { lines };
  }

  #lines(width: number, unicode: boolean): Line[] {
    const { hunk, names, path } = this.#settings;
    const columns = (['ours', 'theirs'] as const).map((part) => partRows(hunk, part, names));
    const length = Math.min(MOST_SIDE_ROWS, Math.max(...columns.map((rows) => rows.length)));
    const space = { width, unicode, skipped: 0, syntax: syntaxOf(path) };
    const rows = Array.from({ length }, (_, index) =>
      rowLine({ kind: 'columns', cells: columns.map((each) => each[index]) }, space),
    );
    return [...rows, rowLine({ kind: 'rule', text: 'becomes' }, space)];
  }
}
