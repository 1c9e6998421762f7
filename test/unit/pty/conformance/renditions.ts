import { type ConformanceGroup, item } from './item.js';

/** A character after `sgr` has the rendition `expected`, written as SGR parameters. */
const sgr = (name: string, parameters: string, expected: string) =>
  item(name, `\x1b[${parameters}mx`, { renditions: { '1,1': expected } });

export const renditions: ConformanceGroup = {
  name: 'Renditions (SGR)',
  source: 'ECMA-48, xterm, kitty',
  items: [
    sgr('1 bold', '1', '0;1'),
    sgr('2 dim', '2', '0;2'),
    sgr('3 italic', '3', '0;3'),
    sgr('4 underline', '4', '0;4'),
    sgr('5 blink', '5', '0;5'),
    sgr('7 inverse', '7', '0;7'),
    sgr('8 hidden', '8', '0;8'),
    sgr('9 strike', '9', '0;9'),
    sgr('21 double underline', '21', '0;4:2'),
    sgr('22 ends bold and dim', '1;2;3;22', '0;3'),
    sgr('23 ends italic', '1;3;23', '0;1'),
    sgr('24 ends every underline', '1;4:3;24', '0;1'),
    sgr('25 ends blink', '1;5;25', '0;1'),
    sgr('27 ends inverse', '1;7;27', '0;1'),
    sgr('28 ends hidden', '1;8;28', '0;1'),
    sgr('29 ends strike', '1;9;29', '0;1'),
    sgr('53 overline', '53', '0;53'),
    sgr('55 ends overline', '1;53;55', '0;1'),
    sgr('several at once', '1;3;4;7;9', '0;1;3;7;9;4'),
    sgr('0 ends all', '1;2;3;4:3;5;7;8;9;53;31;41;58:5:1;0', '0'),
    sgr('no parameter is 0', '1m\x1b[', '0'),
    sgr('an empty parameter is 0', '1;;3', '0;3'),
    sgr('unknown ones are skipped', '1;99;3', '0;1;3'),
    sgr('4:0 ends the underline', '4:3;4:0', '0'),
    sgr('4:1 single', '4:1', '0;4'),
    sgr('4:2 double', '4:2', '0;4:2'),
    sgr('4:3 curly', '4:3', '0;4:3'),
    sgr('4:4 dotted', '4:4', '0;4:4'),
    sgr('4:5 dashed', '4:5', '0;4:5'),
    sgr('4 after 4:3 is single', '4:3;4', '0;4'),
  ],
};

export const colors: ConformanceGroup = {
  name: 'Colours (SGR)',
  source: 'ITU-T T.416, xterm, kitty',
  items: [
    sgr('30 to 37', '31', '0;31'),
    sgr('40 to 47', '42', '0;42'),
    sgr('90 to 97', '97', '0;97'),
    sgr('100 to 107', '100', '0;100'),
    sgr('39 and 49', '31;42;39;49', '0'),
    sgr('38;5;n', '38;5;200', '0;38;5;200'),
    sgr('48;5;n', '48;5;200', '0;48;5;200'),
    sgr('38;2;r;g;b', '38;2;1;2;3', '0;38;2;1;2;3'),
    sgr('48;2;r;g;b', '48;2;1;2;3', '0;48;2;1;2;3'),
    sgr('38:5:n', '38:5:200', '0;38;5;200'),
    sgr('38:2::r:g:b', '38:2::1:2:3', '0;38;2;1;2;3'),
    sgr('38:2:c:r:g:b with a colour space', '38:2:7:1:2:3', '0;38;2;1;2;3'),
    sgr('38:2:r:g:b without one', '38:2:1:2:3', '0;38;2;1;2;3'),
    sgr('48:2:r:g:b without one', '48:2:1:2:3', '0;48;2;1;2;3'),
    sgr('58:5:n', '4;58:5:9', '0;4;58:5:9'),
    sgr('58;5;n', '4;58;5;9', '0;4;58:5:9'),
    sgr('58:2::r:g:b', '4;58:2::1:2:3', '0;4;58:2::1:2:3'),
    sgr('58:2:r:g:b', '4;58:2:1:2:3', '0;4;58:2::1:2:3'),
    sgr('58;2;r;g;b', '4;58;2;1;2;3', '0;4;58:2::1:2:3'),
    sgr('59', '4;58:5:9;59', '0;4'),
    sgr('what follows a colour counts', '38;2;1;2;3;1', '0;1;38;2;1;2;3'),
    sgr('what follows colons counts', '38:2:1:2:3;48:5:9;1', '0;1;38;2;1;2;3;48;5;9'),
    sgr('an index beyond the palette is skipped', '31;38;5;256', '0;31'),
    sgr('a component beyond 255 is skipped', '31;38;2;256;0;0', '0;31'),
  ],
};

export const links: ConformanceGroup = {
  name: 'Links, titles, cursor shape',
  source: 'OSC 8 specification, xterm',
  items: [
    item('OSC 8 links text', '\x1b]8;;https://a\x1b\\x\x1b]8;;\x1b\\y', {
      links: { '1,1': 'https://a', '2,1': '' },
    }),
    item('OSC 8 with an id', '\x1b]8;id=1:k=v;https://a\x07x', { links: { '1,1': 'https://a' } }),
    item('OSC 8 keeps semicolons of the address', '\x1b]8;;https://a?b;c\x07x', {
      links: { '1,1': 'https://a?b;c' },
    }),
    item('an empty address ends a link whatever the id', '\x1b]8;;https://a\x07\x1b]8;id=1;\x07x', {
      links: { '1,1': '' },
    }),
    item('SGR 0 does not end a link', '\x1b]8;;https://a\x07\x1b[1;0mx', {
      links: { '1,1': 'https://a' },
      renditions: { '1,1': '0' },
    }),
    item('erased cells are not linked', '\x1b]8;;https://a\x07x\x1b[2K', { links: { '1,1': '' } }),
    item('OSC 0 and OSC 2 set the title', '\x1b]0;a\x07\x1b]2;b ü\x1b\\', { title: 'b ü' }),
    item('titles are pushed and popped', '\x1b]2;a\x07\x1b[22;2t\x1b]2;b\x07\x1b[23;2t', {
      title: 'a',
    }),
    item('22;0 and 23;0 do the same', '\x1b]2;a\x07\x1b[22;0t\x1b]2;b\x07\x1b[23;0t', {
      title: 'a',
    }),
    item('DECSCUSR 1 to 6', '\x1b[3 q', { cursorShape: 'blinking underline' }),
    item('DECSCUSR 0 is the default', '\x1b[6 q\x1b[ q', { cursorShape: 'default' }),
    item('unknown cursor shapes are skipped', '\x1b[6 q\x1b[7 q', { cursorShape: 'bar' }),
  ],
};
