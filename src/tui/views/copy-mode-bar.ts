/** What the title of a pane and the status bar say while it is in copy mode. */
import { count } from '../../core/text.js';
import { COPY_MODE_COMMANDS } from '../model/copy-mode/commands.js';
import { patternProblem } from '../model/copy-mode/pattern.js';
import type { Position } from '../model/copy-mode/position.js';
import { selectionSpan } from '../model/copy-mode/selection.js';
import {
  type CopyModeState,
  promptQuery,
  type Search,
  type SearchPrompt,
  visibleTop,
} from '../model/copy-mode/state.js';
import { lineWindow } from '../model/text-editor.js';
import { textWidth } from '../terminal/text-width.js';
import type { KeyHint } from './key-hint.js';
import { fillLine, type Line, lineWidth, type Role, span } from './line.js';

/** Narrower than this a search is typed alone, without what it finds beside it. */
const MIN_FIELD = 16;

/** Which line of how many: that of the cursor, else the last one seen. */
function place(state: CopyModeState, rows: number): { line: number; total: number } {
  const { document, kind, cursor } = state;
  const last = Math.min(document.end, visibleTop(state, rows) + rows) - 1;
  const line = kind === 'copy' ? cursor.line : last;
  return { line: line - document.oldest + 1, total: document.end - document.oldest };
}

/** `copy [12/340]`, for the pane's title. */
export function copyModeTitle(state: CopyModeState, rows: number): string {
  const { line, total } = place(state, rows);
  return `${state.kind} [${line}/${total}]`;
}

/** How long a fact stays where room is short: longer than every key's hint, or only than some. */
export type FactWeight = 'most' | 'some' | 'least';

export interface CopyModeFact {
  readonly spans: Line;
  readonly weight: FactWeight;
}

function fact(weight: FactWeight, words: string, role: Role = 'bar'): CopyModeFact {
  return { weight, spans: [span(`  ${words}`, role)] };
}

/** What is going on, in the order in which it is shown. */
export function copyModeFacts(
  state: CopyModeState,
  rows: number,
  unicode: boolean,
): CopyModeFact[] {
  const { line, total } = place(state, rows);
  const name = state.kind === 'copy' ? 'COPY' : 'SCROLL';
  const facts: CopyModeFact[] = [
    { weight: 'most', spans: [span(` ${name} `, 'tab-active')] },
    // The title of the pane says it as well.
    { weight: 'least', spans: [span(` ${line}/${total}`, 'bar-strong')] },
  ];
  if (state.count !== undefined) facts.push(fact('most', `${state.count}`, 'bar-waiting'));
  if (state.awaiting) facts.push(fact('most', 'which character?', 'bar-waiting'));
  if (state.waiting) facts.push(fact('most', 'loading older lines', 'bar-waiting'));
  if (state.selection) {
    const { start, end } = selectionSpan(state.document, state.selection);
    const rowCount = end.line - start.line + 1;
    facts.push(fact('some', `${count(rowCount, 'row')} selected`, 'bar-strong'));
  }
  facts.push(...searchFacts(state));
  if (state.newLines > 0) facts.push(fact('least', `${unicode ? '↓' : 'v'}${state.newLines} new`));
  return facts;
}

/** What is sought and how that goes. */
function searchFacts({ search, cursor }: CopyModeState): CopyModeFact[] {
  if (!search) return [];
  const { query, matches, isDone, problem, hasWrapped, jump } = search;
  const pattern = query.isRegex ? `/${query.pattern}/` : `"${query.pattern}"`;
  const facts = [fact('some', matchWords(search, cursor), 'bar-strong')];
  if (problem) facts.unshift(fact('most', problem, 'bar-error'));
  if (hasWrapped) facts.push(fact('some', 'wrapped'));
  if (jump && !isDone) facts.push(fact('some', 'searching'));
  facts.push(fact('least', pattern));
  return matches.count > 0 || !isDone || !problem ? facts : facts.slice(0, 1);
}

/** `3/17`; with a mark while it is still being counted. */
function matchWords({ matches, isDone }: Search, cursor: Position): string {
  const found = matches.count;
  if (found === 0) return isDone ? 'no match' : 'no match yet';
  const current = matches.startingAt(cursor);
  const total = isDone ? `${found}` : `${found}+`;
  if (current && isDone) return `${current.ordinal}/${total}`;
  return found === 1 ? `${total} match` : `${total} matches`;
}

export interface PromptView {
  readonly line: Line;
  /** Column of the cursor, 0-based. */
  readonly cursor: number;
}

/** The search being typed, with what it finds, in `width` cells. */
export function promptView(prompt: SearchPrompt, state: CopyModeState, width: number): PromptView {
  const query = promptQuery(prompt);
  const problem = patternProblem(query);
  const sign = prompt.direction === 'forward' ? '/' : '?';
  const kind = query.isRegex ? 'regex' : 'literal';
  const found = query.pattern !== '' && state.search ? matchWords(state.search, state.cursor) : '';
  const words = problem ? span(`  ${problem}`, 'bar-error') : span(`  ${found}`, 'bar-strong');
  const tail: Line = [words, span(`  ${kind} `, 'bar'), span('^R', 'bar-strong'), span(' ', 'bar')];
  const isWide = width - lineWidth(tail) >= MIN_FIELD;
  const room = isWide ? width - lineWidth(tail) : width;
  const field = lineWindow(prompt.text, Math.max(1, room - 3), textWidth);
  const head = fillLine([span(` ${sign}`, 'bar-strong'), span(field.text, 'bar')], room, 'bar');
  return {
    line: isWide ? [...head, ...tail] : head,
    cursor: Math.min(width - 1, 2 + field.cursorColumn),
  };
}

function hint(id: string, words: string, actionId = ''): KeyHint[] {
  const command = COPY_MODE_COMMANDS.find((each) => each.id === id);
  const key = command?.keys[0];
  return key ? [{ key, words, actionId }] : [];
}

/** The keys to know; the last one is the most important. */
export function copyModeHints(state: CopyModeState): KeyHint[] {
  if (state.kind === 'scroll')
    return [{ key: 'esc', words: 'newest', actionId: 'leave-copy-mode' }];
  const copying = state.selection ? hint('copy', 'copy') : hint('select', 'select');
  return [
    ...hint('search-back', 'search'),
    ...copying,
    ...hint('leave', 'leave', 'leave-copy-mode'),
  ];
}
