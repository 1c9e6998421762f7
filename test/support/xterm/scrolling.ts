import type { Terminal } from '@xterm/headless';
import { countOf, paramsOf, type XtermCore, type XtermParams } from './internals.js';

/**
 * SU, SD and DECALN as in xterm and the VT510: what leaves the screen by SU is history, SD fills
 * with the background colour, and no count is worth more than the region has rows.
 */
export function repairScrolling(terminal: Terminal, core: XtermCore): void {
  const input = core._inputHandler;
  const countWithin = (params: XtermParams) => {
    const { scrollTop, scrollBottom } = core._bufferService.buffer;
    return Math.min(countOf(params), scrollBottom - scrollTop + 1);
  };
  const scrollUp = input.scrollUp.bind(input);
  input.scrollUp = (params) => {
    const { buffer } = core._bufferService;
    const count = countWithin(params);
    if (buffer.scrollTop > 0) return scrollUp(paramsOf(count));
    for (let left = count; left > 0; left--) core._bufferService.scroll(input._eraseAttrData());
    return true;
  };
  input.scrollDown = (params) => {
    // With five parameters it is about the highlighting of a mouse.
    if (params.length > 1) return true;
    const { buffer } = core._bufferService;
    for (let left = countWithin(params); left > 0; left--) {
      buffer.lines.splice(buffer.ybase + buffer.scrollBottom, 1);
      const blank = buffer.getBlankLine(input._eraseAttrData());
      buffer.lines.splice(buffer.ybase + buffer.scrollTop, 0, blank);
    }
    return true;
  };
  // ECMA-48's own final of SD.
  terminal.parser.registerCsiHandler({ final: '^' }, (params) =>
    input.scrollDown(paramsOf(Number(params[0]))),
  );
  repairAlignmentPattern(core);
}

/** DECALN takes margins and origin mode back, and is drawn in the default rendition. */
function repairAlignmentPattern(core: XtermCore): void {
  const input = core._inputHandler;
  const fill = input.screenAlignmentPattern.bind(input);
  input.screenAlignmentPattern = () => {
    const { buffer, rows } = core._bufferService;
    buffer.scrollTop = 0;
    buffer.scrollBottom = rows - 1;
    core.coreService.decPrivateModes.origin = false;
    const attributes = input._curAttrData;
    const { fg, bg } = attributes;
    attributes.fg = 0;
    attributes.bg = 0;
    fill();
    attributes.fg = fg;
    attributes.bg = bg;
    return true;
  };
}
