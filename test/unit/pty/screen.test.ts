import { describe, expect, test } from '@jest/globals';
import { newViewMark, type ViewMark } from '../../../src/pty/pane/screen.js';
import { decodePaneFrame } from '../../../src/pty/protocol/frame-codec.js';
import { TestEmulator } from '../../support/emulator.js';
import { seededRandom } from '../../support/random.js';
import { ScreenModel } from '../../support/screen-model.js';
import { bodyOnTheWire } from '../../support/wire.js';

/** A client that keeps up with frames, as they arrive over the wire. */
class Follower {
  readonly model = new ScreenModel();
  readonly mark: ViewMark = newViewMark();
  frames = 0;

  follow(source: TestEmulator): void {
    source.screen.capture(source.screen.needsFull(this.mark));
    if (!source.screen.isBehind(this.mark)) return;
    this.frames++;
    this.model.apply(decodePaneFrame(bodyOnTheWire(source.screen.frameFor('p', this.mark))));
  }
}

const WORDS = [
  'a',
  'bc',
  ' ',
  '漢字',
  '👍🏽',
  '👨‍👩‍👧‍👦',
  '🇩🇪',
  'e\u0301',
  '\t',
  '\r\n',
  '\b',
  '─┐',
  '❤️',
];

function randomOutput(random: () => number): string {
  const number = (limit: number) => Math.floor(random() * limit);
  const choices: (() => string)[] = [
    () => WORDS[number(WORDS.length)] ?? '',
    () => WORDS[number(WORDS.length)] ?? '',
    () => `\u001b[${number(14)};${number(40)}H`,
    () => `\u001b[38;2;${number(9)};${number(9)};${number(9)}m`,
    () => `\u001b[${[0, 1, 3, 4, 7, 9, 31, 44, 97, 49][number(10)]}m`,
    () => `\u001b[4:${number(6)};58:5:${number(256)}m`,
    () => `\u001b[${number(4)}J`,
    () => `\u001b[${number(3)}K`,
    () => `\u001b[${number(5)}${'LMPX@ST'[number(7)]}`,
    () => `\u001b[${1 + number(6)};${7 + number(6)}r`,
    () => '\u001bM',
    () => `\u001b]8;;${['', 'https://a', 'https://b'][number(3)]}\u0007`,
    () => `\u001b[?${[1049, 25, 7, 6, 2004, 1003][number(6)]}${'hl'[number(2)]}`,
    () => `\u001b[${number(7)} q`,
    () => (number(60) === 0 ? '\u001bc' : 'z'),
    () => 'line of plain text\r\n'.repeat(number(5)),
  ];
  return Array.from({ length: 1 + number(12) }, () => choices[number(choices.length)]?.()).join('');
}

describe('incremental frames', () => {
  test.each([1, 2, 3, 4, 5])('equal a fresh full frame (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const source = new TestEmulator(40, 12);
    const everyStep = new Follower();
    const sometimes = new Follower();
    for (let step = 0; step < 300; step++) {
      source.feed(randomOutput(random));
      if (random() < 0.03) {
        source.emulator.resize(2 + Math.floor(random() * 60), 1 + Math.floor(random() * 20));
      }
      everyStep.follow(source);
      if (random() < 0.2) sometimes.follow(source);
      if (step % 20 !== 0) continue;
      sometimes.follow(source);
      const fresh = source.look();
      for (const follower of [everyStep, sometimes]) {
        // The fresh look may have made the tables anew.
        follower.follow(source);
        expect(follower.model.cells).toEqual(fresh.cells);
        expect(follower.model.last?.cursor).toEqual(fresh.last?.cursor);
        expect(follower.model.last?.modes).toEqual(fresh.last?.modes);
        expect(follower.model.last?.historyLength).toBe(fresh.last?.historyLength);
      }
    }
  });

  test('hold only the rows that changed', () => {
    const source = new TestEmulator(20, 5).feed('one\r\ntwo\r\nthree');
    const client = new Follower();
    client.follow(source);
    source.feed('\u001b[2;1HTWO');
    client.follow(source);
    expect(client.model.last?.full).toBe(false);
    expect(client.model.last?.changedRows.map((row) => row.y)).toEqual([1]);
  });

  test('are none when nothing that shows has changed', () => {
    const source = new TestEmulator().feed('same');
    const client = new Follower();
    client.follow(source);
    source.feed('\u001b[1;1Hsame\u001b]0;title\u0007');
    client.follow(source);
    expect(client.frames).toBe(1);
  });

  test('tell of a cursor, a mode and history without any row', () => {
    const source = new TestEmulator(10, 3).feed('a');
    const client = new Follower();
    client.follow(source);
    source.feed('\u001b[?25l');
    client.follow(source);
    expect(client.model.last).toMatchObject({ changedRows: [], cursor: { visible: false } });
    source.feed('\u001b[?2004h');
    client.follow(source);
    expect(client.model.last).toMatchObject({ changedRows: [], modes: { bracketedPaste: true } });
  });

  test('name each style once per client', () => {
    const source = new TestEmulator().feed('\u001b[31mred');
    const client = new Follower();
    client.follow(source);
    source.feed('\r\n\u001b[31mred again \u001b[32mgreen');
    client.follow(source);
    expect(client.model.last?.newStyles).toHaveLength(1);
  });

  test('are full after a resize, though nothing moved', () => {
    const source = new TestEmulator(20, 5).feed('x');
    const client = new Follower();
    client.follow(source);
    source.emulator.resize(30, 6);
    client.follow(source);
    expect(client.model.last).toMatchObject({ full: true, cols: 30, rows: 6 });
  });
});

describe('tables', () => {
  /** Paints the whole screen with styles that were never used before. */
  function paint(source: TestEmulator, round: number): void {
    let text = '\u001b[H';
    for (let cell = 0; cell < 200 * 50; cell++) {
      const color = round * 10_000 + cell;
      text += `\u001b[38;2;${color >> 16};${(color >> 8) & 255};${color & 255}mx`;
    }
    source.feed(text);
  }

  test('of styles stay bounded under a truecolor animation', () => {
    const source = new TestEmulator(200, 50);
    const client = new Follower();
    let largest = 0;
    for (let round = 0; round < 5; round++) {
      paint(source, round);
      client.follow(source);
      for (const { index } of client.model.last?.newStyles ?? [])
        largest = Math.max(largest, index);
    }
    expect(largest).toBeLessThan(32_768 + 200 * 50);
    expect(client.model.cells).toEqual(source.look().cells);
  });

  test('are made anew for a client that comes after an animation', () => {
    const source = new TestEmulator(200, 50);
    const first = new Follower();
    for (let round = 0; round < 2; round++) {
      paint(source, round);
      first.follow(source);
    }
    source.feed('\u001b[m\u001b[2J\u001b[Hplain');
    const late = new Follower();
    late.follow(source);
    expect(late.model.last?.newStyles.length).toBeLessThan(5);
    first.follow(source);
    expect(first.model.cells).toEqual(late.model.cells);
  });
});
