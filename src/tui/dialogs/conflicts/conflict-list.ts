/** The conflicts of a merge, found by what is typed, each with what it is and how far it is settled. */
import fuzzysort from 'fuzzysort';
import { conflictWords } from '../../../core/conflict-words.js';
import type { MergePlan } from '../../../core/merge.js';
import { printable } from '../../../core/text.js';
import type { KeyEvent } from '../../input/events.js';
import type { ConflictItem, HunkCount } from '../../model/conflicts/board.js';
import { textWidth } from '../../terminal/text-width.js';
import { fillLine, type Line, type Role, shorten, span } from '../../views/line.js';
import { LOWEST_SCORE } from '../fuzzy.js';
import { listStep, movedBy } from '../list-steps.js';
import { ListWindow } from '../list-window.js';
import { TextField, unlabelledWhereNarrow } from '../text-field.js';
import { keyName, type Widget, type WidgetContext, type WidgetView } from '../widget.js';
import { clipPath } from './path.js';
import { detailsOf, shortStateWords, stateWords } from './words.js';

/** What the list shows at a moment; a changed identity of `items` makes it look again. */
export interface ListedConflicts {
  readonly items: readonly ConflictItem[];
  /** Where it is known. */
  hunksOf(item: ConflictItem): HunkCount | undefined;
  readonly plan: MergePlan;
}

/** Cells from which what a conflict is has room beside its path. */
const WIDTH_FOR_KIND = 72;
/** Cells from which a state is told in words. */
const WIDTH_FOR_WORDS = 56;
/** Lines from which the list leaves some for details of the chosen conflict. */
const HEIGHT_FOR_DETAILS = 9;
const LONGEST_DETAILS = 5;
const MARK_WIDTH = 2;
const GAP = 2;

export class ConflictList implements Widget {
  readonly isFocusable = true;
  readonly isChosenByEnter = true;
  readonly #content: () => ListedConflicts;
  readonly #reserved: (width: number) => number;
  readonly #window = new ListWindow();
  readonly #field: TextField;
  #items: readonly ConflictItem[] | undefined;
  #matches: readonly ConflictItem[] = [];
  #index = 0;
  #drawn: readonly (ConflictItem | undefined)[] = [];
  #pageRows = 1;
  #isFinding = false;

  /** `reserved` is how many lines of the dialog stand above and below the list. */
  constructor(settings: { content: () => ListedConflicts; reserved: (width: number) => number }) {
    this.#content = settings.content;
    this.#reserved = settings.reserved;
    this.#field = new TextField({
      label: 'Find',
      placeholder: 'path, kind, open or settled',
      onChange: () => {
        this.#index = this.#match();
        this.#window.toTop();
      },
    });
  }

  /** What is typed narrows the list. */
  get isFinding(): boolean {
    return this.#isFinding;
  }

  find(): void {
    this.#isFinding = true;
  }

  /** Shows all again. */
  stopFinding(): void {
    this.#isFinding = false;
    const key = this.selected?.key;
    this.#field.replace('');
    if (key !== undefined) this.select(key);
  }

  /** The chosen conflict; undefined where nothing matches. */
  get selected(): ConflictItem | undefined {
    this.#look();
    return this.#matches[this.#index];
  }

  /** Conflicts that were drawn last, top to bottom. */
  get visible(): readonly ConflictItem[] {
    return this.#drawn.filter((item) => item !== undefined);
  }

  /** Chooses a conflict that is listed; others are passed over. */
  select(key: string): void {
    this.#look();
    const index = this.#matches.findIndex((item) => item.key === key);
    if (index >= 0) this.#index = index;
  }

  #look(): void {
    const { items } = this.#content();
    if (items === this.#items) return;
    const chosen = this.#matches[this.#index]?.key;
    this.#items = items;
    this.#match();
    const index = this.#matches.findIndex(({ key }) => key === chosen);
    this.#index = index >= 0 ? index : movedBy(0, this.#index, this.#matches.length);
  }

  /**
   * What matches stays in its order: neighbours in the tree are settled one after the other. Gives the
   * place of what matches best.
   */
  #match(): number {
    const { items, plan } = this.#content();
    const wanted = this.#field.value.trim();
    if (wanted === '') {
      this.#matches = items;
      return 0;
    }
    const entries = items.map((item) => {
      const { path, kind } = item.conflict;
      const what = conflictWords(item.conflict, plan.request);
      return { item, text: `${path} ${kind} ${what} ${item.settled ? 'settled' : 'open'}` };
    });
    const found = fuzzysort.go(wanted, entries, { key: 'text', threshold: LOWEST_SCORE, limit: 0 });
    const scores = new Map(found.map(({ obj, score }) => [obj.item, score]));
    this.#matches = items.filter((item) => scores.has(item));
    const best = this.#matches.findIndex((item) => scores.get(item) === found[0]?.score);
    return Math.max(0, best);
  }

  key(event: KeyEvent): boolean {
    this.#look();
    const step = listStep(event, {
      page: this.#pageRows,
      ends: { prefix: this.#isFinding ? 'ctrl-' : '', length: this.#matches.length },
    });
    if (step === undefined) return this.#isFinding && this.#field.key(event);
    const before = this.#index;
    this.#move(step);
    // From the last one Down goes on to what stands below the list.
    return keyName(event) !== 'down' || this.#index !== before;
  }

  #move(step: number): void {
    this.#index = movedBy(step, this.#index, this.#matches.length);
  }

  wheel(lines: number): void {
    this.#look();
    this.#move(lines);
  }

  paste(text: string): void {
    if (this.#isFinding) this.#field.paste(text);
  }

  /** The first click chooses, a second one does what Enter does. */
  click(_x: number, y: number, count = 1): boolean {
    const item = this.#drawn[y];
    if (!item) return false;
    const index = this.#matches.indexOf(item);
    const isChosen = index === this.#index;
    if (index >= 0) this.#index = index;
    return count > 1 && isChosen;
  }

  view(context: WidgetContext): WidgetView {
    this.#look();
    const { width, height, unicode, isFocused } = context;
    const field: WidgetView = this.#isFinding
      ? unlabelledWhereNarrow(this.#field, context)
      : { lines: [] };
    const room = Math.max(field.lines.length + 1, height - this.#reserved(width));
    const details = room >= HEIGHT_FOR_DETAILS ? this.#details(width, unicode) : [];
    const most = Math.max(1, room - field.lines.length - details.length);
    const rows = Math.min(most, Math.max(1, this.#items?.length ?? 0));
    const { length } = this.#matches;
    this.#window.show({ at: this.#index, from: this.#index, below: 0, length }, rows);
    const shown = this.#matches.slice(this.#window.first, this.#window.first + rows);
    this.#pageRows = Math.max(1, rows - 1);
    const { hunksOf } = this.#content();
    const stateWidth = Math.max(
      0,
      ...shown.map((item) => textWidth(wordsOf(item, hunksOf(item), width))),
    );
    const list = shown.map((item, index) =>
      this.#row(item, {
        ...{ width, stateWidth, unicode, isFocused },
        isChosen: this.#window.first + index === this.#index,
      }),
    );
    if (length === 0) list.push([span('Nothing matches.', 'muted')]);
    this.#drawn = [...field.lines.map(() => undefined), ...shown];
    const padding = Array.from({ length: Math.max(0, rows - list.length) }, (): Line => []);
    return {
      lines: [...field.lines, ...list, ...padding, ...details],
      ...(isFocused && field.cursor && { cursor: field.cursor }),
      focusLine: field.lines.length + this.#index - this.#window.first,
      isCutAbove: this.#window.isCutAbove,
      isCutBelow: this.#window.isCutBelow,
    };
  }

  #row(
    item: ConflictItem,
    {
      width,
      stateWidth,
      unicode,
      isFocused,
      isChosen,
    }: {
      width: number;
      stateWidth: number;
      unicode: boolean;
      isFocused: boolean;
      isChosen: boolean;
    },
  ): Line {
    const { plan, hunksOf } = this.#content();
    const state = wordsOf(item, hunksOf(item), width);
    const role = roleOf(item);
    const mark = isChosen && isFocused ? (unicode ? '› ' : '> ') : '  ';
    const room = Math.max(1, width - MARK_WIDTH - stateWidth - GAP);
    const what = printable(conflictWords(item.conflict, plan.request));
    const kindRoom = width >= WIDTH_FOR_KIND ? Math.floor(room * 0.45) : 0;
    const path = clipPath(item.conflict.path, room - kindRoom - (kindRoom > 0 ? GAP : 0), unicode);
    const left: Line = [
      span(mark, 'strong'),
      ...fillLine([span(path)], Math.max(0, room - kindRoom)),
      ...fillLine([span(shorten(what, kindRoom, unicode), 'muted')], kindRoom),
      span(' '.repeat(GAP)),
    ];
    const line: Line = [...left, span(state, role)];
    if (!isChosen) return line;
    const marked: Role = isFocused ? 'selected' : 'strong';
    return fillLine(
      line.map(({ text }) => span(text, marked)),
      width,
      marked,
    );
  }

  #details(width: number, unicode: boolean): Line[] {
    const rule: Line = [span((unicode ? '─' : '-').repeat(width), 'border')];
    const item = this.#matches[this.#index];
    const said = item ? detailsOf(item, this.#content().plan, width).slice(0, LONGEST_DETAILS) : [];
    const padding = Array.from({ length: LONGEST_DETAILS - said.length }, (): Line => []);
    return [rule, ...said, ...padding];
  }
}

function wordsOf(item: ConflictItem, hunks: HunkCount | undefined, width: number): string {
  return width < WIDTH_FOR_WORDS ? shortStateWords(item, hunks) : stateWords(item, hunks);
}

function roleOf({ settled, problem }: ConflictItem): Role {
  if (settled) return 'done';
  return problem === undefined ? 'warning' : 'error';
}
