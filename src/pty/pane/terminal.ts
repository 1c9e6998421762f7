import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '../../core/config.js';
import { toQtuiError } from '../../core/errors.js';
import type { Disposable } from '../../core/lifecycle.js';
import type { Emulator, EmulatorFactory, EmulatorListener, EmulatorOptions } from '../emulator.js';
import type { AppearanceStore } from '../host/appearance.js';
import type { SavedScrollback } from '../scrollback/scrollback-files.js';
import type { OutputText } from '../scrollback/scrollback-read.js';
import type { UnreadableScrollback } from '../scrollback/scrollback-saver.js';
import { lastLines, minuteOf, noteLine, styledTextOnly } from '../scrollback/scrollback-text.js';

/** Text that is parsed in one turn of the event loop, UTF-16 units: about 1 ms. */
const SLICE = 32 * 1024;

const NOBODY: EmulatorListener = {
  reply() {},
  title() {},
  bell() {},
  clipboard() {},
  clipboardRead: (answer) => answer(undefined),
  notification() {},
  progress() {},
  workingDirectory() {},
  agentState() {},
  holdStarts() {},
};

/** Output of an earlier program of a pane, for the one that takes its place. */
export interface EarlierOutput {
  /** As in a file of saved output. */
  text: string;
  /** Said in a line below it. */
  note: string;
}

/** Of a program that is the first of its pane. */
export const NO_OUTPUT = Promise.resolve(undefined);

/** Undefined when nothing was saved. */
export function savedOutput(
  saved: SavedScrollback | UnreadableScrollback | undefined,
): EarlierOutput | undefined {
  if (!saved) return undefined;
  if ('unreadable' in saved) {
    return { text: '', note: `earlier output cannot be read: ${saved.unreadable}` };
  }
  if (saved.text === '') return undefined;
  const { header, text } = saved;
  return { text, note: `earlier output, saved ${minuteOf(new Date(header.saved))}` };
}

/** Undefined when the run has printed nothing; `what` it was, in words. */
export function outputOfRun(
  output: OutputText | undefined,
  ended: Date,
  what = 'earlier output, ended',
): EarlierOutput | undefined {
  const text = output?.chunks.join('');
  return text ? { text, note: `${what} ${minuteOf(ended)}` } : undefined;
}

/** A terminal for a program that is about to start. */
export interface PaneTerminal extends Disposable {
  readonly emulator: Emulator;
  /**
   * Resolves with true when the earlier output is there, before which the program's must not be
   * parsed; with false when the terminal was disposed of first.
   */
  readonly ready: Promise<boolean>;
  /** From now on the listener is told what the program asks for. Once. */
  listen(listener: EmulatorListener): void;
}

interface TerminalServices extends Omit<EmulatorOptions, 'cols' | 'rows' | 'appearance'> {
  createEmulator: EmulatorFactory;
  appearance: AppearanceStore;
  log: Logger;
}

/**
 * Makes a terminal with a blank screen and, above it, earlier output. Nobody hears of what the
 * latter may ask for. It is read and parsed in slices, while the program already starts and other
 * panes go on; a failure is logged and costs the earlier output alone.
 */
export function openTerminal(
  { createEmulator, scrollback, version, appearance, log }: TerminalServices,
  { cols, rows }: { cols: number; rows: number },
  earlier: Promise<EarlierOutput | undefined>,
): PaneTerminal {
  const current = { ...NOBODY };
  const options = { cols, rows, scrollback, version, appearance: appearance.current };
  const emulator = createEmulator(options, current);
  let isDisposed = false;
  const print = async (): Promise<void> => {
    const output = await earlier;
    if (output) await printEarlier(emulator, output, scrollback, () => isDisposed);
  };
  return {
    emulator,
    ready: print()
      .catch((thrown: unknown) => {
        const { message } = toQtuiError(thrown, 'show the earlier output');
        log.log('error', 'earlier-output-lost', { message });
      })
      .then(() => !isDisposed),
    listen: (listener) => void Object.assign(current, listener),
    dispose: () => {
      isDisposed = true;
      emulator.dispose();
    },
  };
}

async function printEarlier(
  emulator: Emulator,
  { text, note }: EarlierOutput,
  maxLines: number,
  isUnwanted: () => boolean,
): Promise<void> {
  // More lines than fit would be parsed for nothing.
  for (const slice of slicesOf(lastLines(text, maxLines))) {
    if (isUnwanted()) return;
    emulator.parse(encoder.encode(styledTextOnly(slice).replaceAll('\n', `${RESET}\r\n`)));
    await nextTurn();
  }
  if (isUnwanted()) return;
  const newline = emulator.cursor.x > 0 ? '\r\n' : '';
  emulator.parse(encoder.encode(`${RESET}${newline}${noteLine(note)}`));
  scrollAway(emulator);
}

const encoder = new TextEncoder();

/** Renditions and a link that a damaged line does not end. */
const RESET = '\u001b[0m\u001b]8;;\u001b\\';

/** Moves what the screen shows into the scrollback, without the blank rows below it. */
function scrollAway(emulator: Emulator): void {
  const used = emulator.cursor.y + 1;
  emulator.parse(encoder.encode(`\u001b[${emulator.rows};1H${'\n'.repeat(used)}\u001b[H`));
}

/** Pieces that end with a line where they can, and never within a sequence. */
function* slicesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = endOfSlice(text, start);
    yield text.slice(start, end);
    start = end;
  }
}

function endOfSlice(text: string, start: number): number {
  const limit = start + SLICE;
  if (limit >= text.length) return text.length;
  const newline = text.lastIndexOf('\n', limit - 1);
  if (newline >= start) return newline + 1;
  const rendition = text.lastIndexOf('\u001b[', limit - 1);
  if (rendition > start) return rendition;
  const isPairCut = (text.charCodeAt(limit) & 0xfc00) === 0xdc00;
  return isPairCut ? limit - 1 : limit;
}
