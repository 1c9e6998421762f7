import { setImmediate as nextTurn } from 'node:timers/promises';
import { monotonicNow } from '../deadlines.js';
import type { LineSource } from '../emulator.js';

/** Time that lines are read for in one turn of the event loop, ms, and lines between two looks at the clock. */
const SLICE = 2;
const STEP = 16;

/** How often lines may be read anew because a reflow or a reset moved them meanwhile. */
export const MAX_WALKS = 8;

export interface LineWalk {
  /** Number of the oldest line that is wanted. */
  oldest: number;
  /** Takes a line: 0-based as for `RowReader.read`, and whether it is on the screen. */
  take(line: number, isOnScreen: boolean): void;
  /** A slice has been read; false ends the walk. */
  sliceEnds(): boolean;
}

/**
 * Reads from the newest line to the oldest: the screen is then of one moment, the lines above it do
 * not change any more, and those that fall out before their turn were the oldest anyway. In slices,
 * so that other panes go on, or with `atOnce` in one. False when the lines were moved meanwhile, or
 * `isObsolete`.
 */
export async function walkUpwards(
  source: LineSource,
  { oldest, take, sliceEnds }: LineWalk,
  { atOnce = false, isObsolete }: { atOnce?: boolean; isObsolete?: () => boolean } = {},
): Promise<boolean> {
  const { numbering, rows } = source;
  const top = source.firstLine + source.historyLength;
  let next = top + rows - 1;
  const isLeft = () => next >= Math.max(oldest, source.firstLine);
  while (isLeft()) {
    const end = atOnce ? Number.POSITIVE_INFINITY : monotonicNow() + SLICE;
    do {
      for (let left = STEP; left > 0 && isLeft(); left--, next--) {
        take(next - source.firstLine, next >= top);
      }
    } while (isLeft() && monotonicNow() < end);
    const goesOn = sliceEnds();
    if (atOnce) continue;
    await nextTurn();
    if (isObsolete?.() || source.numbering !== numbering || source.rows !== rows) return false;
    if (!goesOn) break;
  }
  return true;
}
