import * as x from './internals.js';

/** Any text within SOS, PM, APC and a DCS's parameters; xterm ends the string there and prints it. */
export function repairStrings(core: x.XtermCore): void {
  const { table } = core._inputHandler._parser._transitions;
  // The action in the upper bits is 0, "ignore".
  const goOn = (state: number, next: number) => {
    table[(state << x.PARSER_STATE_SHIFT) | x.PARSER_NON_ASCII] = next;
  };
  goOn(x.PARSER_STRING, x.PARSER_STRING);
  goOn(x.PARSER_DCS_ENTRY, x.PARSER_DCS_IGNORE);
  goOn(x.PARSER_DCS_PARAM, x.PARSER_DCS_IGNORE);
  goOn(x.PARSER_DCS_INTERMEDIATE, x.PARSER_DCS_IGNORE);
}
