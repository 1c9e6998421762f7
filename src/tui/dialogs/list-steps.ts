/** How the chosen entry of a list, or what is seen of a text, moves: by which keys, how far, and never beyond either end. */
import type { KeyEvent } from '../input/events.js';
import { keyName } from './widget.js';

/** Entries that a key moves by, downwards above 0; undefined where it moves none. */
export function listStep(
  event: KeyEvent,
  {
    page,
    ends,
  }: { page: number; ends?: { readonly prefix: '' | 'ctrl-'; readonly length: number } },
): number | undefined {
  const name = keyName(event);
  switch (name) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'pageup':
      return -page;
    case 'pagedown':
      return page;
    default:
      if (name === `${ends?.prefix}home`) return ends && -ends.length;
      return name === `${ends?.prefix}end` ? ends?.length : undefined;
  }
}

/** The place `step` entries on; the first or last one where the list ends before. */
export function movedBy(step: number, index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index + step));
}
