import { type ConformanceGroup, item } from './item.js';

export const savedCursor: ConformanceGroup = {
  name: 'Saved cursor (DECSC, DECRC)',
  source: 'VT510, STD 070',
  items: [
    item('position', '\x1b[2;3H\x1b7\x1b[5;9H\x1b8x', { screen: ['', '  x'] }),
    item('position after the screen has scrolled', '\x1b[2;3H\x1b7\x1b[5;1H\n\n\n\x1b8x', {
      screen: ['', '  x'],
    }),
    item('rendition', '\x1b[1;4:3;58:5:9;31m\x1b7\x1b[0m\x1b8x', {
      renditions: { '1,1': '0;1;4:3;31;58:5:9' },
    }),
    item('rendition without an underline', '\x1b7\x1b[4:3;58:5:9m\x1b8\x1b[4mx', {
      renditions: { '1,1': '0;4' },
    }),
    item('designated character sets', '\x1b(0\x1b)0\x1b7\x1b(B\x1b)B\x1b8q\x0eq', {
      screen: ['──'],
    }),
    item('invoked character set', '\x1b)0\x0e\x1b7\x0f\x1b8q\x0fq', { screen: ['─q'] }),
    item('origin mode', '\x1b[2;4r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[1;1Hx', { screen: ['', 'x'] }),
    item('protection', '\x1b[1"q\x1b7\x1b[0"q\x1b8A\x1b[0"qb\r\x1b[?K', { screen: ['A'] }),
    item('can be restored again', '\x1b[2;2H\x1b7\x1b[H\x1b8\x1b[H\x1b8x', { screen: ['', ' x'] }),
    item('DECRC without DECSC is home and plain', '\x1b[1m\x1b(0\x1b[3;3H\x1b8q', {
      screen: ['q'],
      renditions: { '1,1': '0' },
    }),
    item('SCOSC and SCORC do the same', '\x1b[2;3H\x1b[1m\x1b[s\x1b[0m\x1b[5;9H\x1b[ux', {
      screen: ['', '  x'],
      renditions: { '3,2': '0;1' },
    }),
    item('1048 does the same', '\x1b[2;3H\x1b[?1048h\x1b[5;9H\x1b[?1048lx', {
      screen: ['', '  x'],
    }),
    item('each screen has its own', '\x1b[2;2H\x1b7\x1b[?47h\x1b[4;4H\x1b7\x1b[?47l\x1b8x', {
      screen: ['', ' x'],
    }),
  ],
};

export const alternateScreen: ConformanceGroup = {
  name: 'Alternate screen',
  source: 'xterm',
  items: [
    item('1049 shows a clear screen', 'abc\x1b[?1049h', { screen: [] }),
    item('1049 gives text and cursor back', 'abc\x1b[?1049h\x1b[4;4HX\x1b[?1049l!', {
      screen: ['abc!'],
    }),
    item('1049 gives the rendition back', '\x1b[31m\x1b[?1049h\x1b[0;1m\x1b[?1049lx', {
      renditions: { '1,1': '0;31' },
    }),
    item('1049 is clear again', '\x1b[?1049hX\x1b[?1049l\x1b[?1049h', { screen: [] }),
    item('1047 leaves the cursor', 'ab\x1b[?1047h\x1b[4;4H\x1b[?1047lx', {
      screen: ['ab', '', '', '   x'],
    }),
    item('1047 clears when it ends', '\x1b[?1047hX\x1b[?1047l\x1b[?1047h', { screen: [] }),
    item('47 leaves the cursor', 'ab\x1b[?47h\x1b[4;4H\x1b[?47lx', {
      screen: ['ab', '', '', '   x'],
    }),
    item(
      '47 clears when it ends',
      '\x1b[?47hX\x1b[?47l\x1b[?47h',
      { screen: [] },
      'xterm keeps the text of the alternate screen; tmux clears it too',
    ),
    item('has no history', '\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5\r\n6', { history: [] }),
    item('ending it on the main screen does nothing', 'ab\x1b[?1047lc', { screen: ['abc'] }),
  ],
};

const GRAPHICS = '`abcdefghijklmnopqrstuvwxyz{|}~';

export const characterSets: ConformanceGroup = {
  name: 'Character sets',
  source: 'VT510, ECMA-35',
  items: [
    item('DEC special graphics', `\x1b(0${GRAPHICS}\x1b(B${GRAPHICS}`, {
      size: [31, 2],
      screen: ['◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·', GRAPHICS],
    }),
    item('United Kingdom', '\x1b(A#$', { screen: ['£$'] }),
    item('SO and SI', '\x1b)0q\x0eq\x0fq', { screen: ['q─q'] }),
    item('LS2 and LS3', '\x1b*0\x1b+A\x1bnq\x1bo#\x0f#', { screen: ['─£#'] }),
    item('SS2 and SS3 take one character', '\x1b*0\x1b+A\x1bNqq\x1bO##', { screen: ['─q£#'] }),
    item('SS2 waits for the next chunk', ['\x1b*0\x1bN', 'qq'], { screen: ['─q'] }),
    item('SS2 and SS3 as C1', '\x1b*0\x1b+A\u008eqq\u008f##', { screen: ['─q£#'] }),
    item('LS1R, LS2R and LS3R leave ASCII alone', '\x1b)0\x1b*0\x1b+0\x1b~q\x1b}q\x1b|q', {
      screen: ['qqq'],
    }),
    item('ISO Latin-1 in G1', '\x1b-A\x0e#i\x0f#', { screen: ['£é#'] }),
    item('unknown sets change nothing', '\x1b(0\x1b(%5q', { screen: ['─'] }),
    item('characters beyond ASCII are not mapped', '\x1b(0é界q', { screen: ['é界─'] }),
  ],
};

const FULL_ROW = 'abcdefghij';

export const resets: ConformanceGroup = {
  name: 'Resets (DECSTR, RIS)',
  source: 'VT510, xterm',
  items: [
    item('DECSTR leaves the screen and the cursor', 'a\x1b[3;3Hx\x1b[!p', {
      screen: ['a', '', '  x'],
      cursor: [4, 3],
    }),
    item('DECSTR ends insert mode', 'ab\r\x1b[4h\x1b[!pX', { screen: ['Xb'] }),
    item('DECSTR ends origin mode and margins', '\x1b[2;3r\x1b[?6h\x1b[!p\x1b[1;1Ha\x1b[5;1H\n', {
      screen: [],
      history: ['a'],
    }),
    item('DECSTR ends renditions', '\x1b[1;4;31m\x1b[!px', { renditions: { '1,1': '0' } }),
    item('DECSTR ends protection', '\x1b[1"q\x1b[!pA\r\x1b[?K', { screen: [] }),
    item('DECSTR resets character sets', '\x1b(0\x1b)0\x0e\x1b[!pq\x0eq', { screen: ['qq'] }),
    item('DECSTR shows the cursor', '\x1b[?25l\x1b[!p', { isCursorVisible: true }),
    item('DECSTR sets the saved cursor home', '\x1b[2;2H\x1b7\x1b[!p\x1b[4;4H\x1b8x', {
      screen: ['x'],
    }),
    item('DECSTR sets autowrap', `\x1b[?7l\x1b[!p${FULL_ROW}k`, { screen: [FULL_ROW, 'k'] }),
    item('RIS clears the screen and homes', 'abc\x1b[3;3H\x1bcx', { screen: ['x'] }),
    item('RIS leaves the alternate screen', 'a\x1b[?1049h\x1bc\x1b[?1047lx', { screen: ['x'] }),
    item('RIS ends renditions and protection', '\x1b[1;31m\x1b[1"q\x1bcA\r\x1b[?KB', {
      screen: ['B'],
      renditions: { '1,1': '0' },
    }),
    item(
      'RIS ends margins, origin and insert mode',
      '\x1b[2;3r\x1b[?6h\x1b[4h\x1bcb\ra\x1b[5;1H\n',
      {
        history: ['a'],
      },
    ),
    item('RIS sets autowrap', `\x1b[?7l\x1bc${FULL_ROW}k`, { screen: [FULL_ROW, 'k'] }),
    item('RIS ends LNM', '\x1b[20h\x1bca\nb', { screen: ['a', ' b'] }),
    item('RIS resets tabs', '\x1b[3g\x1bc\tx', { screen: ['        x'] }),
    item('RIS resets character sets', '\x1b(0\x1b)0\x0e\x1bcq\x0eq', { screen: ['qq'] }),
    item('RIS forgets the saved cursor', '\x1b[2;2H\x1b[1m\x1b7\x1bc\x1b[4;4H\x1b8x', {
      screen: ['x'],
      renditions: { '1,1': '0' },
    }),
    item('RIS ends a link and the title', '\x1b]2;t\x07\x1b]8;;https://x\x07\x1bcx', {
      links: { '1,1': '' },
      title: '',
    }),
  ],
};

export const screenModes: ConformanceGroup = {
  name: 'Screen modes',
  source: 'VT510, xterm',
  items: [
    item('DECSCNM shows the screen in reverse', 'a\x1b[7mb\x1b[?5h', {
      renditions: { '1,1': '0;7', '2,1': '0', '10,5': '0;7' },
    }),
    item('DECSCNM is reset', 'a\x1b[?5h\x1b[?5l', { renditions: { '1,1': '0', '10,5': '0' } }),
    item('DECSCNM ends with RIS', '\x1b[?5h\x1bca', { renditions: { '1,1': '0' } }),
    item('DECCOLM does nothing unless 40 is set', 'abc\x1b[?3hd\x1b[?3le', { screen: ['abcde'] }),
    item(
      'DECCOLM clears, homes and resets margins',
      'abc\x1b[2;3r\x1b[3;3H\x1b[?40h\x1b[?3hd\x1b[5;1He\n',
      { screen: ['', '', '', 'e'], history: ['d'] },
      'the number of columns stays: a pane has the size of its box',
    ),
    item(
      'DECDHL, DECDWL and DECSWL do nothing',
      'abc\x1b#6\x1b#3\x1b#4\x1b#5d',
      { screen: ['abcd'] },
      'declined, as in tmux: the terminals around panes have one size of letters',
    ),
    item(
      'DECANM does not start VT52 mode',
      '\x1b[?2l\x1b[2;2Hx',
      { screen: ['', ' x'] },
      'declined, as in tmux',
    ),
    item(
      'DECBI and DECFI do nothing',
      'abc\x1b6\x1b9d',
      { screen: ['abcd'] },
      'declined, as in tmux',
    ),
    item('2026 holds the screen', '\x1b[?2026h', { isHeld: true }),
    item('2026 shows it', '\x1b[?2026hx\x1b[?2026l', { isHeld: false, screen: ['x'] }),
  ],
};
