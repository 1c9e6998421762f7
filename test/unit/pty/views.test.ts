import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaneFrame } from '../../../src/core/frame.js';
import { Deadlines } from '../../../src/pty/deadlines.js';
import { PaneViews } from '../../../src/pty/views.js';
import { TestEmulator } from '../../support/emulator.js';

const SIZE = { cols: 20, rows: 5 };

describe('PaneViews', () => {
  let source: TestEmulator;
  let deadlines: Deadlines;
  let views: PaneViews;

  beforeEach(() => {
    source = new TestEmulator(SIZE.cols, SIZE.rows);
    deadlines = new Deadlines();
    views = new PaneViews({ paneId: 'p', screen: source.screen, isHeld: false }, deadlines);
  });

  afterEach(() => {
    views.dispose();
    deadlines.dispose();
  });

  function look(): PaneFrame[] {
    const frames: PaneFrame[] = [];
    views.show({ sendFrame: (frame) => frames.push(frame) }, SIZE);
    views.refresh();
    return frames;
  }

  it('shows a silent pane whole to a client that comes after the last one has gone', () => {
    source.feed('quiet now');
    const first = { sendFrame: () => {} };
    views.show(first, SIZE);
    views.refresh();
    views.hide(first);

    const [frame] = look();
    expect(frame?.full).toBe(true);
    expect(frame?.changedRows[0]?.codes.length).toBe('quiet now'.length);
  });

  it('sends at most the granted frames to a client that does not acknowledge', () => {
    const frames = look();
    for (let round = 0; round < 5; round += 1) {
      source.feed(`line ${round}\r\n`);
      views.outputParsed();
      views.refresh();
    }
    expect(frames.length).toBe(2);
  });
});
