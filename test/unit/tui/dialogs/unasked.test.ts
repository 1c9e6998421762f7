import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Dialog } from '../../../../src/tui/dialogs/dialog.js';
import { DialogStack } from '../../../../src/tui/dialogs/dialog-stack.js';
import { paragraph } from '../../../../src/tui/dialogs/widget.js';

let stack: DialogStack;
beforeEach(() => {
  jest.useFakeTimers();
  stack = new DialogStack();
});
afterEach(() => {
  stack.dispose();
  jest.useRealTimers();
});

const dialog = (title: string) =>
  new Dialog<void>({ title, width: 20, widgets: [paragraph('To be read')], hint: 'Esc closes' });

/** Draws what is open, as the screen does. */
function drawn(): { title: string; hint: string } | undefined {
  const view = stack.top?.view({ cols: 40, rows: 10 }, true);
  return view && { title: view.title, hint: view.hint };
}

async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
}

describe('a dialog that nobody has asked for', () => {
  test('waits until nothing is typed to a program', async () => {
    stack.typed();
    const shown = dialog('Found');
    void stack.unasked.open(shown);
    await pass(500);
    stack.typed();
    await pass(500);
    expect(stack.top).toBeUndefined();
    await pass(200);
    expect(stack.top).toBe(shown);
  });

  test('waits for other dialogs and for the end of a sequence of them', async () => {
    const sequence = stack.beginSequence();
    const first = dialog('First');
    void stack.open(first);
    const shown = dialog('Found');
    void stack.unasked.open(shown);
    first.finish(undefined);
    await pass(2_000);
    expect(stack.top).toBeUndefined();
    sequence.dispose();
    await pass(1);
    expect(stack.top).toBe(shown);
  });

  test('takes no key before it was in sight, and says so by its hint', async () => {
    const shown = dialog('Found');
    void stack.unasked.open(shown);
    await pass(1_000);
    // Nobody has seen it yet, however long that takes.
    expect(stack.keyed).toBeUndefined();
    expect(drawn()).toEqual({ title: 'Found', hint: '' });
    await pass(250);
    stack.typed();
    await pass(250);
    expect(stack.keyed).toBeUndefined();
    await pass(50);
    expect(stack.keyed).toBe(shown);
    expect(drawn()).toEqual({ title: 'Found', hint: 'Esc closes' });
  });

  test('comes one after the other', async () => {
    const [one, other] = [dialog('One'), dialog('Other')];
    void stack.unasked.open(one);
    void stack.unasked.open(other);
    await pass(1);
    expect(stack.dialogs).toEqual([one]);
    one.finish(undefined);
    await pass(1);
    expect(stack.dialogs).toEqual([other]);
  });

  test('that cannot wait opens at once, over others, and is held back likewise', async () => {
    const under = dialog('Under');
    void stack.open(under);
    const lost = dialog('The host is gone');
    void stack.sudden.open(lost);
    expect(stack.top).toBe(lost);
    expect(stack.keyed).toBeUndefined();
    drawn();
    await pass(300);
    expect(stack.keyed).toBe(lost);
  });
});
