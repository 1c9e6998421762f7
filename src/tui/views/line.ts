/** Lines of styled text: what every view returns. Text in a span is data, never markup. */
import { clipText, textWidth } from '../terminal/text-width.js';

/** What a piece of text is; the theme decides how that looks. */
export type Role =
  | 'normal'
  | 'muted'
  | 'strong'
  | 'title'
  | 'key'
  | 'accent'
  | 'waiting'
  | 'busy'
  | 'done'
  | 'error'
  | 'warning'
  | 'added'
  | 'removed'
  | 'added-word'
  | 'removed-word'
  | 'added-keyword'
  | 'removed-keyword'
  | 'added-comment'
  | 'removed-comment'
  | 'code-keyword'
  | 'code-comment'
  | 'code-value'
  | 'bar'
  | 'bar-muted'
  | 'bar-strong'
  | 'bar-waiting'
  | 'bar-error'
  | 'bar-temporary'
  | 'tab-active'
  | 'border'
  | 'border-focused'
  | 'field'
  | 'field-focused'
  | 'selected'
  | 'button'
  | 'button-focused'
  | 'outside'
  | 'selection'
  | 'match'
  | 'match-current';

export interface Span {
  readonly text: string;
  readonly role: Role;
}

export type Line = readonly Span[];

export function span(text: string, role: Role = 'normal'): Span {
  return { text, role };
}

/** Cells the line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + textWidth(text), 0);
}

export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Cuts to `width` cells. */
export function clipLine(line: Line, width: number): Line {
  const clipped: Span[] = [];
  let room = width;
  for (const { text, role } of line) {
    if (room <= 0) break;
    const kept = clipText(text, room, '');
    if (kept) clipped.push({ text: kept, role });
    room -= textWidth(kept);
    if (kept !== text) break;
  }
  return clipped;
}

/** Cuts or fills with blanks of `role` to exactly `width` cells. */
export function fillLine(line: Line, width: number, role: Role = 'normal'): Line {
  const clipped = clipLine(line, width);
  const missing = width - lineWidth(clipped);
  return missing > 0 ? [...clipped, span(' '.repeat(missing), role)] : clipped;
}

/** Text of at most `width` cells, with a mark at its end where it was cut. */
export function shorten(text: string, width: number, unicode = true): string {
  return clipText(text, width, unicode ? '…' : '~');
}

/** A line of at most `width` cells, with a mark at its end where it was cut. */
export function shortenLine(line: Line, width: number, unicode = true): Line {
  if (lineWidth(line) <= width) return line;
  const kept = clipLine(line, width - 1);
  return [...kept, span(unicode ? '…' : '~', kept.at(-1)?.role)];
}

/** Wraps words to lines of `width` cells; a word that is too long is cut into pieces. */
export function wrapText(text: string, width: number): string[] {
  if (width < 1) return [];
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let current = '';
    for (const word of paragraph.split(' ')) {
      let rest = word;
      const joined = current ? `${current} ${rest}` : rest;
      if (textWidth(joined) <= width) {
        current = joined;
        continue;
      }
      if (current) lines.push(current);
      while (textWidth(rest) > width) {
        const piece = clipText(rest, width, '') || rest.slice(0, 1);
        lines.push(piece);
        rest = rest.slice(piece.length);
      }
      current = rest;
    }
    return [...lines, current];
  });
}

export function wrapped(text: string, width: number, role: Role = 'normal'): Line[] {
  return wrapText(text, width).map((line) => [span(line, role)]);
}
