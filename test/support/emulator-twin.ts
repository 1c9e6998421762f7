import { inspect, isDeepStrictEqual } from 'node:util';
import type {
  Emulator,
  EmulatorFactory,
  EmulatorListener,
  EmulatorOptions,
  LineSource,
} from '../../src/pty/emulator.js';
import { ClusterTable, StyleTable } from '../../src/pty/tables.js';

/** Lines above the screen that are compared each time, the newest ones. */
const HISTORY = 20;

/** Cells beyond which lines are compared seldom only, as it takes longer than what is tested. */
const LARGE = 3_000;
const SELDOM = 200;

type LineTexts = LineSource & Partial<Pick<Emulator, 'lineText'>>;

/**
 * An emulator beside a reference that gets the same: whatever is done to it, both must show and say
 * the same afterwards, or it throws.
 */
export class EmulatorTwin implements Emulator {
  readonly #own: Emulator;
  readonly #reference: Emulator;
  #acts = 0;
  readonly #calls: { own: string[]; reference: string[] } = { own: [], reference: [] };
  readonly #questions: ((text: string | undefined) => void)[] = [];
  readonly #styles = new StyleTable();
  readonly #clusters = new ClusterTable();

  constructor(
    own: EmulatorFactory,
    reference: EmulatorFactory,
    options: EmulatorOptions,
    listener: EmulatorListener,
  ) {
    this.#own = own(options, this.#ownListener(listener));
    this.#reference = reference(options, this.#referenceListener());
  }

  get main(): LineSource {
    return this.#own.main;
  }

  get cols(): number {
    return this.#own.cols;
  }

  get rows(): number {
    return this.#own.rows;
  }

  get cursor(): Emulator['cursor'] {
    return this.#own.cursor;
  }

  get modes(): Emulator['modes'] {
    return this.#own.modes;
  }

  get colors(): Emulator['colors'] {
    return this.#own.colors;
  }

  get isHeld(): boolean {
    return this.#own.isHeld;
  }

  get numbering(): number {
    return this.#own.numbering;
  }

  get firstLine(): number {
    return this.#own.firstLine;
  }

  get historyLength(): number {
    return this.#own.historyLength;
  }

  createRowReader(styles: StyleTable, clusters: ClusterTable) {
    return this.#own.createRowReader(styles, clusters);
  }

  lineFlags(line: number): number {
    return this.#own.lineFlags(line);
  }

  lineRevision(line: number): number {
    return this.#own.lineRevision(line);
  }

  lineText(line: number): string {
    return this.#own.lineText(line);
  }

  parse(bytes: Uint8Array): void {
    this.#both((emulator) => emulator.parse(bytes));
  }

  resize(cols: number, rows: number): void {
    this.#both((emulator) => emulator.resize(cols, rows));
  }

  releaseHold(): void {
    this.#both((emulator) => emulator.releaseHold());
  }

  setAppearance(appearance: EmulatorOptions['appearance']): void {
    this.#both((emulator) => emulator.setAppearance(appearance));
  }

  dispose(): void {
    this.#own.dispose();
    this.#reference.dispose();
  }

  #both(act: (emulator: Emulator) => void): void {
    act(this.#own);
    act(this.#reference);
    expectSame(headOf(this.#own), headOf(this.#reference));
    expectSame(this.#calls.own.splice(0), this.#calls.reference.splice(0));
    if (this.#acts++ % (this.cols * this.rows > LARGE ? SELDOM : 1) !== 0) return;
    this.#compareLines(this.#own, this.#reference);
    if (this.#own.modes.alternateScreen) {
      this.#compareLines(this.#own.main, this.#reference.main);
    }
  }

  #compareLines(own: LineTexts, reference: LineTexts): void {
    const [shown, wanted] = [own, reference].map((source) => this.#reader(source));
    const { historyLength, rows } = reference;
    for (let line = Math.max(0, historyLength - HISTORY); line < historyLength + rows; line++) {
      const [a, b] = [shown?.(line), wanted?.(line)];
      if (!a || !b || !isSameLine(a, b)) expectSame({ line, ...a }, { line, ...b });
    }
  }

  #reader(source: LineTexts): (line: number) => ReadLine {
    const reader = source.createRowReader(this.#styles, this.#clusters);
    const codes = new Uint32Array(source.cols);
    const styles = new Uint32Array(source.cols);
    return (line) => ({
      length: reader.read(line, codes, styles),
      codes,
      styles,
      flags: source.lineFlags(line),
      text: source.lineText?.(line),
    });
  }

  #ownListener(listener: EmulatorListener): EmulatorListener {
    const heard = recording(this.#calls.own, () => {});
    return new Proxy(listener, {
      get:
        (target, name: keyof EmulatorListener) =>
        (...told: never[]) => {
          if (name === 'clipboardRead') {
            this.#calls.own.push('clipboardRead []');
            this.#asked(target, told[0] as unknown as (text: string | undefined) => void);
            return;
          }
          (heard[name] as (...all: never[]) => void)(...told);
          (target[name] as (...all: never[]) => void)(...told);
        },
    });
  }

  /** One answer is for both. */
  #asked(listener: EmulatorListener, answer: (text: string | undefined) => void): void {
    listener.clipboardRead((text) => {
      answer(text);
      this.#questions.shift()?.(text);
    });
  }

  #referenceListener(): EmulatorListener {
    return recording(this.#calls.reference, (question) => this.#questions.push(question));
  }
}

interface ReadLine {
  length: number;
  codes: Uint32Array;
  styles: Uint32Array;
  flags: number;
  text: string | undefined;
}

function isSameLine(a: ReadLine, b: ReadLine): boolean {
  const isSameHead = a.length === b.length && a.flags === b.flags && a.text === b.text;
  return (
    isSameHead &&
    a.codes.every((code, column) => code === b.codes[column]) &&
    a.styles.every((style, column) => style === b.styles[column])
  );
}

function headOf(emulator: Emulator): unknown {
  const { cols, rows, cursor, modes, colors, isHeld, numbering, firstLine, historyLength } =
    emulator;
  const numbers = { numbering, firstLine, historyLength };
  return { cols, rows, cursor, modes, colors, isHeld, ...numbers };
}

function expectSame(shown: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(shown, wanted)) return;
  throw new Error(`the emulator shows\n${inspect(shown)}\nfor\n${inspect(wanted)}`);
}

/** A listener that writes down what it is told. */
function recording(
  calls: string[],
  ask: (answer: (text: string | undefined) => void) => void,
): EmulatorListener {
  const note =
    (name: string) =>
    (...told: readonly unknown[]) =>
      void calls.push(`${name} ${JSON.stringify(told)}`);
  return {
    reply: (bytes) => note('reply')(Buffer.from(bytes).toString('latin1')),
    title: note('title'),
    bell: note('bell'),
    clipboard: note('clipboard'),
    clipboardRead: (answer) => {
      note('clipboardRead')();
      ask(answer);
    },
    notification: note('notification'),
    progress: note('progress'),
    workingDirectory: note('workingDirectory'),
    agentState: note('agentState'),
    holdStarts: note('holdStarts'),
  };
}
