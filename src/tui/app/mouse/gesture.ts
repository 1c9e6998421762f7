import type { MouseEvent } from '../../input/events.js';

/** What a button does from its press to its release; it has the mouse to itself meanwhile. */
export interface Gesture {
  /** Takes the next event of any button; false when it was the last. */
  handle(event: MouseEvent): boolean;
  /** Ends it before the button went up: something else has the screen. */
  cancel(): void;
}

/** Whether the button that went down goes up; terminals without SGR reports do not say which did. */
export function isReleaseOf(press: MouseEvent, event: MouseEvent): boolean {
  const isOther = event.button !== press.button && event.button !== 'none';
  return event.action === 'release' && !isOther;
}
