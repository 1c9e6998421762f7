import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { loadEmulators } from '../../../src/pty/terminal-core/emulator.js';
import { NOBODY, TEST_APPEARANCE, TestEmulator } from '../../support/emulator.js';

const createOwn = await loadEmulators();
const options = { cols: 80, rows: 24, scrollback: 100, version: '1', appearance: TEST_APPEARANCE };
/** Bytes that this process has taken. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const osc = (data: string) => `\u001b]${data}\u001b\\`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('notifications', () => {
  test.each([
    ['9;Build finished', '', 'Build finished'],
    ['9;4 tests failed', '', '4 tests failed'],
    ['9;a\u007fb', '', 'a b'],
    ['777;notify;Title;Body; with; more', 'Title', 'Body; with; more'],
    ['777;notify;Title', 'Title', ''],
    ['99;;Hello world', 'Hello world', ''],
    ['99;i=1:p=body;Only a body', '', 'Only a body'],
    [`99;i=1:e=1;${base64('grüße')}`, 'grüße', ''],
    [`99;i=1:e=1:p=body;${base64('a\u001b[31m\u0085b\n')}`, '', 'a [31m b'],
  ])('%j', (data, title, body) => {
    const emulator = new TestEmulator().feed(osc(data));
    expect(emulator.notifications).toEqual([{ title, body }]);
  });

  test.each([
    '9',
    '9;',
    '9;1;500',
    '9;2;message box',
    '9;3;tab title',
    '9;5',
    '9;6;macro',
    '9;12',
    '777;precmd',
    '777;notify;;',
    '99',
    '99;i=1:p=close;',
    '99;i=1:d=0;never finished',
  ])('%j shows nothing', (data) => {
    expect(new TestEmulator().feed(osc(data)).notifications).toEqual([]);
  });

  test('long ones are cut, endless ones passed over', () => {
    const emulator = new TestEmulator().feed(
      osc(`777;notify;${'t'.repeat(999)};${'b'.repeat(9_999)}`),
    );
    expect(emulator.notifications).toEqual([{ title: 't'.repeat(256), body: 'b'.repeat(1_024) }]);
    expect(emulator.feed(osc(`9;${'x'.repeat(1_000_000)}`)).notifications).toHaveLength(1);
  });
});

describe('kitty notifications', () => {
  test('in parts, mixed with another', () => {
    const bytes = Buffer.from('ü');
    const emulator = new TestEmulator().feed(
      [
        osc('99;i=a:d=0;Tit'),
        osc('99;i=b;Other'),
        osc('99;i=a:d=0;le'),
        osc(`99;i=a:d=0:p=body:e=1;${bytes.subarray(0, 1).toString('base64')}`),
        osc(`99;i=a:d=0:p=body:e=1;${bytes.subarray(1).toString('base64')}`),
        osc('99;i=a:d=1:p=icon;ignored'),
      ].join(''),
    );
    expect(emulator.notifications).toEqual([
      { title: 'Other', body: '' },
      { title: 'Title', body: 'ü' },
    ]);
  });

  test('one that is closed before its end is forgotten', () => {
    const emulator = new TestEmulator().feed(osc('99;i=a:d=0;old') + osc('99;i=a:p=close;'));
    expect(emulator.feed(osc('99;i=a;new')).notifications).toEqual([{ title: 'new', body: '' }]);
  });

  test('many that never end cost little', () => {
    const emulator = new TestEmulator();
    for (let n = 0; n < 1_000; n++) emulator.feed(osc(`99;i=${n}:d=0;${'x'.repeat(10_000)}`));
    expect(emulator.feed(osc('99;i=999;.')).notifications).toHaveLength(1);
    expect(emulator.feed(osc('99;i=1;.')).notifications.at(-1)).toEqual({ title: '.', body: '' });
  });

  test('what is supported is told', () => {
    const emulator = new TestEmulator();
    expect(emulator.ask(osc('99;i=x1:p=?;'))).toBe(osc('99;i=x1:p=?;o=always:p=title,body,?'));
    expect(emulator.ask('\u001b]99;i=ü(x:p=?\u0007')).toBe(
      '\u001b]99;i=x:p=?;o=always:p=title,body,?\u0007',
    );
    expect(emulator.ask(osc('99;i=x1:p=alive;'))).toBe(osc('99;i=x1:p=alive;'));
  });
});

describe('progress', () => {
  test('each change is told once', () => {
    const emulator = new TestEmulator().feed(
      ['4;1;10', '4;1;10', '4;2', '4;3', '4;3;0', '4;4;50', '4;1;900', '4;0', '4;0;7', '4;9']
        .map((data) => osc(`9;${data}`))
        .join(''),
    );
    expect(emulator.progress).toEqual([
      { state: 'normal', percent: 10 },
      { state: 'error', percent: 10 },
      { state: 'indeterminate', percent: 0 },
      { state: 'paused', percent: 50 },
      { state: 'normal', percent: 100 },
      undefined,
    ]);
    expect(emulator.notifications).toEqual([]);
  });

  test('RIS takes it back', () => {
    const emulator = new TestEmulator().feed(`${osc('9;4;3')}\u001bc`);
    expect(emulator.progress).toEqual([{ state: 'indeterminate', percent: 0 }, undefined]);
    expect(emulator.feed(osc('9;4;3')).progress).toHaveLength(3);
  });
});

describe('working directory', () => {
  test.each([
    ['7;file:///home/me/a%20b', '/home/me/a b'],
    [`7;file://${hostname()}/tmp/gr%C3%BC%C3%9Fe`, '/tmp/grüße'],
    ['7;file://localhost/', '/'],
    ['7;kitty-shell-cwd:///100%/x', '/100%/x'],
    ['9;9;/srv', '/srv'],
    ['9;9;"/srv/a b"', '/srv/a b'],
    ['1337;CurrentDir=/opt', '/opt'],
  ])('%j', (data, path) => {
    expect(new TestEmulator().feed(osc(data)).directories).toEqual([path]);
  });

  test.each([
    '7;file://another-host.example/home',
    '7;file:///a%00b',
    '7;file:///a%1B]b',
    '7;file:///%ff%fe',
    '7;file:///100%',
    '7;/no/uri',
    '7;http://localhost/x',
    '7;',
    '9;9;C:\\Users',
    '9;9;relative',
    '1337;RemoteHost=me@there',
    '1337;SetMark',
    `7;file:///${'x'.repeat(5_000)}`,
  ])('%j is none', (data) => {
    expect(new TestEmulator().feed(osc(data)).directories).toEqual([]);
  });
});

describe('a string that never ends takes no memory', () => {
  const codes = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 99, 104, 110, 111, 112, 133, 777];
  test.each([
    ...codes.map((code) => `\u001b]${code};`),
    '\u001b]1337;File=:',
    '\u001bP+q',
    '\u001bPq',
    '\u001b_G',
    '\u001b^',
    '\u001bX',
  ])('%j', (start) => {
    const terminal = createOwn(options, NOBODY);
    const piece = Buffer.alloc(64 * 1024, 'x');
    const before = memory();
    terminal.parse(Buffer.from(start));
    for (let count = 0; count < 256; count++) terminal.parse(piece);
    // Of 16 MB that came in; a clipboard's text may have 4.
    expect(memory() - before).toBeLessThan(8_000_000);
    terminal.parse(Buffer.from('\u0018ok'));
    expect(terminal.lineText(0)).toBe('ok');
  });
});
