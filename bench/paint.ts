import {
  COLOR_PALETTE,
  DEFAULT_MODES,
  DEFAULT_STYLE,
  type PaneFrame,
  packCode,
} from '../src/core/frame.js';
import { createDetachedScreen } from '../src/tui/terminal/blessed-screen.js';
import { Painter } from '../src/tui/terminal/draw.js';
import { PaneBox } from '../src/tui/terminal/pane-box.js';
import { fullRendering } from '../src/tui/terminal/sgr.js';
import { StyleTable } from '../src/tui/terminal/style-table.js';
import type { Benchmark, Measurement } from './support/measure.js';

const SIZE = { cols: 200, rows: 50 };
const STYLES = 64;

/** What the client does with a frame: blessed's render, the pane's cells, the difference as bytes. */
export const paintBenchmark: Benchmark = {
  name: 'paint',
  what: 'a frame of a pane of 200×50 on the screen, in the client',
  async run({ quick }): Promise<Measurement[]> {
    const frames = quick ? 100 : 400;
    return [
      { name: 'nothing changed', unit: 'ms', values: paint(frames, () => []) },
      {
        name: 'one row changed',
        unit: 'ms',
        values: paint(frames, (frame) => [frame % SIZE.rows]),
      },
      {
        name: 'every cell changed',
        unit: 'ms',
        values: paint(frames, () => Array.from({ length: SIZE.rows }, (_, y) => y)),
      },
    ];
  },
};

/** Milliseconds of each frame, whose changed rows `rowsOf` names. */
function paint(frames: number, rowsOf: (frame: number) => readonly number[]): number[] {
  const styles = new StyleTable(fullRendering('truecolor'));
  const { screen, internals } = createDetachedScreen(SIZE, styles);
  const painter = new Painter({ styles, unicode: true });
  let bytes = 0;
  internals.draw = (first, last) => {
    bytes += painter.paint(internals.lines, internals.olines, first, last).length;
  };
  const box = new PaneBox({ parent: screen, left: 0, top: 0, width: '100%', height: '100%' });
  box.applyFrame(frameOf(0, [], true));
  const times: number[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const change = frameOf(frame, rowsOf(frame), false);
    const start = performance.now();
    box.applyFrame(change);
    screen.render();
    times.push(performance.now() - start);
  }
  internals.destroy();
  if (bytes === 0 && rowsOf(0).length > 0) throw new Error('Nothing was painted.');
  // The first ones compile the code.
  return times.slice(frames / 4);
}

function frameOf(number: number, rows: readonly number[], full: boolean): PaneFrame {
  const changedRows = rows.map((y) => ({
    y,
    codes: Uint32Array.from({ length: SIZE.cols }, (_, x) => packCode(97 + ((x + number) % 26), 1)),
    styles: Uint32Array.from({ length: SIZE.cols }, (_, x) => 1 + ((x + number) % (STYLES - 1))),
    flags: 0,
  }));
  const newStyles = Array.from({ length: full ? STYLES : 0 }, (_, index) => ({
    index,
    style: index === 0 ? DEFAULT_STYLE : { ...DEFAULT_STYLE, foreground: COLOR_PALETTE | index },
  }));
  return {
    paneId: 'bench',
    full,
    ...SIZE,
    cursor: { x: 0, y: 0, visible: true, shape: 'block', blink: false },
    modes: DEFAULT_MODES,
    numbering: 1,
    firstLine: 0,
    historyLength: 0,
    newStyles,
    clusters: [],
    changedRows,
  };
}
