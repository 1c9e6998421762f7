import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { type Line, lineText } from '../../src/tui/views/line.js';

const ROOT = fileURLToPath(new URL('../fixtures/screens', import.meta.url));

/** What a dialog draws, as it is compared with a golden screen. */
interface DrawnDialog {
  view(
    room: { cols: number; rows: number },
    unicode: boolean,
  ): { title: string; hint: string; lines: readonly Line[] };
}

/**
 * Holds a screen to the one in `test/fixtures/screens/NAME-COLSxROWS.txt`. With UPDATE_SCREENS=1 that is
 * written anew; what has changed in it is then for a person to look at.
 */
export function expectGolden(
  name: string,
  [cols, rows]: readonly [number, number],
  screen: string,
): void {
  const file = join(ROOT, `${name}-${cols}x${rows}.txt`);
  const text = `${screen.replace(/ +$/gm, '').trimEnd()}\n`;
  if (process.env['UPDATE_SCREENS'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}

/** Holds a dialog on a terminal of this size to its golden screen. Every line must have room. */
export function expectScreen(
  dialog: DrawnDialog,
  name: string,
  [cols, rows]: readonly [number, number],
  unicode = true,
): void {
  const view = dialog.view({ cols: cols - 4, rows: rows - 2 }, unicode);
  const lines = view.lines.map((line) => lineText(line).trimEnd());
  const text = [`[ ${view.title} ]`, ...lines, `[ ${view.hint} ]`].join('\n');
  expectGolden(name, [cols, rows], text);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(cols - 4);
}
