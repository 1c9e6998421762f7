import type { Terminal } from '@xterm/headless';
import { countOf, type XtermCore, type XtermParams } from './internals.js';

/** Movement of the cursor where xterm's differs from the VT510's (DEC STD 070) and xterm's own. */
export function repairMovement(terminal: Terminal, core: XtermCore): void {
  repairOriginMode(core);
  repairReverseWrap(core);
  repairTabs(terminal, core);
}

/** Relative movement in origin mode adds the top margin to a row that has it already. */
function repairOriginMode(core: XtermCore): void {
  const input = core._inputHandler;
  input._moveCursor = (columns, rows) => {
    input._restrictCursor();
    const { buffer } = core._bufferService;
    buffer.x += columns;
    buffer.y += rows;
    input._restrictCursor();
  };
  const setColumn = (params: XtermParams) => {
    core._bufferService.buffer.x = countOf(params) - 1;
    input._restrictCursor();
    return true;
  };
  input.cursorCharAbsolute = setColumn;
  input.charPosAbsolute = setColumn;
}

/** Mode 45 is about CUB as well as BS. */
function repairReverseWrap(core: XtermCore): void {
  const input = core._inputHandler;
  const withoutWrap = input.cursorBackward.bind(input);
  input.cursorBackward = (params) => {
    if (!core.coreService.decPrivateModes.reverseWraparound) return withoutWrap(params);
    const { rows, cols } = core._bufferService;
    for (let left = Math.min(countOf(params), rows * cols); left > 0; left--) input.backspace();
    return true;
  };
}

function repairTabs(terminal: Terminal, core: XtermCore): void {
  const input = core._inputHandler;
  const { buffers } = core._bufferService;
  const backwardTab = input.cursorBackwardTab.bind(input);
  // While a wrap is pending xterm ignores it.
  input.cursorBackwardTab = (params) => {
    const { buffer, cols } = core._bufferService;
    buffer.x = Math.min(buffer.x, cols - 1);
    return backwardTab(params);
  };
  buffers.onBufferActivate(({ activeBuffer, inactiveBuffer }) => {
    activeBuffer.tabs = inactiveBuffer.tabs;
  });
  // xterm resets the alternate screen, tab stops included, before it tells that it was left.
  const activateNormalBuffer = buffers.activateNormalBuffer.bind(buffers);
  buffers.activateNormalBuffer = () => {
    const { tabs } = buffers.active;
    activateNormalBuffer();
    buffers.active.tabs = tabs;
  };
  // DECST8C
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'W' }, (params) => {
    if (params[0] === 5) buffers.setupTabStops();
    return true;
  });
}
