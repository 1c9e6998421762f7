import { type ConformanceGroup, type Expectation, item } from './item.js';

/** Three rows of four with the cursor in column 2 of row 2. */
const SQUARE = 'aaaa\r\nbbbb\r\ncccc\x1b[2;2H';
const square = (screen: string[]): Expectation => ({ size: [4, 3], screen, cursor: [2, 2] });

/** Five rows, `a` to `e`. */
const ROWS = 'a\r\nb\r\nc\r\nd\r\ne';

export const erasing: ConformanceGroup = {
  name: 'Erasing',
  source: 'VT510, xterm',
  items: [
    item('ED 0 erases from the cursor', `${SQUARE}\x1b[J`, square(['aaaa', 'b'])),
    item('ED 1 erases up to the cursor', `${SQUARE}\x1b[1J`, square(['', '  bb', 'cccc'])),
    item('ED 2 erases all', `${SQUARE}\x1b[2J`, square([])),
    item('ED 3 erases the history only', '1\r\n2\r\n3\r\n4\x1b[3J', {
      size: [4, 3],
      screen: ['2', '3', '4'],
      history: [],
    }),
    item('ED with an unknown parameter does nothing', `${SQUARE}\x1b[7J`, {
      ...square(['aaaa', 'bbbb', 'cccc']),
    }),
    item('EL 0 erases from the cursor', `${SQUARE}\x1b[K`, square(['aaaa', 'b', 'cccc'])),
    item('EL 1 erases up to the cursor', `${SQUARE}\x1b[1K`, square(['aaaa', '  bb', 'cccc'])),
    item('EL 2 erases the line', `${SQUARE}\x1b[2K`, square(['aaaa', '', 'cccc'])),
    item('ECH erases by count', `${SQUARE}\x1b[2X`, square(['aaaa', 'b  b', 'cccc'])),
    item('ECH ends with the line', `${SQUARE}\x1b[99X`, square(['aaaa', 'b', 'cccc'])),
    item('erasing passes margins and origin mode', 'a\x1b[2;3r\x1b[?6h\x1b[2J', { screen: [] }),
  ],
};

const erased = (name: string, input: string, cell: string) =>
  item(name, input, { renditions: { [cell]: '0;41' } });

export const colorErase: ConformanceGroup = {
  name: 'Background colour erase',
  source: 'xterm (bce)',
  items: [
    erased('ED', '\x1b[41m\x1b[2J', '10,5'),
    erased('EL', '\x1b[41m\x1b[K', '10,1'),
    erased('ECH', 'ab\r\x1b[41m\x1b[X', '1,1'),
    erased('ICH', 'ab\r\x1b[41m\x1b[@', '1,1'),
    erased('DCH', 'abcdefghij\r\x1b[41m\x1b[P', '10,1'),
    erased('IL', '\x1b[41m\x1b[L', '5,1'),
    erased('DL', '\x1b[41m\x1b[M', '5,5'),
    erased('SU', '\x1b[41m\x1b[S', '5,5'),
    erased('SD', '\x1b[41m\x1b[T', '5,1'),
    erased('LF at the bottom', '\x1b[5;1H\x1b[41m\n', '5,5'),
    erased('RI at the top', '\x1b[41m\x1bM', '5,1'),
    erased('keeps the colour only', '\x1b[1;3;4;7;9;31;41m\x1b[K', '5,1'),
  ],
};

export const protection: ConformanceGroup = {
  name: 'Selective erase (DECSCA)',
  source: 'VT510',
  items: [
    item('DECSEL 0 keeps protected cells', '\x1b[1"qAB\x1b[0"qCD\r\x1b[?K', { screen: ['AB'] }),
    item('DECSEL 1 and 2 keep protected cells', 'a\x1b[1"qB\x1b[2"qc\x1b[?1K\n\rd\x1b[?2K', {
      screen: [' B'],
    }),
    item('DECSED 0, 1 and 2 keep protected cells', '\x1b[1"qA\x1b[0"qb\x1b[?2J\x1b[?1J\x1b[?J', {
      screen: ['A'],
    }),
    item('ED and EL erase protected cells', '\x1b[1"qAB\r\nCD\x1b[2K\x1b[2J', { screen: [] }),
    item('SGR 0 does not end protection', '\x1b[1"q\x1b[0mAB\x1b[0"qCD\r\x1b[?K', {
      screen: ['AB'],
    }),
    item('protected cells can be overwritten', '\x1b[1"qAB\x1b[0"q\rxy\r\x1b[?K', { screen: [] }),
  ],
};

export const editing: ConformanceGroup = {
  name: 'Inserting and deleting',
  source: 'VT510, ECMA-48',
  items: [
    item('ICH shifts right', 'abcdef\x1b[3G\x1b[2@', { screen: ['ab  cdef'], cursor: [3, 1] }),
    item('ICH loses what leaves the line', 'abcdefghij\r\x1b[3@', { screen: ['   abcdefg'] }),
    item('DCH shifts left', 'abcdef\x1b[3G\x1b[2P', { screen: ['abef'], cursor: [3, 1] }),
    item('DCH ends with the line', 'abcdef\x1b[3G\x1b[99P', { screen: ['ab'] }),
    item('IRM inserts', 'abc\r\x1b[4hXY\x1b[4lZ', { screen: ['XYZbc'] }),
    item('IRM inserts after a wrap', 'abcdefghij\x1b[4hX', { screen: ['abcdefghij', 'X'] }),
    item('IL inserts lines and returns', `${ROWS}\x1b[2;2H\x1b[2L`, {
      screen: ['a', '', '', 'b', 'c'],
      cursor: [1, 2],
    }),
    item('DL deletes lines and returns', `${ROWS}\x1b[2;2H\x1b[2M`, {
      screen: ['a', 'd', 'e'],
      cursor: [1, 2],
    }),
    item('IL stays in the region', `${ROWS}\x1b[2;4r\x1b[3;1H\x1b[L`, {
      screen: ['a', 'b', '', 'c', 'e'],
    }),
    item('DL stays in the region', `${ROWS}\x1b[2;4r\x1b[3;1H\x1b[M`, {
      screen: ['a', 'b', 'd', '', 'e'],
    }),
    item('IL and DL do nothing outside the region', `${ROWS}\x1b[2;4r\x1b[L\x1b[5;1H\x1b[M`, {
      screen: ['a', 'b', 'c', 'd', 'e'],
    }),
    item('DECIC inserts columns', "ab\r\nab\x1b[1;2H\x1b[2'}", { screen: ['a  b', 'a  b'] }),
    item('DECDC deletes columns', "abc\r\nabc\x1b[1;2H\x1b['~", { screen: ['ac', 'ac'] }),
  ],
};

export const scrolling: ConformanceGroup = {
  name: 'Scrolling',
  source: 'VT510, ECMA-48, xterm',
  items: [
    item('SU scrolls up and leaves the cursor', `${ROWS}\x1b[2;2H\x1b[2S`, {
      screen: ['c', 'd', 'e'],
      cursor: [2, 2],
    }),
    item('SD scrolls down and leaves the cursor', `${ROWS}\x1b[2;2H\x1b[2T`, {
      screen: ['', '', 'a', 'b', 'c'],
      cursor: [2, 2],
    }),
    item('SU and SD stay in the region', `${ROWS}\x1b[2;4r\x1b[S\x1b[2T`, {
      screen: ['a', '', '', 'c', 'e'],
    }),
    item('SU from row 1 makes history', `${ROWS}\x1b[2S`, { history: ['a', 'b'] }),
    item('SU of a region at the top makes history', `${ROWS}\x1b[1;3r\x1b[9S`, {
      screen: ['', '', '', 'd', 'e'],
      history: ['a', 'b', 'c'],
    }),
    item('CSI ^ is SD', `${ROWS}\x1b[2^`, { screen: ['', '', 'a', 'b', 'c'] }),
    item('CSI T with five parameters does not scroll', `${ROWS}\x1b[1;1;1;1;1T`, {
      screen: ['a', 'b', 'c', 'd', 'e'],
    }),
    item('SL and SR shift columns', 'abc\r\ndef\x1b[2 @\x1b[ A', { screen: [' c', ' f'] }),
  ],
};

export const filling: ConformanceGroup = {
  name: 'Repeating and filling',
  source: 'ECMA-48, VT510, xterm',
  items: [
    item('REP repeats the last character', 'x\x1b[3b|', { screen: ['xxxx|'] }),
    item('REP wraps', 'x\x1b[11b', { screen: ['xxxxxxxxxx', 'xx'] }),
    item('REP repeats wide characters', '界\x1b[2b|', { screen: ['界界界|'] }),
    item('REP repeats clusters', 'e\u0301\x1b[2b|', { screen: ['e\u0301e\u0301e\u0301|'] }),
    item('DECALN fills the screen and homes', '\x1b[3;3H\x1b#8', {
      size: [3, 2],
      screen: ['EEE', 'EEE'],
      cursor: [1, 1],
    }),
    item('DECALN resets margins and origin mode', '\x1b[2;3r\x1b[?6h\x1b#8\x1b[1;1HX\x1b[4;1HY', {
      size: [3, 4],
      screen: ['XEE', 'EEE', 'EEE', 'YEE'],
    }),
    item('DECALN uses the default rendition', '\x1b[1;41m\x1b#8', { renditions: { '1,1': '0' } }),
    item(
      'DECFRA, DECERA, DECSERA, DECCRA, DECCARA and DECRARA do nothing',
      'abc\x1b[88;1;1;2;2$x\x1b[1;1;2;2$z\x1b[1;1;2;2${\x1b[1;1;2;2;1;3;3;1$v\x1b[1;1;2;2;7$r\x1b[1;1;2;2;7$t',
      { screen: ['abc'], renditions: { '1,1': '0' } },
      'declined: DA1 does not claim rectangular editing',
    ),
  ],
};
