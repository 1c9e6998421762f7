import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Appearance } from '../../../../src/core/ports/host.js';
import { AppearanceProbe } from '../../../../src/tui/terminal/appearance-probe.js';
import { collectEvents } from '../input/collect.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function setUp(env: Record<string, string> = {}) {
  const state = { written: '', waiting: false, hasCursorColor: false };
  const changes: Appearance[] = [];
  const probe = new AppearanceProbe({
    env,
    asksModes: true,
    write: (data) => {
      state.written += data;
    },
    hasCursorColor: () => state.hasCursorColor,
    onWaiting: (isWaiting) => {
      state.waiting = isWaiting;
    },
  });
  probe.onChange((appearance) => changes.push(appearance));
  const answer = (bytes: string) => {
    for (const event of collectEventsWithoutTimers(bytes)) probe.take(event);
  };
  const takeWritten = () => {
    const { written } = state;
    state.written = '';
    return written;
  };
  return { probe, state, changes, answer, takeWritten };
}

function collectEventsWithoutTimers(bytes: string) {
  return collectEvents([Buffer.from(bytes)]).flatMap((event) =>
    event.type === 'reply' ? [event.reply] : [],
  );
}

const COLORS = '\x1b]10;rgb:1/1/1\x07\x1b]11;rgb:ff/ff/ff\x07\x1b]12;rgb:ff/0/0\x07';
const PALETTE = '\x1b]4;0;rgb:0/0/0\x07\x1b]4;1;rgb:cd/0/0\x07\x1b]4;3;rgb:1/1/1\x07';
const LIGHT: Appearance = {
  foreground: 0x111111,
  background: 0xffffff,
  cursor: 0xff0000,
  palette: [0, 0xcd0000],
  scheme: 'light',
};

describe('AppearanceProbe', () => {
  test('tells once, when all answers have come', () => {
    const { probe, state, changes, answer, takeWritten } = setUp();
    probe.start();
    const questions = takeWritten();
    expect(questions).toMatch(/^\x1b\[\?2031\$p\x1b\[\?996n\x1b\]10;\?.*\x1b\]4;15;\?.*\x1b\[5n$/);
    expect(state.waiting).toBe(true);
    answer(COLORS + PALETTE);
    expect(changes).toEqual([]);
    answer('\x1b[0n');
    expect(changes).toEqual([LIGHT]);
    expect(probe.current).toEqual(LIGHT);
    expect(state.waiting).toBe(false);
  });

  test('takes the word of the terminal for its scheme before the background', () => {
    const { probe, answer } = setUp();
    probe.start();
    answer(`\x1b[?997;1n${COLORS}\x1b[0n`);
    expect(probe.current?.scheme).toBe('dark');
  });

  test.each([
    ['rgb:0/0/0', 'dark'],
    ['rgb:1e/1e/2e', 'dark'],
    ['rgb:00/2b/36', 'dark'],
    ['rgb:fd/f6/e3', 'light'],
    ['rgb:ff/ff/ff', 'light'],
  ])('a background of %s is %s', (color, scheme) => {
    const { probe, answer } = setUp();
    probe.start();
    answer(`\x1b]11;${color}\x07\x1b[0n`);
    expect(probe.current?.scheme).toBe(scheme);
  });

  test('a silent terminal is one of which nothing is known', () => {
    const { probe, state, changes } = setUp();
    probe.start();
    jest.advanceTimersByTime(1000);
    expect([state.waiting, probe.current, changes]).toEqual([false, undefined, []]);
    probe.refresh();
    expect(state.waiting).toBe(false);
  });

  test.each([
    ['15;0', 'dark'],
    ['0;15', 'light'],
    ['0;default;15', 'light'],
    ['12;8', 'dark'],
  ])('a silent terminal with COLORFGBG=%s is %s', (value, scheme) => {
    const { probe } = setUp({ COLORFGBG: value });
    probe.start();
    jest.advanceTimersByTime(1000);
    expect(probe.current?.scheme).toBe(scheme);
  });

  test('an answer later than the patience still counts', () => {
    const { probe, changes, answer } = setUp();
    probe.start();
    jest.advanceTimersByTime(1000);
    answer('\x1b]11;rgb:0/0/0\x07');
    expect(probe.current?.background).toBe(0);
    expect(changes).toHaveLength(1);
    answer('\x1b]11;rgb:0/0/0\x07\x1b[0n');
    expect(changes).toHaveLength(1);
  });

  test('hears of a new scheme where the terminal reports it, and asks for the colours', () => {
    const { probe, changes, answer, takeWritten } = setUp();
    probe.start();
    answer(`\x1b[?2031;2$y\x1b[?997;2n${COLORS}\x1b[0n`);
    expect(takeWritten()).toContain('\x1b[?2031h');
    answer('\x1b[?997;1n');
    expect(takeWritten()).toMatch(/^\x1b\]10;\?.*\x1b\[5n$/);
    answer('\x1b]11;rgb:0/0/0\x07\x1b[0n');
    expect(changes.at(-1)).toMatchObject({ scheme: 'dark', background: 0 });
    expect(takeWritten()).toBe('');
    expect(probe.stop()).toBe('\x1b[?2031l');
  });

  test('asks for no reports that the terminal does not know', () => {
    const { probe, answer, takeWritten } = setUp();
    probe.start();
    answer(`\x1b[?2031;0$y${COLORS}\x1b[0n`);
    expect(takeWritten()).not.toContain('\x1b[?2031h');
    expect(probe.stop()).toBe('');
  });

  test('looks again at most every few seconds, and not for a colour that is a program’s', () => {
    const { probe, state, answer, takeWritten } = setUp();
    probe.start();
    answer(`${COLORS}\x1b[0n`);
    takeWritten();
    probe.refresh();
    expect(takeWritten()).toBe('');
    jest.advanceTimersByTime(3000);
    state.hasCursorColor = true;
    probe.refresh();
    const questions = takeWritten();
    expect(questions).toContain('\x1b]11;?');
    expect(questions).not.toContain('\x1b]12;?');
  });
});
