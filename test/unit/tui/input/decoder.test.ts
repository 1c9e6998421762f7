import { describe, expect, test } from '@jest/globals';
import type { KeyEvent } from '../../../../src/tui/input/events.js';
import { isCtrlM } from '../../../../src/tui/input/key-name.js';
import { collectEvents, keyOf } from './collect.js';

/** `ctrl+shift+m "M" release legacy` */
function describeKey(event: KeyEvent): string {
  const modifiers = (['ctrl', 'alt', 'shift', 'super'] as const).filter((name) => event[name]);
  const words = [
    [...modifiers, event.key].join('+'),
    event.text === undefined ? '' : JSON.stringify(event.text),
    event.kind === 'press' ? '' : event.kind,
    event.protocol === 'legacy' ? '' : event.protocol,
    event.baseLayoutKey === undefined ? '' : `base=${event.baseLayoutKey}`,
    event.shiftedKey === undefined ? '' : `shifted=${event.shiftedKey}`,
    event.otherModifiers === undefined ? '' : `other=${event.otherModifiers}`,
  ];
  return words.filter((word) => word !== '').join(' ');
}

describe('keys of the legacy encoding', () => {
  test.each([
    ['a', 'a "a"'],
    ['A', 'shift+a "A" shifted=A'],
    ['|', '| "|"'],
    [' ', 'space " "'],
    ['\r', 'enter'],
    ['\n', 'ctrl+j'],
    ['\t', 'tab'],
    ['\x00', 'ctrl+space'],
    ['\x02', 'ctrl+b'],
    ['\x08', 'ctrl+h'],
    ['\x7f', 'backspace'],
    ['\x1b', 'escape'],
    ['\x1c', 'ctrl+\\'],
    ['\x1e', 'ctrl+^'],
    ['\x1f', 'ctrl+_'],
    ['\x1ba', 'alt+a'],
    ['\x1bA', 'alt+shift+a shifted=A'],
    ['\x1b\r', 'alt+enter'],
    ['\x1b\x7f', 'alt+backspace'],
    ['\x1b\x1b', 'alt+escape'],
    ['\x1b\x02', 'ctrl+alt+b'],
    ['\x1b[A', 'up'],
    ['\x1bOA', 'up'],
    ['\x1b\x1b[A', 'alt+up'],
    ['\x1b[1;5C', 'ctrl+right'],
    ['\x1b[1;2D', 'shift+left'],
    ['\x1b[H', 'home'],
    ['\x1b[1~', 'home'],
    ['\x1b[7~', 'home'],
    ['\x1b[F', 'end'],
    ['\x1b[3~', 'delete'],
    ['\x1b[3;3~', 'alt+delete'],
    ['\x1b[5~', 'pageup'],
    ['\x1bOP', 'f1'],
    ['\x1b[11~', 'f1'],
    ['\x1b[[A', 'f1'],
    ['\x1b[1;2R', 'shift+f3'],
    ['\x1b[15~', 'f5'],
    ['\x1b[24;6~', 'ctrl+shift+f12'],
    ['\x1b[Z', 'shift+tab'],
    ['\x1b[7$', 'shift+home'],
    ['\x1b[7^', 'ctrl+home'],
    ['\x1b[7@', 'ctrl+shift+home'],
    ['\x1b[a', 'shift+up'],
    ['\x1bOa', 'ctrl+up'],
    ['\x1bOM', 'shift+enter'],
    ['\x1bOp', 'keypad-0 "0"'],
  ])('%j is %s', (bytes, expected) => {
    expect(describeKey(keyOf(bytes))).toBe(expected);
  });
});

describe("keys of kitty's protocol", () => {
  test.each([
    ['\x1b[109;5u', 'ctrl+m kitty'],
    ['\x1b[109;69u', 'ctrl+m kitty'],
    ['\x1b[109;133u', 'ctrl+m kitty'],
    ['\x1b[109;197u', 'ctrl+m kitty'],
    ['\x1b[1100::109;5u', 'ctrl+ь kitty base=m'],
    ['\x1b[109:77;6u', 'ctrl+shift+m kitty shifted=M'],
    ['\x1b[109;5:3u', 'ctrl+m release kitty'],
    ['\x1b[109;5:2u', 'ctrl+m repeat kitty'],
    ['\x1b[109;21u', 'ctrl+m kitty other=16'],
    ['\x1b[27u', 'escape kitty'],
    ['\x1b[13;2u', 'shift+enter kitty'],
    ['\x1b[57414u', 'keypad-enter kitty'],
    ['\x1b[57414;2u', 'shift+keypad-enter kitty'],
    ['\x1b[97u', 'a "a" kitty'],
    ['\x1b[97:65;2u', 'shift+a "A" kitty shifted=A'],
    ['\x1b[97;65u', 'a "A" kitty'],
    ['\x1b[97:65;66u', 'shift+a "a" kitty shifted=A'],
    ['\x1b[47:63;2u', 'shift+/ "?" kitty shifted=?'],
    ['\x1b[97;;229u', 'a "å" kitty'],
    ['\x1b[0;;102:111u', 'fo "fo" kitty'],
    ['\x1b[0u', undefined],
    ['\x1b[57400u', 'keypad-1 "1" kitty'],
    ['\x1b[57417u', 'keypad-left kitty'],
    ['\x1b[57441;2u', 'shift+left-shift kitty'],
    ['\x1b[57376u', 'f13 kitty'],
    ['\x1b[1;1:3A', 'up release'],
    ['\x1b[97;9u', 'super+a kitty'],
    ['\x1b[32;2u', 'shift+space " " kitty'],
  ])('%j is %s', (bytes, expected) => {
    const [event] = collectEvents([Buffer.from(bytes)]);
    expect(event?.type === 'key' ? describeKey(event.event) : undefined).toBe(expected);
  });
});

describe('keys of modifyOtherKeys', () => {
  test.each([
    ['\x1b[27;5;109~', 'ctrl+m modify-other-keys'],
    ['\x1b[27;6;77~', 'ctrl+shift+m modify-other-keys shifted=M'],
    ['\x1b[27;5;77~', 'ctrl+m modify-other-keys'],
    ['\x1b[27;2;13~', 'shift+enter modify-other-keys'],
    ['\x1b[27;5;13~', 'ctrl+enter modify-other-keys'],
    ['\x1b[27;5;9~', 'ctrl+tab modify-other-keys'],
    ['\x1b[27;2;65~', 'shift+a "A" modify-other-keys shifted=A'],
    ['\x1b[27;6;8~', 'ctrl+shift+backspace modify-other-keys'],
    ['\x1b[90;6u', 'ctrl+shift+z modify-other-keys shifted=Z'],
    ['\x1b[27;6;63~', 'ctrl+shift+? modify-other-keys shifted=?'],
    ['\x1b[27;3;97~', 'alt+a modify-other-keys'],
  ])('%j is %s', (bytes, expected) => {
    expect(describeKey(keyOf(bytes))).toBe(expected);
  });
});

describe('Ctrl-m', () => {
  test.each([
    ['kitty, ghostty, foot, iTerm2, Alacritty, VS Code', '\x1b[109;5u'],
    ['kitty with alternate keys', '\x1b[109::109;5u'],
    ['kitty with Caps Lock', '\x1b[109;69u'],
    ['kitty with Num Lock', '\x1b[109;133u'],
    ['kitty with both locks', '\x1b[109;197u'],
    ['kitty under a Cyrillic layout', '\x1b[1100::109;5u'],
    ['kitty with event types', '\x1b[109;5:1u'],
    ['kitty held down', '\x1b[109;5:2u'],
    ['xterm and tmux 3.5 with modifyOtherKeys', '\x1b[27;5;109~'],
    ['xterm with Caps Lock', '\x1b[27;5;77~'],
  ])('%s', (_, bytes) => {
    expect(isCtrlM(keyOf(bytes))).toBe(true);
  });

  test.each([
    ['Enter, and Ctrl-m of tmux 3.4, VTE, Konsole, Terminal.app', '\r'],
    ['line feed', '\n'],
    ["keypad's Enter", '\x1b[57414u'],
    ["Konsole's Shift-Return", '\x1bOM'],
    ['Alt with Enter', '\x1b\r'],
    ['Shift with Enter', '\x1b[13;2u'],
    ['Ctrl with Enter', '\x1b[13;5u'],
    ['Ctrl with Enter in xterm', '\x1b[27;5;13~'],
    ['Ctrl-Shift-m', '\x1b[109:77;6u'],
    ["xterm's Ctrl-Shift-m, a shifted code", '\x1b[27;6;77~'],
    ['Ctrl-Alt-m', '\x1b[109;7u'],
    ['Ctrl-Super-m', '\x1b[109;13u'],
    ['Ctrl-Hyper-m', '\x1b[109;21u'],
    ['Ctrl-Meta-m', '\x1b[109;37u'],
    ['the release of Ctrl-m', '\x1b[109;5:3u'],
    ['m', 'm'],
    ['Alt-m', '\x1bm'],
    ['Ctrl with another key where US has m', '\x1b[44::109;5u'],
  ])('is not %s', (_, bytes) => {
    expect(isCtrlM(keyOf(bytes))).toBe(false);
  });

  test('is nothing in a paste', () => {
    const events = collectEvents([Buffer.from('\x1b[200~\r\x1b[109;5u\x1b[27;5;109~\x1b[201~')]);
    expect(events.filter((event) => event.type === 'key')).toEqual([]);
  });
});

describe('what is no key', () => {
  test.each([
    '\x1b[?62;22;52c',
    '\x1b[?0u',
    '\x1b[>4;2m',
    '\x1b[?2026;2$y',
    '\x1b[12;40R',
    '\x1b[0n',
    '\x1b[4;600;800t',
    '\x1b[>1;4000;0c',
    '\x1b]11;rgb:1111/2222/3333\x1b\\',
    '\x1b]11;rgb:1111/2222/3333\x07',
    '\x1bP>|xterm(379)\x1b\\',
    '\x1b_Gi=31;OK\x1b\\',
    '\x1b[999z',
    '\x1b[27;5~',
    '\x1b[1114112u',
    '\x1b[u',
    '\x1b[<64;1;1m',
    '\x1b[<1;1M',
    '\x1b[<192;1;1M',
    '\x1b[<256;1;1M',
    '\x1b[M\x1f!!',
    '\x1b[<0;0;0M',
  ])('%j gives neither key nor mouse', (bytes) => {
    const kinds = collectEvents([Buffer.from(bytes)]).map((event) => event.type);
    expect(kinds.filter((type) => type !== 'reply')).toEqual([]);
  });

  test('replies are told to who asked', () => {
    const replies = collectEvents([Buffer.from('\x1b[?5u\x1b[?62c\x1b[>4;2m\x1b[?2026;1$y')]);
    expect(replies).toEqual([
      { type: 'reply', reply: { reply: 'kitty-flags', flags: 5 } },
      { type: 'reply', reply: { reply: 'device-attributes' } },
      { type: 'reply', reply: { reply: 'modify-other-keys', level: 2 } },
      { type: 'reply', reply: { reply: 'mode-report', mode: 2026, state: 1 } },
    ]);
  });
});

describe('the mouse', () => {
  test.each([
    ['\x1b[<0;1;1M', 'left press 0,0'],
    ['\x1b[<0;200;100m', 'left release 199,99'],
    ['\x1b[<2;5;6M', 'right press 4,5'],
    ['\x1b[<32;5;6M', 'left move 4,5'],
    ['\x1b[<35;5;6M', 'none move 4,5'],
    ['\x1b[<64;5;6M', 'wheel-up press 4,5'],
    ['\x1b[<65;5;6M', 'wheel-down press 4,5'],
    ['\x1b[<66;5;6M', 'wheel-left press 4,5'],
    ['\x1b[<67;5;6M', 'wheel-right press 4,5'],
    ['\x1b[<68;5;6M', 'shift+wheel-up press 4,5'],
    ['\x1b[<128;5;6M', 'button-8 press 4,5'],
    ['\x1b[<131;5;6m', 'button-11 release 4,5'],
    ['\x1b[<160;5;6M', 'button-8 move 4,5'],
    ['\x1b[M\xa1!"', 'button-9 press 0,1'],
    ['\x1b[M\xa3!"', 'button-11 press 0,1'],
    ['\x1b[M\x43!"', 'none move 0,1'],
    ['\x1b[M \xff\xff', 'left press 222,222'],
    ['\x1b[<28;5;6M', 'ctrl+alt+shift+left press 4,5'],
    ['\x1b[M !"', 'left press 0,1'],
    ['\x1b[M#!"', 'none release 0,1'],
    ['\x1b[M@!"', 'left move 0,1'],
    ['\x1b[M`!"', 'wheel-up press 0,1'],
  ])('%j is %s', (bytes, expected) => {
    const [event] = collectEvents([Buffer.from(bytes, 'latin1')]);
    if (event?.type !== 'mouse') throw new Error('no mouse event');
    const { button, action, x, y } = event.event;
    const modifiers = (['ctrl', 'alt', 'shift'] as const).filter((name) => event.event[name]);
    expect(`${[...modifiers, button].join('+')} ${action} ${x},${y}`).toBe(expected);
  });

  const several = Buffer.from('\x1b[<0;1;1M\x1b[<32;2;1M\x1b[<0;2;1m\x1b[M !!\x1b[<64;1;1Mx');

  test('events in one chunk are as many', () => {
    const events = collectEvents([several]);
    expect(events.map(({ type }) => type)).toEqual([...Array(5).fill('mouse'), 'key']);
  });

  test.each(Array.from(several.keys()))('events cut at byte %i are the same', (at) => {
    const pieces = [several.subarray(0, at), several.subarray(at)];
    expect(collectEvents(pieces)).toEqual(collectEvents([several]));
  });

  test('events in single bytes are the same', () => {
    const bytes = Array.from(several, (byte) => Buffer.of(byte));
    expect(collectEvents(bytes)).toEqual(collectEvents([several]));
  });
});
