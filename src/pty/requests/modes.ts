import { CELL_PIXELS } from '../../core/frame.js';
import type { Appearance } from '../../core/ports/host.js';
import type { EmulatorContext } from './context.js';

/** https://vt100.net/docs/vt510-rm/DECCOLM.html The width is the box's. */
const DECCOLM = 3;
/** https://vt100.net/docs/vt510-rm/DECSCNM.html */
const DECSCNM = 5;
/** xterm's resource c132: whether DECCOLM has an effect. */
const ALLOW_DECCOLM = 40;
const SYNCHRONIZED_UPDATE = 2026;
const COLOR_SCHEME_UPDATES = 2031;
const IN_BAND_RESIZE = 2048;

/** Modes that programs set with `CSI ? n h` and that a core does not act on. */
export class ProgramModes {
  readonly #context: EmulatorContext;
  /** DECSCNM: everything is shown inverse. Visible bells flash with it. */
  reverseScreen = false;
  allowsColumnMode = false;
  /** https://contour-terminal.org/vt-extensions/color-palette-update-notifications/ */
  colorSchemeUpdates = false;
  /** https://gist.github.com/rockorager/e695fb2924d36b2bcf1fff4a3704bd83 */
  inBandResize = false;

  constructor(context: EmulatorContext) {
    this.#context = context;
    context.core.parser.onPrivateMode((mode, isSet) => this.#set(mode, isSet));
  }

  reset(): void {
    this.reverseScreen = false;
    this.allowsColumnMode = false;
    this.colorSchemeUpdates = false;
    this.inBandResize = false;
  }

  resized(): void {
    if (this.inBandResize) this.#reportSize();
  }

  appearanceChanged(old: Appearance): void {
    const isChanged = old.scheme !== this.#context.appearance().scheme;
    if (isChanged && this.colorSchemeUpdates) reportColorScheme(this.#context);
  }

  #set(mode: number, isOn: boolean): void {
    switch (mode) {
      case DECCOLM:
        if (this.allowsColumnMode) this.#context.core.clearScreen();
        break;
      case DECSCNM:
        this.reverseScreen = isOn;
        break;
      case ALLOW_DECCOLM:
        this.allowsColumnMode = isOn;
        break;
      case SYNCHRONIZED_UPDATE: {
        const { core, listener } = this.#context;
        if (isOn && !core.modes.synchronizedUpdate) listener.holdStarts();
        break;
      }
      case COLOR_SCHEME_UPDATES:
        this.colorSchemeUpdates = isOn;
        break;
      case IN_BAND_RESIZE:
        this.inBandResize = isOn;
        if (isOn) this.#reportSize();
        break;
    }
  }

  #reportSize(): void {
    const { core, answers } = this.#context;
    const { rows, cols } = core;
    const height = rows * CELL_PIXELS.height;
    answers.csi(`48;${rows};${cols};${height};${cols * CELL_PIXELS.width}t`);
  }
}

/** `CSI ? 997 ; 1 n` is dark, 2 is light. */
export function reportColorScheme({ appearance, answers }: EmulatorContext): void {
  answers.csi(`?997;${appearance().scheme === 'dark' ? 1 : 2}n`);
}
