import type { Choices } from '../../support/streams/stream.js';
import { CHARACTERS, type CharacterKind } from '../../support/streams/text.js';
import {
  charset,
  controlString,
  csi,
  edit,
  endless,
  escapeSequence,
  mode,
  move,
  osc,
  rendition,
  reset,
  scroll,
  selective,
  tabs,
} from './sequences.js';

const ESC = 0x1b;
const KINDS = Object.keys(CHARACTERS) as CharacterKind[];

function word(choices: Choices): string {
  return choices.many(choices.between(1, 12), () =>
    String.fromCharCode(choices.between(0x21, 0x7e)),
  );
}

function line(choices: Choices): string {
  return `${choices.many(choices.between(1, 14), () => `${word(choices)} `)}${choices.pick(['\r\n', '\n', ''])}`;
}

function character(choices: Choices): string {
  return choices.pick<string>(CHARACTERS[choices.pick(KINDS)]);
}

/** Marks, joiners and selectors where nothing expects them, and halves of flags and families. */
function loose(choices: Choices): string {
  return choices.pick([
    '\u0301',
    '\u200d',
    '\ufe0f',
    '\ufe0e',
    '\u20e3',
    '🇩',
    '🏽',
    '\u200b',
    '\u00ad',
    '\ufeff',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\u0e33',
    '\u093f',
    '\u202e',
    '\u2060',
    '\u{e0061}',
    '\u{e007f}',
    '👩',
    '\u200d🚀',
    '\u180e',
    '\u0600',
    '\u{1f1e6}\u{1f1e7}',
    'a\u200d',
    '\u115f',
    '\u3164',
    '\u{10ffff}',
    '\ue000',
    '\ufffd',
    '\u{1fae9}',
    '〰\ufe0f',
    '1\ufe0f',
    'x\u0301'.repeat(20),
    '\u0301'.repeat(70),
  ]);
}

/** Any character of any plane. */
function anywhere(choices: Choices): string {
  const code = choices.below(choices.pick([0x300, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000]));
  return code >= 0xd800 && code <= 0xdfff ? '' : String.fromCodePoint(code);
}

function invalid(choices: Choices): Buffer {
  return Buffer.from(
    choices.pick([
      [0xff],
      [0xfe, 0x41],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe6, 0xbc],
      [0xe6],
      [0xf0, 0x9f, 0x98],
      [0x80],
      [0x9b, 0x33, 0x31, 0x6d],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0xc3],
      [0xf0, 0x1b, 0x5b, 0x41],
      [0xe2, 0x82, 0x41],
      [0xc2],
      [0xf0, 0x80, 0x80, 0x80],
    ]),
  );
}

function soup(choices: Choices): Buffer {
  return Buffer.from(Array.from({ length: choices.between(1, 12) }, () => choices.below(256)));
}

/** An agent's block of lines, repainted. */
function repaint(choices: Choices): string {
  const lines = choices.between(1, 6);
  const text = choices.many(
    lines,
    () =>
      `\x1b[2K${rendition(choices)}${choices.pick(['⠋', '✔', '漢字', '│'])} ${word(choices)} ${word(choices)}\x1b[m\r\n`,
  );
  return `\x1b[?2026h\x1b[${lines}A\r${text}\x1b[?2026l`;
}

type Maker = (choices: Choices) => string | Buffer;

const MAKERS = {
  word,
  line,
  character,
  loose,
  anywhere,
  invalid,
  soup,
  repaint,
  csi,
  move,
  edit,
  selective,
  scroll,
  mode,
  tabs,
  charset,
  escapeSequence,
  rendition,
  osc,
  controlString,
  endless,
  reset,
  newline: (choices) => choices.pick(['\r\n', '\n', '\r', '\b', '\b \b', '\v', '\f']),
  control: (choices) =>
    String.fromCharCode(choices.pick([choices.below(32), choices.between(0x7f, 0x9f)])),
  alternate: (choices) =>
    `\x1b[?${choices.pick([47, 1047, 1049, 1049, 1048])}${choices.pick(['h', 'l'])}`,
  saved: (choices) => choices.pick(['\x1b7', '\x1b8', '\x1b[s', '\x1b[u']),
  repeat: (choices) => `\x1b[${choices.pick(['', '3', '40', '500'])}b`,
  edge: (choices) =>
    `\x1b[${choices.between(1, 9)};${choices.pick([1, 9999])}H${choices.pick(['', '\b', 'x', '漢', 'ab'])}`,
} as const satisfies Record<string, Maker>;

type MakerName = keyof typeof MAKERS;
type Weights = Readonly<Partial<Record<MakerName, number>>>;

const USUAL: Weights = {
  word: 30,
  line: 14,
  character: 20,
  loose: 8,
  anywhere: 3,
  invalid: 1.5,
  soup: 0.4,
  repaint: 3,
  csi: 10,
  move: 14,
  edit: 8,
  selective: 1.5,
  scroll: 7,
  mode: 4,
  tabs: 3,
  charset: 1.5,
  escapeSequence: 3,
  rendition: 14,
  osc: 5,
  controlString: 1.5,
  endless: 0.05,
  reset: 0.3,
  newline: 12,
  control: 2,
  alternate: 0.8,
  saved: 2,
  repeat: 1.5,
  edge: 3,
};

/** What a run prints mostly: each has its own mistakes. */
const PROFILES: readonly Weights[] = [
  USUAL,
  {
    word: 10,
    character: 30,
    loose: 30,
    anywhere: 15,
    newline: 6,
    move: 10,
    edit: 10,
    edge: 10,
    repeat: 3,
    rendition: 4,
    saved: 1,
  },
  {
    line: 20,
    word: 10,
    scroll: 30,
    newline: 30,
    move: 8,
    edit: 6,
    rendition: 4,
    alternate: 1,
    character: 5,
    reset: 0.2,
  },
  {
    osc: 40,
    controlString: 20,
    word: 10,
    endless: 0.5,
    mode: 20,
    csi: 20,
    control: 4,
    newline: 5,
    reset: 2,
    escapeSequence: 6,
    rendition: 5,
  },
  { line: 30, character: 6, newline: 20, rendition: 15, repaint: 20, word: 20, alternate: 0.3 },
  {
    csi: 40,
    mode: 20,
    word: 20,
    move: 10,
    escapeSequence: 10,
    saved: 10,
    alternate: 5,
    reset: 2,
    soup: 3,
    invalid: 3,
    control: 6,
    character: 10,
    tabs: 8,
    charset: 6,
  },
  { word: 40, line: 30, newline: 5, character: 2, osc: 2 },
];

/** Output of a program that is seldom in its right mind. */
export class Output {
  readonly #choices: Choices;
  readonly #weighted: readonly [MakerName, number][];
  readonly #total: number;

  constructor(choices: Choices) {
    this.#choices = choices;
    this.#weighted = Object.entries(choices.pick(PROFILES)) as [MakerName, number][];
    this.#total = this.#weighted.reduce((sum, [, weight]) => sum + weight, 0);
  }

  /** At least `size` bytes. */
  bytes(size: number): Buffer {
    const pieces: Buffer[] = [];
    for (let length = 0; length < size; ) {
      const piece = this.#piece();
      pieces.push(piece);
      length += piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** One thing, now and then cut off by the next. */
  #piece(): Buffer {
    const choices = this.#choices;
    const made = MAKERS[this.#chosen()](choices);
    const piece = typeof made === 'string' ? Buffer.from(made) : made;
    const isCut = piece[0] === ESC && choices.chance(0.02);
    return isCut ? piece.subarray(0, choices.between(1, piece.length)) : piece;
  }

  #chosen(): MakerName {
    let left = (this.#choices.below(1_000_000) / 1_000_000) * this.#total;
    for (const [name, weight] of this.#weighted) {
      left -= weight;
      if (left < 0) return name;
    }
    return 'word';
  }
}
