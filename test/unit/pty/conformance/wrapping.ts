import { type ConformanceGroup, item } from './item.js';

const FULL_ROW = 'abcdefghij';

export const autowrap: ConformanceGroup = {
  name: 'Autowrap (DECAWM)',
  source: 'STD 070, xterm',
  items: [
    item('text goes on in the next line', `${FULL_ROW}k`, {
      screen: [FULL_ROW, 'k'],
      cursor: [2, 2],
    }),
    item('the last column leaves a wrap pending', FULL_ROW, {
      cursor: [10, 1],
      isWrapPending: true,
    }),
    item('reset, text overwrites the last column', `\x1b[?7l${FULL_ROW}XY`, {
      screen: ['abcdefghiY'],
      cursor: [10, 1],
    }),
    item('set again, it wraps', `\x1b[?7l\x1b[?7h${FULL_ROW}k`, { screen: [FULL_ROW, 'k'] }),
    item('wraps into a scroll at the bottom margin', `a\x1b[2;3r\x1b[3;1H${FULL_ROW}k`, {
      screen: ['a', FULL_ROW, 'k'],
    }),
    item(
      'in the last row below the region returns to its start',
      `\x1b[1;2r\x1b[5;1H${FULL_ROW}k`,
      {
        screen: ['', '', '', '', 'kbcdefghij'],
      },
    ),
    item('at the bottom makes history', `\x1b[5;1H${FULL_ROW}k`, {
      screen: ['', '', '', FULL_ROW, 'k'],
      history: [''],
    }),
  ],
};

export const pendingWrap: ConformanceGroup = {
  name: 'Pending wrap',
  source: 'STD 070, xterm',
  items: [
    item('CR ends it', `${FULL_ROW}\rX`, { screen: ['Xbcdefghij'] }),
    item('BS goes to the column before the last', `${FULL_ROW}\bX`, { screen: ['abcdefghXj'] }),
    item('CUB goes to the column before the last', `${FULL_ROW}\x1b[DX`, {
      screen: ['abcdefghXj'],
    }),
    item('CUF ends it', `${FULL_ROW}\x1b[CX`, { screen: ['abcdefghiX'] }),
    item('CUP ends it', `${FULL_ROW}\x1b[1;10HX`, { screen: ['abcdefghiX'] }),
    item('CUU and CUD end it', `\n${FULL_ROW}\x1b[AX\x1b[2BY`, {
      screen: ['         X', FULL_ROW, '         Y'],
    }),
    item('LF and IND stay in the last column', `${FULL_ROW}\nX\x1bDY`, {
      screen: [FULL_ROW, '         X', '         Y'],
    }),
    item('RI stays in the last column', `\n${FULL_ROW}\x1bMX`, {
      screen: ['         X', FULL_ROW],
    }),
    item('NEL goes to the next line', `${FULL_ROW}\x1bEX`, { screen: [FULL_ROW, 'X'] }),
    item('HT keeps it', `${FULL_ROW}\tX`, { screen: [FULL_ROW, 'X'] }),
    item('SGR keeps it', `${FULL_ROW}\x1b[1mX`, { screen: [FULL_ROW, 'X'] }),
    item('DECSC and DECRC keep it', `${FULL_ROW}\x1b7\x1b[H\x1b8X`, { screen: [FULL_ROW, 'X'] }),
    item('ECH erases the last cell', `${FULL_ROW}\x1b[XX`, { screen: ['abcdefghiX'] }),
    item('EL 1 and EL 2 erase the line', `${FULL_ROW}\x1b[1K\n${FULL_ROW}\x1b[2K`, {
      screen: ['', '         a'],
    }),
    item(
      'EL and ED keep the last character',
      `${FULL_ROW}\x1b[K\x1b[J`,
      { screen: [FULL_ROW] },
      'xterm erases it; VTE, kitty and tmux keep it, so that `grep --color` loses nothing',
    ),
    item('ICH and DCH act on the last cell', `${FULL_ROW}\x1b[@\r\n${FULL_ROW}\x1b[P`, {
      screen: ['abcdefghi', 'abcdefghi'],
    }),
  ],
};

export const reverseWrap: ConformanceGroup = {
  name: 'Reverse wrap (45)',
  source: 'xterm',
  items: [
    item('BS goes back over a wrap', `\x1b[?45h${FULL_ROW}k\b\bX`, { screen: ['abcdefghiX', 'k'] }),
    item('CUB goes back over a wrap', `\x1b[?45h${FULL_ROW}k\x1b[2DX`, {
      screen: ['abcdefghiX', 'k'],
    }),
    item('not over the end of a line', '\x1b[?45ha\r\n\bX', { screen: ['a', 'X'] }),
    item('reset, BS and CUB stop at column 1', `${FULL_ROW}k\b\b\x1b[9DX`, {
      screen: [FULL_ROW, 'X'],
    }),
    item(
      'extended reverse wrap (1045) is reported as unknown',
      '\x1b[?1045$p',
      { replies: '\x1b[?1045;0$y' },
      'declined: only wrapped lines are gone back over',
    ),
  ],
};

export const lineControls: ConformanceGroup = {
  name: 'Line controls',
  source: 'VT510, ECMA-48',
  items: [
    item('LF, VT and FF keep the column', 'a\nb\vc\fd', { screen: ['a', ' b', '  c', '   d'] }),
    item('LF, VT and FF return under LNM', '\x1b[20ha\nb\vc\fd', { screen: ['a', 'b', 'c', 'd'] }),
    item('LNM is reset', '\x1b[20h\x1b[20la\nb', { screen: ['a', ' b'] }),
    item('IND keeps the column', 'a\x1bDb', { screen: ['a', ' b'] }),
    item('NEL goes to the next line', 'a\x1bEb', { screen: ['a', 'b'] }),
    item('RI goes up', '\n\na\x1bMb', { screen: ['', ' b', 'a'] }),
    item('IND at the bottom scrolls', 'a\x1b[5;1Hb\x1bD', {
      screen: ['', '', '', 'b'],
      history: ['a'],
    }),
    item('RI at the top scrolls down', 'a\r\x1bMb', { screen: ['b', 'a'] }),
    item('NEL at the bottom scrolls', '\x1b[5;3Ha\x1bEb', { screen: ['', '', '', '  a', 'b'] }),
  ],
};

export const tabs: ConformanceGroup = {
  name: 'Tabs',
  source: 'VT510, ECMA-48',
  items: [
    item('are 8 columns apart', 'a\tb\tc', { size: [30, 2], screen: ['a       b       c'] }),
    item('HT stops in the last column', '\x1b[25G\t\tx', {
      size: [30, 2],
      screen: [`${' '.repeat(29)}x`],
    }),
    item('HT erases nothing', 'abcdefghi\r\tX', { screen: ['abcdefghX'] }),
    item('HTS sets one', '\x1b[4G\x1bH\r\tx', { screen: ['   x'] }),
    item('TBC 0 clears one', '\x1b[9G\x1b[g\r\tx', {
      size: [30, 2],
      screen: [`${' '.repeat(16)}x`],
    }),
    item('TBC 3 clears all', '\x1b[3g\tx', { size: [30, 2], screen: [`${' '.repeat(29)}x`] }),
    item('DECST8C sets them as they were', '\x1b[3g\x1b[?5W\tx', {
      size: [30, 2],
      screen: ['        x'],
    }),
    item('CHT goes forward by several', '\x1b[2Ix', {
      size: [30, 2],
      screen: [`${' '.repeat(16)}x`],
    }),
    item('CBT goes back by several', '\x1b[20G\x1b[2Zx\x1b[9Zy', {
      size: [30, 2],
      screen: ['y       x'],
    }),
    item('CBT goes back from a pending wrap', '\x1b[30Gx\x1b[Zy', {
      size: [30, 2],
      screen: [`${' '.repeat(24)}y    x`],
    }),
    item('both screens have the same', '\x1b[4G\x1bH\x1b[?1049h\r\tx', { screen: ['   x'] }),
  ],
};
