import { CLUSTER_FLAG, CODE_MASK, codeWidth, type PaneColors } from '../../../src/core/frame.js';
import type { EmulatorFactory } from '../../../src/pty/emulator.js';
import { type Session, type Step, stepText } from './session.js';
import { type LineView, newTables, type ReadLine, Subject, type Tables } from './subject.js';

/** Steps after which the whole scrollback is read, in addition to what is new in it. */
const WHOLE_EVERY = 64;
/** A change to the alternate screen and back may or may not be seen as two. */
const MAY_SWITCH = /47|1049|1048|\x1bc/;

export interface Pair {
  /** The one that is right. */
  readonly reference: EmulatorFactory;
  readonly subject: EmulatorFactory;
}

export interface Difference {
  /** What of the port is different: one word, so that a smaller session shows the same. */
  readonly kind: string;
  /** Index of the step after which it was seen. */
  readonly step: number;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Thrown within a comparison to end it. */
class Different extends Error {
  constructor(
    readonly kind: string,
    text: string,
  ) {
    super(text);
  }
}

/** Lives the session with both; undefined where they are the same after each step. */
export function compare(pair: Pair, session: Session): Difference | undefined {
  const comparison = new Comparison(pair, session);
  let at = -1;
  try {
    for (const step of session.steps) {
      at++;
      comparison.step(step, at % WHOLE_EVERY === 0 || at === session.steps.length - 1);
    }
  } catch (error) {
    if (!(error instanceof Different)) throw error;
    const step = session.steps[at];
    const after = step ? stepText(step).slice(0, 400) : '';
    return { kind: error.kind, step: at, text: `${error.message}\nafter step ${at}: ${after}` };
  } finally {
    comparison.dispose();
  }
  return undefined;
}

class Comparison {
  readonly #tables: Tables = newTables();
  readonly #reference: Subject;
  readonly #subject: Subject;
  readonly #active: LinesComparison;
  readonly #main: LinesComparison;
  #tail = '';

  constructor({ reference, subject }: Pair, session: Session) {
    this.#reference = new Subject(reference, session, this.#tables);
    this.#subject = new Subject(subject, session, this.#tables);
    const lines = (which: 'active' | 'main') =>
      new LinesComparison(which, this.#reference[which], this.#subject[which], this.#tables);
    this.#active = lines('active');
    this.#main = lines('main');
  }

  step(step: Step, isWhole: boolean): void {
    const wanted = outcome(() => this.#reference.run(step));
    const shown = outcome(() => this.#subject.run(step));
    if (wanted !== shown) throw new Different('throws', `throws ${shown} for ${wanted}`);
    if (wanted !== undefined) throw new Error(`The reference throws ${wanted}`);
    if (step.kind === 'parse')
      this.#tail = (this.#tail + step.bytes.toString('latin1')).slice(-40 - step.bytes.length);
    this.#calls();
    this.#state();
    const mayRenumber = MAY_SWITCH.test(this.#tail);
    this.#active.step(isWhole, mayRenumber);
    this.#main.step(isWhole && this.#reference.emulator.modes.alternateScreen, mayRenumber);
  }

  #calls(): void {
    const wanted = this.#reference.takeCalls();
    const shown = this.#subject.takeCalls();
    const at = wanted.findIndex((call, index) => call !== shown[index]);
    const first = at < 0 ? wanted.length : at;
    if (at < 0 && shown.length === wanted.length) return;
    const text = `call ${first} is ${quoted(shown[first])} for ${quoted(wanted[first])}`;
    throw new Different(`call ${(wanted[first] ?? shown[first] ?? '').slice(0, 12)}`, text);
  }

  #state(): void {
    const { emulator: reference } = this.#reference;
    const { emulator: subject } = this.#subject;
    same(
      'size',
      { cols: reference.cols, rows: reference.rows },
      { cols: subject.cols, rows: subject.rows },
    );
    same('cursor', { ...reference.cursor }, { ...subject.cursor });
    same('modes', { ...reference.modes }, { ...subject.modes });
    same('hold', { is: reference.isHeld }, { is: subject.isHeld });
    const wanted = reference.colors;
    const shown = subject.colors;
    if (wanted !== shown) {
      same('colors', colorFields(wanted), colorFields(shown));
    }
  }

  dispose(): void {
    this.#reference.emulator.dispose();
    this.#subject.emulator.dispose();
  }
}

function outcome(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return `${error}`;
  }
}

/** The lines of one screen, and the numbers they have. */
class LinesComparison {
  readonly #name: string;
  readonly #wanted: LineView;
  readonly #shown: LineView;
  readonly #tables: Tables;
  #numbering: Numbering;
  /** Number after the newest line of scrollback that was compared. */
  #compared = 0;

  constructor(name: string, wanted: LineView, shown: LineView, tables: Tables) {
    this.#name = name;
    this.#wanted = wanted;
    this.#shown = shown;
    this.#tables = tables;
    this.#numbering = numberingOf(wanted, shown);
  }

  step(isWhole: boolean, mayRenumber: boolean): void {
    const wanted = this.#wanted.source;
    const shown = this.#shown.source;
    same(`${this.#name} history`, { is: wanted.historyLength }, { is: shown.historyLength });
    const isNew = this.#follow(mayRenumber);
    const first = wanted.firstLine;
    const from = isWhole || isNew ? 0 : Math.max(0, this.#compared - first);
    // Of the main screen behind another one little changes.
    if (this.#name === 'main' && !isWhole) return;
    const end = wanted.historyLength + wanted.rows;
    for (let line = Math.min(from, wanted.historyLength); line < end; line++) this.#line(line);
    this.#compared = first + wanted.historyLength;
  }

  /** Whether lines have got new numbers; where both say no, each line has kept its own. */
  #follow(mayRenumber: boolean): boolean {
    const before = this.#numbering;
    const now = numberingOf(this.#wanted, this.#shown);
    this.#numbering = now;
    const isWanted = now.wanted !== before.wanted;
    const isShown = now.shown !== before.shown;
    const kind = `${this.#name} numbering`;
    if (isWanted !== isShown && !mayRenumber) {
      throw new Different(kind, `${kind} changes: ${isShown} for ${isWanted}`);
    }
    if (isWanted || isShown) {
      this.#numbering.offset = this.#shown.source.firstLine - this.#wanted.source.firstLine;
      return true;
    }
    this.#numbering.offset = before.offset;
    same(
      `${this.#name} firstLine`,
      { is: this.#wanted.source.firstLine + before.offset },
      { is: this.#shown.source.firstLine },
    );
    return false;
  }

  #line(line: number): void {
    const wanted = this.#wanted.read(line);
    const shown = this.#shown.read(line);
    const where = `${this.#name} line ${line - this.#wanted.source.historyLength}`;
    for (let x = 0; x < wanted.codes.length; x++) {
      if (wanted.codes[x] === shown.codes[x] && wanted.styles[x] === shown.styles[x]) continue;
      const kind = wanted.codes[x] === shown.codes[x] ? 'style' : 'cell';
      const text = `${where}, column ${x}: ${this.#cell(shown, x)} for ${this.#cell(wanted, x)}`;
      throw new Different(
        `${this.#name} ${kind}`,
        `${text}\n  ${quoted(shown.text)} for ${quoted(wanted.text)}`,
      );
    }
    if (wanted.length !== shown.length) {
      throw new Different('length', `${where}: length ${shown.length} for ${wanted.length}`);
    }
    if (wanted.flags !== shown.flags) {
      throw new Different('flags', `${where}: flags ${shown.flags} for ${wanted.flags}`);
    }
    if (wanted.text !== shown.text) {
      throw new Different(
        'text',
        `${where}: text ${quoted(shown.text)} for ${quoted(wanted.text)}`,
      );
    }
  }

  #cell({ codes, styles }: ReadLine, x: number): string {
    const word = codes[x] ?? 0;
    const code = word & CODE_MASK;
    const isCluster = (word & CLUSTER_FLAG) !== 0;
    const text = isCluster ? this.#tables.clusters.at(code) : String.fromCodePoint(code);
    const style = this.#tables.styles.at(styles[x] ?? 0);
    const look = Object.entries(style).map(([name, value]) =>
      value === 0 || value === ''
        ? ''
        : ` ${name} ${typeof value === 'number' ? value.toString(16) : value}`,
    );
    return `${code === 0 && !isCluster ? 'nothing' : quoted(text)}${isCluster ? ' (cluster)' : ''} of ${codeWidth(word)}${look.join('')}`;
  }
}

interface Numbering {
  wanted: number;
  shown: number;
  /** The first numbers of a numbering are each emulator's own. */
  offset: number;
}

function numberingOf(wanted: LineView, shown: LineView): Numbering {
  const offset = shown.source.firstLine - wanted.source.firstLine;
  return { wanted: wanted.source.numbering, shown: shown.source.numbering, offset };
}

function same(kind: string, wanted: Fields, shown: Fields): void {
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(shown)])) {
    if (wanted[name] === shown[name]) continue;
    const what = name === 'is' ? kind : `${kind} ${name}`;
    throw new Different(what, `${what} is ${shown[name]} for ${wanted[name]}`);
  }
}

function colorFields({ palette, ...slots }: PaneColors): Fields {
  return { ...slots, palette: JSON.stringify([...palette].sort(([a], [b]) => a - b)) };
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'nothing' : JSON.stringify(text).slice(0, 600);
}
