import type { EmulatorContext } from './context.js';
import { type Parameters, parameter } from './parameters.js';

/** Flags of the kitty protocol: https://sw.kovidgoyal.net/kitty/keyboard-protocol/#progressive-enhancement */
const ALL_FLAGS = 0b1_1111;

/** The resource of `CSI > resource ; value m`. */
const MODIFY_OTHER_KEYS = 4;

/** Pushes kept for one screen; the oldest is dropped beyond, as the protocol allows. */
const STACK_LIMIT = 16;

/** What a program has asked of its keyboard: kitty flags per screen, and modifyOtherKeys. */
export class KeyboardModes {
  #main = [0];
  #alternate = [0];
  modifyOtherKeys = 0;

  flags(isAlternate: boolean): number {
    return this.#stack(isAlternate).at(-1) ?? 0;
  }

  /** `CSI > flags u` */
  push(isAlternate: boolean, flags: number): void {
    const stack = this.#stack(isAlternate);
    stack.push(flags & ALL_FLAGS);
    if (stack.length > STACK_LIMIT) stack.shift();
  }

  /** `CSI < count u`; popping more than was pushed leaves no flags. */
  pop(isAlternate: boolean, count: number): void {
    const stack = this.#stack(isAlternate);
    stack.length = Math.max(0, stack.length - Math.max(1, count));
    if (stack.length === 0) stack.push(0);
  }

  /** `CSI = flags ; mode u`: 1 replaces, 2 adds, 3 removes. */
  set(isAlternate: boolean, flags: number, mode: number): void {
    const stack = this.#stack(isAlternate);
    const current = stack.at(-1) ?? 0;
    const known = flags & ALL_FLAGS;
    let next = known;
    if (mode === 2) next = current | known;
    if (mode === 3) next = current & ~known;
    stack[stack.length - 1] = next;
  }

  reset(): void {
    this.#main = [0];
    this.#alternate = [0];
    this.modifyOtherKeys = 0;
  }

  #stack(isAlternate: boolean): number[] {
    return isAlternate ? this.#alternate : this.#main;
  }
}

/** https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and xterm's modifyOtherKeys */
export function registerKeyboard(
  { core, answers }: EmulatorContext,
  keyboard: KeyboardModes,
): void {
  const isAlternate = () => core.isAlternateScreen;
  const handle = (prefix: string, final: string, act: (params: Parameters) => void) =>
    core.parser.registerCsiHandler({ prefix, final }, (params) => {
      act(params);
      return true;
    });
  handle('?', 'u', () => answers.csi(`?${keyboard.flags(isAlternate())}u`));
  handle('>', 'u', (p) => keyboard.push(isAlternate(), parameter(p, 0)));
  handle('<', 'u', (p) => keyboard.pop(isAlternate(), parameter(p, 0, 1)));
  handle('=', 'u', (p) => keyboard.set(isAlternate(), parameter(p, 0), parameter(p, 1, 1)));
  handle('>', 'm', (p) => {
    // Without a resource all of them are reset.
    const resource = parameter(p, 0, MODIFY_OTHER_KEYS);
    if (resource === MODIFY_OTHER_KEYS) keyboard.modifyOtherKeys = Math.min(2, parameter(p, 1));
  });
  handle('>', 'n', (p) => {
    if (parameter(p, 0) === MODIFY_OTHER_KEYS) keyboard.modifyOtherKeys = 0;
  });
  handle('?', 'm', (p) => {
    if (parameter(p, 0) === MODIFY_OTHER_KEYS) answers.csi(`>4;${keyboard.modifyOtherKeys}m`);
  });
  // formatOtherKeys is always xterm's own: CSI 27 ; modifiers ; code ~
  handle('?', 'g', (p) => {
    if (parameter(p, 0) === MODIFY_OTHER_KEYS) answers.csi('>4;0f');
  });
}
