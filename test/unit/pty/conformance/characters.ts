import { type ConformanceGroup, item } from './item.js';

const FAMILY = '👨‍👩‍👧‍👦';
const HEART = '❤\ufe0f';

export const wideCharacters: ConformanceGroup = {
  name: 'Wide characters',
  source: 'UAX #11, xterm',
  items: [
    item('take two columns', '界x', { screen: ['界x'], cursor: [4, 1] }),
    item('go to the next line from the last column', 'abcd界', {
      size: [5, 3],
      screen: ['abcd', '界'],
      cursor: [3, 2],
    }),
    item('fill the line', 'abc界', { size: [5, 3], screen: ['abc界'], isWrapPending: true }),
    item('overwriting the left half erases the right', '界\rx', { screen: ['x'] }),
    item('overwriting the right half erases the left', '界\x1b[2Gx', { screen: [' x'] }),
    item('a wide one over two halves', '界界\x1b[2G語', { screen: [' 語'] }),
    item('EL 0 from the right half', 'a界b\x1b[3G\x1b[K', { screen: ['a'] }),
    item('EL 1 up to the left half', 'a界b\x1b[2G\x1b[1K', { screen: ['   b'] }),
    item('ECH of the left half', 'a界b\x1b[2G\x1b[X', { screen: ['a  b'] }),
    item('ECH of the right half', 'a界b\x1b[3G\x1b[X', { screen: ['a  b'] }),
    item('DCH of the left half', 'a界b\x1b[2G\x1b[P', { screen: ['a b'] }),
    item('DCH of the right half', 'a界b\x1b[3G\x1b[P', { screen: ['a b'] }),
    item('ICH between the halves', 'a界b\x1b[3G\x1b[@', { screen: ['a   b'] }),
    item('ICH over the edge', 'ab界\r\x1b[@', { size: [4, 2], screen: [' ab'] }),
    item('IRM of a wide one', 'ab\r\x1b[4h界', { screen: ['界ab'] }),
    item('IRM over the edge', 'a界界\r\x1b[4hx', { size: [5, 2], screen: ['xa界'] }),
    item('CUP between the halves and CUB', '界x\x1b[2G\x1b[Dy', { screen: ['y x'] }),
  ],
};

export const combiningMarks: ConformanceGroup = {
  name: 'Combining marks',
  source: 'UAX #29, xterm',
  items: [
    item('join the character before', 'e\u0301x', { screen: ['e\u0301x'], cursor: [3, 1] }),
    item('several join', 'e\u0301\u0323x', { screen: ['e\u0301\u0323x'], cursor: [3, 1] }),
    item('join a wide character', 'か\u3099x', { screen: ['か\u3099x'], cursor: [4, 1] }),
    item('join across chunks', ['e', '\u0301', 'x'], { screen: ['e\u0301x'], cursor: [3, 1] }),
    item('join after SGR', 'e\x1b[1m\u0301x', { screen: ['e\u0301x'], cursor: [3, 1] }),
    item('join in the last column', 'abc\u0301', {
      size: [3, 2],
      screen: ['abc\u0301'],
      isWrapPending: true,
    }),
    item('are dropped in column 1', '\u0301x', { screen: ['x'], cursor: [2, 1] }),
    item('are dropped after CR', 'abc\r\u0301x', { screen: ['xbc'], cursor: [2, 1] }),
    item('are dropped after NEL', 'a\x1bE\u0301x', { screen: ['a', 'x'], cursor: [2, 2] }),
    item('U+200B takes no column', 'a\u200bb', { cursor: [3, 1] }),
    item('U+200D at the start takes no column', '\u200dx', { screen: ['x'], cursor: [2, 1] }),
    item('a hundred on one letter', `e${'\u0301'.repeat(100)}x`, { cursor: [3, 1] }),
  ],
};

export const clusters: ConformanceGroup = {
  name: 'Grapheme clusters (2027)',
  source: 'UAX #29, terminal-unicode-core',
  items: [
    item('2027 is always set', '\x1b[?2027l\x1b[?2027$p', { replies: '\x1b[?2027;3$y' }),
    item('ZWJ sequences are one', `${FAMILY}x`, { screen: [`${FAMILY}x`], cursor: [4, 1] }),
    item('skin tones belong to the person', '👍🏽x', { screen: ['👍🏽x'], cursor: [4, 1] }),
    item('two regional indicators are a flag', '🇯🇵🇩🇪x', { screen: ['🇯🇵🇩🇪x'], cursor: [6, 1] }),
    item('keycaps', '1\ufe0f\u20e3x', { screen: ['1\ufe0f\u20e3x'], cursor: [4, 1] }),
    item('VS16 widens', `${HEART}x`, { screen: [`${HEART}x`], cursor: [4, 1] }),
    item('VS15 leaves narrow', '☎\ufe0ex', { screen: ['☎\ufe0ex'], cursor: [3, 1] }),
    item('Hangul syllables of jamo', '\u1112\u1161\u11abx', {
      screen: ['\u1112\u1161\u11abx'],
      cursor: [4, 1],
    }),
    item('cut at every code point', [...`${FAMILY}x`], { screen: [`${FAMILY}x`], cursor: [4, 1] }),
    item('a flag goes to the next line whole', 'abcd🇯🇵', { size: [5, 3], screen: ['abcd', '🇯🇵'] }),
    item('a ZWJ sequence goes to the next line whole', `abcd${FAMILY}`, {
      size: [5, 3],
      screen: ['abcd', FAMILY],
      cursor: [3, 2],
    }),
    item('a ZWJ sequence stays whole in the last columns', `abc${FAMILY}`, {
      size: [5, 3],
      screen: [`abc${FAMILY}`],
      isWrapPending: true,
    }),
    item('what VS16 widens in the last column goes to the next line', `abcd${HEART}`, {
      size: [5, 3],
      screen: ['abcd', HEART],
      cursor: [3, 2],
    }),
    item('newer emoji are wide', '🫡🩷x', { screen: ['🫡🩷x'], cursor: [6, 1] }),
    item('ambiguous characters are narrow', '§±→x', { cursor: [5, 1] }),
    item('overwriting half of a cluster erases it', `${FAMILY}\x1b[2Gx`, { screen: [' x'] }),
  ],
};
