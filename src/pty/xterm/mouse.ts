import type { MouseEncoding, MouseTracking } from '../../core/frame.js';
import type { EmulatorContext } from './context.js';
import { onPrivateMode } from './parameters.js';

const TRACKING: Readonly<Record<string, MouseTracking>> = {
  X10: 'x10',
  VT200: 'press',
  DRAG: 'drag',
  ANY: 'motion',
};

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
  readonly #core: EmulatorContext['core'];
  encoding: MouseEncoding = 'default';
  /** Set until a program says otherwise, as in most terminals; xterm's own default is a resource. */
  alternateScroll = true;

  constructor({ core, terminal }: EmulatorContext) {
    this.#core = core;
    onPrivateMode(terminal, (mode, isSet) => this.#set(mode, isSet));
  }

  get tracking(): MouseTracking {
    return TRACKING[this.#core.coreMouseService.activeProtocol] ?? 'none';
  }

  reset(): void {
    this.encoding = 'default';
    this.alternateScroll = true;
  }

  /** Encodings exclude each other; taking back one that is not in force changes nothing. */
  #set(mode: number, isSet: boolean): void {
    if (mode === ALTERNATE_SCROLL) this.alternateScroll = isSet;
    const encoding = ENCODINGS.get(mode);
    if (encoding === undefined) return;
    if (isSet) this.encoding = encoding;
    else if (this.encoding === encoding) this.encoding = 'default';
  }
}
