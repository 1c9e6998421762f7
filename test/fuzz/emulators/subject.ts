import type { Appearance } from '../../../src/core/ports/host.js';
import type {
  Emulator,
  EmulatorFactory,
  EmulatorListener,
  LineSource,
  RowReader,
} from '../../../src/pty/emulator.js';
import { ClusterTable, StyleTable } from '../../../src/pty/tables.js';
import type { Session, Step } from './session.js';

const APPEARANCE: Appearance = {
  foreground: 0x010203,
  background: 0xa0b0c0,
  cursor: 0xffffff,
  palette: [0x101010, 0xaa0000],
  scheme: 'dark',
};

/** Two subjects share them, so that equal cells have equal numbers. */
export interface Tables {
  readonly styles: StyleTable;
  readonly clusters: ClusterTable;
}

export const newTables = (): Tables => ({
  styles: new StyleTable(),
  clusters: new ClusterTable(),
});

/** A line as a comparison sees it. */
export interface ReadLine {
  readonly codes: Uint32Array;
  readonly styles: Uint32Array;
  length: number;
  flags: number;
  text: string;
}

/** One of the emulators that are compared: what it was asked, and what it has said. */
export class Subject {
  readonly emulator: Emulator;
  readonly active: LineView;
  readonly main: LineView;
  #calls: string[] = [];
  #questions: ((text: string | undefined) => void)[] = [];

  constructor(factory: EmulatorFactory, session: Session, tables: Tables) {
    const { cols, rows, scrollback } = session;
    this.emulator = factory(
      { cols, rows, scrollback, version: '1.2.3', appearance: APPEARANCE },
      this.#listener(),
    );
    this.active = new LineView(this.emulator, tables);
    this.main = new LineView(this.emulator.main, tables);
  }

  /** Calls of the listener since the last time. */
  takeCalls(): string[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }

  run(step: Step): void {
    const { emulator } = this;
    switch (step.kind) {
      case 'parse':
        emulator.parse(step.bytes);
        break;
      case 'resize':
        emulator.resize(step.cols, step.rows);
        break;
      case 'releaseHold':
        emulator.releaseHold();
        break;
      case 'answerClipboard':
        this.#questions.shift()?.(step.text);
        break;
      case 'setAppearance':
        emulator.setAppearance({ ...APPEARANCE, scheme: step.scheme });
        break;
    }
  }

  #listener(): EmulatorListener {
    const tell = (...call: readonly unknown[]) => {
      this.#calls.push(JSON.stringify(call));
    };
    return {
      reply: (bytes) => this.#reply(Buffer.from(bytes).toString('latin1')),
      title: (title) => tell('title', title),
      bell: () => tell('bell'),
      clipboard: (text) => tell('clipboard', text),
      clipboardRead: (answer) => {
        tell('clipboardRead');
        this.#questions.push(answer);
      },
      notification: (title, body) => tell('notification', title, body),
      progress: (progress) => tell('progress', progress?.state, progress?.percent),
      workingDirectory: (path) => tell('workingDirectory', path),
      agentState: (state) => tell('agentState', state),
      holdStarts: () => tell('holdStarts', this.active.screenSum()),
    };
  }

  /** In how many pieces an answer comes is nobody's business. */
  #reply(text: string): void {
    const last = this.#calls.at(-1);
    const prefix = 'reply ';
    if (last?.startsWith(prefix)) this.#calls[this.#calls.length - 1] = last + text;
    else this.#calls.push(prefix + text);
  }
}

/** Lines of one source, read again and again into the same place. */
export class LineView {
  readonly source: LineSource & Partial<Pick<Emulator, 'lineText'>>;
  readonly #reader: RowReader;
  #line: ReadLine = newLine(0);

  constructor(source: LineSource & Partial<Pick<Emulator, 'lineText'>>, tables: Tables) {
    this.source = source;
    this.#reader = source.createRowReader(tables.styles, tables.clusters);
  }

  /** Valid until the next call. */
  read(line: number): ReadLine {
    const { cols } = this.source;
    if (this.#line.codes.length !== cols) this.#line = newLine(cols);
    const read = this.#line;
    read.length = this.#reader.read(line, read.codes, read.styles);
    read.flags = this.source.lineFlags(line);
    read.text = this.source.lineText?.(line) ?? '';
    return read;
  }

  /** A checksum of the screen's cells. */
  screenSum(): number {
    const { rows, historyLength } = this.source;
    let sum = 0;
    for (let line = historyLength; line < historyLength + rows; line++) {
      const { codes, styles } = this.read(line);
      for (let x = 0; x < codes.length; x++) {
        sum = (Math.imul(sum, 31) + (codes[x] ?? 0) + Math.imul(styles[x] ?? 0, 7)) | 0;
      }
    }
    return sum;
  }
}

function newLine(cols: number): ReadLine {
  return {
    codes: new Uint32Array(cols),
    styles: new Uint32Array(cols),
    length: 0,
    flags: 0,
    text: '',
  };
}
