import type { ColorDepth } from '../../core/config.js';
import type { Appearance } from '../../core/ports/host.js';
import {
  detectColorDepth,
  detectQuirks,
  detectUnicode,
  type TerminalQuirks,
} from './capabilities.js';
import { detectFeatures, type TerminalFeatures } from './features.js';
import { fullRendering, type Rendering } from './sgr.js';

export interface ProfileOptions {
  env: Readonly<Record<string, string | undefined>>;
  color: ColorDepth | 'auto';
  unicode: boolean | 'auto';
}

/** What is known of the terminal: by the environment at first, then by its own answers. */
export class TerminalProfile {
  unicode: boolean;
  readonly quirks: TerminalQuirks;
  readonly #env: ProfileOptions['env'];
  #colorSetting: ProfileOptions['color'];
  #name: string | undefined;
  #speaksKitty = false;
  #features: TerminalFeatures;

  constructor({ env, color, unicode }: ProfileOptions) {
    this.#env = env;
    this.#colorSetting = color;
    this.unicode = detectUnicode(env, unicode);
    this.quirks = detectQuirks(env);
    this.#features = detectFeatures(env, { speaksKitty: false });
  }

  /** Takes other settings up. */
  configure({ color, unicode }: Pick<ProfileOptions, 'color' | 'unicode'>): void {
    this.#colorSetting = color;
    this.unicode = detectUnicode(this.#env, unicode);
  }

  get color(): ColorDepth {
    return detectColorDepth(this.#env, this.#colorSetting, this.#features.color);
  }

  get features(): TerminalFeatures {
    return this.#features;
  }

  /** Takes what the terminal has told: name and version, or that it has the kitty keyboard. */
  learn(told: { name?: string; speaksKitty?: true }): void {
    this.#name = told.name ?? this.#name;
    this.#speaksKitty = told.speaksKitty ?? this.#speaksKitty;
    const answered = { name: this.#name, speaksKitty: this.#speaksKitty };
    this.#features = detectFeatures(this.#env, answered);
  }

  /** What the terminal shows of a style. */
  rendering(appearance: Appearance | undefined): Rendering {
    const rendering: Rendering = {
      ...fullRendering(this.color),
      underlineStyles: this.#features.underlineStyles,
      links: !this.quirks.takesNoStrings,
    };
    // Only sixteen colours are chosen by how the terminal shows them.
    if (this.color !== '16' || !appearance) return rendering;
    return { ...rendering, palette: appearance.palette, background: appearance.background };
  }
}
