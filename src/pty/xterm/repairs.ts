import type { Terminal } from '@xterm/headless';
import { repairCharsets } from './charsets.js';
import { paramsOf, type XtermCore, type XtermParams } from './internals.js';
import { repairLinks } from './links.js';
import { repairMovement } from './movement.js';
import { repairPrototypes } from './prototypes.js';
import { repairRenditions } from './renditions.js';
import { repairScrolling } from './scrolling.js';
import { repairStrings } from './strings.js';
import { dropLeadingMarks } from './unicode.js';

/**
 * Makes good what xterm 6.0.0 does wrong; `docs/terminal.md` lists what is checked. The last two are
 * faults that one line of output can trigger: exceptions in the middle of parsing, which lose the
 * rest of what was being parsed, and loops that run for minutes.
 */
export function registerRepairs(terminal: Terminal, core: XtermCore): void {
  repairMovement(terminal, core);
  repairScrolling(terminal, core);
  repairCharsets(terminal, core);
  repairRenditions(core);
  repairStrings(core);
  repairLinks(core);
  dropLeadingMarks(core);
  repairPrototypes(core);
  repairErase(terminal, core);
  boundRepetitions(terminal, core);
}

/** `CSI 1 J` in the last cell. */
function repairErase(terminal: Terminal, core: XtermCore): void {
  for (const prefix of [undefined, '?']) {
    terminal.parser.registerCsiHandler({ ...(prefix ? { prefix } : {}), final: 'J' }, (params) => {
      if (params[0] !== 1 || !isInLastCell(terminal, core)) return false;
      eraseAboveLastCell(core, prefix === '?');
      return true;
    });
  }
}

/**
 * From the last column, `CSI 1 J` touches the line after the cursor's, which the last row of a
 * buffer without scrollback has not. (`InputHandler.eraseInDisplay`)
 */
function isInLastCell(terminal: Terminal, core: XtermCore): boolean {
  const { buffer } = core._bufferService;
  return buffer.y === terminal.rows - 1 && buffer.x + 1 >= terminal.cols;
}

/** The same erasure as two that are safe: the last row, then everything above it. */
function eraseAboveLastCell(core: XtermCore, respectProtect: boolean): void {
  const { buffer } = core._bufferService;
  const input = core._inputHandler;
  const toCursor = paramsOf(1);
  input.eraseInLine(toCursor, respectProtect);
  if (buffer.y === 0) return;
  const { x, y } = buffer;
  buffer.y = y - 1;
  input.eraseInDisplay(toCursor, respectProtect);
  buffer.x = x;
  buffer.y = y;
}

/**
 * Sequences that are repeated as often as they ask: `CSI 2147483647 L` runs for half an hour, `b`
 * asks for gigabytes. More often than the screen has rows, columns or cells changes nothing.
 */
function boundRepetitions(terminal: Terminal, core: XtermCore): void {
  const input = core._inputHandler;
  const rows = () => terminal.rows;
  const cols = () => terminal.cols;
  const cells = () => terminal.rows * terminal.cols;
  const bounds: readonly [string, () => number, (params: XtermParams) => boolean][] = [
    ['I', cols, (params) => input.cursorForwardTab(params)],
    ['Z', cols, (params) => input.cursorBackwardTab(params)],
    ['L', rows, (params) => input.insertLines(params)],
    ['M', rows, (params) => input.deleteLines(params)],
    ['b', cells, (params) => input.repeatPrecedingCharacter(params)],
  ];
  for (const [final, bound, act] of bounds) {
    terminal.parser.registerCsiHandler({ final }, (params) => {
      const count = params[0];
      if (typeof count !== 'number' || count <= bound()) return false;
      return act(paramsOf(bound()));
    });
  }
}
