import { at, type Choices, CLEAR, STREAM_SIZE } from './stream.js';
import { CHARACTERS } from './text.js';

const { cols, rows } = STREAM_SIZE;

/** Text that shows a rendition: letters, blanks and wide characters. */
const SAMPLES = ['text', ' a b ', '漢字', 'x 👍 y', '─┼─', '   ', '❤️e\u0301'];

const ATTRIBUTES = ['1', '2', '3', '4', '5', '7', '8', '9', '21', '53', '4:2', '4:3', '4:4', '4:5'];
const RESETS = ['22', '23', '24', '25', '27', '28', '29', '55', '39', '49', '59', '4:0'];

function byte(choices: Choices): number {
  return choices.pick([0, 1, 95, 127, 128, 254, 255, choices.below(256)]);
}

function rgb(choices: Choices, separator: string): string {
  return [byte(choices), byte(choices), byte(choices)].join(separator);
}

/** A colour's parameters in each of the forms that programs use. */
function color(choices: Choices, base: 30 | 40): string {
  return choices.pick([
    `${base + choices.below(8)}`,
    `${base + 60 + choices.below(8)}`,
    `${base + 8};5;${choices.below(256)}`,
    `${base + 8};5;${choices.below(16)}`,
    `${base + 8}:5:${choices.below(256)}`,
    `${base + 8};2;${rgb(choices, ';')}`,
    `${base + 8}:2::${rgb(choices, ':')}`,
  ]);
}

function underlineColor(choices: Choices): string {
  return choices.pick([`58:5:${choices.below(256)}`, `58:2::${rgb(choices, ':')}`]);
}

/** Any SGR sequence. */
export function anyRendition(choices: Choices): string {
  const parts = Array.from({ length: choices.between(1, 4) }, () =>
    choices.pick([
      choices.pick(ATTRIBUTES),
      choices.pick(ATTRIBUTES),
      color(choices, 30),
      color(choices, 40),
      underlineColor(choices),
      choices.pick(RESETS),
      '0',
    ]),
  );
  return `\x1b[${parts.join(';')}m`;
}

/** A screen of cells that differ from each other in what `rendition` makes. */
function screenOf(choices: Choices, rendition: (index: number) => string): string {
  let index = 0;
  return (
    CLEAR +
    choices.many(
      rows,
      (y) =>
        at(0, y) +
        choices.many(14, () => `\x1b[m\x1b[${rendition(index++)}m${choices.pick(SAMPLES)}`),
    )
  );
}

export function truecolorSteps(choices: Choices): string[] {
  const gradient = choices.many(
    rows,
    (y) =>
      at(0, y) +
      choices.many(
        cols,
        (x) =>
          `\x1b[48;2;${Math.floor((x * 255) / cols)};${y * 8};128;38;2;${255 - x};0;${y * 7}m▀`,
      ),
  );
  return [
    CLEAR + gradient,
    ...Array.from({ length: 3 }, () =>
      screenOf(choices, () => `38;2;${rgb(choices, ';')};48:2::${rgb(choices, ':')}`),
    ),
    choices.many(
      300,
      () =>
        `${at(choices.below(cols), choices.below(rows))}\x1b[38;2;${rgb(choices, ';')}m${choices.pick(CHARACTERS.boxes)}`,
    ),
  ];
}

export function paletteSteps(choices: Choices): string[] {
  return [
    screenOf(choices, (index) => `38;5;${index % 256}`),
    screenOf(choices, (index) => `48;5;${index % 256}`),
    screenOf(choices, (index) => `${30 + (index % 8)};${100 + (index % 7)}`),
    screenOf(choices, (index) => `1;${90 + (index % 8)};${40 + (index % 8)}`),
    screenOf(choices, () => `${color(choices, 30)};${color(choices, 40)}`),
  ];
}

export function attributeSteps(choices: Choices): string[] {
  const pairs = ATTRIBUTES.flatMap((a) => ATTRIBUTES.map((b) => `${a};${b}`));
  const toggled = choices.many(
    rows,
    (y) => at(0, y) + choices.many(12, () => anyRendition(choices) + choices.pick(SAMPLES)),
  );
  return [
    screenOf(choices, (index) => pairs[index % pairs.length] ?? '0'),
    screenOf(choices, () => `${choices.pick(ATTRIBUTES)};${choices.pick(ATTRIBUTES)};7`),
    `\x1b[m${CLEAR}${toggled}`,
    `\x1b[m${choices.many(40, () => `${anyRendition(choices)}${at(0, choices.below(rows))}\x1b[K`)}`,
    `${anyRendition(choices)}\x1b[2J${at(3, 3)}after`,
  ];
}

export function underlineSteps(choices: Choices): string[] {
  const style = () => choices.pick(['4', '21', '4:1', '4:2', '4:3', '4:4', '4:5']);
  return [
    screenOf(choices, style),
    screenOf(choices, () => `${style()};${underlineColor(choices)}`),
    screenOf(choices, () => `${style()};${underlineColor(choices)};${color(choices, 30)}`),
    screenOf(choices, () => `${style()};${underlineColor(choices)};59;53;${color(choices, 40)}`),
  ];
}

export function linkSteps(choices: Choices): string[] {
  const open = (uri: string, id = '') => `\x1b]8;${id};${uri}${choices.pick(['\x1b\\', '\x07'])}`;
  const close = '\x1b]8;;\x1b\\';
  const uri = (index: number) =>
    `https://example.com/${index}?a=b;c&d=%20#${'x'.repeat(index % 50)}`;
  const lines = choices.many(
    rows - 1,
    (y) =>
      `${open(uri(y))}link ${choices.pick(SAMPLES)}${close} plain ${open(uri(y + 1))}two${close}\r\n`,
  );
  const wrapped = `${open(uri(1), 'id=a')}${'a long link '.repeat(30)}${close}`;
  const coloured = choices.many(
    rows,
    (y) =>
      `${at(y, y)}${open(uri(y), `id=${y % 3}`)}${anyRendition(choices)}${choices.pick(SAMPLES)}${close}\x1b[m`,
  );
  const overwritten = choices.many(40, () => `${at(choices.below(40), choices.below(rows))}.`);
  return [
    CLEAR + lines,
    overwritten,
    CLEAR + wrapped,
    CLEAR + coloured,
    `${open(uri(3))}${CLEAR}${close}after`,
  ];
}
