import type { CursorLook, Outer, Region } from './cells.js';
import type { TerminalDriver } from './terminal-driver.js';

/** What stands where frames of panes meet, with Unicode and without. */
const TOP_CORNERS = '┌┬┐+';
const BOTTOM_CORNERS = '└├┴┼+';

/** Where the inside of a pane is, by its frame; panes in the upper row count from the left. */
export function paneRegion(screen: TerminalDriver, index = 0): Region {
  const { cols, rows } = screen.size;
  const corners = Array.from({ length: cols }, (_, x) => x).filter((x) =>
    isOneOf(screen.characterAt(x, 1), TOP_CORNERS),
  );
  const [left, right] = [corners[index], corners[index + 1]];
  if (left === undefined || right === undefined) return { x: 0, y: 0, cols: 0, rows: 0 };
  for (let y = 2; y < rows; y++) {
    if (!isOneOf(screen.characterAt(left, y), BOTTOM_CORNERS)) continue;
    return { x: left + 1, y: 2, cols: right - left - 1, rows: y - 2 };
  }
  return { x: 0, y: 0, cols: 0, rows: 0 };
}

function isOneOf(character: string, set: string): boolean {
  return character !== '' && set.includes(character);
}

/** What a pane must show: a terminal that was given the same bytes. */
export interface Wanted {
  readonly size: { cols: number; rows: number };
  readonly cursorLook: CursorLook;
  cells(outer?: Outer): string[][];
}

interface Compared {
  outer?: Outer | undefined;
  hasCursor?: boolean;
}

/** Every cell of `region` that is not as wanted, and the cursor, in words. */
export function differencesIn(
  screen: TerminalDriver,
  region: { x: number; y: number },
  wanted: Wanted,
  compared: Compared = {},
): string[] {
  return [...differences(screen, region, wanted, compared)];
}

/** Whether `differencesIn` would find none; takes no longer than the first one. */
export function isAsWanted(
  screen: TerminalDriver,
  region: { x: number; y: number },
  wanted: Wanted,
  compared: Compared = {},
): boolean {
  return differences(screen, region, wanted, compared).next().done === true;
}

function* differences(
  screen: TerminalDriver,
  region: { x: number; y: number },
  wanted: Wanted,
  { outer, hasCursor = true }: Compared,
): Generator<string, void> {
  const { cols, rows } = wanted.size;
  const cells = wanted.cells(outer);
  for (let y = 0; y < rows; y++) {
    const [shown] = screen.cellsIn({ x: region.x, y: region.y + y, cols, rows: 1 });
    for (let x = 0; x < cols; x++) {
      const [is, be] = [shown?.[x], cells[y]?.[x]];
      if (is !== be) yield `${x},${y}: ${is} for ${be}`;
    }
  }
  if (!hasCursor) return;
  const [is, be] = [cursorText(screen.cursorLook, region), cursorText(wanted.cursorLook)];
  if (is !== be) yield `cursor: ${is} for ${be}`;
}

function cursorText({ x, y, isVisible, shape }: CursorLook, at = { x: 0, y: 0 }): string {
  return isVisible ? `${shape} at ${x - at.x},${y - at.y}` : 'hidden';
}

/** A failure's words: the first differences and both screens. */
export function differenceReport(left: readonly string[], inside: string, direct: string): string {
  const list = left.slice(0, 12).map((each) => `  ${each}`);
  return `${left.length} differences:\n${list.join('\n')}\n-- inside --\n${inside}\n-- direct --\n${direct}`;
}
