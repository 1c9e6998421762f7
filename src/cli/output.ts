import type { ChalkInstance } from 'chalk';
import type { QtuiError, Warning } from '../core/errors.js';
import { printable } from '../core/text.js';
import { clipText } from '../tui/terminal/text-width.js';
import { errorLines } from './report.js';
import { type Column, type TableGroup, tableLines } from './table.js';

/** Version of every JSON answer's shape (docs/cli.md). */
const JSON_SCHEMA = 1;

/**
 * What a command says. Results go to stdout; progress, questions and errors to stderr, so that
 * a result can be piped.
 */
export class Output {
  readonly json: boolean;
  readonly #style: ChalkInstance;
  readonly #columns: number | undefined;
  #progressShown = false;

  constructor(options: { json: boolean; style: ChalkInstance; columns?: number | undefined }) {
    this.json = options.json;
    this.#style = options.style;
    this.#columns = options.columns;
  }

  get style(): ChalkInstance {
    return this.#style;
  }

  /** One JSON object with the schema's version first. */
  answer(value: Readonly<Record<string, unknown>>): void {
    process.stdout.write(`${JSON.stringify({ schema: JSON_SCHEMA, ...value })}\n`);
  }

  /** A result that is no text of ours. */
  bytes(bytes: Uint8Array): void {
    process.stdout.write(bytes);
  }

  /** A person reads the result, not a program. */
  get isTerminal(): boolean {
    return process.stdout.isTTY === true;
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** Prose beside the result; nothing in JSON mode. */
  note(text: string): void {
    if (this.json) return;
    this.endProgress();
    process.stderr.write(`${text}\n`);
  }

  warn(warnings: readonly Warning[]): void {
    for (const { message, hint } of warnings) {
      const words = this.#style.yellow(`Warning: ${printableLines(message)}`);
      this.note(words + (hint ? `\n  ${printableLines(hint)}` : ''));
    }
  }

  /** Replaces the last progress line; only on a terminal. */
  progress(text: string): void {
    if (this.json || !process.stderr.isTTY) return;
    this.#progressShown = true;
    process.stderr.write(`\r\x1b[K${clipText(text, (this.#columns ?? 80) - 1)}`);
  }

  endProgress(): void {
    if (!this.#progressShown) return;
    this.#progressShown = false;
    process.stderr.write('\r\x1b[K');
  }

  fail(error: QtuiError): void {
    this.endProgress();
    if (this.json) {
      const { code, message, hint, untouched } = error;
      this.answer({
        error: { code, message, hint: hint ?? null, ...(untouched && { untouched }) },
      });
      return;
    }
    const [first = '', ...rest] = errorLines(error);
    process.stderr.write(`${[this.#style.red(first), ...rest].join('\n')}\n`);
  }

  /** Rows under a heading; on a terminal the flexible columns are cut so that no row wraps. */
  table(columns: readonly Column[], rows: TableGroup['rows'], indent = ''): void {
    this.tables(columns, [{ rows }], indent);
  }

  /** As `table`, with groups of rows below each other in columns of the same widths. */
  tables(columns: readonly Column[], groups: readonly TableGroup[], indent = ''): void {
    const options = { style: this.#style, columns: this.#columns, indent };
    for (const line of tableLines(columns, groups, options)) this.print(line);
  }
}

/** Text of sessions and files may be in it; the line breaks are ours. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
