/** Copy mode of one pane as a value: what is looked at, the cursor, what is selected and sought. */
import { type EditedText, textOf } from '../text-editor.js';
import type { PaneDocument } from './document.js';
import type { MatchList } from './matches.js';
import type { CharacterFind } from './motions.js';
import { clampPosition, type Position } from './position.js';
import type { Selection } from './selection.js';

export type SearchDirection = 'forward' | 'backward';

export interface SearchQuery {
  readonly pattern: string;
  readonly isRegex: boolean;
}

export interface Search {
  readonly query: SearchQuery;
  readonly direction: SearchDirection;
  readonly matches: MatchList;
  /** Every line has been searched. */
  readonly isDone: boolean;
  /** Why there will be no more matches, in words. */
  readonly problem?: string;
  /** Where the cursor is to go from as soon as the match is found. */
  readonly jump?: { readonly from: Position; readonly direction: SearchDirection };
  /** The last jump went on at the other end. */
  readonly hasWrapped?: boolean;
}

/** The search being typed. */
export interface SearchPrompt {
  readonly direction: SearchDirection;
  readonly text: EditedText;
  readonly isRegex: boolean;
  /** Where the search begins. */
  readonly from: Position;
  /** Where the view goes back to when it is given up. */
  readonly origin: { readonly top: number; readonly cursor: Position };
  readonly formerSearch?: Search;
  /** How far back in the history of searches, 0 for what is typed anew. */
  readonly recalled: number;
}

export interface CopyModeState {
  /**
   * `scroll` is the view that the wheel enters: it has no cursor, and keys that mean nothing in it
   * are the program's. In `copy` all keys are commands.
   */
  readonly kind: 'scroll' | 'copy';
  readonly document: PaneDocument;
  /** Line wanted at the top of the view; `visibleTop` is the one that is there. */
  readonly top: number;
  readonly cursor: Position;
  /** Column that moves up and down aim at. */
  readonly goal: number;
  readonly selection?: Selection;
  /** Typed so far, for the next command. */
  readonly count?: number;
  /** The next key is the character to find. */
  readonly awaiting?: Omit<CharacterFind, 'character'>;
  readonly lastFind?: CharacterFind;
  /** Command that is run again as soon as older lines are loaded. */
  readonly waiting?: { readonly id: string; readonly count?: number };
  readonly prompt?: SearchPrompt;
  readonly search?: Search;
  /** Lines that the program has written since; they are below the document. */
  readonly newLines: number;
}

/** At the newest lines of a document, with the cursor brought to where it can stand. */
export function enteredCopyMode(
  kind: CopyModeState['kind'],
  document: PaneDocument,
  cursor: Position,
): CopyModeState {
  const position = clampPosition(document, cursor);
  return {
    kind,
    document,
    top: document.screenLine,
    cursor: position,
    goal: position.column,
    newLines: 0,
  };
}

function bottomTop({ document }: CopyModeState, rows: number): number {
  return Math.max(document.first, document.end - rows);
}

function clampTop(state: CopyModeState, top: number, rows: number): number {
  return Math.max(state.document.first, Math.min(bottomTop(state, rows), top));
}

/** First line shown in a view of so many rows: the cursor is always among them. */
export function visibleTop(state: CopyModeState, rows: number): number {
  const top = clampTop(state, state.top, rows);
  if (state.kind === 'scroll') return top;
  const { line } = state.cursor;
  return Math.min(line, Math.max(top, line - rows + 1));
}

/** Whether the view shows the newest line. */
export function isAtBottom(state: CopyModeState, rows: number): boolean {
  return visibleTop(state, rows) >= bottomTop(state, rows);
}

/** The cursor may stand behind the ends of lines. */
export function isFree({ selection }: CopyModeState): boolean {
  return selection?.kind === 'block';
}

/** Moves the cursor, and with it the end of the selection and as much of the view as it takes. */
export function withCursor(
  state: CopyModeState,
  position: Position,
  rows: number,
  goal?: number,
): CopyModeState {
  const cursor = clampPosition(state.document, position, isFree(state));
  const moved: CopyModeState = {
    ...state,
    cursor,
    goal: goal ?? cursor.column,
    ...(state.selection && { selection: { ...state.selection, head: cursor } }),
  };
  return { ...moved, top: visibleTop(moved, rows) };
}

/** Moves the cursor; where it was out of sight its line comes to the middle of the view. */
export function withCursorShown(
  state: CopyModeState,
  position: Position,
  rows: number,
): CopyModeState {
  const top = visibleTop(state, rows);
  const isSeen = position.line >= top && position.line < top + rows;
  const centred = clampTop(state, position.line - (rows >> 1), rows);
  return withCursor({ ...state, top: isSeen ? top : centred }, position, rows);
}

/**
 * Moves the view down, or up by a negative number; the cursor stays in it. A view that is only
 * scrolled goes on by itself to lines that are not loaded yet.
 */
export function scrolled(state: CopyModeState, lines: number, rows: number): CopyModeState {
  const { document } = state;
  if (state.kind === 'scroll') {
    const from = Math.min(state.top, bottomTop(state, rows));
    return { ...state, top: Math.max(document.oldest, from + lines) };
  }
  const top = clampTop(state, visibleTop(state, rows) + lines, rows);
  const line = Math.max(top, Math.min(top + rows - 1, state.cursor.line));
  if (line === state.cursor.line) return { ...state, top };
  return withCursor({ ...state, top }, { line, column: state.goal }, rows, state.goal);
}

/** Gives a view that was only scrolled a cursor, on the last row that is seen. */
export function asCopyMode(state: CopyModeState, rows: number): CopyModeState {
  if (state.kind === 'copy') return state;
  const top = visibleTop(state, rows);
  const line = Math.max(top, Math.min(top + rows, state.document.end) - 1);
  const isSeen = state.cursor.line >= top && state.cursor.line <= line;
  const cursor = isSeen ? state.cursor : clampPosition(state.document, { line, column: 0 });
  return { ...state, kind: 'copy', top, cursor, goal: cursor.column };
}

/** Where the cursor stands in a view of so many rows, 0-based; null where there is none. */
export function cursorCell(state: CopyModeState, rows: number): { x: number; y: number } | null {
  if (state.kind === 'scroll') return null;
  return { x: state.cursor.column, y: state.cursor.line - visibleTop(state, rows) };
}

/** Undefined ends the selection. */
export function withSelection(
  state: CopyModeState,
  selection: Selection | undefined,
): CopyModeState {
  const { selection: _former, ...rest } = state;
  return selection ? { ...rest, selection } : rest;
}

/** What is typed in the prompt as a query. */
export function promptQuery({ text, isRegex }: SearchPrompt): SearchQuery {
  return { pattern: textOf(text), isRegex };
}
