import { describe, expect, test } from '@jest/globals';
import type { TerminalFeatures } from '../../../../src/tui/terminal/features.js';
import { WindowState } from '../../../../src/tui/terminal/window-state.js';

function setUp(features: Partial<TerminalFeatures> = {}) {
  let written = '';
  const flow = { isBlocked: false };
  const known: TerminalFeatures = {
    color: undefined,
    underlineStyles: false,
    notifications: undefined,
    progress: false,
    ...features,
  };
  const state = new WindowState({
    write: (data) => {
      written += data;
    },
    isBlocked: () => flow.isBlocked,
    features: () => known,
    colorsCursor: () => true,
  });
  state.enter();
  const take = () => {
    const taken = written;
    written = '';
    return taken;
  };
  return { state, take, known, flow };
}

describe('WindowState', () => {
  test('saves the title once, gives it back, and shows ours again', () => {
    const { state, take } = setUp();
    expect(state.leave()).toBe('');
    state.enter();
    state.setTitle('one');
    state.setTitle('one');
    state.setTitle('two');
    expect(take()).toBe('\x1b[22;2t\x1b]2;one\x1b\\\x1b]2;two\x1b\\');
    expect(state.leave()).toBe('\x1b[23;2t');
    state.enter();
    expect(take()).toBe('\x1b[22;2t\x1b]2;two\x1b\\');
  });

  test('shows progress only where it is no notification, as soon as that is known', () => {
    const { state, take, known } = setUp();
    state.setProgress({ state: 'normal', percent: 40.4 });
    expect([take(), state.leave()]).toEqual(['', '']);
    state.enter();
    known.progress = true;
    state.show();
    state.setProgress({ state: 'normal', percent: 40.4 });
    state.setProgress({ state: 'error', percent: 400 });
    expect(take()).toBe('\x1b]9;4;1;40\x1b\\\x1b]9;4;2;100\x1b\\');
    expect(state.leave()).toBe('\x1b]9;4;0\x1b\\');
    state.enter();
    expect(take()).toBe('\x1b]9;4;2;100\x1b\\');
    state.setProgress(undefined);
    expect(take()).toBe('\x1b]9;4;0\x1b\\');
    expect(state.leave()).toBe('');
  });

  test("gives the cursor a program's colour and takes it back", () => {
    const { state, take } = setUp();
    state.setCursorColor(undefined);
    expect(take()).toBe('');
    state.setCursorColor(0x00ff0a);
    expect(take()).toBe('\x1b]12;#00ff0a\x1b\\');
    expect(state.leave()).toBe('\x1b]112\x1b\\');
    state.enter();
    expect(take()).toBe('\x1b]12;#00ff0a\x1b\\');
    state.setCursorColor(undefined);
    expect(take()).toBe('\x1b]112\x1b\\');
  });

  test('keeps the newest copy alone while the terminal is behind', () => {
    const { state, take, flow } = setUp();
    const sequence = (text: string) => `\x1b]52;c;${Buffer.from(text).toString('base64')}\x1b\\`;
    flow.isBlocked = true;
    for (const text of ['one', 'two', 'three']) expect(state.copy(text)).toBe(true);
    expect(state.copy('x'.repeat(800_000))).toBe(false);
    state.show();
    expect(take()).toBe('');
    flow.isBlocked = false;
    state.show();
    state.show();
    expect(take()).toBe(sequence('three'));
    flow.isBlocked = true;
    state.copy('last');
    expect([state.takeCopy(), state.takeCopy()]).toEqual([sequence('last'), '']);
  });

  test('writes nothing while the window is not ours, and shows all of it afterwards', () => {
    const { state, take } = setUp({ progress: true });
    state.setTitle('one');
    state.setCursorColor(0x00ff0a);
    state.leave();
    take();
    state.setTitle('two');
    state.setCursorColor(0xff0000);
    state.setProgress({ state: 'normal', percent: 40 });
    state.show();
    expect(take()).toBe('');
    state.enter();
    expect(take()).toBe('\x1b]12;#ff0000\x1b\\\x1b[22;2t\x1b]2;two\x1b\\\x1b]9;4;1;40\x1b\\');
  });

  test.each<[TerminalFeatures['notifications'], string, string, string]>([
    [undefined, 'a', 'b', ''],
    ['osc-9', 'auth', 'done', '\x1b]9;auth: done\x1b\\'],
    ['osc-9', '', '4;1;50', '\x1b]9; 4;1;50\x1b\\'],
    ['osc-777', 'a;b', 'c;d', '\x1b]777;notify;a,b;c;d\x1b\\'],
    ['osc-777', 'a', 'x\x1b]0;evil\x07\ny', '\x1b]777;notify;a;x ]0;evil y\x1b\\'],
    [
      'osc-99',
      'auth',
      'done',
      '\x1b]99;i=qtui:d=0:e=1;YXV0aA==\x1b\\\x1b]99;i=qtui:p=body:e=1;ZG9uZQ==\x1b\\',
    ],
  ])('a notification by %s', (notifications, title, body, expected) => {
    const { state, take } = setUp({ notifications });
    state.notify(title, body);
    expect(take()).toBe(expected);
  });
});
