import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CellBox } from '../../../../src/tui/terminal/cell-box.js';
import { openOuterTerminal } from '../../../../src/tui/terminal/open.js';
import type { OuterTerminal } from '../../../../src/tui/terminal/outer-terminal.js';
import { FakeInput, FakeOutput } from '../../../support/outer-terminal.js';

const ENV = { TERM: 'xterm-ghostty', TERM_PROGRAM: 'ghostty', LANG: 'en_US.UTF-8' };
const CURSOR = { x: 0, y: 0, shape: 'block', blink: false } as const;

let terminal: OuterTerminal;
let output: FakeOutput;
let text: string;

beforeEach(async () => {
  output = new FakeOutput(20, 6);
  terminal = openOuterTerminal({
    input: new FakeInput(),
    output: output.asTerminal(),
    env: ENV,
    color: 'auto',
    unicode: 'auto',
    mouse: true,
  });
  new CellBox({
    parent: terminal.screen,
    left: 0,
    top: 0,
    width: 20,
    height: 1,
    paint: (surface) => void surface.write(0, 0, text),
  });
  text = 'before';
  terminal.setProgress({ state: 'normal', percent: 10 });
  terminal.setCursor({ ...CURSOR, color: 0x00ff00 });
  await rendered();
});
afterEach(() => terminal.dispose());

/** Asks for a frame, and resolves when its time has come. */
function rendered(): Promise<void> {
  return new Promise((resolve) => {
    terminal.screen.once('render', () => setImmediate(resolve));
    terminal.requestRender();
  });
}

/** As the process leaves its terminal before it stops, without the stop. */
function leave(): void {
  process.emit('uncaughtExceptionMonitor', new Error('not thrown'));
}

test('a terminal that was left gets no frame that was asked for before', async () => {
  text = 'after';
  const frame = rendered();
  leave();
  output.takeWritten();
  await frame;
  output.columns = 15;
  output.emit('resize');
  terminal.screen.render();
  expect(output.takeWritten()).toBe('');
});

test('what changes meanwhile is shown when the process goes on', async () => {
  leave();
  expect(output.takeWritten()).toContain('\x1b]112\x1b\\\x1b]9;4;0\x1b\\');
  text = 'after';
  terminal.setTitle('another');
  terminal.setProgress({ state: 'normal', percent: 30 });
  terminal.setCursor({ ...CURSOR, color: 0xff0000 });
  expect(output.takeWritten()).toBe('');
  process.emit('SIGCONT');
  await rendered();
  const written = output.takeWritten();
  for (const each of [']12;#ff0000', ']2;another', ']9;4;1;30', 'after']) {
    expect(written).toContain(each);
  }
});

test('of what is copied while the terminal takes nothing only the newest is written', async () => {
  const sequence = (each: string) => `\x1b]52;c;${Buffer.from(each).toString('base64')}\x1b\\`;
  output.takeWritten();
  output.hold();
  // The first fills what the stream holds.
  for (const each of ['first', 'older', 'newest']) terminal.copyToClipboard(each);
  output.release();
  await rendered();
  expect(output.takeWritten()).toBe(sequence('first') + sequence('newest'));
  output.hold();
  for (const each of ['first', 'older', 'last']) terminal.copyToClipboard(each);
  terminal.dispose();
  output.release();
  const written = output.takeWritten();
  expect(written).toContain(sequence('last'));
  expect(written).not.toContain(sequence('older'));
  expect(written.indexOf(sequence('last'))).toBeLessThan(written.indexOf('\x1b[?1049l'));
});
