import { bytes, type ConformanceGroup, item } from './item.js';

const ascii = (text: string) => bytes(...Buffer.from(text, 'latin1'));
const hex = (text: string) => bytes(...Buffer.from(text.replaceAll(' ', ''), 'hex'));
const LONG = 'm'.repeat(2_000_000);
const bad = (count: number) => '\ufffd'.repeat(count);

export const controls: ConformanceGroup = {
  name: 'Controls within sequences',
  source: 'STD 070, ECMA-48',
  items: [
    item('BS within CSI is executed', 'ab\x1b[\b1Cx', { screen: ['abx'] }),
    item('LF within CSI is executed', '\x1b[2\nCx', { screen: ['', '  x'] }),
    item('CR within CSI is executed', 'abc\x1b[\r2Cx', { screen: ['abx'] }),
    item('ESC starts anew', '\x1b[3\x1b[2Cx', { screen: ['  x'] }),
    item('CAN aborts', '\x1b[3\x18Cx', { screen: ['Cx'] }),
    item('SUB aborts', '\x1b[3\x1aCx', { screen: ['Cx'] }, 'the VT510 shows ⸮; xterm does not'),
    item('NUL is ignored', 'a\0b\x1b[\x002Cc', { screen: ['ab  c'] }),
    item('DEL is ignored', 'a\x7fb\x1b[2\x7fCc', { screen: ['ab  c'] }),
    item('other C0 controls are ignored', 'a\x01\x02\x05\x11\x13b', {
      screen: ['ab'],
      replies: '',
    }),
    item('unknown sequences are ignored', '\x1b[5y\x1b[>7;1y\x1b[1#z\x1b[!&zx', { screen: ['x'] }),
    item('misplaced private markers void a sequence', 'ab\x1b[1?2Hx', { screen: ['abx'] }),
    item('parameters after intermediates void a sequence', 'ab\x1b[1$2Hx', { screen: ['abx'] }),
    item('numbers beyond any size count as large', `\x1b[${'9'.repeat(60)}Cx`, {
      screen: ['         x'],
    }),
    item('hundreds of parameters', `\x1b[${'1;'.repeat(500)}1mx`, {
      screen: ['x'],
      renditions: { '1,1': '0;1' },
    }),
    item('a sequence cut at every byte', ['\x1b', '[', '2', ';', '3', 'H', 'x'], {
      screen: ['', '  x'],
    }),
  ],
};

export const strings: ConformanceGroup = {
  name: 'Control strings',
  source: 'ECMA-48, xterm',
  items: [
    item('OSC ends with BEL or ST', '\x1b]2;a\x07x\x1b]2;b\x1b\\y', { screen: ['xy'], title: 'b' }),
    item('unknown OSC is swallowed', '\x1b]9999;abc\x07\x1b]x;y\x07\x1b]\x07z', { screen: ['z'] }),
    item('CAN aborts OSC', '\x1b]2;a\x07\x1b]2;b\x18x', { screen: ['x'], title: 'a' }),
    item('unknown DCS is swallowed', '\x1bP1;2|17/61\x1b\\x\x1bPq#0;2;0;0;0~~\x1b\\y', {
      screen: ['xy'],
    }),
    item('CAN aborts DCS', '\x1bP1$qm\x18x', { screen: ['x'], replies: '' }),
    item('SOS, PM and APC are swallowed', '\x1bXa\x1b\\\x1b^b\x1b\\\x1b_Ga=T;AAAA\x1b\\x', {
      screen: ['x'],
    }),
    item('SOS, PM and APC with any text', '\x1bXé日\x1b\\\x1b^日本\x1b\\\x1b_語é\x1b\\x', {
      screen: ['x'],
    }),
    item('DCS with text for parameters', '\x1bPé1\x1b\\x\x1bP1é\x1b\\y\x1bP$é\x1b\\z', {
      screen: ['xyz'],
    }),
    item('BEL does not end APC', '\x1b_a\x07b\x1b\\x', { screen: ['x'] }),
    item('strings in chunks', ['\x1b]2;', 'a', 'b\x1b', '\\x'], { screen: ['x'], title: 'ab' }),
    item(
      'strings of megabytes are swallowed',
      ['\x1b]999;', '\x1bP1;2|', '\x1b_'].map((start) => `${start}${LONG}\x1b\\x`),
      { screen: ['xxx'] },
    ),
  ],
};

export const c1: ConformanceGroup = {
  name: 'C1 controls',
  source: 'ECMA-48, xterm',
  items: [
    item('IND, NEL and RI as U+0084, U+0085 and U+008D', 'a\u0084b\u0085c\u008dd', {
      screen: ['a', ' d', 'c'],
    }),
    item('HTS as U+0088', '\x1b[4G\u0088\r\tx', { screen: ['   x'] }),
    item('CSI as U+009B', '\u009b3Cx', { screen: ['   x'] }),
    item('OSC as U+009D, ST as U+009C', '\u009d2;a\u009cx', { screen: ['x'], title: 'a' }),
    item(
      'DCS, SOS, PM and APC as U+0090, U+0098, U+009E and U+009F',
      ['\u0090a\u009c\u0098b\u009c\u009ec\u009c\u009fd\u009cx'],
      { screen: ['x'] },
    ),
    item(
      'single bytes 80 to 9F are invalid UTF-8',
      [bytes(0x9b), '3C', bytes(0x84)],
      { screen: [`${bad(1)}3C${bad(1)}`] },
      'the VT510 executes them; panes are always UTF-8, as in xterm with -u8',
    ),
  ],
};

export const utf8: ConformanceGroup = {
  name: 'UTF-8',
  source: 'Unicode, chapter 3, tables 3-8 to 3-11',
  items: [
    item('overlong forms', [hex('c0 af e0 80 bf f0 81 82 41')], { screen: [`${bad(8)}A`] }),
    item('surrogates', [hex('ed a0 80 ed bf bf ed af 41')], { screen: [`${bad(8)}A`] }),
    item('code points beyond 10FFFF', [hex('f4 91 92 93 ff 41 80 bf 42')], {
      screen: [`${bad(5)}A${bad(2)}B`],
    }),
    item('truncated sequences', [hex('e1 80 e2 f0 91 92 f1 bf 41')], { screen: [`${bad(4)}A`] }),
    item('a sequence truncated by ESC', [hex('e3 81'), '\x1b[2Cx'], { screen: [`${bad(1)}  x`] }),
    item('a sequence truncated by text', [ascii('a'), hex('f0 9f'), ascii('b')], {
      screen: [`a${bad(1)}b`],
    }),
    item('two bytes cut anywhere', [hex('c3'), hex('a9')], { screen: ['é'] }),
    item(
      'three bytes cut anywhere',
      [hex('e3'), hex('80'), hex('81'), hex('e3 80'), hex('82'), hex('e3'), hex('80 80'), '|'],
      { screen: ['、。\u3000|'] },
    ),
    item(
      'four bytes cut anywhere',
      [
        hex('f0'),
        hex('9f'),
        hex('91'),
        hex('8d'),
        hex('f0 9f'),
        hex('91 8d'),
        hex('f0 9f 91'),
        hex('8d'),
      ],
      { screen: ['👍👍👍'] },
    ),
    item('an empty chunk within a sequence', [hex('c3'), '', hex('a9')], { screen: ['é'] }),
    item('bad bytes within OSC', [ascii('\x1b]2;a'), hex('ff'), ascii('b\x07x')], {
      screen: ['x'],
      title: `a${bad(1)}b`,
    }),
    item('U+FEFF is ignored', 'a\ufeffb', { screen: ['ab'], cursor: [3, 1] }),
  ],
};
