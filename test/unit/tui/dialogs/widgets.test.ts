import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Dialog } from '../../../../src/tui/dialogs/dialog.js';
import { DialogStack } from '../../../../src/tui/dialogs/dialog-stack.js';
import { fuzzyFilter } from '../../../../src/tui/dialogs/fuzzy.js';
import { PickList } from '../../../../src/tui/dialogs/pick-list.js';
import { ask, waitFor } from '../../../../src/tui/dialogs/simple.js';
import { TextField } from '../../../../src/tui/dialogs/text-field.js';
import {
  Choice,
  Menu,
  paragraph,
  TextBlock,
  type WidgetView,
} from '../../../../src/tui/dialogs/widget.js';
import type { KeyEvent } from '../../../../src/tui/input/events.js';
import { lineText, span } from '../../../../src/tui/views/line.js';
import { keyEvent as key } from '../../../support/tui/key-event.js';

function type(target: { key(event: KeyEvent): unknown }, ...names: string[]): void {
  for (const name of names) target.key(key(name));
}

const CONTEXT = { width: 60, height: 30, isFocused: true, unicode: true };

describe('a text field', () => {
  test('edits in the middle and says where its cursor is', () => {
    const field = new TextField({ label: 'Name', value: 'auth' });
    type(field, 'home', 'right', 'x', 'ctrl-right', '!');
    expect(field.value).toBe('axuth!');
    expect(field.view(CONTEXT).cursor).toEqual({ x: 14 + 6, y: 0 });
  });

  test('leaves alone what is not its own', () => {
    const field = new TextField({ label: 'Name' });
    for (const name of ['tab', 'enter', 'up', 'down', 'escape', 'f1', 'ctrl-t', 'alt-x']) {
      expect(field.key(key(name))).toBe(false);
    }
    expect(field.value).toBe('');
  });

  test('takes new lines only where they are allowed', () => {
    const one = new TextField({ label: 'Name' });
    const many = new TextField({ label: 'Message', allowLines: true });
    for (const field of [one, many]) {
      field.paste('a\nb\x1b[0m');
      type(field, 'alt-enter', 'c');
    }
    expect(one.value).toBe('a b[0mc');
    expect(many.value).toBe('a\nb[0m\nc');
    expect(many.view(CONTEXT).lines).toHaveLength(3);
  });

  test('moves through its rows before the focus leaves it', () => {
    const field = new TextField({ label: 'Message', value: 'one\ntwo', allowLines: true });
    field.view(CONTEXT);
    expect(field.key(key('up'))).toBe(true);
    expect(field.key(key('up'))).toBe(false);
    type(field, '!');
    expect(field.value).toBe('one!\ntwo');
  });

  test('says of its placeholder that it goes on', () => {
    const field = new TextField({ label: 'Message', placeholder: 'what the agent shall do' });
    const { lines } = field.view({ ...CONTEXT, width: 14 });
    expect(lines.map(lineText).at(-1)).toBe('what the agen…');
  });

  test('stands under its label where there is no room beside it', () => {
    const field = new TextField({ label: 'Name', value: 'auth' });
    const view = field.view({ ...CONTEXT, width: 30 });
    expect(view.lines.map(lineText).map((line) => line.trimEnd())).toEqual(['Name', 'auth']);
    expect(view.cursor).toEqual({ x: 4, y: 1 });
  });
});

describe('a choice', () => {
  test('goes round by arrows and space and jumps by letters', () => {
    const seen: string[] = [];
    const options = ['merge', 'squash', 'ff-only'].map((value) => ({ value, label: value }));
    const choice = new Choice({
      label: 'Strategy',
      options,
      onChange: (value) => seen.push(value),
    });
    type(choice, 'left', 'space', 's');
    expect(seen).toEqual(['ff-only', 'merge', 'squash']);
    expect(choice.key(key('z'))).toBe(false);
  });
});

describe('a dialog', () => {
  test('cancels by Escape unless that is impossible', async () => {
    const open = new Dialog<string>({ title: '', width: 20, widgets: [] });
    type(open, 'escape');
    expect(await open.answer).toBeUndefined();
    const busy = new Dialog<string>({ title: '', width: 20, widgets: [], isUncancellable: true });
    type(busy, 'escape', 'ctrl-c');
    expect(busy.isFinished).toBe(false);
    busy.finish('done');
    busy.finish('later');
    expect(await busy.answer).toBe('done');
  });

  test('does nothing for releases', () => {
    const dialog = new Dialog<string>({ title: '', width: 20, widgets: [] });
    dialog.key(key('escape', 'release'));
    expect(dialog.isFinished).toBe(false);
  });

  test('opens at its first line, chooses nothing unseen, and can be scrolled', () => {
    const lines = Array.from({ length: 20 }, (_, index) => [span(`line ${index}`)]);
    const menu = new Menu([{ value: 1, label: 'OK' }]);
    const dialog = new Dialog<number>({
      title: 'Long',
      width: 30,
      widgets: [new TextBlock(() => lines), menu],
      hint: 'Enter closes',
      onEnter: (self) => self.finish(1),
    });
    const view = () => dialog.view({ cols: 40, rows: 5 }, true);
    const visible = () => view().lines.map(lineText);
    expect(visible()[0]).toBe('line 0');
    expect(view()).toMatchObject({ isCutAbove: false, isCutBelow: true });
    expect(view().hint).toContain('show more');
    type(dialog, 'down');
    expect(visible()[0]).toBe('line 1');
    type(dialog, 'enter');
    expect(visible().at(-1)).toContain('OK');
    expect(view()).toMatchObject({ isCutAbove: true, isCutBelow: false, hint: 'Enter closes' });
    expect(dialog.isFinished).toBe(false);
    type(dialog, 'pageup');
    expect(visible()[0]).toBe('line 12');
    dialog.scrollBy(-100);
    expect(visible()[0]).toBe('line 0');
    type(dialog, 'tab');
    expect(visible().at(-1)).toContain('OK');
  });

  test('walks the focus over what can have it, round by Tab', () => {
    const first = new TextField({ label: 'A' });
    const last = new TextField({ label: 'B' });
    const dialog = new Dialog<void>({
      title: '',
      width: 50,
      widgets: [paragraph('text'), first, paragraph('text'), last],
    });
    type(dialog, 'a', 'tab', 'b', 'tab', 'c', 'shift-tab', 'd', 'up', 'e', 'down', 'f');
    expect([first.value, last.value]).toEqual(['ace', 'bdf']);
  });

  test('takes clicks on the lines that are visible', async () => {
    const menu = new Menu([
      { value: 'no', label: 'No' },
      { value: 'yes', label: 'Yes', note: 'really' },
    ]);
    const dialog = new Dialog<string>({
      title: '',
      width: 30,
      widgets: [paragraph('Sure?'), menu],
      onEnter: (self) => self.finish(menu.value),
    });
    dialog.view({ cols: 30, rows: 10 }, true);
    dialog.click(3, 0);
    dialog.click(3, 9);
    expect(dialog.isFinished).toBe(false);
    dialog.click(3, 3);
    expect(await dialog.answer).toBe('yes');
  });
});

describe('asking', () => {
  test('marks what is safe, so that Enter alone does it', async () => {
    const dialogs = new DialogStack();
    const answer = ask(dialogs, {
      title: 'Sure?',
      body: [],
      selected: false,
      options: [
        { value: true, label: 'Yes' },
        { value: false, label: 'No' },
      ],
    });
    dialogs.top?.key(key('enter'));
    expect(await answer).toBe(false);
    expect(dialogs.top).toBeUndefined();
  });

  test('shows every word of what can be chosen, and takes clicks on all of its lines', () => {
    const menu = new Menu([
      { value: 'one', label: 'Merged sessions, and what others left over' },
      { value: 'two', label: 'Nothing' },
    ]);
    const { lines } = menu.view({ ...CONTEXT, width: 24 });
    expect(lines.map((line) => lineText(line).trimEnd())).toEqual([
      '› Merged sessions, and',
      '  what others left over',
      '  Nothing',
    ]);
    menu.click(0, 2);
    expect(menu.value).toBe('two');
    menu.click(0, 1);
    expect(menu.value).toBe('one');
  });

  test('cancels all that is open when the stack is disposed', async () => {
    const dialogs = new DialogStack();
    const answers = ['a', 'b'].map((title) =>
      dialogs.open(new Dialog<string>({ title, width: 9, widgets: [] })),
    );
    dialogs.dispose();
    expect(await Promise.all(answers)).toEqual([undefined, undefined]);
  });
});

describe('waiting', () => {
  const settings = { title: 'Wait', text: '…', doing: 'read' };

  test('gives what the work gives, and throws its failure', async () => {
    const dialogs = new DialogStack();
    expect(await waitFor(dialogs, settings, Promise.resolve(7))).toBe(7);
    const failure = waitFor(dialogs, settings, Promise.reject(new Error('boom')));
    await expect(failure).rejects.toThrow('Could not read: boom.');
    expect(dialogs.top).toBeUndefined();
  });

  test('can be left, and what comes later is dropped', async () => {
    const dialogs = new DialogStack();
    let fail: (reason: Error) => void = () => {};
    const work = new Promise<number>((_resolve, reject) => {
      fail = reject;
    });
    const waiting = waitFor(dialogs, settings, work);
    dialogs.top?.key(key('escape'));
    expect(await waiting).toBeUndefined();
    fail(new Error('too late'));
    await expect(work).rejects.toThrow('too late');
  });
});

describe('without Unicode', () => {
  test('an ellipsis is three dots', () => {
    const context = { ...CONTEXT, unicode: false };
    const menu = new Menu([{ value: 1, label: 'Remove …' }]);
    expect(lineText(menu.view(context).lines[0] ?? []).trimEnd()).toBe('> Remove ...');
    expect(paragraph('Looking …').view(context).lines.map(lineText)).toEqual(['Looking ...']);
  });
});

describe('a pick list', () => {
  const entries = ['New session', 'Merge', 'Go to the next tab', 'Rename'].map((text) => ({
    value: text,
    text,
    left: [span(text)],
  }));

  function list(rows = 3) {
    return new PickList({ label: 'Find', placeholder: '', entries, filter: fuzzyFilter, rows });
  }

  test('finds by letters in order', () => {
    const picks = list();
    type(picks, 'n', 'x', 't');
    expect(picks.selected?.value).toBe('Go to the next tab');
    type(picks, 'q');
    expect(picks.selected).toBeUndefined();
    expect(picks.view(CONTEXT).lines.map(lineText).at(-1)).toBe('Nothing matches.');
  });

  test('finds every entry, however many there are', () => {
    const many = Array.from({ length: 30 }, (_, index) => `session ${index}`);
    const found = fuzzyFilter(
      many.map((text) => ({ value: text, text, left: [span(text)] })),
      'session',
    );
    expect(found).toHaveLength(30);
  });

  test('scrolls to what is marked and keeps it marked when entries change', () => {
    const picks = list(2);
    type(picks, 'down', 'down', 'down', 'down');
    expect(picks.selected?.value).toBe('Rename');
    const lines = picks.view(CONTEXT).lines.map(lineText);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toContain('› Rename');
    const marks = (view: WidgetView) => [view.isCutAbove, view.isCutBelow];
    expect(marks(picks.view(CONTEXT))).toEqual([true, false]);
    expect(marks(list(2).view(CONTEXT))).toEqual([false, true]);
    expect(marks(list(4).view(CONTEXT))).toEqual([false, false]);
    picks.setEntries(entries.slice(1));
    expect(picks.selected?.value).toBe('Rename');
  });
});

describe('a click', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is not for a choice that has just moved under the pointer', () => {
    jest.useFakeTimers();
    const lines = ['What there is'];
    const menu = new Menu([
      { value: 'go', label: 'Go on' },
      { value: 'cancel', label: 'Cancel' },
    ]);
    const chosen: (string | undefined)[] = [];
    const dialog = new Dialog<string>({
      ...{ title: 'Merge', width: 40 },
      widgets: [new TextBlock(() => lines.map((line) => [span(line)])), menu],
      onEnter: () => chosen.push(menu.value),
    });
    const draw = () => dialog.view({ cols: 60, rows: 20 }, true);
    draw();
    // The box grows by two rows from its middle: what was "Go on" is one row down.
    lines.push('The remote has answered', 'It has more');
    draw();
    dialog.click(3, 2);
    dialog.click(3, 4);
    expect(chosen).toEqual([]);
    jest.advanceTimersByTime(400);
    dialog.click(3, 4);
    expect(chosen).toEqual(['cancel']);
  });

  test('is for what a key has moved, at once', () => {
    const menu = new Menu([{ value: 'go', label: 'Go on' }]);
    const lines = ['What there is'];
    const chosen: (string | undefined)[] = [];
    const dialog = new Dialog<string>({
      ...{ title: 'Merge', width: 40 },
      widgets: [new TextBlock(() => lines.map((line) => [span(line)])), menu],
      onKey: () => lines.push('More') > 0,
      onEnter: () => chosen.push(menu.value),
    });
    dialog.view({ cols: 60, rows: 20 }, true);
    dialog.key(key('x'));
    dialog.view({ cols: 60, rows: 20 }, true);
    dialog.click(3, 2);
    expect(chosen).toEqual(['go']);
  });
});
