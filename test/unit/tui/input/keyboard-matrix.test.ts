import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DEFAULT_MODES, type PaneModes } from '../../../../src/core/frame.js';
import { encodeKey } from '../../../../src/tui/input/encode-key.js';
import { collectEvents } from './collect.js';

type ByFlags = Readonly<Record<string, string | null>>;

/** Bytes of one key in every encoding (test/fixtures/keyboard/README.md); null where it sends none. */
interface KeyRow {
  key: string;
  legacy: string | null;
  /** Absent where they equal `legacy`. */
  ckm?: string;
  kpam?: string;
  mok1?: string;
  mok2?: string;
  kitty: ByFlags;
  repeat: ByFlags;
  release: ByFlags;
  /** What can be known where the terminal names the shifted symbol and not the Shift key, or both. */
  untoldShift?: Partial<KeyRow>;
  toldShift?: Partial<KeyRow>;
}

const file = fileURLToPath(new URL('../../../fixtures/keyboard/keys.json', import.meta.url));
const KEYS: readonly KeyRow[] = JSON.parse(await readFile(file, 'utf8'));

type Column = (row: KeyRow) => string | null | undefined;

const xterm =
  (name: 'legacy' | 'mok1' | 'mok2'): Column =>
  (row) =>
    row[name] ?? row.legacy;

/** `CSI 27 ; m ; c ~` in xterm's other form (formatOtherKeys). */
const csiU: Column = (row) => xterm('mok2')(row)?.replace(/^\x1b\[27;(\d+);(\d+)~$/, '\x1b[$2;$1u');

const kitty =
  (flags: number): Column =>
  (row) =>
    row.kitty[flags];

/** What Shift alone makes of a character is text, which xterm codes for some characters only. */
const modifyOtherKeys2: Column = (row) =>
  /^shift\+[^+]+$/.test(row.key) && /^[ -~\u00a0-\uffff]$/.test(row.legacy ?? '')
    ? row.legacy
    : xterm('mok2')(row);

const OUTER: readonly [string, Column][] = [
  ['a legacy terminal', xterm('legacy')],
  ['modifyOtherKeys 1', xterm('mok1')],
  ['modifyOtherKeys 2', xterm('mok2')],
  ['modifyOtherKeys 2 as CSI u', csiU],
  ...[1, 5, 7, 15, 31].map((flags): [string, Column] => [`kitty ${flags}`, kitty(flags)]),
];

const PANES: readonly [string, Partial<PaneModes>, Column][] = [
  ['nothing', {}, xterm('legacy')],
  ['DECCKM', { applicationCursor: true }, (row) => row.ckm ?? row.legacy],
  ['DECKPAM', { applicationKeypad: true }, (row) => row.kpam ?? row.legacy],
  ['modifyOtherKeys 1', { modifyOtherKeys: 1 }, xterm('mok1')],
  ['modifyOtherKeys 2', { modifyOtherKeys: 2 }, modifyOtherKeys2],
  ...[1, 3, 5, 7, 8, 15, 24, 31].map((flags): [string, Partial<PaneModes>, Column] => [
    `kitty ${flags}`,
    { kittyFlags: flags },
    kitty(flags),
  ]),
];

/** What the pane gets for the outer terminal's bytes; null for nothing. */
function forwarded(bytes: string, modes: Partial<PaneModes>): string | null {
  const encoded = collectEvents([Buffer.from(bytes)]).flatMap((event) => {
    if (event.type !== 'key') throw new Error(`${JSON.stringify(bytes)} is no key`);
    return [encodeKey(event.event, { ...DEFAULT_MODES, ...modes }) ?? Buffer.alloc(0)];
  });
  return Buffer.concat(encoded).toString() || null;
}

const modifiersOf = ({ key }: KeyRow) => key.split('+').length - 1;

/** The keys that these bytes of a terminal can stand for: of several, those with fewest modifiers. */
function keysOf(column: Column, bytes: string): KeyRow[] {
  const same = KEYS.filter((row) => column(row) === bytes);
  const main = same.filter(({ key }) => !key.includes('KP_'));
  if (main.length > 0 && main.length < same.length) return fewestModifiers(main);
  return fewestModifiers(same);
}

function fewestModifiers(same: readonly KeyRow[]): KeyRow[] {
  const fewest = Math.min(...same.map(modifiersOf));
  return same.filter((row) => modifiersOf(row) === fewest);
}

/** The row as far as the terminal has told it. */
function asTold(row: KeyRow, bytes: string, outer: string): KeyRow {
  const isExtended = /^\x1b\[(?:27;\d+;\d+~|[\d:]+;?[\d:;]*u)$/.test(bytes);
  if (!isExtended) return { ...row, ...row.untoldShift };
  if (!outer.startsWith('kitty')) return { ...row, ...row.toldShift };
  return outer === 'kitty 1' ? { ...row, kitty: withoutAlternates(row.kitty) } : row;
}

/**
 * Bytes of a terminal that cannot be told: a symbol's unshifted key where the layout is not told, and
 * byte 8, which is Ctrl-h or Ctrl-Backspace by a mode that no key names.
 */
function isUntellable(bytes: string, outer: string): boolean {
  if (bytes === '\b') return outer.startsWith('modifyOtherKeys 2');
  const isShiftedSymbol = KEYS.some((row) => row.untoldShift && row.kitty[1] === bytes);
  return outer === 'kitty 1' && isShiftedSymbol && bytes.startsWith('\x1b');
}

/** A terminal that was not asked for alternate keys tells none. */
function withoutAlternates(byFlags: ByFlags): ByFlags {
  return Object.fromEntries(
    Object.entries(byFlags).map(([flags, bytes]) => [
      flags,
      bytes?.replace(/^\x1b\[(\d+):\d+/, '\x1b[$1') ?? null,
    ]),
  );
}

const shown = (bytes: string | null | undefined) => JSON.stringify(bytes ?? null);

describe.each(OUTER)('every key of %s', (outer, column) => {
  test.each(PANES)('reaches a program that asked for %s as it asked', (_, modes, expected) => {
    const wrong: string[] = [];
    for (const bytes of new Set(KEYS.map(column))) {
      if (!bytes || isUntellable(bytes, outer)) continue;
      const keys = keysOf(column, bytes);
      const wanted = keys.map((row) => expected(asTold(row, bytes, outer)) ?? null);
      const got = forwarded(bytes, modes);
      if (!wanted.includes(got)) {
        const names = keys.map(({ key }) => key).join(', ');
        wrong.push(
          `${names} (${shown(bytes)}): ${shown(got)}, not ${wanted.map(shown).join(' or ')}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

test.each(OUTER)('every key of %s is the same wherever it is cut', (_, column) => {
  for (const bytes of new Set(KEYS.map(column))) {
    if (!bytes) continue;
    const whole = Buffer.from(bytes);
    const events = JSON.stringify(collectEvents([whole]));
    for (let cut = 1; cut < whole.length; cut++) {
      const parts = [whole.subarray(0, cut), whole.subarray(cut)];
      expect(JSON.stringify(collectEvents(parts))).toBe(events);
    }
  }
});

describe.each([7, 15, 31])('repeats and releases of kitty %i', (flags) => {
  test.each([
    ['nothing', {}, (row: KeyRow) => row.legacy, () => null],
    ['modifyOtherKeys 2', { modifyOtherKeys: 2 }, modifyOtherKeys2, () => null],
    ...[1, 3, 7, 15, 31].map((asked): [string, Partial<PaneModes>, Column, Column] => [
      `kitty ${asked}`,
      { kittyFlags: asked },
      (row) => row.repeat[asked],
      (row) => row.release[asked],
    ]),
  ] as [string, Partial<PaneModes>, Column, Column][])(
    'reach a program that asked for %s as it asked',
    (_, modes, repeat, release) => {
      const wrong: string[] = [];
      for (const row of KEYS) {
        for (const [kind, sent, expected] of [
          ['repeat', row.repeat[flags], repeat],
          ['release', row.release[flags], release],
        ] as const) {
          // A repeat that is sent as plain text is a press like any other.
          if (!sent?.startsWith('\x1b[')) continue;
          const got = forwarded(sent, modes);
          const wanted = expected(row) ?? null;
          if (got !== wanted) {
            wrong.push(
              `${kind} of ${row.key} (${shown(sent)}): ${shown(got)}, not ${shown(wanted)}`,
            );
          }
        }
      }
      expect(wrong).toEqual([]);
    },
  );
});
