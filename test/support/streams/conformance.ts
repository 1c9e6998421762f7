import {
  attributeSteps,
  linkSteps,
  paletteSteps,
  truecolorSteps,
  underlineSteps,
} from './renditions.js';
import {
  cursorSteps,
  editSteps,
  mixedSteps,
  modeSteps,
  scrollSteps,
  updateSteps,
} from './screens.js';
import { Choices, type Stream } from './stream.js';
import { textSteps } from './text.js';

type MakeSteps = (choices: Choices) => string[];

const MAKERS: Readonly<Record<string, MakeSteps>> = {
  'true colours': truecolorSteps,
  '256 and 16 colours': paletteSteps,
  attributes: attributeSteps,
  'underline styles and colours': underlineSteps,
  'links (OSC 8)': linkSteps,
  'wide characters': (choices) => textSteps(choices, ['wide', 'narrow']),
  'emoji, ZWJ, skin tones': (choices) => textSteps(choices, ['emoji', 'joined', 'narrow']),
  'flags and keycaps': (choices) => textSteps(choices, ['flags', 'keycaps']),
  'VS15 and VS16': (choices) => textSteps(choices, ['variations']),
  'combining marks': (choices) => textSteps(choices, ['combining', 'narrow']),
  'boxes, blocks, symbols': (choices) => textSteps(choices, ['boxes', 'symbols', 'ambiguous']),
  'insert, delete, erase, REP': editSteps,
  'scroll regions, origin mode': scrollSteps,
  'cursor moves, shapes, wrap': cursorSteps,
  'tabs, charsets, alternate screen': modeSteps,
  'synchronized updates': updateSteps,
  'everything mixed': (choices) => mixedSteps(choices, 40),
};

/** Streams that go through what a terminal can do, the same for the same seed. */
export function conformanceStreams(seed = 1): Stream[] {
  return Object.entries(MAKERS).map(([name, make], index) => ({
    name,
    steps: make(new Choices(seed * 1_000 + index)),
  }));
}
