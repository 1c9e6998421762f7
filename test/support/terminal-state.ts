/** Modes as a terminal has them before a program runs. https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const INITIAL_MODES: Readonly<Record<string, boolean>> = { 7: true, 25: true };

interface State {
  /** Private modes that are on. */
  modes: Map<string, boolean>;
  /** Kitty's stacks of keyboard flags: of the main and of the alternate screen. */
  kitty: { main: string[]; alternate: string[] };
  modifyOtherKeys: string;
  keypad: 'normal' | 'application';
  cursorShape: string;
  cursorColor: string;
  titles: string[];
  progress: string;
  rendition: string;
  link: string;
}

/**
 * What a program has changed of its terminal beside the cells, by the bytes that it has written. Two
 * terminals in the same state have equal summaries.
 */
export class TerminalState {
  #pending = '';
  readonly #state: State = {
    modes: new Map(Object.entries(INITIAL_MODES)),
    kitty: { main: [], alternate: [] },
    modifyOtherKeys: '0',
    keypad: 'normal',
    cursorShape: '0',
    cursorColor: '',
    titles: ['the title before'],
    progress: '0',
    rendition: '',
    link: '',
  };

  readonly write = (data: string): void => {
    this.#pending += data;
    const sequence =
      /\x1b\[([<-?]?)([\d;:]*)([ -/]*)([@-~])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b([=>])/g;
    let end = 0;
    for (const match of this.#pending.matchAll(sequence)) {
      end = match.index + match[0].length;
      const [, prefix = '', params = '', intermediates = '', final, osc, keypad] = match;
      if (osc !== undefined) this.#osc(osc);
      else if (keypad) this.#state.keypad = keypad === '=' ? 'application' : 'normal';
      else this.#csi(prefix + intermediates + final, params);
    }
    // A sequence that is cut at the end of the data goes on with the next.
    const rest = this.#pending.slice(end);
    const cut = rest.lastIndexOf('\x1b');
    this.#pending = cut < 0 ? '' : rest.slice(cut);
  };

  summary(): object {
    const { modes, ...rest } = this.#state;
    const on = [...modes].filter(([, isOn]) => isOn).map(([mode]) => mode);
    return { ...rest, modes: on.sort((a, b) => Number(a) - Number(b)) };
  }

  get #stack(): string[] {
    const { kitty, modes } = this.#state;
    return modes.get('1049') ? kitty.alternate : kitty.main;
  }

  #csi(shape: string, params: string): void {
    const state = this.#state;
    if (shape === '?h' || shape === '?l') {
      for (const mode of params.split(';')) state.modes.set(mode, shape === '?h');
    } else if (shape === '>u') this.#stack.push(params);
    else if (shape === '=u') this.#stack.splice(-1, 1, params.split(';')[0] ?? '');
    else if (shape === '<u') this.#stack.pop();
    else if (shape === '>m') state.modifyOtherKeys = params.split(';')[1] ?? '0';
    else if (shape === ' q') state.cursorShape = params || '0';
    else if (shape === 'm') state.rendition = /^(?:0|39)?$/.test(params) ? '' : params;
    else if (shape === 't' && params === '22;2') state.titles.push(state.titles.at(-1) ?? '');
    else if (shape === 't' && params === '23;2') state.titles.pop();
  }

  #osc(text: string): void {
    const state = this.#state;
    const [command, ...rest] = text.split(';');
    const value = rest.join(';');
    if (command === '2') state.titles.splice(-1, 1, value);
    else if (command === '12' && value !== '?') state.cursorColor = value;
    else if (command === '112') state.cursorColor = '';
    else if (command === '8') state.link = value.replace(/^[^;]*;/, '');
    else if (command === '9' && rest[0] === '4') state.progress = rest.slice(1).join(';');
  }
}
