/** What a program asked of the mouse that @xterm/headless does not keep. */
import type { Terminal } from '@xterm/headless';
import type { MouseEncoding } from '../../core/frame.js';

const ENCODINGS: ReadonlyMap<number, MouseEncoding> = new Map([
  [1005, 'utf8'],
  [1006, 'sgr'],
  [1015, 'urxvt'],
  [1016, 'sgr-pixels'],
]);

const ALTERNATE_SCROLL = 1007;

/**
 * How reports are written, and whether the wheel types arrows in the alternate screen.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
 */
export class MouseModes {
  encoding: MouseEncoding = 'default';
  /** Set until a program says otherwise, as in most terminals; xterm's own default is a resource. */
  alternateScroll = true;

  register({ parser }: Terminal, reply: (text: string) => void): void {
    for (const final of ['h', 'l']) {
      parser.registerCsiHandler({ prefix: '?', final }, (params) => {
        for (const mode of params) if (typeof mode === 'number') this.#set(mode, final === 'h');
        return false;
      });
    }
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, ([mode]) => {
      const isSet = typeof mode === 'number' ? this.#isSet(mode) : undefined;
      if (isSet === undefined) return false;
      reply(`\u001b[?${mode};${isSet ? 1 : 2}$y`);
      return true;
    });
  }

  reset(): void {
    this.encoding = 'default';
    this.alternateScroll = true;
  }

  /** Undefined for a mode that is not kept here. */
  #isSet(mode: number): boolean | undefined {
    if (mode === ALTERNATE_SCROLL) return this.alternateScroll;
    const encoding = ENCODINGS.get(mode);
    return encoding && encoding === this.encoding;
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
