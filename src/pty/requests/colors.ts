import { NO_COLORS, type PaneColors } from '../../core/frame.js';
import { paletteColor } from '../../core/palette.js';
import type { Appearance } from '../../core/ports/host.js';
import { formatColor, parseColor } from './color-spec.js';
import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

const PALETTE_SIZE = 256;

/** Room for the whole palette in one sequence, with some to spare. */
const MAX_COLORS = 16_384;

type Slot = 'foreground' | 'background' | 'cursor';

const SLOTS: readonly [number, Slot][] = [
  [10, 'foreground'],
  [11, 'background'],
  [12, 'cursor'],
];

/** What else xterm has colours for, by default the same: pointer, Tektronix, selection. */
const DERIVED: Readonly<Record<number, Slot>> = {
  13: 'foreground',
  14: 'background',
  15: 'foreground',
  16: 'background',
  17: 'foreground',
  18: 'cursor',
  19: 'background',
};

/**
 * Colours of the pane, which its program may ask for and set: OSC 4, 10–19, 104, 110–112.
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Operating-System-Commands
 */
export class ProgramColors {
  readonly #context: EmulatorContext;
  #current: PaneColors = NO_COLORS;

  constructor(context: EmulatorContext) {
    this.#context = context;
    const { core } = context;
    onOsc(core, 4, MAX_COLORS, (data) => this.#paletteEntries(data.split(';')));
    onOsc(core, 104, MAX_COLORS, (data) => this.#resetPalette(data));
    for (let first = 10; first <= 19; first++) {
      onOsc(core, first, MAX_COLORS, (data) => this.#dynamic(first, data.split(';')));
    }
    for (const [code, slot] of SLOTS) onOsc(core, code + 100, 64, () => this.#setSlot(slot));
  }

  /** The same object until the program changes them. */
  get current(): PaneColors {
    return this.#current;
  }

  reset(): void {
    this.#current = NO_COLORS;
  }

  /** `index ; spec`, any number of them; `?` asks. */
  #paletteEntries(parts: readonly string[]): void {
    const palette = new Map(this.#current.palette);
    const answers: string[] = [];
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const index = paletteIndex(parts[at]);
      const spec = parts[at + 1] as string;
      if (index === undefined) continue;
      if (spec === '?') {
        const color = palette.get(index) ?? outerPalette(this.#context.appearance(), index);
        answers.push(`4;${index};${formatColor(color)}`);
        continue;
      }
      const color = parseColor(spec);
      if (color !== undefined) palette.set(index, color);
    }
    this.#setPalette(palette);
    this.#context.answers.osc(...answers);
  }

  #resetPalette(data: string): void {
    const palette = new Map(this.#current.palette);
    if (data === '') palette.clear();
    for (const part of data.split(';')) palette.delete(paletteIndex(part) ?? -1);
    this.#setPalette(palette);
  }

  /** One sequence may speak of several: the first part is of `first`, the second of the next. */
  #dynamic(first: number, parts: readonly string[]): void {
    const answers: string[] = [];
    for (const [offset, spec] of parts.entries()) {
      const code = first + offset;
      const own = SLOTS.find(([known]) => known === code)?.[1];
      const slot = own ?? DERIVED[code];
      if (slot === undefined) break;
      if (spec === '?') answers.push(`${code};${formatColor(this.#color(slot))}`);
      else if (own !== undefined) this.#setSlot(own, parseColor(spec) ?? this.#current[own]);
    }
    this.#context.answers.osc(...answers);
  }

  #color(slot: Slot): number {
    return this.#current[slot] ?? this.#context.appearance()[slot];
  }

  #setSlot(slot: Slot, color?: number): void {
    if (this.#current[slot] === color) return;
    const { [slot]: _, ...others } = this.#current;
    this.#change(color === undefined ? others : { ...others, [slot]: color });
  }

  #setPalette(palette: ReadonlyMap<number, number>): void {
    const old = this.#current.palette;
    const isSame =
      palette.size === old.size && [...palette].every(([index, color]) => old.get(index) === color);
    if (!isSame) this.#change({ ...this.#current, palette });
  }

  #change(colors: PaneColors): void {
    const isNone = colors.palette.size === 0 && Object.keys(colors).length === 1;
    this.#current = isNone ? NO_COLORS : colors;
  }
}

function paletteIndex(text = ''): number | undefined {
  const index = /^\d{1,3}$/.test(text) ? Number(text) : PALETTE_SIZE;
  return index < PALETTE_SIZE ? index : undefined;
}

function outerPalette({ palette }: Appearance, index: number): number {
  return palette[index] ?? paletteColor(index);
}
