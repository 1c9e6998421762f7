import { cleanTitle } from '../text.js';
import type { EmulatorContext } from './context.js';
import { type Parameters, parameter } from './parameters.js';
import { onOscStart } from './payload.js';

/** Code points of a title that are read; fewer are kept. */
const MAX_READ = 1_024;

/** xterm keeps as many. */
const STACK_LIMIT = 10;

const SAVE = 22;

/** Titles a program sets (OSC 0 and 2) and their stack (`CSI 22 t`, `CSI 23 t`). */
export class Titles {
  readonly #tell: (title: string) => void;
  readonly #stack: string[] = [];
  #title = '';

  constructor({ core, listener }: EmulatorContext) {
    this.#tell = (title) => listener.title(title);
    for (const code of [0, 2]) onOscStart(core, code, MAX_READ, (data) => this.#set(data));
    // The icon's name is shown nowhere.
    onOscStart(core, 1, 0, () => {});
  }

  /** `CSI 22 ; which t` saves, `CSI 23 ; which t` restores; 1 is the icon's name alone. */
  saveOrRestore(params: Parameters): void {
    if (parameter(params, 1) === 1) return;
    if (parameter(params, 0) === SAVE) {
      this.#stack.push(this.#title);
      if (this.#stack.length > STACK_LIMIT) this.#stack.shift();
      return;
    }
    const title = this.#stack.pop();
    if (title !== undefined) this.#set(title);
  }

  reset(): void {
    this.#stack.length = 0;
    this.#set('');
  }

  #set(title: string): void {
    this.#title = cleanTitle(title);
    this.#tell(this.#title);
  }
}
