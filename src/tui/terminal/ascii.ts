import { clusterWidth } from './text-width.js';

const BOX_HORIZONTAL = '─━┄┅┈┉╌╍═╴╶╸╺╼╾';
const BOX_VERTICAL = '│┃┆┇┊┋╎╏║╵╷╹╻╽╿';

/** What stands for a character on a terminal without Unicode, in one cell. */
const SUBSTITUTES: ReadonlyMap<string, string> = new Map([
  ...[...BOX_HORIZONTAL].map((text): [string, string] => [text, '-']),
  ...[...BOX_VERTICAL].map((text): [string, string] => [text, '|']),
  ['…', '.'],
  ['→', '>'],
  ['←', '<'],
  ['↑', '^'],
  ['↓', 'v'],
  ['•', '*'],
  ['●', '*'],
  ['○', 'o'],
  ['✔', '+'],
  ['✓', '+'],
  ['✗', 'x'],
  ['×', 'x'],
  ['±', '+'],
  ['·', '.'],
  ['–', '-'],
  ['—', '-'],
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['\u00a0', ' '],
]);

/** `text`, one character of one cell, as ASCII; `?` where nothing stands for it. */
export function substituteAscii(text: string): string {
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x7f && text.length === 1) return text;
  const substitute = SUBSTITUTES.get(text);
  if (substitute !== undefined) return substitute;
  if (code >= 0x2500 && code <= 0x257f) return '+';
  if (code >= 0x2580 && code <= 0x259f) return '#';
  // The letter without its accents, where it has them.
  const [base = '?'] = text.normalize('NFD');
  return base >= ' ' && base <= '~' ? base : '?';
}

/** Whether `text` fills a cell: no control, no combining mark or joiner on its own. */
export function isPrintable(text: string): boolean {
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  return (text.length === 1 && code < 0x300) || clusterWidth(text) > 0;
}
