import { expect, test } from '@jest/globals';
import { CLUSTER_FLAG, CODE_MASK } from '../../../src/core/frame.js';
import type { Emulator, EmulatorListener } from '../../../src/pty/emulator.js';
import { ClusterTable, StyleTable } from '../../../src/pty/tables.js';
import { loadEmulators } from '../../../src/pty/terminal-core/emulator.js';
import { TEST_APPEARANCE } from '../../support/emulator.js';

const COLS = 50;
const ROWS = 10;
const SCROLLBACK = 190;
/** More styles and clusters than are ever kept without a look at which are in use. */
const LINES = 600;

const createEmulator = await loadEmulators();

function newEmulator(): Emulator {
  const listener = {} as EmulatorListener;
  const size = { cols: COLS, rows: ROWS, scrollback: SCROLLBACK };
  return createEmulator({ ...size, version: '1', appearance: TEST_APPEARANCE }, listener);
}

/** Number of the cell, which it shows in some way. */
const cellAt = (line: number, column: number) => line * COLS + column;

/** Prints lines of cells, and looks at all lines there are now and then. */
function printAndLook(cell: (number: number) => string, look: (emulator: Emulator) => void): void {
  const emulator = newEmulator();
  for (let line = 0; line < LINES; line++) {
    const cells = Array.from({ length: COLS }, (_, column) => cell(cellAt(line, column)));
    emulator.parse(Buffer.from(`${line === 0 ? '' : '\r\n'}${cells.join('')}`));
    if (line % 300 === 299) look(emulator);
  }
}

/** Calls back for each cell with the number that it should show, and its words. */
function eachCell(
  emulator: Emulator,
  [styles, clusters]: readonly [StyleTable, ClusterTable],
  take: (number: number, code: number, style: number) => void,
): void {
  const reader = emulator.createRowReader(styles, clusters);
  const codes = new Uint32Array(COLS);
  const indexes = new Uint32Array(COLS);
  const { firstLine, historyLength } = emulator;
  for (let line = 0; line < historyLength + ROWS; line++) {
    reader.read(line, codes, indexes);
    for (let column = 0; column < COLS; column++) {
      take(cellAt(firstLine + line, column), codes[column]!, indexes[column]!);
    }
  }
}

test('each of many thousand styles stays with its cell', () => {
  let seen = 0;
  printAndLook(
    (n) =>
      `\u001b[38;2;${n >> 16};${(n >> 8) & 255};${n & 255};48;5;${n % 256};4:3;58;5;${n % 99}mx`,
    (emulator) => {
      const styles = new StyleTable();
      eachCell(emulator, [styles, new ClusterTable()], (number, _, index) => {
        const { foreground, background, underline } = styles.at(index);
        seen++;
        if ((foreground & 0xff_ffff) === number && (background & 255) === number % 256) {
          if ((underline & 255) === number % 99) return;
        }
        throw new Error(`cell ${number} has ${JSON.stringify(styles.at(index))}`);
      });
    },
  );
  expect(seen).toBe(2 * COLS * (SCROLLBACK + ROWS));
});

test('each of many thousand clusters stays in its cell', () => {
  const mark = (value: number) => String.fromCodePoint(0x300 + value);
  const textOf = (n: number) =>
    `a${mark(n % 50)}${mark(Math.floor(n / 50) % 50)}${mark(Math.floor(n / 2_500) % 50)}`;
  let seen = 0;
  printAndLook(textOf, (emulator) => {
    const clusters = new ClusterTable();
    eachCell(emulator, [new StyleTable(), clusters], (number, code) => {
      seen++;
      const text = code >= CLUSTER_FLAG ? clusters.at(code & CODE_MASK) : '';
      if (text !== textOf(number)) throw new Error(`cell ${number} has ${JSON.stringify(text)}`);
    });
  });
  expect(seen).toBe(2 * COLS * (SCROLLBACK + ROWS));
});

test('what is read twice, with output in between, is the same', () => {
  const emulator = newEmulator();
  const line = (n: number) =>
    Array.from({ length: COLS }, (_, column) => `\u001b[38;2;${n};${column};7me\u0301`).join('');
  for (let n = 0; n < 180; n++) emulator.parse(Buffer.from(`${line(n)}\r\n`));
  const read = () => {
    const styles = new StyleTable();
    const shown: string[] = [];
    eachCell(emulator, [styles, new ClusterTable()], (number, _, index) => {
      if (number < 180 * COLS) shown.push(`${styles.at(index).foreground}`);
    });
    return shown.join();
  };
  const before = read();
  emulator.parse(Buffer.from('\u001b[?1049h'));
  for (let n = 0; n < 200; n++) emulator.parse(Buffer.from(`\u001b[H${line(n)}`));
  emulator.parse(Buffer.from('\u001b[?1049l'));
  expect(read()).toBe(before);
});
