import type { Style } from '../../src/core/frame.js';
import { substituteAscii } from '../../src/tui/terminal/ascii.js';
import { fullRendering, type Rendering, StyleWriter } from '../../src/tui/terminal/sgr.js';
import { ABLE, type Outer } from './cells.js';
import type { StageOptions } from './pane-stage.js';

/** What a terminal shows that renders so; the choice of colours has tests of its own. */
function outerOf(rendering: Rendering): Outer {
  const writer = new StyleWriter(rendering);
  const known = new Map<string, Style>();
  return {
    ...ABLE,
    reduce(style) {
      const key = `${style.foreground},${style.background},${style.underline},${style.flags}`;
      let reduced = known.get(key);
      if (!reduced) {
        reduced = writer.reduce(style);
        known.set(key, reduced);
      }
      return reduced;
    },
  };
}

/** Terminals that can do less, with what they make of a pane's cells. */
export const REDUCED_OUTERS: Readonly<Record<string, StageOptions>> = {
  '256 colours': { color: '256', outer: outerOf(fullRendering('256')) },
  '16 colours': {
    color: '16',
    env: { TERM_PROGRAM: undefined },
    outer: outerOf(fullRendering('16')),
  },
  'no colours (NO_COLOR)': {
    env: { NO_COLOR: '1', TERM_PROGRAM: undefined },
    outer: outerOf(fullRendering('none')),
  },
  'no UTF-8': {
    env: { LC_ALL: 'C' },
    outer: {
      ...ABLE,
      cell: (text, width) => `${width === 1 ? substituteAscii(text) : '?'}/1`,
    },
  },
  'no synchronized updates': { unsynchronized: true },
};
