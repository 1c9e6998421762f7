import { afterEach, describe, expect, test } from '@jest/globals';
import {
  COLOR_RGB,
  DEFAULT_MODES,
  DEFAULT_STYLE,
  type PaneFrame,
  packCode,
  type Style,
  UNDERLINE_SHIFT,
} from '../../../../src/core/frame.js';
import { MAX_COLS, MAX_ROWS } from '../../../../src/core/ports/host.js';
import { BlessedBox, screenInternals } from '../../../../src/tui/terminal/blessed-internals.js';
import { destroyElement, styleTableOf } from '../../../../src/tui/terminal/blessed-screen.js';
import { CellBox } from '../../../../src/tui/terminal/cell-box.js';
import { openOuterTerminal } from '../../../../src/tui/terminal/open.js';
import type { OuterTerminal } from '../../../../src/tui/terminal/outer-terminal.js';
import { PaneBox } from '../../../../src/tui/terminal/pane-box.js';
import { emulator, FakeInput, FakeOutput, feed, textOf } from '../../../support/outer-terminal.js';

const ENV = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'en_US.UTF-8' };

interface Opened {
  terminal: OuterTerminal;
  input: FakeInput;
  output: FakeOutput;
  /** The frame that follows from what was asked before. */
  frame(): Promise<string>;
}

const opened: OuterTerminal[] = [];

function open(cols = 20, rows = 6, mouse = true, env: Record<string, string> = ENV): Opened {
  const input = new FakeInput();
  const output = new FakeOutput(cols, rows);
  const terminal = openOuterTerminal({
    input,
    output: output.asTerminal(),
    env,
    color: 'auto',
    unicode: 'auto',
    mouse,
  });
  opened.push(terminal);
  const frame = async () => {
    await new Promise<void>((resolve) => {
      terminal.screen.once('render', () => setImmediate(resolve));
      terminal.requestRender();
    });
    return output.takeWritten();
  };
  return { terminal, input, output, frame };
}

afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.dispose();
});

function send(input: FakeInput, text: string): Promise<void> {
  input.write(text);
  return new Promise((resolve) => setImmediate(resolve));
}

function row(y: number, text: string, style = 0) {
  const codes = Uint32Array.from([...text].map((part) => packCode(part.codePointAt(0) ?? 0, 1)));
  return { y, codes, styles: new Uint32Array(codes.length).fill(style), flags: 0 };
}

function paneFrame(change: Partial<PaneFrame>): PaneFrame {
  return {
    paneId: 'p',
    full: true,
    cols: 10,
    rows: 3,
    cursor: { x: 0, y: 0, visible: true, shape: 'bar', blink: false },
    modes: DEFAULT_MODES,
    numbering: 1,
    firstLine: 0,
    historyLength: 0,
    newStyles: [],
    clusters: [],
    changedRows: [],
    ...change,
  };
}

describe('openOuterTerminal', () => {
  test('takes the terminal and asks its questions before it returns', () => {
    const { input, output } = open();
    const modes = '\x1b[?1049h\x1b[?7l\x1b[?1l\x1b>\x1b[?1002h\x1b[?1006h\x1b[?1004h\x1b[?2004h';
    const questions = '\x1b[?u\x1b[?2026$p\x1b[c\x1b[>q\x1b[?2031$p\x1b[?996n\x1b]10;?\x1b\\';
    expect(output.written.startsWith(`${modes}\x1b]8;;\x1b\\${questions}`)).toBe(true);
    expect(output.written.endsWith('\x1b[5n')).toBe(true);
    expect(input.rawModes).toEqual([false, true]);
  });

  test('asks for no mouse where none is wanted', () => {
    const { terminal, output } = open(20, 6, false);
    terminal.setMotionTracking(true);
    expect(output.written).not.toMatch(/\?100[0-36]h/);
  });

  test('pushes kitty flags when the terminal knows them, and adds those of a pane', async () => {
    const { terminal, input, output } = open();
    const changes: boolean[] = [];
    terminal.onCapabilitiesChanged((now) => changes.push(now.distinguishesCtrlM));
    output.takeWritten();
    terminal.setKeyboardFlags(2);
    expect(output.takeWritten()).toBe('');
    await send(input, '\x1b[?0u\x1b[?2026;2$y\x1b[?62c');
    expect(output.takeWritten()).toMatch(/^\x1b\[>5u\x1b\[=7;1u/);
    expect(changes).toEqual([true]);
    terminal.setKeyboardFlags(0);
    terminal.setKeyboardFlags(0);
    expect(output.takeWritten()).toBe('\x1b[=5;1u');
    terminal.dispose();
    const left = output.takeWritten();
    expect(left.indexOf('\x1b[<u')).toBeGreaterThanOrEqual(0);
    expect(left.indexOf('\x1b[<u')).toBeLessThan(left.indexOf('\x1b[?1049l'));
  });

  test('sets modifyOtherKeys where there is no kitty protocol, and takes it back', async () => {
    const { terminal, input, output } = open();
    output.takeWritten();
    await send(input, '\x1b[?62c');
    expect(output.takeWritten()).toBe('\x1b[>4;2m\x1b[?4m');
    expect(terminal.capabilities.distinguishesCtrlM).toBe(false);
    await send(input, '\x1b[>4;2m');
    expect(terminal.capabilities.distinguishesCtrlM).toBe(true);
    terminal.dispose();
    expect(output.takeWritten()).toContain('\x1b[>4;0m');
  });

  test('sends a terminal without strings none, and asks it nothing by them', () => {
    const { terminal, output } = open(20, 6, true, { TERM: 'linux', LANG: 'C' });
    terminal.setTitle('title');
    terminal.setProgress({ state: 'normal', percent: 1 });
    terminal.notify('a', 'b');
    terminal.setCursor({ x: 0, y: 0, shape: 'bar', blink: false, color: 1 });
    expect(terminal.copyToClipboard('x')).toBe(false);
    terminal.dispose();
    expect(output.takeWritten()).not.toMatch(/\x1b[\]P]/);
  });

  test('tells how the terminal looks, and that nothing is owed any more', async () => {
    const { terminal, input } = open();
    const changes: unknown[] = [];
    terminal.onAppearanceChanged((now) => changes.push(now.background));
    const settled = terminal.settle();
    await send(input, '\x1b[?62c\x1b]11;rgb:12/34');
    await send(input, '/56\x1b');
    await send(input, '\\\x1b[0n');
    await settled;
    expect(changes).toEqual([0x123456]);
    expect(terminal.appearance?.scheme).toBe('dark');
  });

  test('draws underline styles once the terminal is known to have them', async () => {
    const { terminal, input, frame } = open();
    const pane = new PaneBox({ parent: terminal.screen, left: 0, top: 0, width: 10, height: 3 });
    const curly: Style = { ...DEFAULT_STYLE, flags: 3 << UNDERLINE_SHIFT };
    const styles = [{ index: 1, style: curly }];
    pane.applyFrame(paneFrame({ newStyles: styles, changedRows: [row(0, 'hello', 1)] }));
    expect(await frame()).toContain('\x1b[0;4mhello');
    await send(input, '\x1bP>|foot(1.16.2)\x1b\\');
    expect(await frame()).toContain('\x1b[0;4;4:3mhello');
  });

  test('draws all colours once the terminal is known to take them', async () => {
    const { terminal, input, frame } = open(20, 6, true, { ...ENV, COLORTERM: '' });
    const pane = new PaneBox({ parent: terminal.screen, left: 0, top: 0, width: 10, height: 3 });
    const red: Style = { ...DEFAULT_STYLE, foreground: COLOR_RGB | 0xff_00_00 };
    const styles = [{ index: 1, style: red }];
    pane.applyFrame(paneFrame({ newStyles: styles, changedRows: [row(0, 'hello', 1)] }));
    expect(await frame()).toContain('\x1b[0;38;5;196mhello');
    await send(input, '\x1bP>|XTerm(379)\x1b\\');
    expect(await frame()).toContain('\x1b[0;38;2;255;0;0mhello');
  });

  test('reads the clipboard, or gives up in time', async () => {
    const { terminal, input, output } = open();
    output.takeWritten();
    const read = terminal.readClipboard(5000);
    expect(output.takeWritten()).toBe('\x1b]52;c;?\x1b\\');
    await send(input, '\x1b]52;c;YWJj\x1b\\');
    expect(await read).toBe('abc');
    expect(await terminal.readClipboard(1)).toBeUndefined();
  });

  test('draws a pane with its colours, border and cursor in one write', async () => {
    const { terminal, output, frame } = open();
    const pane = new PaneBox({
      parent: terminal.screen,
      left: 0,
      top: 0,
      width: 12,
      height: 5,
      border: 'line',
    });
    const red: Style = { ...DEFAULT_STYLE, foreground: COLOR_RGB | 0xff_00_00 };
    pane.applyFrame(
      paneFrame({
        newStyles: [{ index: 1, style: red }],
        changedRows: [row(0, 'hello', 1), row(2, 'world')],
      }),
    );
    await frame();
    terminal.setCursor({ x: 4, y: 3, shape: 'bar', blink: false });
    const emulated = emulator(20, 6);
    terminal.repaint();
    const bytes = await frame();
    expect(bytes).toContain('\x1b[0;38;2;255;0;0m');
    feed(emulated, bytes);
    expect(textOf(emulated)).toBe(
      '┌──────────┐\n│hello     │\n│          │\n│world     │\n└──────────┘\n',
    );
    expect([emulated.buffer.active.cursorX, emulated.buffer.active.cursorY]).toEqual([4, 3]);
    expect(bytes).toContain('\x1b[6 q');
    expect(output.written).toBe('');
  });

  test('marks frames as synchronized only for a terminal that knows it', async () => {
    const { terminal, input, frame } = open();
    expect(await frame()).not.toContain('?2026h');
    await send(input, '\x1b[?2026;2$y');
    terminal.repaint();
    const bytes = await frame();
    expect(bytes.startsWith('\x1b[?2026h')).toBe(true);
    expect(bytes.endsWith('\x1b[?2026l')).toBe(true);
  });

  test('joins several requests of one turn into one frame', async () => {
    const { terminal, frame } = open();
    await frame();
    let renders = 0;
    terminal.screen.on('render', () => renders++);
    terminal.requestRender();
    terminal.requestRender();
    await frame();
    await new Promise((resolve) => setImmediate(resolve));
    expect(renders).toBe(1);
  });

  test('draws what frames brought to a pane without rendering all elements', async () => {
    const { terminal, input, output, frame } = open();
    const pane = new PaneBox({ parent: terminal.screen, left: 0, top: 0, width: 10, height: 3 });
    pane.applyFrame(paneFrame({ changedRows: [row(0, 'first'), row(1, 'second')] }));
    const emulated = emulator(20, 6);
    feed(emulated, `\x1b[?7l${await frame()}`);
    let renders = 0;
    terminal.screen.on('render', () => renders++);
    const drawn = async (text: string) => {
      await send(input, 'k');
      pane.applyFrame(paneFrame({ full: false, changedRows: [row(1, text)] }));
      terminal.requestRender(pane);
      await new Promise((resolve) => setImmediate(resolve));
      feed(emulated, output.takeWritten());
      return textOf(emulated).split('\n');
    };
    expect((await drawn('changed'))[1]).toBe('changed');
    expect(renders).toBe(0);
    terminal.requestRender();
    expect((await drawn('again'))[1]).toBe('again');
    expect(renders).toBe(1);
    emulated.dispose();
  });

  test('draws what a key brought at once, ahead of what else changed in the turn', async () => {
    const { terminal, input, output, frame } = open(20, 6);
    const place = { parent: terminal.screen, left: 0, width: 20, height: 3 };
    const typedInto = new PaneBox({ ...place, top: 0 });
    const flooded = new PaneBox({ ...place, top: 3 });
    const emulated = emulator(20, 6);
    feed(emulated, `\x1b[?7l${await frame()}`);
    const show = (pane: PaneBox, text: string, isEcho: boolean) => {
      pane.applyFrame(paneFrame({ full: false, changedRows: [row(1, text)] }));
      terminal.requestRender(pane, isEcho);
    };
    const shown = async () => {
      feed(emulated, output.takeWritten());
      return textOf(emulated).split('\n');
    };

    // Nobody waits for it.
    show(typedInto, 'by itself', true);
    expect(output.written).toBe('');
    await frame();

    await send(input, 'k');
    show(flooded, 'flood', false);
    show(typedInto, 'echo', true);
    expect(await shown()).toMatchObject({ 1: 'echo', 4: '' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await shown()).toMatchObject({ 1: 'echo', 4: 'flood' });

    // The notice lies over the first box only, and stays where it is.
    const notice = new BlessedBox({ ...place, top: 1, height: 1, content: 'notice' });
    feed(emulated, await frame());
    await send(input, 'k');
    show(typedInto, 'covered', true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await shown()).toMatchObject({ 1: 'notice', 4: 'flood' });
    notice.hide();
    feed(emulated, await frame());
    expect(await shown()).toMatchObject({ 1: 'covered', 4: 'flood' });
    emulated.dispose();
  });

  test('skips frames while the terminal is behind and then draws the latest', async () => {
    const { terminal, output, frame } = open();
    const pane = new PaneBox({ parent: terminal.screen, left: 0, top: 0, width: 10, height: 3 });
    const emulated = emulator(20, 6);
    feed(emulated, `\x1b[?7l${await frame()}`);
    output.hold();
    for (const text of ['first one', 'second', 'third']) {
      pane.applyFrame(paneFrame({ changedRows: [row(0, text)] }));
      feed(emulated, await frame());
    }
    expect(textOf(emulated)).toContain('first one');
    expect(output.written).not.toContain('third');
    output.release();
    while (!output.written.includes('third')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    feed(emulated, output.takeWritten());
    expect(textOf(emulated).trimEnd()).toBe('third');
  });

  test('follows a resize with one clean frame in the new size', async () => {
    const { terminal, output, frame } = open();
    const pane = new PaneBox({
      parent: terminal.screen,
      left: 0,
      top: 0,
      width: '100%',
      height: '100%',
      border: 'line',
    });
    pane.applyFrame(paneFrame({ changedRows: [row(0, 'hello')] }));
    await frame();
    const sizes: unknown[] = [];
    terminal.onResize((size) => sizes.push(size));
    output.columns = 9;
    output.rows = 4;
    output.emit('resize');
    expect(output.takeWritten()).toBe('');
    const emulated = emulator(9, 4);
    feed(emulated, await frame());
    expect(sizes).toEqual([{ cols: 9, rows: 4 }]);
    expect(textOf(emulated)).toBe('┌───────┐\n│hello  │\n│       │\n└───────┘');
  });

  test('survives boxes of no size and a terminal of one cell', async () => {
    const { terminal, output, frame } = open(1, 1);
    const pane = new PaneBox({
      parent: terminal.screen,
      left: 0,
      top: 0,
      width: '100%',
      height: '100%',
      border: 'line',
    });
    pane.applyFrame(paneFrame({ changedRows: [row(0, 'hello')] }));
    await frame();
    output.columns = 0;
    output.rows = 0;
    output.emit('resize');
    expect(terminal.size).toEqual({ cols: 1, rows: 1 });
  });

  test('is no larger than screens are, whatever the terminal says', () => {
    const { terminal, output } = open(10, 3);
    output.columns = 65_535;
    output.rows = 2;
    output.emit('resize');
    expect(terminal.size).toEqual({ cols: MAX_COLS, rows: 2 });
    output.columns = 2;
    output.rows = 65_535;
    output.emit('resize');
    expect(terminal.size).toEqual({ cols: 2, rows: MAX_ROWS });
  });

  test('forgets styles that no cell has once they are many, and draws nothing for that', async () => {
    const { terminal, frame } = open();
    const pane = new PaneBox({ parent: terminal.screen, left: 0, top: 0, width: 10, height: 3 });
    const red: Style = { ...DEFAULT_STYLE, foreground: COLOR_RGB | 0xff_00_00 };
    const newStyles = [{ index: 1, style: red }];
    pane.applyFrame(paneFrame({ newStyles, changedRows: [row(0, 'hello', 1)] }));
    await frame();
    const table = styleTableOf(terminal.screen);
    for (let i = 0; !table.isFull; i++)
      table.attributeOf({ ...DEFAULT_STYLE, background: COLOR_RGB | i });
    expect(await frame()).toBe('');
    expect(table.size).toBeLessThan(10);
    pane.applyFrame(paneFrame({ newStyles, changedRows: [row(0, 'hellO', 1)] }));
    const bytes = await frame();
    expect(bytes).toContain('\x1b[1;5H\x1b[0;38;2;255;0;0mO');
    expect(bytes).not.toContain('hell');
  });

  test('draws everything anew where its cells alone have more styles than are kept', async () => {
    const [cols, rows] = [300, 120];
    const { terminal, frame } = open(cols, rows);
    const pane = new PaneBox({
      parent: terminal.screen,
      left: 0,
      top: 0,
      width: cols,
      height: rows,
    });
    const newStyles = Array.from({ length: cols * rows }, (_, n) => ({
      index: n + 1,
      style: { ...DEFAULT_STYLE, foreground: COLOR_RGB | n },
    }));
    const changedRows = Array.from({ length: rows }, (_, y) => ({
      ...row(y, 'x'.repeat(cols)),
      styles: Uint32Array.from({ length: cols }, (_, x) => y * cols + x + 1),
    }));
    pane.applyFrame(paneFrame({ cols, rows, newStyles, changedRows }));
    const first = await frame();
    const second = await frame();
    expect(second).toContain('\x1b[2J');
    const outer = emulator(cols, rows);
    feed(outer, first + second);
    expect(textOf(outer)).toBe(Array.from({ length: rows }, () => 'x'.repeat(cols)).join('\n'));
  });

  test('writes text of branches and files as it is, clipped to its box', async () => {
    const { terminal, frame } = open();
    new CellBox({
      parent: terminal.screen,
      left: 0,
      top: 0,
      width: 8,
      height: 1,
      paint: (surface) => {
        surface.write(0, 0, '{red-fg}x\x1b[31m');
        surface.write(surface.cols - 1, 0, '漢');
      },
    });
    const emulated = emulator(20, 6);
    feed(emulated, await frame());
    expect(textOf(emulated).trimEnd()).toBe('{red-fg}');
  });

  test('hands keys, mouse, focus and pastes on', async () => {
    const { terminal, input } = open();
    const seen: string[] = [];
    terminal.onKey((event) => seen.push(`key ${event.key}`));
    terminal.onMouse((event) => seen.push(`mouse ${event.button} ${event.x},${event.y}`));
    terminal.onFocus((focused) => seen.push(`focus ${focused}`));
    terminal.onPaste((event) => seen.push(`paste ${event.part}`));
    await send(input, 'a\x1b[<0;3;4M\x1b[I\x1b[200~x\x1b[201~\x1b[6n\x1b]10;rgb:0/0/0\x07');
    expect(seen).toEqual([
      'key a',
      'mouse left 2,3',
      'focus true',
      'paste start',
      'paste chunk',
      'paste end',
    ]);
  });

  test('tells the end of its input as a hang-up, once, with the terminal restored', async () => {
    const { terminal, input, output } = open();
    const signals: string[] = [];
    terminal.onSignal((signal) => {
      signals.push(signal);
      expect(output.written).toContain('\x1b[?1049l');
    });
    input.end();
    await new Promise((resolve) => input.once('close', resolve));
    output.emit('error', new Error('EIO'));
    expect(signals).toEqual(['SIGHUP']);
  });

  test('rings and copies without a frame', () => {
    const { terminal, output } = open();
    output.takeWritten();
    terminal.bell();
    expect(terminal.copyToClipboard('grüße')).toBe(true);
    expect(terminal.copyToClipboard('x'.repeat(800_000))).toBe(false);
    expect(output.takeWritten()).toBe(
      `\x07\x1b]52;c;${Buffer.from('grüße').toString('base64')}\x1b\\`,
    );
  });

  test('reports motion only while a pane wants it', () => {
    const { terminal, output } = open();
    output.takeWritten();
    terminal.setMotionTracking(true);
    terminal.setMotionTracking(true);
    terminal.setMotionTracking(false);
    expect(output.takeWritten()).toBe('\x1b[?1003h\x1b[?1003l\x1b[?1002h');
  });

  test('moves, shapes and hides the cursor without drawing anew', async () => {
    const { terminal, output, frame } = open();
    await frame();
    terminal.setCursor({ x: 2, y: 1, shape: 'block', blink: false });
    expect(await frame()).toBe('\x1b[2;3H\x1b[2 q\x1b[?25h');
    terminal.setCursor({ x: 3, y: 1, shape: 'block', blink: false });
    expect(await frame()).toBe('\x1b[2;4H');
    terminal.setCursor({ x: 3, y: 1, shape: 'underline', blink: true });
    expect(await frame()).toBe('\x1b[3 q');
    terminal.setCursor(null);
    expect(await frame()).toBe('\x1b[?25l');
    expect(await frame()).toBe('');
    expect(output.written).toBe('');
  });

  test('sets a safe title, and gives the old one back', () => {
    const { terminal, output } = open();
    output.takeWritten();
    terminal.setTitle('a\x1b]0;b\x07');
    expect(output.takeWritten()).toBe('\x1b[22;2t\x1b]2;a ]0;b\x1b\\');
    terminal.dispose();
    expect(output.takeWritten()).toContain('\x1b[23;2t');
  });

  test('leaves no listener, timer or raw mode behind', () => {
    const count = () =>
      process.eventNames().map((name) => [name, process.listenerCount(name as string)] as const);
    const before = count();
    const { terminal, input, output } = open();
    const own = ['drain', 'error', 'resize', 'data', 'end'];
    terminal.dispose();
    expect(count()).toEqual(before);
    for (const name of own) {
      expect([name, input.listenerCount(name)]).toEqual([
        name,
        new FakeInput().listenerCount(name),
      ]);
      expect([name, output.listenerCount(name)]).toEqual([name, 0]);
    }
    expect(input.rawModes.at(-1)).toBe(false);
    const written = output.takeWritten();
    terminal.dispose();
    terminal.bell();
    expect(output.written).toBe('');
    expect(written.endsWith('\x1b[?7h\x1b[?25h\x1b[?1049l')).toBe(true);
  });
});

describe('dialogs of blessed', () => {
  test('destroying them leaves nothing in the screen and gives the keys back', async () => {
    const { terminal, frame } = open();
    const internals = screenInternals(terminal.screen);
    for (let i = 0; i < 20; i++) {
      const dialog = new BlessedBox({ parent: terminal.screen, keys: true, width: 10, height: 4 });
      const button = new BlessedBox({
        ...{ parent: dialog, top: 1, width: 8, height: 1 },
        ...{ keys: true, mouse: true, content: 'ok' },
      });
      button.focus();
      await frame();
      destroyElement(dialog);
    }
    expect(internals.keyable).toEqual([]);
    expect(internals.clickable).toEqual([]);
    expect(internals.history).toEqual([]);
    expect(internals.grabKeys).toBe(false);
  });
});
