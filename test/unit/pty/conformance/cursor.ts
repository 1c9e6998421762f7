import { type ConformanceGroup, item } from './item.js';

const MARGINS_2_TO_4 = '\x1b[2;4r';
const ORIGIN_2_TO_4 = `${MARGINS_2_TO_4}\x1b[?6h`;

export const movement: ConformanceGroup = {
  name: 'Cursor movement',
  source: 'VT510, xterm',
  items: [
    item('CUP counts from 1', '\x1b[3;4Hx', { screen: ['', '', '   x'], cursor: [5, 3] }),
    item('CUP takes missing and zero parameters for 1', 'abc\x1b[0;0Hx\x1b[;3Hy\x1b[2Hz', {
      screen: ['xby', 'z'],
      cursor: [2, 2],
    }),
    item('CUP stops at the edges', '\x1b[99;99Hx', { screen: ['', '', '', '', '         x'] }),
    item('HVP is CUP', '\x1b[2;3fx', { screen: ['', '  x'] }),
    item('CUU moves up and stops at the top', '\x1b[3;3H\x1b[A\x1b[Aa\x1b[9Ab', {
      screen: ['  ab'],
    }),
    item('CUD moves down and stops at the bottom', '\x1b[2Ba\x1b[9Bb', {
      screen: ['', '', 'a', '', ' b'],
    }),
    item('CUF and CUB stop at the edges', '\x1b[99Cx\x1b[99Dy', { screen: ['y        x'] }),
    item('a count of 0 is 1', '\x1b[0C\x1b[0Bx', { screen: ['', ' x'] }),
    item('CNL and CPL go to column 1', '\x1b[1;5H\x1b[2Ea\x1b[1Fb', { screen: ['', 'b', 'a'] }),
    item('CHA and HPA set the column', '\x1b[2;1H\x1b[5Ga\x1b[2`b\x1b[99Gc', {
      screen: ['', ' b  a    c'],
    }),
    item('VPA sets the row', '\x1b[1;3H\x1b[4da\x1b[99db', { screen: ['', '', '', '  a', '   b'] }),
    item('HPR and VPR are relative', '\x1b[3aa\x1b[2eb\x1b[99e\x1b[99ac', {
      screen: ['   a', '', '    b', '', '         c'],
    }),
    item('BS stops at column 1', 'ab\b\b\bx', { screen: ['xb'] }),
    item('CR goes to column 1', 'abc\rx', { screen: ['xbc'] }),
    item('DECTCEM hides the cursor', '\x1b[?25l', { isCursorVisible: false }),
    item('DECTCEM shows the cursor', '\x1b[?25l\x1b[?25h', { isCursorVisible: true }),
  ],
};

export const margins: ConformanceGroup = {
  name: 'Scrolling margins (DECSTBM)',
  source: 'VT510, STD 070',
  items: [
    item('sets the cursor home', '\x1b[3;3H\x1b[2;4rx', { screen: ['x'] }),
    item('is ignored unless the top is above the bottom', '\x1b[3;3H\x1b[4;2r\x1b[3;3rx', {
      screen: ['', '', '  x'],
    }),
    item('clips the bottom to the screen', 'a\x1b[2;99r\x1b[5;1Hx\n', {
      screen: ['a', '', '', 'x'],
      cursor: [2, 5],
    }),
    item('without parameters is the whole screen', 'a\x1b[2;3r\x1b[r\x1b[5;1Hx\n', {
      screen: ['', '', '', 'x'],
    }),
    item(
      'LF at the bottom margin scrolls the region',
      'a\r\nb\r\nc\r\nd\r\ne\x1b[2;4r\x1b[4;1H\n',
      {
        screen: ['a', 'c', 'd', '', 'e'],
        cursor: [1, 4],
      },
    ),
    item('LF in the last row below the region does not scroll', 'a\x1b[2;3r\x1b[5;1Hx\n', {
      screen: ['a', '', '', '', 'x'],
      cursor: [2, 5],
    }),
    item(
      'RI at the top margin scrolls the region',
      'a\r\nb\r\nc\r\nd\r\ne\x1b[2;4r\x1b[2;1H\x1bM',
      {
        screen: ['a', '', 'b', 'c', 'e'],
        cursor: [1, 2],
      },
    ),
    item('RI in the first row above the region does not scroll', 'a\x1b[2;3r\x1bM', {
      screen: ['a'],
      cursor: [1, 1],
    }),
    item('lines that leave a region at the top are history', 'a\r\nb\r\nc\x1b[1;2r\x1b[2;1H\n', {
      screen: ['b', '', 'c'],
      history: ['a'],
    }),
    item('lines that leave a lower region are not', `a\r\nb${MARGINS_2_TO_4}\x1b[4;1H\n`, {
      screen: ['a'],
      history: [],
    }),
    item('CUU stops at the top margin', `${MARGINS_2_TO_4}\x1b[3;1H\x1b[9Ax`, {
      screen: ['', 'x'],
    }),
    item('CUU from above the region stops at the top', '\x1b[3;4r\x1b[2;1H\x1b[9Ax', {
      screen: ['x'],
    }),
    item('CUU from below the region stops at the top margin', '\x1b[2;3r\x1b[5;1H\x1b[9Ax', {
      screen: ['', 'x'],
    }),
    item('CUD stops at the bottom margin', `${MARGINS_2_TO_4}\x1b[3;1H\x1b[9Bx`, {
      screen: ['', '', '', 'x'],
    }),
    item('CUD from above the region stops at the bottom margin', `${MARGINS_2_TO_4}\x1b[9Bx`, {
      screen: ['', '', '', 'x'],
    }),
    item('CUD from below the region stops at the bottom', '\x1b[2;3r\x1b[4;1H\x1b[9Bx', {
      screen: ['', '', '', '', 'x'],
    }),
    item('CNL and CPL stop at the margins', `${MARGINS_2_TO_4}\x1b[3;3H\x1b[9Ea\x1b[9Fb`, {
      screen: ['', 'b', '', 'a'],
    }),
    item('VPA and VPR pass the margins', '\x1b[1;2r\x1b[4da\x1b[1;1H\x1b[4eb', {
      screen: ['', '', '', 'a', 'b'],
    }),
  ],
};

export const originMode: ConformanceGroup = {
  name: 'Origin mode (DECOM)',
  source: 'VT510, STD 070',
  items: [
    item('sets the cursor to the top margin', `${ORIGIN_2_TO_4}x`, { screen: ['', 'x'] }),
    item('reset sets the cursor home', `${ORIGIN_2_TO_4}\x1b[2;2H\x1b[?6lx`, { screen: ['x'] }),
    item('CUP counts from the top margin', `${ORIGIN_2_TO_4}\x1b[2;3Hx`, {
      screen: ['', '', '  x'],
    }),
    item('CUP cannot leave the region', `${ORIGIN_2_TO_4}\x1b[9;9Hx`, {
      screen: ['', '', '', '        x'],
    }),
    item('HVP counts from the top margin', `${ORIGIN_2_TO_4}\x1b[2;3fx`, {
      screen: ['', '', '  x'],
    }),
    item('VPA counts from the top margin', `${ORIGIN_2_TO_4}\x1b[2dx`, { screen: ['', '', 'x'] }),
    item('CUF and CUB stay in their row', `${ORIGIN_2_TO_4}\x1b[2;2H\x1b[3Cx\x1b[3Dy`, {
      screen: ['', '', '  y x'],
    }),
    item('CHA and HPA stay in their row', `${ORIGIN_2_TO_4}\x1b[2;2H\x1b[5Gx\x1b[2\`y`, {
      screen: ['', '', ' y  x'],
    }),
    item('HPR stays in its row', `${ORIGIN_2_TO_4}\x1b[2;2H\x1b[3ax`, {
      screen: ['', '', '    x'],
    }),
    item('CUU and CUD move by what they say', `${ORIGIN_2_TO_4}\x1b[Ba\x1b[Ab\x1b[2Bc`, {
      screen: ['', ' b', 'a', '  c'],
    }),
    item('CNL and CPL move by what they say', `${ORIGIN_2_TO_4}\x1b[Ea\x1b[Fb`, {
      screen: ['', 'b', 'a'],
    }),
    item('VPR cannot leave the region', `${ORIGIN_2_TO_4}\x1b[ea\x1b[9eb`, {
      screen: ['', '', 'a', ' b'],
    }),
    item('DECSTBM homes to the new top margin', `${ORIGIN_2_TO_4}\x1b[3;5rx`, {
      screen: ['', '', 'x'],
    }),
    item('IND and RI scroll the region', `${ORIGIN_2_TO_4}a\x1b[3;1H\x1bD\x1b[1;1H\x1bM\x1bMb`, {
      screen: ['', 'b'],
    }),
  ],
};

export const horizontalMargins: ConformanceGroup = {
  name: 'Left and right margins',
  source: 'VT510, xterm',
  items: [
    item(
      'DECLRMM is reported as unknown',
      '\x1b[?69h\x1b[?69$p',
      { replies: '\x1b[?69;0$y' },
      'declined, as in tmux; a program that asks is told so',
    ),
    item(
      'DECSLRM changes nothing',
      '\x1b[?69h\x1b[3;6s\x1b[1;1Habcdefghijk',
      { screen: ['abcdefghij', 'k'] },
      'declined with DECLRMM',
    ),
    item('DECSLRM does not save the cursor', '\x1b[2;2H\x1b7\x1b[5;5H\x1b[1;8s\x1b8x', {
      screen: ['', ' x'],
    }),
  ],
};
