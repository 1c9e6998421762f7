import { CELL_PIXELS } from '../../core/frame.js';
import { sgrParameters } from '../../core/sgr.js';
import type { EmulatorContext } from './context.js';
import type { CoreModes } from './core.js';
import { reportColorScheme } from './modes.js';
import { type Parameters, parameter } from './parameters.js';
import { onDcs } from './payload.js';
import type { Titles } from './titles.js';

/** A VT220 with colours (22) and a clipboard (52), and without images (4). */
const PRIMARY_ATTRIBUTES = '?62;22;52c';

/** A VT220 of xterm's version whose mouse, colours and keys are matched here. */
const SECONDARY_ATTRIBUTES = '>1;379;0c';

/** Site and serial number, which xterm has zeros for too. */
const UNIT_ID = '!|00000000';

const CURSOR_CODES = { block: 2, underline: 4, bar: 6 } as const;

/** DECDSR, by what is asked: no printer, keys not locked, a keyboard, no locator, … */
const DEVICE_REPORTS: Readonly<Record<number, string>> = {
  15: '?13n',
  25: '?20n',
  26: '?27;1;0;0n',
  53: '?50n',
  55: '?50n',
  56: '?57;0n',
  62: '0000*{',
  75: '?70n',
  85: '?83n',
};

/**
 * What a terminal tells of itself and its state.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 */
export function registerReports(context: EmulatorContext, titles: Titles): void {
  registerAttributes(context);
  registerStatus(context);
  registerSettings(context);
  context.core.parser.registerCsiHandler({ final: 't' }, (params) => {
    windowOperation(context, titles, params);
    return true;
  });
}

/** DA1, DECID, DA2, DA3, XTVERSION. */
function registerAttributes({ core, answers, version }: EmulatorContext): void {
  const { parser } = core;
  const whenZero = (answer: () => void) => (params: Parameters) => {
    if (parameter(params, 0) === 0) answer();
    return true;
  };
  const primary = () => answers.csi(PRIMARY_ATTRIBUTES);
  parser.registerCsiHandler({ final: 'c' }, whenZero(primary));
  parser.registerEscHandler({ final: 'Z' }, () => {
    primary();
    return true;
  });
  parser.registerCsiHandler(
    { prefix: '>', final: 'c' },
    whenZero(() => answers.csi(SECONDARY_ATTRIBUTES)),
  );
  parser.registerCsiHandler(
    { prefix: '=', final: 'c' },
    whenZero(() => answers.dcs(UNIT_ID)),
  );
  parser.registerCsiHandler(
    { prefix: '>', final: 'q' },
    whenZero(() => answers.dcs(`>|qtui ${version}`)),
  );
}

/** DSR, CPR and DECDSR. */
function registerStatus(context: EmulatorContext): void {
  const { core, answers } = context;
  core.parser.registerCsiHandler({ final: 'n' }, (params) => {
    const what = parameter(params, 0);
    if (what === 5) answers.csi('0n');
    if (what === 6) answers.csi(`${cursorPosition(context)}R`);
    return true;
  });
  core.parser.registerCsiHandler({ prefix: '?', final: 'n' }, (params) => {
    const what = parameter(params, 0);
    const report = DEVICE_REPORTS[what];
    if (report) answers.csi(report);
    if (what === 6) answers.csi(`?${cursorPosition(context)}R`);
    if (what === 63) answers.dcs(`${parameter(params, 1)}!~0000`);
    if (what === 996) reportColorScheme(context);
    return true;
  });
}

/** 1-based `row;column`: while a wrap is pending in the last column, within margins if so set. */
function cursorPosition({ core }: EmulatorContext): string {
  const { x, y } = core.cursor;
  const top = core.modes.origin ? core.margins.top : 0;
  return `${y - top + 1};${Math.min(x, core.cols - 1) + 1}`;
}

/** DECRQSS; what it does not know is not valid here. */
function registerSettings(context: EmulatorContext): void {
  onDcs(context.core, { intermediates: '$', final: 'q' }, 64, (setting) => {
    const value = settingValue(context, setting);
    context.answers.dcs(value === undefined ? '0$r' : `1$r${value}${setting}`);
  });
}

function settingValue({ core }: EmulatorContext, setting: string): string | undefined {
  switch (setting) {
    case 'm':
      // Neovim takes a terminal for one of true colours by the colons.
      return sgrParameters(core.currentStyle, { colons: true });
    case 'r':
      return `${core.margins.top + 1};${core.margins.bottom + 1}`;
    case ' q':
      return `${cursorCode(core.modes)}`;
    case '"p':
      return '62;1';
    case '"q':
      return core.isProtecting ? '1' : '0';
    case 't':
    case '*|':
      return `${core.rows}`;
    case '$|':
      return `${core.cols}`;
  }
  return undefined;
}

/** DECSCUSR's number; 0 is the shape that the person has chosen. */
function cursorCode({ cursorShape, isShapeBlinking }: CoreModes): number {
  if (cursorShape === undefined) return 0;
  return CURSOR_CODES[cursorShape] - (isShapeBlinking ? 1 : 0);
}

/** XTWINOPS: sizes are told, nothing of the person's window is changed. */
function windowOperation(context: EmulatorContext, titles: Titles, params: Parameters): void {
  const { core, answers } = context;
  const { rows, cols } = core;
  const pixels = `${rows * CELL_PIXELS.height};${cols * CELL_PIXELS.width}t`;
  switch (parameter(params, 0)) {
    case 11:
      answers.csi('1t');
      break;
    case 13:
      answers.csi('3;0;0t');
      break;
    case 14:
      answers.csi(`4;${pixels}`);
      break;
    case 15:
      answers.csi(`5;${pixels}`);
      break;
    case 16:
      answers.csi(`6;${CELL_PIXELS.height};${CELL_PIXELS.width}t`);
      break;
    case 18:
      answers.csi(`8;${rows};${cols}t`);
      break;
    case 19:
      answers.csi(`9;${rows};${cols}t`);
      break;
    // A title that comes back as input could be made to hold a command.
    case 20:
      answers.send('\u001b]L\u001b\\');
      break;
    case 21:
      answers.send('\u001b]l\u001b\\');
      break;
    case 22:
    case 23:
      titles.saveOrRestore(params);
      break;
  }
}
