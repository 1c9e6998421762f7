import type { MouseEncoding, MouseTracking } from '../../core/frame.js';
import type { EmulatorContext } from './context.js';
import type { ProgramModes } from './modes.js';
import type { MouseModes } from './mouse.js';
import { parameter } from './parameters.js';

/** DECRPM: https://vt100.net/docs/vt510-rm/DECRPM.html */
const UNKNOWN = 0;
const SET = 1;
const RESET = 2;
const ALWAYS_SET = 3;
const ALWAYS_RESET = 4;

type States = Readonly<Record<number, () => number>>;

const always = (state: number) => () => state;
const switched = (isOn: () => boolean) => () => (isOn() ? SET : RESET);

/** DECRQM: the state of every mode that is known, 0 for the others. */
export function registerModeReports(
  context: EmulatorContext,
  modes: ProgramModes,
  mouse: MouseModes,
): void {
  const { core, answers } = context;
  const answer = (prefix: string, states: States) => (mode: number) => {
    answers.csi(`${prefix}${mode};${states[mode]?.() ?? UNKNOWN}$y`);
  };
  const ansi = answer('', ansiStates(context));
  const dec = answer('?', decStates(context, modes, mouse));
  core.parser.registerCsiHandler({ intermediates: '$', final: 'p' }, (params) => {
    ansi(parameter(params, 0));
    return true;
  });
  core.parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, (params) => {
    dec(parameter(params, 0));
    return true;
  });
}

function ansiStates({ core }: EmulatorContext): States {
  // Of ECMA-48, which no terminal lets programs change; xterm answers the same.
  const fixed = [1, 2, 3, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19];
  return {
    ...Object.fromEntries(fixed.map((mode) => [mode, always(ALWAYS_RESET)])),
    4: switched(() => core.modes.insert),
    12: always(ALWAYS_SET),
    20: switched(() => core.modes.newLine),
  };
}

function decStates({ core }: EmulatorContext, modes: ProgramModes, mouse: MouseModes): States {
  const own = () => core.modes;
  const alternate = switched(() => core.isAlternateScreen);
  const tracking = (name: MouseTracking) => switched(() => mouse.tracking === name);
  const encoding = (name: MouseEncoding) => switched(() => mouse.encoding === name);
  return {
    1: switched(() => own().applicationCursor),
    2: always(ALWAYS_SET),
    3: always(ALWAYS_RESET),
    4: always(ALWAYS_RESET),
    5: switched(() => modes.reverseScreen),
    6: switched(() => own().origin),
    7: switched(() => own().wraparound),
    8: always(ALWAYS_SET),
    9: tracking('x10'),
    12: switched(() => own().isCursorBlinking),
    25: switched(() => !own().isCursorHidden),
    40: switched(() => modes.allowsColumnMode),
    45: switched(() => own().reverseWraparound),
    47: alternate,
    66: switched(() => own().applicationKeypad),
    67: always(ALWAYS_RESET),
    1000: tracking('press'),
    1002: tracking('drag'),
    1003: tracking('motion'),
    1004: switched(() => own().focusEvents),
    1005: encoding('utf8'),
    1006: encoding('sgr'),
    1007: switched(() => mouse.alternateScroll),
    1015: encoding('urxvt'),
    1016: encoding('sgr-pixels'),
    // Alt and Meta send ESC first.
    1036: always(ALWAYS_SET),
    1039: always(ALWAYS_SET),
    1047: alternate,
    1048: always(SET),
    1049: alternate,
    2004: switched(() => own().bracketedPaste),
    2026: switched(() => own().synchronizedUpdate),
    // A cluster is one character, always.
    // https://github.com/contour-terminal/terminal-unicode-core
    2027: always(ALWAYS_SET),
    2031: switched(() => modes.colorSchemeUpdates),
    2048: switched(() => modes.inBandResize),
  };
}
