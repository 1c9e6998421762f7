/** Dialogs of one step: an error, a choice, a name, a wait. */
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import type { KeyEvent } from '../input/events.js';
import { type Line, shorten, span } from '../views/line.js';
import { errorLines } from '../views/messages.js';
import { Dialog } from './dialog.js';
import type { DialogOpener } from './dialog-stack.js';
import { TextField } from './text-field.js';
import { blankLine, Menu, type Option, paragraph, TextBlock, type Widget } from './widget.js';

const WIDTH = 66;

/** What happened, what was left as it was, what to do; resolves when it was read. */
export async function showError(dialogs: DialogOpener, error: QtuiError): Promise<void> {
  const words = {
    message: error.message,
    ...(error.untouched !== undefined && { untouched: error.untouched }),
    ...(error.hint !== undefined && { hint: error.hint }),
  };
  await dialogs.open(
    new Dialog<void>({
      title: 'That did not work',
      width: WIDTH,
      widgets: [
        new TextBlock((width) => errorLines(words, width)),
        blankLine(),
        new Menu([{ value: 'ok', label: 'OK' }]),
      ],
      onEnter: (dialog) => dialog.finish(undefined),
      hint: 'Enter closes',
    }),
  );
}

export interface Question<Value> {
  title: string;
  /** Shown above the choices. */
  body: readonly Widget[];
  options: readonly Option<Value>[];
  /** Marked first: what is safe. */
  selected: Value;
}

/** Lets the person choose one of a few; undefined when cancelled. */
export function ask<Value>(
  dialogs: DialogOpener,
  { title, body, options, selected }: Question<Value>,
): Promise<Value | undefined> {
  const menu = new Menu(options, selected);
  const widgets = body.length > 0 ? [...body, blankLine(), menu] : [menu];
  return dialogs.open(
    new Dialog<Value>({
      title,
      width: WIDTH,
      widgets,
      focus: widgets.indexOf(menu),
      onEnter: (dialog) => dialog.finish(menu.value),
      hint: 'Enter chooses · Esc cancels',
    }),
  );
}

/** Lets the person edit one line; undefined when cancelled. */
export function askText(
  dialogs: DialogOpener,
  settings: { title: string; label: string; value: string; note?: string },
): Promise<string | undefined> {
  const field = new TextField({ label: settings.label, value: settings.value });
  return dialogs.open(
    new Dialog<string>({
      title: settings.title,
      width: WIDTH,
      widgets: settings.note ? [field, blankLine(), paragraph(settings.note, 'muted')] : [field],
      onEnter: (dialog) => dialog.finish(field.value.trim()),
      hint: 'Enter accepts · Esc cancels',
    }),
  );
}

/** Something to read. */
export async function showText(
  dialogs: DialogOpener,
  text: {
    title: string;
    /** Cells of its longest line. */
    width: number;
    lines: (width: number, unicode: boolean) => readonly Line[];
  },
): Promise<void> {
  await dialogs.open(
    new Dialog<void>({
      title: text.title,
      width: text.width,
      widgets: [new TextBlock(text.lines)],
      onEnter: (dialog) => dialog.finish(undefined),
      hint: 'Up and Down scroll · Esc closes',
    }),
  );
}

/** What some work has said last. */
export class Said {
  line = '';
  onChange: () => void = () => undefined;

  /** Shows the line, or lines, in place of what was said before. */
  say(line: string): void {
    this.line = line;
    this.onChange();
  }
}

function saidLines({ line }: Said, width: number, unicode: boolean): Line[] {
  return line.split('\n').map((each) => [span(shorten(each, width, unicode), 'muted')]);
}

type Outcome<Value> = { value: Value } | { error: QtuiError };

/**
 * Shows a line while work goes on. When the person cancels it resolves to undefined and the work's
 * outcome is dropped: only for work that changes nothing. With `abort` cancelling stops the work
 * and waits for what came of it, as it may have been done already. With `uncancellable` it always
 * waits. A failure of the work is thrown as a `QtuiError`; `doing` completes "Could not …".
 */
export async function waitFor<Value>(
  dialogs: DialogOpener,
  settings: {
    title: string;
    text: string;
    /** What the work says while it goes on. */
    said?: Said;
    doing: string;
    uncancellable?: boolean;
    /** Stops the work, which then fails with `aborted` or is done all the same. */
    abort?: AbortController;
    /** Gets what is typed meanwhile, for the dialog that follows. */
    keep?: (event: KeyEvent) => void;
  },
  work: Promise<Value>,
): Promise<Value | undefined> {
  const isUncancellable = settings.uncancellable ?? false;
  const { abort, said } = settings;
  const dialog = new Dialog<Outcome<Value>>({
    title: settings.title,
    width: WIDTH,
    widgets: [
      paragraph(settings.text),
      ...(said ? [new TextBlock((width, unicode) => saidLines(said, width, unicode))] : []),
    ],
    onKey: (event) => {
      settings.keep?.(event);
      return settings.keep !== undefined;
    },
    isUncancellable,
    ...(abort && {
      onCancel: (self) => {
        abort.abort();
        self.change({ widgets: [paragraph('Stopping …')], hint: '' });
      },
    }),
    hint: isUncancellable ? '' : 'Esc cancels',
  });
  if (said) said.onChange = () => dialog.refresh();
  work.then(
    (value) => dialog.finish({ value }),
    (thrown: unknown) => dialog.finish({ error: toQtuiError(thrown, settings.doing) }),
  );
  const outcome = await dialogs.open(dialog);
  if (!outcome) return undefined;
  if ('value' in outcome) return outcome.value;
  if (abort?.signal.aborted && outcome.error.code === 'aborted') return undefined;
  throw outcome.error;
}
