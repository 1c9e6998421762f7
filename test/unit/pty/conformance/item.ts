/** What a terminal shows after `input`, as the named manual says. */
export interface ConformanceItem {
  name: string;
  /** Bytes of the program; several parts are parsed as chunks of their own. */
  input: string | readonly (string | Uint8Array)[];
  expected: Expectation;
  /** What the manual asks for instead, where qtui answers differently on purpose. */
  differs?: string;
}

export interface Expectation {
  /** Columns and rows of the screen; 10 × 5 when absent. */
  size?: readonly [number, number];
  /** Rows from the top without trailing blanks; the rest is blank. */
  screen?: readonly string[];
  /** 1-based column and row, as programs count; while a wrap is pending that of the last cell. */
  cursor?: readonly [number, number];
  /** The next character goes to the next line. */
  isWrapPending?: boolean;
  isCursorVisible?: boolean;
  /** As `shape` or `blinking shape`. */
  cursorShape?: string;
  /** SGR parameters that select the rendition of a cell, by its 1-based `column,row`. */
  renditions?: Readonly<Record<string, string>>;
  links?: Readonly<Record<string, string>>;
  /** Lines above the screen, oldest first. */
  history?: readonly string[];
  replies?: string;
  title?: string;
  /** The screen is held back (mode 2026). */
  isHeld?: boolean;
}

export interface ConformanceGroup {
  name: string;
  /** Manuals the expectations are taken from. */
  source: string;
  items: readonly ConformanceItem[];
}

export function item(
  name: string,
  input: ConformanceItem['input'],
  expected: Expectation,
  differs?: string,
): ConformanceItem {
  return { name, input, expected, ...(differs === undefined ? {} : { differs }) };
}

export const bytes = (...values: number[]) => Uint8Array.from(values);
