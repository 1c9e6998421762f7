/** A field for text that can be edited anywhere in it; several lines where that is allowed. */

import type { KeyEvent } from '../input/events.js';
import {
  cleanText,
  cursorRow,
  EDIT_COMMANDS,
  type EditedText,
  editText,
  insertText,
  lineWindow,
  moveRows,
  textOf,
  wrapRows,
} from '../model/text-editor.js';
import { textWidth } from '../terminal/text-width.js';
import { fillLine, type Line, shorten, span } from '../views/line.js';
import { editCommand, typedText } from './edit-keys.js';
import {
  keyName,
  LABEL_WIDTH,
  labelSpans,
  type Widget,
  type WidgetContext,
  type WidgetView,
} from './widget.js';

/** Alt-Enter, Shift-Enter and Ctrl-j: a new line where plain Enter does something else. */
const LINE_BREAK_KEYS = ['alt-enter', 'shift-enter', 'ctrl-j'];
const LONGEST_FIELD_ROWS = 6;

/** Labels stand above the field where beside it there is no room. */
export const ROOM_BESIDE_LABEL = 40;

export interface TextFieldSettings {
  label: string;
  value?: string;
  /** Shown while the field is empty. */
  placeholder?: string | (() => string);
  allowLines?: boolean;
  onChange?: (value: string) => void;
}

/** Takes typed keys, editing keys and pastes; wraps where several lines are allowed. */
export class TextField implements Widget {
  readonly isFocusable = true;
  readonly #settings: TextFieldSettings;
  #text: EditedText;
  /** Width the text was wrapped to when it was last drawn; up and down move by those rows. */
  #width = 40;

  constructor(settings: TextFieldSettings) {
    this.#settings = settings;
    this.#text = editText(cleanText(settings.value ?? '', settings.allowLines ?? false));
  }

  get value(): string {
    return textOf(this.#text);
  }

  /** Puts another text in its place, as if it were typed. */
  replace(text: string): void {
    this.#set(editText(cleanText(text, this.#settings.allowLines ?? false)));
  }

  #set(text: EditedText): void {
    const isChanged = text.graphemes !== this.#text.graphemes;
    this.#text = text;
    if (isChanged) this.#settings.onChange?.(this.value);
  }

  #insert(text: string): void {
    const clean = cleanText(text, this.#settings.allowLines ?? false);
    if (clean) this.#set(insertText(this.#text, clean));
  }

  key(event: KeyEvent): boolean {
    const name = keyName(event);
    const command = editCommand(event);
    if (command) {
      this.#set(EDIT_COMMANDS[command](this.#text));
      return true;
    }
    if (this.#settings.allowLines && LINE_BREAK_KEYS.includes(name)) {
      this.#insert('\n');
      return true;
    }
    if (name === 'up' || name === 'down') return this.#moveRows(name === 'up' ? -1 : 1);
    const text = typedText(event);
    if (text === undefined) return false;
    this.#insert(text);
    return true;
  }

  #moveRows(step: number): boolean {
    if (!this.#settings.allowLines) return false;
    const rows = wrapRows(this.#text, this.#width, textWidth);
    const moved = moveRows(this.#text, rows, step);
    if (moved) this.#text = moved;
    return moved !== undefined;
  }

  paste(text: string): void {
    this.#insert(text);
  }

  view(context: WidgetContext): WidgetView {
    const isBeside = context.width >= ROOM_BESIDE_LABEL;
    const width = Math.max(4, isBeside ? context.width - LABEL_WIDTH : context.width);
    this.#width = width - 1;
    const label = labelSpans(this.#settings.label, context.isFocused);
    const field = this.#settings.allowLines
      ? this.#lines(width, context)
      : this.#line(width, context);
    if (!isBeside) {
      const cursor = { x: field.cursor.x, y: field.cursor.y + 1 };
      return {
        lines: [label, ...field.lines],
        ...(context.isFocused && { cursor }),
        focusLine: cursor.y,
      };
    }
    const indent = span(' '.repeat(LABEL_WIDTH));
    const lines = field.lines.map(
      (line, index): Line => [...(index === 0 ? label : [indent]), ...line],
    );
    const cursor = { x: field.cursor.x + LABEL_WIDTH, y: field.cursor.y };
    return { lines, ...(context.isFocused && { cursor }), focusLine: cursor.y };
  }

  #line(
    width: number,
    context: WidgetContext,
  ): { lines: Line[]; cursor: { x: number; y: number } } {
    const window = lineWindow(this.#text, width - 1, textWidth);
    return {
      lines: [this.#fill(window.text, width, context)],
      cursor: { x: window.cursorColumn, y: 0 },
    };
  }

  #lines(
    width: number,
    context: WidgetContext,
  ): { lines: Line[]; cursor: { x: number; y: number } } {
    const rows = wrapRows(this.#text, width - 1, textWidth);
    const at = cursorRow(rows, this.#text.cursor);
    const first = Math.max(0, Math.min(at - LONGEST_FIELD_ROWS + 1, rows.length));
    const shown = rows.slice(first, first + LONGEST_FIELD_ROWS);
    const textBetween = (start: number, end: number) =>
      this.#text.graphemes.slice(start, end).join('');
    const lines = shown.map(({ start, end }) =>
      this.#fill(textBetween(start, end), width, context),
    );
    const x = textWidth(textBetween(rows[at]?.start ?? 0, this.#text.cursor));
    return { lines, cursor: { x, y: at - first } };
  }

  #fill(text: string, width: number, { isFocused, unicode }: WidgetContext): Line {
    const role = isFocused ? 'field-focused' : 'field';
    const { placeholder: given } = this.#settings;
    const placeholder = typeof given === 'function' ? given() : given;
    const isEmpty = this.#text.graphemes.length === 0;
    const content: Line =
      isEmpty && placeholder
        ? [span(shorten(placeholder, width, unicode), 'muted')]
        : [span(text, role)];
    return fillLine(content, width, role);
  }
}

/** A field of a list: where its label would stand above it, the placeholder tells enough. */
export function unlabelledWhereNarrow(field: TextField, context: WidgetContext): WidgetView {
  const view = field.view(context);
  if (context.width >= ROOM_BESIDE_LABEL) return view;
  const { cursor } = view;
  return {
    lines: view.lines.slice(1),
    ...(cursor && { cursor: { x: cursor.x, y: cursor.y - 1 } }),
  };
}
