import { anyRendition } from './renditions.js';
import { at, type Choices, CLEAR, STREAM_SIZE } from './stream.js';
import { anyText } from './text.js';

const { cols, rows } = STREAM_SIZE;

/** A screen full of text that tells rows and columns apart. */
function filled(choices: Choices): string {
  return (
    CLEAR +
    choices.many(
      rows,
      (y) => `${at(0, y)}${anyRendition(choices)}${y} ${anyText(choices, choices.between(5, 40))}`,
    )
  );
}

function anywhere(choices: Choices): string {
  return at(choices.below(cols), choices.below(rows));
}

/** Each of `sequences` somewhere, `count` times in all. */
function scattered(choices: Choices, count: number, sequences: () => string): string {
  return choices.many(
    count,
    () => anywhere(choices) + (choices.chance(0.3) ? anyRendition(choices) : '') + sequences(),
  );
}

export function editSteps(choices: Choices): string[] {
  const n = () => choices.between(1, 6);
  return [
    filled(choices) + scattered(choices, 40, () => `\x1b[${n()}@`),
    filled(choices) + scattered(choices, 40, () => `\x1b[${n()}P`),
    filled(choices) + scattered(choices, 40, () => `\x1b[${n()}X`),
    filled(choices) + scattered(choices, 12, () => `\x1b[${n()}${choices.pick(['L', 'M'])}`),
    `${filled(choices)}\x1b[4h${scattered(choices, 40, () => anyText(choices, 3))}\x1b[4l`,
    filled(choices) + scattered(choices, 30, () => `x\x1b[${n()}b`),
    `${filled(choices)}${scattered(choices, 20, () => `漢\x1b[${n()}b`)}`,
    filled(choices) + scattered(choices, 30, () => `\x1b[${choices.pick(['', 0, 1, 2])}K`),
    filled(choices) + scattered(choices, 4, () => `\x1b[${choices.pick([0, 1])}J`),
    `\x1b[m${filled(choices)}\x1b[1"q${scattered(choices, 20, () => 'kept')}\x1b[0"q\x1b[?2J\x1b[?1K`,
    filled(choices) + scattered(choices, 30, () => `${choices.many(n(), () => '\b')}!`),
  ];
}

export function scrollSteps(choices: Choices): string[] {
  const region = () => {
    const top = choices.between(1, rows - 3);
    return `\x1b[${top};${choices.between(top + 1, rows)}r`;
  };
  const moves = () =>
    choices.many(12, () =>
      choices.pick([
        anywhere(choices),
        '\n',
        '\x1bM',
        '\x1bD',
        '\x1bE',
        `\x1b[${choices.between(1, 5)}S`,
        `\x1b[${choices.between(1, 5)}T`,
        `\x1b[${choices.between(1, 4)}L`,
        `\x1b[${choices.between(1, 4)}M`,
        anyRendition(choices),
        anyText(choices, 8),
      ]),
    );
  const steps = Array.from({ length: 5 }, () => `\x1b[r${filled(choices)}${region()}${moves()}`);
  const origin = Array.from(
    { length: 3 },
    () =>
      `${filled(choices)}${region()}\x1b[?6h${scattered(choices, 20, () => 'origin')}\x1b[?6l\x1b[r`,
  );
  const flood = choices.many(
    400,
    (line) => `${anyRendition(choices)}${line} ${anyText(choices, 12)}\x1b[K\r\n`,
  );
  return [...steps, ...origin, `\x1b[m\x1b[r${CLEAR}${flood}`];
}

export function cursorSteps(choices: Choices): string[] {
  const shapes = [0, 1, 2, 3, 4, 5, 6].map((shape) => `${anywhere(choices)}\x1b[${shape} q`);
  const moves = choices.many(40, () =>
    choices.pick([
      `\x1b[${choices.between(1, 9)}${choices.pick([...'ABCDEFGaed`'])}`,
      '\x1b7',
      '\x1b8',
      '\x1b[s',
      '\x1b[u',
      '\r',
      '\x1b[m',
      anyRendition(choices),
      'x',
      '漢',
    ]),
  );
  return [
    filled(choices) + shapes[1],
    ...shapes.slice(2),
    shapes[0] ?? '',
    `\x1b[?25l${anywhere(choices)}`,
    `hidden${anywhere(choices)}`,
    '\x1b[?25h',
    '\x1b[?12h\x1b[?25h',
    '\x1b[?12l',
    CLEAR + moves,
    moves,
    // A pending wrap, and what takes it back.
    `${CLEAR}${at(0, 5)}${'w'.repeat(cols)}`,
    'after',
    `${at(0, 9)}${'漢'.repeat(cols / 2)}`,
    '\b!',
    `${at(cols - 1, 12)}漢\x1b[?7l${at(cols - 3, 15)}no wrap 漢字\x1b[?7h`,
    `${at(0, rows - 1)}${'e'.repeat(cols)}x`,
    `\x1b[?45h${at(0, 3)}\b\bback\x1b[?45l`,
    '\x1b#8',
    `\x1b[2;4H\x1b[5 q\x1b[?25l\x1b[!p`,
  ];
}

export function modeSteps(choices: Choices): string[] {
  const tabs = `${CLEAR}\x1b[3g${choices.many(10, () => `${at(choices.below(cols), 0)}\x1bH`)}${choices.many(
    20,
    (y) => at(0, y + 1) + choices.many(8, () => `\t${choices.pick(['|', '漢', ''])}`),
  )}`;
  const tabMoves = choices.many(
    20,
    () => `${anywhere(choices)}\x1b[${choices.between(1, 4)}${choices.pick(['I', 'Z'])}t`,
  );
  const charsets = `\x1bc\x1b(0lqqwqqk${at(0, 1)}x  x  x${at(0, 2)}mqqvqqj\`afgjklmnopqrstuvwxyz{|}~\x1b(B plain q`;
  const shifts = `${at(0, 4)}\x1b)0a\x0eqqq\x0fqqq\x1b(A#\x1b(B#\x1b*0\x1bnqqq\x1b(4#@\x1b(K[]\x1b(B\x0f`;
  return [
    tabs,
    tabMoves,
    '\x1bc8 columns\tagain\ttabs',
    charsets,
    shifts,
    `${filled(choices)}\x1b7\x1b[?1049h${filled(choices)}`,
    `${scattered(choices, 20, () => 'alternate')}`,
    '\x1b[?1049l\x1b8back',
    `\x1b[?47h${at(2, 2)}47${filled(choices)}`,
    '\x1b[?47l',
    `\x1b[?1047h${at(3, 3)}1047\x1b[?1048h${at(9, 9)}`,
    '\x1b[?1048l\x1b[?1047l!',
    `${filled(choices)}\x1b[?5h`,
    '\x1b[?5l\x1b[20hline\nfeed\x1b[20l\nnext',
    '\x1b[3J\x1bc',
  ];
}

export function updateSteps(choices: Choices): string[] {
  const update = (text: string) => `\x1b[?2026h${text}\x1b[?2026l`;
  return [
    update(filled(choices)),
    update(scattered(choices, 30, () => anyText(choices, 2))),
    `${update('\x1b[5;5Hone')}${update('\x1b[6;5Htwo')}\x1b[?2026h\x1b[7;5Hopen`,
    ' still open \x1b[?2026l',
    `\x1b[?2026h${filled(choices)}stuck`,
    '\x1b[?2026lreleased',
    update(`\x1b[?1049h${filled(choices)}\x1b[?25l`),
    update('\x1b[?1049l\x1b[?25h'),
  ];
}

/** Everything mixed, in any order. */
export function mixedSteps(choices: Choices, count: number): string[] {
  const sources = [editSteps, scrollSteps, cursorSteps, modeSteps, updateSteps];
  const soup = () =>
    choices.many(choices.between(4, 40), () =>
      choices.pick([
        () => anyRendition(choices),
        () => anywhere(choices),
        () => anyText(choices, choices.between(1, 12)),
        () => '\r\n',
        () => `\x1b[${choices.between(1, 9)}${choices.pick([...'ABCDEGJKLMPSTX@bdIZ'])}`,
        () =>
          choices.pick([
            '\x1bM',
            '\x1b7',
            '\x1b8',
            '\t',
            '\b',
            '\x1b(0',
            '\x1b(B',
            '\x1b[4h',
            '\x1b[4l',
          ]),
        () =>
          `\x1b]8;;https://example.com/${choices.below(9)}\x1b\\${anyText(choices, 3)}\x1b]8;;\x1b\\`,
      ])(),
    );
  return Array.from({ length: count }, () =>
    choices.chance(0.2) ? choices.pick(choices.pick(sources)(choices)) : soup(),
  );
}
