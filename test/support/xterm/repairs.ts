import type { Terminal } from '@xterm/headless';
import { repairCharsets } from './charsets.js';
import { isAlternateScreen, paramsOf, type XtermCore, type XtermParams } from './internals.js';
import { dropLeadingMarks } from './marks.js';
import { repairMovement } from './movement.js';
import { repairPrototypes } from './prototypes.js';
import { repairRenditions } from './renditions.js';
import { repairScrolling } from './scrolling.js';
import { repairStrings } from './strings.js';

/**
 * Makes good what xterm 6.0.0 does wrong; `docs/terminal.md` lists what is checked. The last one is
 * faults that one line of output can trigger: exceptions in the middle of parsing, which lose the
 * rest of what was being parsed, and loops that run for minutes.
 */
export function registerRepairs(terminal: Terminal, core: XtermCore): void {
  repairMovement(terminal, core);
  repairScrolling(terminal, core);
  repairCharsets(terminal, core);
  repairRenditions(core);
  repairStrings(core);
  dropLeadingMarks(core);
  repairPrototypes(core);
  repairErase(terminal, core);
  repairAlternateScreen(core);
  boundRepetitions(terminal, core);
}

/**
 * From the last column, `CSI 1 J` ends the wrapping of the line below the cursor's, for which xterm
 * takes one of the history, or none that is there. (`InputHandler.eraseInDisplay`)
 */
function repairErase(terminal: Terminal, core: XtermCore): void {
  for (const prefix of [undefined, '?']) {
    terminal.parser.registerCsiHandler({ ...(prefix ? { prefix } : {}), final: 'J' }, (params) => {
      const { buffer, cols } = core._bufferService;
      if (params[0] !== 1 || buffer.x + 1 < cols) return false;
      eraseThroughLastColumn(core, prefix === '?');
      return true;
    });
  }
}

function eraseThroughLastColumn(core: XtermCore, respectProtect: boolean): void {
  const { buffer, cols, rows } = core._bufferService;
  const input = core._inputHandler;
  input._restrictCursor(cols);
  input._eraseInBufferLine(buffer.y, 0, buffer.x + 1, true, respectProtect);
  const below = buffer.y + 1 < rows ? buffer.lines.get(buffer.ybase + buffer.y + 1) : undefined;
  if (below) below.isWrapped = false;
  for (let row = buffer.y - 1; row >= 0; row--) input._resetBufferLine(row, respectProtect);
}

/** The alternate screen has no scrollback, also when it was made smaller while it was not shown. */
function repairAlternateScreen(core: XtermCore): void {
  const { _bufferService: bufferService } = core;
  bufferService.buffers.onBufferActivate(({ activeBuffer }) => {
    if (!isAlternateScreen(core)) return;
    const { lines } = activeBuffer;
    lines.maxLength = bufferService.rows;
    // On a screen of one row the line that comes would be the one that goes, in the middle of a wrap.
    const recycle = lines.recycle.bind(lines);
    lines.recycle = () => {
      recycle();
      const line = activeBuffer.getBlankLine(core._inputHandler._eraseAttrData());
      lines.set(lines.length - 1, line);
      return line;
    };
  });
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
