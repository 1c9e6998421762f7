import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { PaneFrame } from '../../../src/core/frame.js';
import { Deadlines } from '../../../src/pty/deadlines.js';
import { EchoWait } from '../../../src/pty/pane/echo-wait.js';
import { PaneViews } from '../../../src/pty/pane/views.js';
import { TestEmulator } from '../../support/emulator.js';
import { ScreenModel } from '../../support/screen-model.js';

let deadlines: Deadlines;
let source: TestEmulator;
let views: PaneViews;
let echoWait: EchoWait;

beforeEach(() => {
  jest.useFakeTimers();
  deadlines = new Deadlines();
  source = new TestEmulator(20, 5);
  echoWait = new EchoWait();
  const { emulator, screen } = source;
  views = new PaneViews(
    {
      paneId: 'p',
      screen,
      get isHeld() {
        return emulator.isHeld;
      },
    },
    { deadlines, echoWait },
  );
});

afterEach(() => {
  views.dispose();
  deadlines.dispose();
  jest.useRealTimers();
});

class Client {
  readonly frames: PaneFrame[] = [];
  readonly model = new ScreenModel();

  sendFrame(frame: PaneFrame): void {
    this.frames.push(frame);
    this.model.apply(frame);
  }
}

function client(cols = 20, rows = 5): Client {
  const sink = new Client();
  views.show(sink, { cols, rows });
  views.refresh();
  return sink;
}

/** The emulator parses `text`, which takes `spent` ms, as a pane would have it. */
function print(text: string, spent = 0): void {
  const holdsBefore = source.holds;
  source.feed(text);
  if (source.holds !== holdsBefore) throw new Error('Use hold()');
  views.outputParsed(spent);
}

/** Something else each ms, of which half goes into parsing. */
function flood(one: Client, duration: number): void {
  for (let ms = 0; ms < duration; ms++) {
    print(`\r${ms}`, 0.5);
    jest.advanceTimersByTime(1);
    views.acknowledge(one);
  }
}

/** A synchronized update begins after `before` was printed, and `inside` follows. */
function hold(before: string, inside: string): void {
  source.feed(before);
  if (before !== '') views.outputParsed();
  views.holdStarts();
  source.feed(`\u001b[?2026h${inside}`);
  views.outputParsed();
}

describe('pace', () => {
  test('the first frame comes at once and is full', () => {
    source.feed('hello');
    const one = client();
    expect(one.frames).toHaveLength(1);
    expect(one.frames[0]?.full).toBe(true);
    expect(one.model.text()).toBe('hello');
  });

  test('output of one frame time becomes one frame', () => {
    const one = client();
    views.acknowledge(one);
    for (const letter of 'abcdef') print(letter);
    expect(one.frames).toHaveLength(1);
    jest.advanceTimersByTime(17);
    expect(one.frames).toHaveLength(2);
    expect(one.model.text()).toBe('abcdef');
  });

  test('at most 60 frames a second', () => {
    const one = client();
    for (let ms = 0; ms < 1_000; ms++) {
      print(`\r${ms}`);
      jest.advanceTimersByTime(1);
      views.acknowledge(one);
    }
    expect(one.frames.length).toBeGreaterThan(40);
    expect(one.frames.length).toBeLessThanOrEqual(62);
  });

  test('after a pause output is shown at once', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    print('x');
    expect(one.frames).toHaveLength(2);
  });

  test('the echo of input does not wait for the next frame time', () => {
    const one = client();
    views.noteInput();
    jest.advanceTimersByTime(5);
    print('x');
    expect(one.model.text()).toBe('x');
  });

  test('output long after input is no echo', () => {
    const one = client();
    views.noteInput();
    jest.advanceTimersByTime(60);
    print('x');
    expect(one.frames).toHaveLength(2);
    views.acknowledge(one);
    print('y');
    expect(one.frames).toHaveLength(2);
  });

  test('a flood after one key does not outrun the frame rate for long', () => {
    const one = client();
    views.noteInput();
    for (let n = 0; n < 40; n++) {
      print(`${n}`);
      views.acknowledge(one);
    }
    expect(one.frames.length).toBeLessThanOrEqual(4);
  });

  test('at most 20 frames a second while most of the time goes into parsing', () => {
    const one = client();
    flood(one, 1_000);
    expect(one.frames.length).toBeGreaterThan(15);
    expect(one.frames.length).toBeLessThanOrEqual(24);
  });

  test('the last picture of a flood comes as soon as that of any output', () => {
    const one = client();
    flood(one, 205);
    expect(one.model.text()).not.toBe('204');
    jest.advanceTimersByTime(17);
    expect(one.model.text()).toBe('204');
  });

  test('the echo of input does not wait in a flood', () => {
    const one = client();
    flood(one, 205);
    views.noteInput();
    print('\recho', 0.5);
    expect(one.model.text()).toBe('echo');
  });

  test('frames wait for the echo of what was typed into another pane', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    const other = {};
    echoWait.begin(other);
    print('flood');
    expect(one.model.text()).toBe('');
    echoWait.end(other);
    print(' goes on');
    expect(one.model.text()).toBe('flood goes on');
  });

  test('an echo that does not come is not waited for', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    echoWait.begin({});
    print('flood');
    jest.advanceTimersByTime(10);
    expect(one.model.text()).toBe('flood');
  });

  test('somebody who types counts as typing for a while, whatever becomes of the echo', () => {
    expect(echoWait.isTyping).toBe(false);
    client();
    views.noteInput();
    print('echo');
    expect([echoWait.isActive, echoWait.isTyping]).toEqual([false, true]);
    jest.advanceTimersByTime(1_999);
    expect(echoWait.isTyping).toBe(true);
    jest.advanceTimersByTime(1);
    expect(echoWait.isTyping).toBe(false);
  });

  test('input without an answer, however much, leaves others their turns', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    const silent = {};
    for (let ms = 0; ms < 600; ms++) {
      echoWait.begin(silent);
      print(`\r${ms}`);
      jest.advanceTimersByTime(1);
      views.acknowledge(one);
    }
    expect(one.frames.length).toBeGreaterThan(20);
  });

  test('others wait for the echo in this pane until it is sent', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    views.noteInput();
    expect(echoWait.isActive).toBe(true);
    print('echo');
    expect(one.model.text()).toBe('echo');
    expect(echoWait.isActive).toBe(false);
  });

  test('nobody waits for the echo in a pane that nobody sees', () => {
    const one = client();
    views.noteInput();
    views.hide(one);
    expect(echoWait.isActive).toBe(false);
    views.noteInput();
    expect(echoWait.isActive).toBe(false);
  });

  test('after a flood frames come 60 times a second again', () => {
    const one = client();
    flood(one, 400);
    jest.advanceTimersByTime(100);
    views.acknowledge(one);
    const before = one.frames.length;
    for (let ms = 0; ms < 200; ms++) {
      print(`\r${ms}`);
      jest.advanceTimersByTime(1);
      views.acknowledge(one);
    }
    expect(one.frames.length - before).toBeGreaterThan(8);
  });

  test('nothing is pending when everything was sent', () => {
    const one = client();
    print('x');
    jest.advanceTimersByTime(20);
    views.acknowledge(one);
    expect(deadlines.isIdle).toBe(true);
  });
});

describe('credits', () => {
  test('two frames, then none until one is acknowledged', () => {
    const one = client();
    for (let n = 0; n < 10; n++) {
      print(`${n}`);
      jest.advanceTimersByTime(20);
    }
    expect(one.frames).toHaveLength(2);
    views.acknowledge(one);
    jest.advanceTimersByTime(20);
    expect(one.frames).toHaveLength(3);
    expect(one.model.text()).toBe('0123456789');
  });

  test('acknowledging too often gives no more credit', () => {
    const one = client();
    for (let n = 0; n < 10; n++) views.acknowledge(one);
    for (let n = 0; n < 10; n++) {
      print(`${n}`);
      jest.advanceTimersByTime(20);
    }
    expect(one.frames).toHaveLength(3);
  });

  test('a slow client does not slow another', () => {
    const [slow, fast] = [client(), client()];
    for (let n = 0; n < 10; n++) {
      print(`${n}`);
      jest.advanceTimersByTime(20);
      views.acknowledge(fast);
    }
    expect(slow.frames).toHaveLength(2);
    expect(fast.model.text()).toBe('0123456789');
  });
});

describe('sizes', () => {
  test('the smallest of each direction counts, and leaving gives it back', () => {
    const one = client(100, 30);
    const two = client(80, 40);
    expect(views.smallestSize()).toEqual({ cols: 80, rows: 30 });
    views.show(one, { cols: 50, rows: 50 });
    expect(views.smallestSize()).toEqual({ cols: 50, rows: 40 });
    views.hide(one);
    expect(views.smallestSize()).toEqual({ cols: 80, rows: 40 });
    views.hide(two);
    expect(views.smallestSize()).toBeUndefined();
  });

  test('nobody who hid a pane gets frames of it', () => {
    const one = client();
    views.hide(one);
    jest.advanceTimersByTime(100);
    print('x');
    jest.advanceTimersByTime(100);
    expect(one.frames).toHaveLength(1);
  });
});

describe('a synchronized update', () => {
  test('is not shown before it ends', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    hold('old', '\rhalf');
    jest.advanceTimersByTime(100);
    views.acknowledge(one);
    expect(one.model.text()).toBe('old');
    print('\rwhole\u001b[?2026l');
    jest.advanceTimersByTime(20);
    expect(one.model.text()).toBe('whole');
  });

  test('shows what was whole when the next one begins in the same stretch', () => {
    const one = client();
    jest.advanceTimersByTime(100);
    hold('', 'first\u001b[?2026l');
    views.acknowledge(one);
    jest.advanceTimersByTime(100);
    // The end of one and the beginning of the next arrive together.
    source.feed('\u001b[?2026h\rsecond\u001b[?2026l');
    views.outputParsed();
    views.holdStarts();
    source.feed('\u001b[?2026h\rthi');
    views.outputParsed();
    jest.advanceTimersByTime(20);
    expect(one.model.text()).toBe('second');
  });

  test('makes a client that comes in the middle wait', () => {
    hold('old', '\rhalf');
    const late = client();
    expect(late.frames).toHaveLength(0);
    print('\rwhole\u001b[?2026l');
    expect(late.model.text()).toBe('whole');
  });
});
