import { clusterWidth } from './text-width.js';

/** What stands for characters on a terminal without Unicode, in one cell. */
const SUBSTITUTED: Readonly<Record<string, string>> = {
  '-': '─━┄┅┈┉╌╍═╴╶╸╺╼╾‐‑‒–—―−',
  '|': '│┃┆┇┊┋╎╏║╵╷╹╻╽╿',
  '>': '→❯›»▶▸►⇒',
  '<': '←❮‹«◀◂◄⇐',
  '^': '↑',
  v: '↓',
  '*': '•●∙⏺★✢✱✲✳✴✵✶✷✸✹✺✻✼✽',
  o: '○◦',
  x: '✗×',
  '+': '✔✓±',
  '.': '…·',
  "'": '‘’',
  '"': '“”',
  ' ': '\u00a0',
};

const SUBSTITUTES: ReadonlyMap<string, string> = new Map(
  Object.entries(SUBSTITUTED).flatMap(([substitute, characters]) =>
    [...characters].map((character): [string, string] => [character, substitute]),
  ),
);

/** `text`, one character of one cell, as ASCII; `?` where nothing stands for it. */
export function substituteAscii(text: string): string {
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x7f && text.length === 1) return text;
  const substitute = SUBSTITUTES.get(text);
  if (substitute !== undefined) return substitute;
  if (code >= 0x2500 && code <= 0x257f) return '+';
  if (code >= 0x2580 && code <= 0x259f) return '#';
  const isBraille = code > 0x2800 && code <= 0x28ff;
  if (isBraille) return '*';
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
