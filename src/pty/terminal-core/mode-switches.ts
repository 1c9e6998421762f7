import type { Params } from './params.js';
import type { TerminalState } from './terminal-state.js';

/** SM and RM */
export const setModes = (terminal: TerminalState, params: Params) => ansi(terminal, params, true);
export const resetModes = (terminal: TerminalState, params: Params) =>
  ansi(terminal, params, false);

function ansi({ modes }: TerminalState, { values, length }: Params, isSet: boolean): void {
  for (let index = 0; index < length; index++) {
    if (values[index] === 4) modes.insert = isSet;
    if (values[index] === 20) modes.newLine = isSet;
  }
}

/** DECSET and DECRST */
export const setPrivateModes = (terminal: TerminalState, params: Params) =>
  decPrivate(terminal, params, true);
export const resetPrivateModes = (terminal: TerminalState, params: Params) =>
  decPrivate(terminal, params, false);

function decPrivate(terminal: TerminalState, { values, length }: Params, isSet: boolean): void {
  for (let index = 0; index < length; index++) {
    const mode = values[index] as number;
    switchFlag(terminal, mode, isSet);
    switchScreen(terminal, mode, isSet);
  }
}

function switchFlag(terminal: TerminalState, mode: number, isSet: boolean): void {
  const { charsets, modes } = terminal;
  switch (mode) {
    case 1:
      modes.applicationCursor = isSet;
      break;
    case 2:
      if (isSet) for (const level of [0, 1, 2, 3]) charsets.designate(level, undefined);
      break;
    case 6:
      modes.origin = isSet;
      terminal.setCursor(0, 0);
      break;
    case 7:
      modes.wraparound = isSet;
      break;
    case 12:
      modes.isCursorBlinking = isSet;
      break;
    case 25:
      modes.isCursorHidden = !isSet;
      break;
    case 45:
      modes.reverseWraparound = isSet;
      break;
    case 66:
      modes.applicationKeypad = isSet;
      break;
    case 1004:
      modes.focusEvents = isSet;
      break;
    case 2004:
      modes.bracketedPaste = isSet;
      break;
    case 2026:
      modes.synchronizedUpdate = isSet;
      break;
  }
}

function switchScreen(terminal: TerminalState, mode: number, isSet: boolean): void {
  switch (mode) {
    case 1048:
      if (isSet) terminal.saveCursor();
      else terminal.restoreCursor();
      break;
    case 1049:
      if (isSet) {
        terminal.saveCursor();
        terminal.showAlternate();
      } else {
        terminal.showMain();
        terminal.restoreCursor();
      }
      break;
    case 47:
    case 1047:
      if (isSet) terminal.showAlternate();
      else terminal.showMain();
      break;
  }
}

const SHAPES = ['block', 'underline', 'bar'] as const;

/** DECSCUSR: a shape says whether it blinks, so an earlier mode 12 is over. */
export function setCursorShape({ modes }: TerminalState, params: Params): void {
  const value = params.at(0);
  modes.isCursorBlinking = false;
  if (value > 6) return;
  modes.cursorShape = value === 0 ? undefined : SHAPES[(value - 1) >> 1];
  modes.isShapeBlinking = value % 2 === 1;
}
