/** A line of a file as cells: what it is made of is told by roles, and every character is seen. */
import type { DiffLine } from '../../../core/diff.js';
import { changedWords, type TextRange } from '../../model/diff/changed-words.js';
import { type Syntax, type SyntaxToken, tokensOf } from '../../model/diff/syntax.js';
import { textWidth, visibleClusters } from '../../terminal/text-width.js';
import { type Line, lineWidth, type Role, type Span, shortenLine, span } from '../../views/line.js';

const TAB_WIDTH = 4;
/** Nobody reads on beyond; what is left is told by its number. */
const LONGEST = 4_000;
/** Characters that are cells of another name: controls, marks of direction, and what shows as nothing. */
const HIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;
const HIDDEN_PARTS = new RegExp(`(${HIDDEN.source})`, 'u');

const BASE_ROLE = { context: 'normal', added: 'added', removed: 'removed' } as const;
const WORD_ROLE = { context: 'normal', added: 'added-word', removed: 'removed-word' } as const;

/** The whole line; `partner` is the one that it was, or became. */
export function codeLine(line: DiffLine, partner?: DiffLine, syntax?: Syntax): Line {
  const text = line.text.slice(0, LONGEST);
  const cells = new CellWriter();
  for (const { start, end, role } of partsOf(line, text, partner, syntax)) {
    cells.write(text.slice(start, end), role);
  }
  const rest = line.text.length - text.length;
  if (rest > 0) cells.write(` (and ${rest} more characters)`, 'muted');
  if (line.isUnended) cells.write(' (no line end)', 'muted');
  return cells.line;
}

/** The cells of a line from `from` on, at most `width`; half a wide character becomes a blank. */
function cellsOf(line: Line, from: number, width: number): Line {
  const kept: Span[] = [];
  let at = 0;
  for (const { text, role } of line) {
    if (at >= from + width) break;
    const taken = cut(text, from - at, from + width - at);
    if (taken) kept.push(span(taken, role));
    at += textWidth(text);
  }
  return kept;
}

/** The same, with a mark at each end where there is more of it. */
export function markedCellsOf(line: Line, from: number, width: number, unicode: boolean): Line {
  const isCutBefore = from > 0 && width > 1 && lineWidth(line) > 0;
  if (!isCutBefore) return shortenLine(cellsOf(line, from, width + 1), width, unicode);
  return [
    span(unicode ? '…' : '~', 'muted'),
    ...shortenLine(cellsOf(line, from + 1, width), width - 1, unicode),
  ];
}

function cut(text: string, from: number, to: number): string {
  if (/^[ -~]*$/.test(text)) return text.slice(Math.max(0, from), Math.max(0, to));
  let taken = '';
  let at = 0;
  for (const { cluster, width } of visibleClusters(text)) {
    if (at >= to) break;
    const isWhole = at >= from && at + width <= to;
    if (isWhole) taken += cluster;
    else if (at + width > from) taken += ' ';
    at += width;
  }
  return taken;
}

interface Part extends TextRange {
  role: Role;
}

/** What has changed is more than what it is. */
function partsOf(
  line: DiffLine,
  text: string,
  partner: DiffLine | undefined,
  syntax: Syntax | undefined,
): Part[] {
  const parts: Part[] = [];
  let at = 0;
  const upTo = (end: number, role: Role) => {
    if (end > at) parts.push({ start: at, end, role });
    at = Math.max(at, end);
  };
  const tokens = tokensOf(text, syntax);
  const plain = (end: number) => {
    for (const token of tokens) {
      if (token.end <= at || token.start >= end) continue;
      upTo(token.start, BASE_ROLE[line.kind]);
      upTo(Math.min(token.end, end), tokenRole(line.kind, token.kind));
    }
    upTo(end, BASE_ROLE[line.kind]);
  };
  for (const { start, end } of changesOf(line, partner)) {
    plain(Math.min(start, text.length));
    upTo(Math.min(end, text.length), WORD_ROLE[line.kind]);
  }
  plain(text.length);
  return parts;
}

function changesOf(line: DiffLine, partner: DiffLine | undefined): readonly TextRange[] {
  if (!partner || line.kind === 'context') return [];
  return line.kind === 'added'
    ? changedWords(partner.text, line.text).new
    : changedWords(line.text, partner.text).old;
}

function tokenRole(line: DiffLine['kind'], token: SyntaxToken['kind']): Role {
  const isValue = token === 'string' || token === 'number';
  if (line === 'context') return isValue ? 'code-value' : `code-${token}`;
  return isValue ? line : `${line}-${token}`;
}

/** Puts text into cells, with tabs to their stops and hidden characters by their names. */
class CellWriter {
  readonly #spans: Span[] = [];
  #width = 0;

  get line(): Line {
    return this.#spans;
  }

  write(text: string, role: Role): void {
    if (!HIDDEN.test(text)) {
      this.#put(text, role);
      return;
    }
    for (const part of text.split(HIDDEN_PARTS)) {
      if (part === '\t') this.#put(' '.repeat(TAB_WIDTH - (this.#width % TAB_WIDTH)), role);
      else if (part === '\r') this.#put('^M', 'muted');
      else if (part.length === 1 && HIDDEN.test(part)) this.#put(nameOf(part), 'warning');
      else this.#put(part, role);
    }
  }

  #put(text: string, role: Role): void {
    if (text === '') return;
    this.#width += textWidth(text);
    const last = this.#spans.at(-1);
    if (last?.role === role) this.#spans[this.#spans.length - 1] = span(last.text + text, role);
    else this.#spans.push(span(text, role));
  }
}

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  return code === 0x7f ? '^?' : `<${code.toString(16).padStart(2, '0')}>`;
}
