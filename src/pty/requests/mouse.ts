import type { MouseEncoding, MouseTracking } from '../../core/frame.js';
import type { EmulatorContext } from './context.js';

const TRACKING: ReadonlyMap<number, MouseTracking> = new Map([
  [9, 'x10'],
  [1000, 'press'],
  [1002, 'drag'],
  [1003, 'motion'],
]);

const ENCODINGS: ReadonlyMap<number, MouseEncoding> = new Map([
  [1005, 'utf8'],
  [1006, 'sgr'],
  [1015, 'urxvt'],
  [1016, 'sgr-pixels'],
]);

const ALTERNATE_SCROLL = 1007;

/**
 * Which reports of the mouse a program wants and how they are written, and whether the wheel types
 * arrows in the alternate screen.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
 */
export class MouseModes {
  tracking: MouseTracking = 'none';
  encoding: MouseEncoding = 'default';
  /** Set until a program says otherwise, as in most terminals; xterm's own default is a resource. */
  alternateScroll = true;

  constructor({ core }: EmulatorContext) {
    core.parser.onPrivateMode((mode, isSet) => this.#set(mode, isSet));
  }

  reset(): void {
    this.tracking = 'none';
    this.encoding = 'default';
    this.alternateScroll = true;
  }

  /**
   * Kinds of tracking exclude each other, and taking back any of them ends it. So do encodings, but
   * taking back one that is not in force changes nothing.
   */
  #set(mode: number, isSet: boolean): void {
    if (mode === ALTERNATE_SCROLL) this.alternateScroll = isSet;
    const tracking = TRACKING.get(mode);
    if (tracking !== undefined) this.tracking = isSet ? tracking : 'none';
    const encoding = ENCODINGS.get(mode);
    if (encoding === undefined) return;
    if (isSet) this.encoding = encoding;
    else if (this.encoding === encoding) this.encoding = 'default';
  }
}
