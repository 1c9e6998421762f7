/** A filter, and the sessions that match it as a table with details of the chosen one. */
import type { KeyEvent } from '../../input/events.js';
import { COLUMN_GAP, COLUMN_LABELS, placeColumns } from '../../model/session-table/columns.js';
import type { SessionRow } from '../../model/session-table/rows.js';
import { fillLine, type Line, shorten, span, wrapped } from '../../views/line.js';
import { listStep, movedBy } from '../list-steps.js';
import { ListWindow } from '../list-window.js';
import { TextField, unlabelledWhereNarrow } from '../text-field.js';
import type { Widget, WidgetContext, WidgetView } from '../widget.js';
import { leadWidth, rowLine } from './cells.js';
import { detailLines, noteLines } from './details.js';
import { filterRows, type RowMatch } from './filter.js';
import { type ColumnWidths, naturalWidths } from './natural-widths.js';

/** What the table shows at a moment; a changed identity of `rows` makes it look again. */
export interface TableContent {
  readonly rows: readonly SessionRow[];
  /** Something is wrong with the registry, and what to do. */
  readonly warning?: { readonly text: string; readonly short: string } | undefined;
  /** Rows that are put away are shown too. */
  readonly showsPutAway: boolean;
  /** ms since the epoch. */
  readonly now: number;
}

export interface SessionTableSettings {
  readonly content: () => TableContent;
  /** Said where there is no row at all. */
  readonly empty: string;
  /** Said where only rows that are put away match. */
  readonly putAwayHint: (count: number) => string;
}

/** Lines from which the names of the columns, and details below the list, have room. */
const ROWS_FOR_HEADER = 12;
const ROWS_FOR_DETAILS = 18;
const ROWS_FOR_LONG_DETAILS = 26;

type Item = { readonly heading: string } | { readonly match: RowMatch };

export class SessionTable implements Widget {
  readonly isFocusable = true;
  readonly #settings: SessionTableSettings;
  readonly #field: TextField;
  readonly #window = new ListWindow();
  #rows: readonly SessionRow[] | undefined;
  #showsPutAway = false;
  #natural: ColumnWidths = {};
  #lead = 0;
  #matches: readonly RowMatch[] = [];
  #items: readonly Item[] = [];
  /** Place among the items of each match. */
  #places: readonly number[] = [];
  #hiddenMatches = 0;
  #index = 0;
  #message: string | undefined;
  /** Match of each drawn line, for clicks, and the lines that stand above the list. */
  #drawn: readonly (number | undefined)[] = [];
  #pageRows = 1;
  #hasClicked = false;

  constructor(settings: SessionTableSettings) {
    this.#settings = settings;
    this.#field = new TextField({
      label: 'Find',
      placeholder: 'name, branch, target, agent, state, repository',
      onChange: () => this.#search(),
    });
  }

  /** The chosen row; undefined where nothing matches. */
  get selected(): SessionRow | undefined {
    this.#look();
    return this.#matches[this.#index]?.row;
  }

  /** How many of the rows match. */
  get counts(): { readonly shown: number; readonly all: number } {
    this.#look();
    const all = this.#rows?.filter((row) => this.#showsPutAway || !row.isPutAway).length ?? 0;
    return { shown: this.#matches.length, all };
  }

  /** Rows that were drawn last, top to bottom. */
  get visible(): readonly SessionRow[] {
    const indexes = new Set(this.#drawn.filter((index) => index !== undefined));
    return [...indexes].flatMap((index) => this.#matches[index]?.row ?? []);
  }

  /** Shown below the list until the next key; undefined takes it away. */
  say(message: string | undefined): void {
    this.#message = message;
  }

  /** Chooses a row that is listed; others are passed over. */
  select(id: string): void {
    this.#look();
    const index = this.#matches.findIndex(({ row }) => row.id === id);
    if (index >= 0) this.#index = index;
  }

  /** Takes over what has changed; what is chosen stays chosen, on the same line. */
  #look(): void {
    const { rows, showsPutAway } = this.#settings.content();
    if (rows === this.#rows && showsPutAway === this.#showsPutAway) return;
    const isFirst = this.#rows === undefined;
    this.#rows = rows;
    this.#showsPutAway = showsPutAway;
    this.#natural = naturalWidths(rows);
    this.#lead = leadWidth(rows);
    const chosen = this.#matches[this.#index]?.row;
    const before = this.#places[this.#index] ?? 0;
    this.#match();
    this.#index = this.#placeOf(chosen);
    if (!isFirst) this.#window.shift((this.#places[this.#index] ?? 0) - before);
  }

  /** Where a row is now; of one that has gone, who stands there, of its own group if that can be. */
  #placeOf(chosen: SessionRow | undefined): number {
    const index = this.#matches.findIndex(({ row }) => row.id === chosen?.id);
    if (index >= 0) return index;
    const next = Math.min(this.#index, Math.max(0, this.#matches.length - 1));
    const groupAt = (place: number) => this.#matches[place]?.row.group;
    const isOther = groupAt(next) !== chosen?.group && groupAt(next - 1) === chosen?.group;
    return isOther && next > 0 ? next - 1 : next;
  }

  /** The best match is chosen; without anything typed what was chosen before. */
  #search(): void {
    const chosen = this.#matches[this.#index]?.row;
    this.#match();
    this.#window.toTop();
    this.#index = this.#field.value.trim() === '' ? this.#placeOf(chosen) : 0;
  }

  #match(): void {
    const found = filterRows(this.#rows ?? [], this.#field.value);
    this.#matches = this.#showsPutAway ? found : found.filter(({ row }) => !row.isPutAway);
    this.#hiddenMatches = found.length - this.#matches.length;
    const items: Item[] = [];
    const places: number[] = [];
    let group: string | undefined;
    for (const match of this.#matches) {
      if (match.row.group !== group) {
        group = match.row.group;
        items.push({ heading: group });
      }
      places.push(items.length);
      items.push({ match });
    }
    this.#items = items;
    this.#places = places;
  }

  key(event: KeyEvent): boolean {
    this.#look();
    this.#message = undefined;
    this.#hasClicked = false;
    const step = listStep(event, {
      page: this.#pageRows,
      ends: { prefix: 'ctrl-', length: this.#matches.length },
    });
    if (step === undefined) return this.#field.key(event);
    this.#move(step);
    return true;
  }

  #move(step: number): void {
    this.#index = movedBy(step, this.#index, this.#matches.length);
  }

  wheel(lines: number): void {
    this.#look();
    this.#move(lines);
  }

  paste(text: string): void {
    this.#look();
    this.#field.paste(text);
  }

  /** The first click chooses, a second one on the same place does what Enter does. */
  click(_x: number, y: number, count = 1): boolean {
    if (count > 1 && this.#hasClicked) {
      this.#hasClicked = false;
      return true;
    }
    const index = this.#drawn[y];
    this.#hasClicked = index !== undefined;
    if (index !== undefined) this.#index = index;
    return false;
  }

  view(context: WidgetContext): WidgetView {
    this.#look();
    // Where there is room, the bars above and below the dialog stay in sight.
    const height = context.height - (context.height >= ROWS_FOR_DETAILS ? 2 : 0);
    const field = unlabelledWhereNarrow(this.#field, context);
    const head = [...field.lines, ...this.#warningLines(context), ...this.#headerLine(context)];
    const below = this.#belowLines(context);
    const natural = Math.max(1, this.#fullLength());
    const rows = Math.max(1, Math.min(natural, height - head.length - below.length));
    const list = this.#listLines(context, rows);
    this.#pageRows = Math.max(1, rows - 1);
    this.#drawn = [...head.map(() => undefined), ...list.map(({ index }) => index)];
    const padding = Array.from({ length: rows - list.length }, (): Line => []);
    return {
      lines: [...head, ...list.map(({ line }) => line), ...padding, ...below],
      ...(field.cursor && { cursor: field.cursor }),
      isCutAbove: this.#window.isCutAbove,
      isCutBelow: this.#window.isCutBelow,
    };
  }

  /** Lines that the unfiltered list takes, so that the box keeps its height while one types. */
  #fullLength(): number {
    const rows = (this.#rows ?? []).filter((row) => this.#showsPutAway || !row.isPutAway);
    return rows.length + new Set(rows.map(({ group }) => group)).size + 2;
  }

  #warningLines({ width, height, unicode }: WidgetContext): Line[] {
    const { warning } = this.#settings.content();
    if (!warning) return [];
    if (height < ROWS_FOR_HEADER) {
      return [[span(shorten(warning.short, width, unicode), 'warning')]];
    }
    return wrapped(warning.text, width, 'warning').slice(0, 3);
  }

  #headerLine({ width, height }: WidgetContext): Line[] {
    if (height < ROWS_FOR_HEADER || this.#matches.length === 0) return [];
    const columns = placeColumns(width - this.#lead, this.#natural);
    const labels = columns.map(({ column, width: room }) =>
      COLUMN_LABELS[column].slice(0, room).padEnd(room),
    );
    return [[span(' '.repeat(this.#lead) + labels.join(' '.repeat(COLUMN_GAP)), 'muted')]];
  }

  #belowLines(context: WidgetContext): Line[] {
    const { width, height, unicode } = context;
    const row = this.#matches[this.#index]?.row;
    const message: Line[] =
      this.#message === undefined ? [] : wrapped(this.#message, width, 'warning').slice(0, 2);
    if (height < ROWS_FOR_DETAILS) return message;
    const { now } = this.#settings.content();
    const rows = height >= ROWS_FOR_LONG_DETAILS ? 6 : 4;
    const said = row ? detailLines(row, rows - message.length, { width, unicode, now }) : [];
    const rule = span((unicode ? '─' : '-').repeat(width), 'border');
    const padding = Array.from({ length: rows - message.length - said.length }, (): Line => []);
    return [[rule], ...said, ...padding, ...message];
  }

  #listLines(context: WidgetContext, rows: number): { line: Line; index?: number }[] {
    const { width, height, unicode } = context;
    const chosen = this.#matches[this.#index];
    if (!chosen) {
      this.#window.show({ at: 0, from: 0, below: 0, length: 0 }, rows);
      return wrapped(this.#emptyWords(), width, 'muted')
        .slice(0, rows)
        .map((line) => ({ line }));
    }
    const { now } = this.#settings.content();
    const columns = placeColumns(width - this.#lead, this.#natural);
    const names = columns.map(({ column }) => column);
    const notes =
      height < ROWS_FOR_DETAILS ? noteLines(chosen.row, names, { width, unicode, now }) : [];
    const at = this.#places[this.#index] ?? 0;
    const before = this.#items[at - 1];
    const from = before && 'heading' in before ? at - 1 : at;
    const below = Math.min(notes.length, rows - 1);
    this.#window.show({ at, from, below, length: this.#items.length }, rows);
    const lines: { line: Line; index?: number }[] = [];
    let index = this.#firstMatchFrom(this.#window.first);
    for (
      let place = this.#window.first;
      place < this.#items.length && lines.length < rows;
      place += 1
    ) {
      const item = this.#items[place];
      if (!item) break;
      if ('heading' in item) {
        lines.push({
          line: fillLine([span(shorten(item.heading, width, unicode), 'muted')], width),
        });
        continue;
      }
      const isChosen = index === this.#index;
      lines.push({
        line: rowLine(item.match, columns, { isChosen, lead: this.#lead, width, unicode, now }),
        index,
      });
      if (isChosen) for (const line of notes.slice(0, below)) lines.push({ line, index });
      index += 1;
    }
    return lines.slice(0, rows);
  }

  /** Index of the first match at or after a place; the places are sorted. */
  #firstMatchFrom(place: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #emptyWords(): string {
    if (this.#hiddenMatches > 0) return this.#settings.putAwayHint(this.#hiddenMatches);
    return (this.#rows?.length ?? 0) === 0 ? this.#settings.empty : 'Nothing matches.';
  }
}
