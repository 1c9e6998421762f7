/** How copy mode's state changes while something is searched for. */
import { type EditedText, editText } from '../text-editor.js';
import { type Found, type MatchBatch, MatchList } from './matches.js';
import { patternProblem } from './pattern.js';
import type { Position } from './position.js';
import {
  type CopyModeState,
  promptQuery,
  type Search,
  type SearchDirection,
  type SearchQuery,
  withCursorShown,
} from './state.js';

function withoutPrompt({ prompt: _closed, ...rest }: CopyModeState): CopyModeState {
  return rest;
}

function withSearch(state: CopyModeState, search: Search | undefined): CopyModeState {
  const { search: _former, ...rest } = state;
  return search ? { ...rest, search } : rest;
}

/** Begins to search; the cursor goes to the match nearest to `from`. */
export function withQuery(
  state: CopyModeState,
  query: SearchQuery,
  direction: SearchDirection,
  from: Position,
): CopyModeState {
  const search = { query, direction, matches: MatchList.EMPTY, isDone: false };
  return withSearch(state, { ...search, jump: { from, direction } });
}

/** Asks for what to search, to be found from a position on that is the cursor's by default. */
export function openPrompt(
  state: CopyModeState,
  direction: SearchDirection,
  from: Position = state.cursor,
): CopyModeState {
  const { search, top, cursor } = state;
  return {
    ...state,
    prompt: {
      direction,
      text: editText(''),
      isRegex: search?.query.isRegex ?? false,
      from,
      origin: { top, cursor },
      ...(search && { formerSearch: search }),
      recalled: 0,
    },
  };
}

function atOrigin(state: CopyModeState): CopyModeState {
  if (!state.prompt) return state;
  const { top, cursor } = state.prompt.origin;
  const selection = state.selection && { selection: { ...state.selection, head: cursor } };
  return { ...state, top, cursor, goal: cursor.column, ...selection };
}

export function isSameQuery(one: SearchQuery | undefined, other: SearchQuery): boolean {
  return one?.pattern === other.pattern && one.isRegex === other.isRegex;
}

/** What was sought before the prompt; another search has taken its place, so it starts anew. */
function withFormerSearch(state: CopyModeState): CopyModeState {
  const former = state.prompt?.formerSearch;
  if (former && state.search?.query === former.query) return state;
  return withSearchRestarted(withSearch(state, former));
}

/** Takes what is typed and searches for it at once; what is no pattern yet changes nothing else. */
export function withPromptText(
  state: CopyModeState,
  change: { text?: EditedText; isRegex?: boolean; recalled?: number },
): CopyModeState {
  if (!state.prompt) return state;
  const prompt = { ...state.prompt, ...change };
  const query = promptQuery(prompt);
  const typed = { ...state, prompt };
  if (query.pattern === '') return atOrigin(withFormerSearch(typed));
  if (patternProblem(query) !== undefined) return typed;
  if (isSameQuery(state.search?.query, query)) return typed;
  return withQuery(typed, query, prompt.direction, prompt.from);
}

/** Gives the search up: everything is as it was before. */
export function cancelPrompt(state: CopyModeState): CopyModeState {
  if (!state.prompt) return state;
  return withoutPrompt(withFormerSearch(atOrigin(state)));
}

/** Closes the prompt; an empty one searches again for what was sought before. */
export function acceptPrompt(state: CopyModeState, rows: number): CopyModeState {
  const { prompt } = state;
  if (!prompt) return state;
  const closed = withoutPrompt(state);
  if (promptQuery(prompt).pattern !== '' || !closed.search) return closed;
  return searchAgain(
    { ...closed, search: { ...closed.search, direction: prompt.direction } },
    prompt.direction,
    rows,
  );
}

/** To the next match from the cursor, now or as soon as it is found. */
export function searchAgain(
  state: CopyModeState,
  direction: SearchDirection,
  rows: number,
): CopyModeState {
  if (!state.search) return state;
  const { hasWrapped: _former, ...search } = state.search;
  return jumped({ ...state, search: { ...search, jump: { from: state.cursor, direction } } }, rows);
}

/** The same search anew, in a document whose lines have other numbers. */
export function withSearchRestarted({ search, ...state }: CopyModeState): CopyModeState {
  if (!search) return state;
  const { query, direction } = search;
  const fresh = { query: { ...query }, direction, matches: MatchList.EMPTY, isDone: false };
  return { ...state, search: fresh };
}

/** Takes what a stretch of lines has; the cursor goes to a match that it was waiting for. */
export function withMatches(state: CopyModeState, batch: MatchBatch, rows: number): CopyModeState {
  const { search } = state;
  if (!search) return state;
  return jumped({ ...state, search: { ...search, matches: search.matches.with(batch) } }, rows);
}

/** Every line has been searched. */
export function withSearchDone(state: CopyModeState, rows: number): CopyModeState {
  return state.search
    ? jumped({ ...state, search: { ...state.search, isDone: true } }, rows)
    : state;
}

/** The search has come to its end because of `problem`, in words. */
export function withSearchProblem(state: CopyModeState, problem: string): CopyModeState {
  if (!state.search) return state;
  const { jump: _given, ...search } = state.search;
  return { ...state, search: { ...search, problem, isDone: true } };
}

function nearest({ matches, jump }: Search): Found {
  if (!jump) return undefined;
  const { line, column } = jump.from;
  return jump.direction === 'forward'
    ? matches.atOrBehind({ line, column: column + 1 })
    : matches.before(jump.from);
}

function jumped(state: CopyModeState, rows: number): CopyModeState {
  const { search } = state;
  if (!search?.jump) return state;
  const { jump, ...rest } = search;
  let target = nearest(search);
  const isUnknown = target === 'unknown' || (target === undefined && !search.isDone);
  if (isUnknown || target === 'unknown') return state;
  let hasWrapped = false;
  if (!target) {
    target = jump.direction === 'forward' ? search.matches.first : search.matches.last;
    hasWrapped = target !== undefined;
  }
  const settled = { ...state, search: { ...rest, ...(hasWrapped && { hasWrapped }) } };
  return target ? withCursorShown(settled, target.start, rows) : atOrigin(settled);
}
