import type { Choices } from '../../support/streams/stream.js';

/** Modes of `CSI ? n h`: those that change something, and a few that nothing should come of. */
const PRIVATE_MODES = [
  1, 2, 3, 5, 6, 7, 8, 9, 12, 25, 40, 45, 47, 66, 67, 69, 80, 1000, 1002, 1003, 1004, 1005, 1006,
  1007, 1015, 1016, 1034, 1036, 1047, 1048, 1049, 2004, 2026, 2027, 2031, 2048, 9001,
];
const ANSI_MODES = [2, 3, 4, 12, 20];
const HUGE = ['65535', '65536', '2147483647', '4294967297', '99999999999999999999'];

const CSI_FINALS = [...'@ABCDEFGHIJKLMPSTXZ^`abcdefghilmnqrstux'];
const MOVES = [...'ABCDEFGHIZ`adefs'];
/** Prefix, intermediates and final of what is no plain CSI. */
const CSI_OTHERS = [
  ' @',
  ' A',
  ' q',
  ' t',
  '!p',
  '"p',
  '"q',
  '$p',
  "'}",
  "'~",
  '*x',
  '*|',
  '$r',
  '$x',
  '$z',
  '${',
  '$|',
  '#p',
  '#q',
  '#{',
  '#}',
  '?$p',
  '?J',
  '?K',
  '?W',
  '?n',
  '?u',
  '>u',
  '<u',
  '=u',
  '>m',
  '>n',
  '?m',
  '?g',
  '>c',
  '=c',
  '>q',
  '?r',
  '?s',
  '?i',
  '>t',
  '>T',
  '?S',
  '?c',
  '?q',
  '"v',
  ',|',
];
const ESCAPES = [
  '7',
  '8',
  'D',
  'E',
  'H',
  'M',
  'N',
  'O',
  'Z',
  '=',
  '>',
  'n',
  'o',
  '|',
  '}',
  '~',
  '\\',
  'V',
  'W',
  '6',
  '9',
  'F',
  'l',
  'm',
  '#3',
  '#4',
  '#5',
  '#6',
  '#8',
  ' F',
  ' G',
  '%G',
  '%@',
  '-A',
  '.A',
  '/A',
];
const SETS = ['0', 'A', 'B', '<', '4', 'K', '1', '2', '%5', '"?', '&4', 'zz'];
const COLOR_SPECS = [
  '?',
  '#fff',
  '#123456',
  '#112233445566',
  '#12',
  'rgb:1/22/333',
  'rgb:ff/80/00',
  'rgbi:0.5/1/.25',
  'red',
  'Gray',
  'nocolor',
  '',
  ' blue ',
  'rgb:fffff/0/0',
  'rgbi:2/0/0',
];

/** One parameter: sensible, none, at the edges, or beyond any size. */
function parameter(choices: Choices): string {
  const kind = choices.below(20);
  if (kind < 9) return `${choices.below(6)}`;
  if (kind < 14) return `${choices.below(40)}`;
  if (kind < 16) return '';
  if (kind < 18) return `${choices.below(400)}`;
  if (kind < 19) return choices.pick(HUGE);
  return `${choices.below(5)}:${choices.pick(['', '2', '3:4', ':', '300'])}`;
}

function parameters(choices: Choices, most = 4): string {
  if (choices.chance(0.002)) return choices.many(choices.between(30, 400), () => ';1');
  const count = choices.below(most + 1);
  return Array.from({ length: count }, () => parameter(choices)).join(';');
}

export function csi(choices: Choices): string {
  const kind = choices.below(10);
  if (kind < 4) return `\x1b[${parameters(choices, 2)}${choices.pick(CSI_FINALS)}`;
  if (kind < 7) return `\x1b[${parameters(choices)}${choices.pick(CSI_FINALS)}`;
  if (kind < 9) {
    const other = choices.pick(CSI_OTHERS);
    const prefix = /^[<=>?]/.exec(other)?.[0] ?? '';
    return `\x1b[${prefix}${parameters(choices)}${other.slice(prefix.length)}`;
  }
  const prefix = choices.pick(['', '', '?', '>', '=', '<']);
  const intermediates = choices.pick(['', '', ' ', '$', '"', "'", '!', '#', '$ ', '*']);
  const final = String.fromCharCode(choices.between(0x40, 0x7e));
  return `\x1b[${prefix}${parameters(choices)}${intermediates}${final}`;
}

export function move(choices: Choices): string {
  if (choices.chance(0.5)) {
    return `\x1b[${choices.between(1, 12)};${choices.between(1, choices.pick([8, 30, 120]))}H`;
  }
  return `\x1b[${choices.pick(['', `${choices.below(9)}`, `${choices.below(90)}`])}${choices.pick(MOVES)}`;
}

/** Erasing, inserting and deleting, plain and selective. */
export function edit(choices: Choices): string {
  const count = choices.pick(['', '', '0', '1', '2', '3', `${choices.below(100)}`]);
  return `\x1b[${count}${choices.pick([...'@PXKJLM', ' @', ' A', "'}", "'~"])}`;
}

export function selective(choices: Choices): string {
  return choices.pick([
    '\x1b[1"q',
    '\x1b[2"q',
    '\x1b["q',
    '\x1b[?J',
    '\x1b[?1J',
    '\x1b[?2J',
    '\x1b[?K',
    '\x1b[?1K',
    '\x1b[?2K',
  ]);
}

export function scroll(choices: Choices): string {
  const top = choices.between(1, 6);
  const bottom = top + choices.between(0, 12);
  return choices.pick([
    `\x1b[${top};${bottom}r`,
    `\x1b[${top}r`,
    '\x1b[r',
    `\x1b[;${bottom}r`,
    '\x1b[?6h',
    '\x1b[?6l',
    '\x1bD',
    '\x1bM',
    '\x1bE',
    '\n\n\n',
    '\r\n',
    `\x1b[${choices.below(5)}S`,
    `\x1b[${choices.below(5)}T`,
    `\x1b[${choices.below(5)}^`,
    `\x1b[${choices.below(4)}L`,
    `\x1b[${choices.below(4)}M`,
    '\x1b[2J',
    '\x1b[3J',
  ]);
}

export function mode(choices: Choices): string {
  const final = choices.pick(['h', 'l']);
  if (choices.chance(0.25)) return `\x1b[${choices.pick(ANSI_MODES)}${final}`;
  const all = Array.from({ length: choices.between(1, 3) }, () => choices.pick(PRIVATE_MODES));
  return `\x1b[?${all.join(';')}${final}`;
}

export function tabs(choices: Choices): string {
  return choices.pick([
    '\t',
    '\t\t',
    '\x1bH',
    '\x1b[g',
    '\x1b[3g',
    '\x1b[?5W',
    '\x1b[2I',
    '\x1b[Z',
    '\x1b[3Z',
    '\u0088',
  ]);
}

export function charset(choices: Choices): string {
  const set = `\x1b${choices.pick([...'()*+-./'])}${choices.pick(SETS)}`;
  const shift = choices.pick([
    '\x0e',
    '\x0f',
    '\x1bn',
    '\x1bo',
    '\x1bN',
    '\x1bO',
    '\x1b~',
    '\u008e',
    '\u008f',
  ]);
  return choices.pick([set, shift, `${set}${shift}qlx#~{_`]);
}

export function escapeSequence(choices: Choices): string {
  if (choices.chance(0.9)) return `\x1b${choices.pick(ESCAPES)}`;
  const intermediate = choices.pick(['', '', '#', '(', ' ', '%', '$', '+']);
  return `\x1b${intermediate}${String.fromCharCode(choices.between(0x30, 0x7e))}`;
}

function color(choices: Choices): string {
  const which = choices.pick(['38', '48', '58']);
  const n = () => choices.pick([`${choices.below(256)}`, `${choices.below(16)}`, '', '256', '300']);
  return choices.pick([
    `${which};5;${n()}`,
    `${which}:5:${n()}`,
    `${which};2;${n()};${n()};${n()}`,
    `${which}:2:${n()}:${n()}:${n()}`,
    `${which}:2::${n()}:${n()}:${n()}`,
    `${which}:2:1:${n()}:${n()}:${n()}:0:1`,
    `${which};5`,
    `${which};2;1`,
    `${which}:2`,
    `${which}:5`,
    which,
    `${which};7;1`,
    `${which};2:${n()};3`,
  ]);
}

/** Renditions: usual ones mostly, so that cells of the same style meet. */
export function rendition(choices: Choices): string {
  if (choices.chance(0.3))
    return choices.pick(['\x1b[m', '\x1b[0m', '\x1b[31m', '\x1b[1;4m', '\x1b[44m', '\x1b[7m']);
  const one = () =>
    choices.pick([
      () => `${choices.below(10)}`,
      () => `${choices.between(20, 30)}`,
      () => `${choices.between(30, 37)}`,
      () => `${choices.between(40, 47)}`,
      () => `${choices.between(90, 107)}`,
      () => `4:${choices.below(7)}`,
      () => choices.pick(['39', '49', '59', '53', '55', '']),
      () => color(choices),
      () => color(choices),
      () => parameter(choices),
    ])();
  return `\x1b[${Array.from({ length: choices.between(1, 4) }, one).join(';')}m`;
}

/** Ends of control strings: right ones mostly. */
function end(choices: Choices): string {
  const kind = choices.below(20);
  if (kind < 9) return '\x07';
  if (kind < 16) return '\x1b\\';
  return choices.pick(['\u009c', '\x18', '\x1a', '', '\x1b', '\x1b[A']);
}

const OSC_PAYLOADS: readonly ((choices: Choices) => string)[] = [
  (c) => `${c.pick([0, 1, 2])};${c.pick(['title', '', 'ä漢🙂', 'a\tb', 'x'.repeat(1_200), 'a;b'])}`,
  (c) => `4;${c.below(300)};${c.pick(COLOR_SPECS)};${c.below(20)};${c.pick(COLOR_SPECS)}`,
  (c) => `4;${c.below(18)};${c.pick(COLOR_SPECS)}`,
  (c) => `104${c.pick(['', ';', `;${c.below(20)}`, ';1;2;x'])}`,
  (c) =>
    `${c.between(10, 20)};${c.pick(COLOR_SPECS)}${c.pick(['', `;${c.pick(COLOR_SPECS)}`, ';?;?'])}`,
  (c) => `${c.between(110, 119)}${c.pick(['', ';', ';x'])}`,
  (c) =>
    `8;${c.pick(['', 'id=1', 'id=a:x=2', ';'])};${c.pick(['', 'http://a/', 'http://b/;c', 'file:///x', 'x'.repeat(5_000)])}`,
  (c) => `8;${c.pick(['', 'id=1'])};${c.pick(['', 'http://a/', 'http://b/'])}`,
  (c) =>
    `52;${c.pick(['c', 'p', '', 's0', '1', 'x', 'cp'])};${c.pick(['?', 'YWJj', '!', '', 'YQ==', 'w6Q='])}`,
  (c) =>
    `9;${c.pick(['hello', '4;1;50', '4;0', '4;3', '4;2', '4;9;1', '4;1;200', '9;"/tmp"', '9;/a', '12', ''])}`,
  (c) =>
    `99;${c.pick(['', 'i=1', 'i=1:d=0', 'i=1:p=body', 'i=2:p=?', 'p=alive', 'i=1:p=close', 'e=1', 'i=1:d=0:p=title'])};${c.pick(['text', 'dGV4dA==', ''])}`,
  (c) => `777;${c.pick(['notify;t;b', 'notify;t', 'other;x', 'notify;;b;c', ''])}`,
  (c) =>
    `${c.pick([133, 633])};${c.pick(['A', 'B', 'C', 'D', 'D;0', 'A;k=s', 'A;k=i;aid=1', 'AX', 'C;x', ''])}`,
  (c) =>
    `7;${c.pick(['file:///tmp/a', 'file://localhost/b%20c', 'file://other.example/c', 'kitty-shell-cwd:///d%20', 'file:///%ff', '/x', 'file:///%0a'])}`,
  (c) => `1337;${c.pick(['CurrentDir=/a', 'CurrentDir=b', 'SetMark', ''])}`,
  (c) =>
    `7501;${c.pick(['state=working', 'state=blocked:app=x', 'a=b:state=done', 'state=clear', 'state=error', 'state=idle', 'state=zzz', ''])}`,
  (c) => `${c.pick(['', '22', '60', '99999999999', 'x', '8x', '3;a', ';'])};${c.pick(['x', ''])}`,
];

export function osc(choices: Choices): string {
  const start = choices.chance(0.95) ? '\x1b]' : '\u009d';
  return `${start}${choices.pick(OSC_PAYLOADS)(choices)}${end(choices)}`;
}

const hex = (text: string) => Buffer.from(text).toString('hex');

/** DCS, SOS, PM and APC. */
export function controlString(choices: Choices): string {
  const settings = ['m', 'r', ' q', '"p', '"q', 't', '*|', '$|', 's', '', 'zz', 'm'.repeat(80)];
  const names = ['TN', 'Co', 'RGB', 'kf1', 'none', 'Tc', ''].map(hex);
  const dcs = choices.pick([
    () => `$q${choices.pick(settings)}`,
    () => `+q${choices.pick(names)};${choices.pick(names)}`,
    () => `+q${choices.pick([...names, '4', 'zz', '6'.repeat(5_000)])}`,
    () => `${parameters(choices)}${choices.pick(['q', '|', '$t', '{', ' x', 'é', ':q'])}#1~~@@-`,
    () => `${parameters(choices)}${choices.pick(['=s', '>|', '!|', '$r'])}text\r\n漢`,
  ])();
  const start = choices.pick([
    '\x1bP',
    '\x1bP',
    '\x1bP',
    '\u0090',
    '\x1bX',
    '\x1b^',
    '\x1b_',
    '\u0098',
    '\u009e',
    '\u009f',
  ]);
  return `${start}${dcs}${end(choices)}`;
}

/** Strings without an end; what follows is theirs until something ends them. */
export function endless(choices: Choices): string {
  const start = choices.pick([
    '\x1b]0;',
    '\x1b]52;c;',
    '\x1b]8;;',
    '\x1bP$q',
    '\x1bPq',
    '\x1b_',
    '\x1bX',
    '\x1b[',
    '\x1b[1;',
    '\x1b]1337;File=',
  ]);
  return start + choices.pick(['x', '1;', 'é', '漢a']).repeat(choices.pick([3, 100, 3_000]));
}

export function reset(choices: Choices): string {
  return choices.pick([
    '\x1bc',
    '\x1b[!p',
    '\x1b[!p',
    '\x1b[!p',
    '\x1b[?3h',
    '\x1b[?40h\x1b[?3l',
    '\x1b#8',
  ]);
}
