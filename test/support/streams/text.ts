import { at, type Choices, CLEAR, STREAM_SIZE } from './stream.js';

/** Characters by what is difficult about them. */
export const CHARACTERS = {
  wide: ['漢', '字', '日', '本', '語', '한', '국', 'ｆ', 'あ', '。', '𠮷', '㌀'],
  emoji: ['🙂', '👍', '🚀', '🫡', '🥹', '🪪', '☕', '⌚', '⭐', '✅', '❌'],
  combining: [
    'e\u0301',
    'a\u0308\u0301',
    'n\u0303',
    'ạ\u0308',
    'का',
    'ท\u0e35\u0e48',
    'שׁ',
    'z\u0351\u036b\u0343',
  ],
  joined: ['👨‍👩‍👧‍👦', '👩🏽‍💻', '🏳️‍🌈', '🧑‍🚀', '👩‍❤️‍💋‍👨', '🐻‍❄️', '❤️‍🔥', '👍🏽', '🤦🏿‍♂️'],
  flags: ['🇯🇵', '🇩🇪', '🇺🇸', '🇪🇺', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇯'],
  keycaps: ['1️⃣', '#️⃣', '*️⃣', '0️⃣', '1⃣'],
  variations: ['❤️', '❤', '❤︎', '☎️', '☎︎', '⚠️', '✈️', '☀︎', '♻️', '▶️', '©️', '™️', '⌚︎'],
  boxes: [...'─│┌┐└┘├┤┬┴┼═║╔╗╚╝╭╮╰╯╱╲╳━┃┏┓┗┛┄┆░▒▓█▀▄▌▐▖▗▘▝▚▞⠋⣿🮀🬂'],
  ambiguous: [...'αβγЖЯ§±×÷°¶…‘’“”•→←↑↓≤≥≠∞①②★☆●○■□◆◇'],
  symbols: ['\ue0b0', '\ue0b2', '\uf418', '\u{f02a2}', '\u{1f5c1}', '⚡', '⏎', '⎇', '✔', '✘', '⇡'],
  narrow: [...'abcXYZ019~!@#$%'],
} as const;

export type CharacterKind = keyof typeof CHARACTERS;
const KINDS = Object.keys(CHARACTERS) as CharacterKind[];

export function anyText(choices: Choices, length: number): string {
  return choices.many(length, () => choices.pick<string>(CHARACTERS[choices.pick(KINDS)]));
}

/** Lines of one kind of character, what overwrites their halves, and wrapping at the edge. */
export function textSteps(choices: Choices, kinds: readonly CharacterKind[]): string[] {
  const text = (length: number) =>
    choices.many(length, () => choices.pick<string>(CHARACTERS[choices.pick(kinds)]));
  const { cols, rows } = STREAM_SIZE;
  const place = () => at(choices.below(cols), choices.below(rows));
  const lines = choices.many(rows - 1, () => `${text(choices.between(1, 40))}\r\n`);
  const marked = choices.many(
    rows - 1,
    () => `|${text(3)}|${choices.pick(['', ' '])}${text(2)}|\r\n`,
  );
  const edge = choices.many(rows, (y) => at(cols - 1 - (y % 4), y) + text(2));
  const wrapped = `${text(150)}\r\n${choices.many(60, () => text(1) + choices.pick(['', 'x', ' ']))}`;
  const overwritten = choices.many(80, () => place() + choices.pick(['x', ' ', text(1)]));
  const erased = choices.many(
    40,
    () => place() + choices.pick(['\x1b[K', '\x1b[1K', '\x1b[X', '\x1b[3X', '\x1b[P', '\x1b[@']),
  );
  const coloured = choices.many(
    60,
    () => `${place()}\x1b[${choices.between(40, 47)};${choices.between(90, 97)}m${text(1)}`,
  );
  return [
    CLEAR + lines,
    CLEAR + marked,
    overwritten,
    CLEAR + edge,
    `${CLEAR}${wrapped}`,
    erased,
    coloured,
    `${at(0, 0)}${choices.many(12, () => '\x1bM')}${text(30)}`,
  ];
}
