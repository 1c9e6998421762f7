/** What the title of a pane and the status bar say while it is in copy mode. */
import { COPY_MODE_COMMANDS } from '../model/copy-mode/commands.js';
import { selectionSpan } from '../model/copy-mode/selection.js';
import { type CopyModeState, visibleTop } from '../model/copy-mode/state.js';
import type { KeyHint } from './key-hint.js';
import { type Line, span } from './line.js';

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

/** What is going on, most important first. */
export function copyModeFacts(state: CopyModeState, rows: number, unicode: boolean): Line[] {
  const { line, total } = place(state, rows);
  const name = state.kind === 'copy' ? 'COPY' : 'SCROLL';
  const facts: Line[] = [
    [span(` ${name} `, 'tab-active'), span(` ${line}/${total}`, 'bar-strong')],
  ];
  if (state.count !== undefined) facts.push([span(`  ${state.count}`, 'bar-waiting')]);
  if (state.awaiting) facts.push([span('  which character?', 'bar-waiting')]);
  if (state.waiting) facts.push([span('  loading older lines', 'bar-waiting')]);
  if (state.selection) {
    const { start, end } = selectionSpan(state.document, state.selection);
    const rowCount = end.line - start.line + 1;
    const words = `${rowCount} ${rowCount === 1 ? 'row' : 'rows'} selected`;
    facts.push([span(`  ${words}`, 'bar-strong')]);
  }
  if (state.newLines > 0) {
    facts.push([span(`  ${unicode ? '↓' : 'v'}${state.newLines} new`, 'bar')]);
  }
  return facts;
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
