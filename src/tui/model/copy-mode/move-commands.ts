/** Commands that move the cursor and the view. */
import type { CopyModeCommand, Described } from './command.js';
import * as motions from './motions.js';
import {
  type CopyModeState,
  isFree,
  scrolled,
  visibleTop,
  withCursor,
  withCursorShown,
} from './state.js';

function moving(described: Described, motion: motions.Motion): CopyModeCommand {
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const to = motions.repeated(state.document, state.cursor, motion, count);
      return { state: to ? withCursor(state, to, rows) : state };
    },
  };
}

/** The line is above those that are loaded, and it may still come. */
function isNotLoaded({ document }: CopyModeState, line: number): boolean {
  return !document.isComplete && line < document.first;
}

/** Moves by rows, keeping the column aimed at. */
function stepping(described: Described, step: 1 | -1): CopyModeCommand {
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      if (state.kind === 'scroll') return { state: scrolled(state, step * count, rows) };
      const { document, cursor, goal } = state;
      if (isNotLoaded(state, cursor.line + step * count)) return { state, wantsOlder: true };
      const to = motions.rowsAway(document, cursor, step * count, goal, isFree(state));
      return { state: withCursor(state, to, rows, goal) };
    },
  };
}

/** Scrolls by lines or by parts of the view; with `movesCursor` the cursor goes with it. */
function scrolling(
  described: Described,
  linesOf: (rows: number) => number,
  movesCursor: boolean,
): CopyModeCommand {
  return {
    group: 'Scroll',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const lines = linesOf(rows) * count;
      const seenFrom = movesCursor ? state.cursor.line : visibleTop(state, rows);
      if (state.kind === 'copy' && isNotLoaded(state, seenFrom + lines)) {
        return { state, wantsOlder: true };
      }
      const moved = scrolled(state, lines, rows);
      if (!movesCursor || state.kind === 'scroll') return { state: moved };
      const { document, cursor, goal } = state;
      const to = motions.rowsAway(document, cursor, lines, goal, isFree(state));
      return { state: withCursor(moved, to, rows, goal) };
    },
  };
}

function inView(described: Described, rowOf: (rows: number, count: number) => number) {
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const { document } = state;
      const top = visibleTop(state, rows);
      const shown = Math.min(rows, document.end - top);
      const line = top + Math.max(0, Math.min(shown - 1, rowOf(shown, count)));
      return {
        state: withCursor(
          state,
          motions.lineText(document, { line, column: 0 }) ?? state.cursor,
          rows,
        ),
      };
    },
  } satisfies CopyModeCommand;
}

/** Goes to an end of the document, or to the line that was typed, counted from 1. */
function toEnd(described: Described, isTop: boolean): CopyModeCommand {
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count }) => {
      const { document, cursor } = state;
      if (count !== undefined) {
        const line = document.oldest + count - 1;
        const wantsOlder = isNotLoaded(state, line);
        return { state: withCursorShown(state, { line, column: 0 }, rows), wantsOlder };
      }
      const to = (isTop ? motions.start : motions.end)(document, cursor) ?? cursor;
      return {
        state: { ...withCursor(state, to, rows), top: isTop ? document.first : document.end },
        wantsOlder: isTop && !document.isComplete,
      };
    },
  };
}

const NO_PROMPTS =
  'There is no prompt there: shells mark them with OSC 133, where their integration is set up.';

function toPrompt(described: Described, isBackward: boolean): CopyModeCommand {
  const motion = isBackward ? motions.previousPrompt : motions.nextPrompt;
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const to = motions.repeated(state.document, state.cursor, motion, count);
      if (to) return { state: withCursorShown(state, to, rows) };
      const wantsOlder = isBackward && !state.document.isComplete;
      return { state, wantsOlder, effect: { kind: 'tell', words: NO_PROMPTS } };
    },
  };
}

function finding(
  described: Described,
  awaiting: NonNullable<CopyModeState['awaiting']>,
): CopyModeCommand {
  return {
    group: 'Move',
    ...described,
    run: ({ state, count }) => ({
      state: { ...state, awaiting, ...(count !== undefined && { count }) },
    }),
  };
}

function findingAgain(described: Described, isReversed: boolean): CopyModeCommand {
  return {
    group: 'Move',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const { lastFind } = state;
      if (!lastFind) return { state };
      const opposite = lastFind.direction === 'forward' ? 'backward' : 'forward';
      const find = { ...lastFind, direction: isReversed ? opposite : lastFind.direction } as const;
      return { state: withFind(state, find, rows, count) };
    },
  };
}

/** Goes to the character as often as the count says, if it is there. */
export function withFind(
  state: CopyModeState,
  find: motions.CharacterFind,
  rows: number,
  count: number,
): CopyModeState {
  const motion: motions.Motion = (lines, from) => motions.findCharacter(lines, from, find);
  const to = motions.repeated(state.document, state.cursor, motion, count);
  return to ? withCursor(state, to, rows) : state;
}

const half = (rows: number) => Math.max(1, rows >> 1);
const page = (rows: number) => Math.max(1, rows - 2);

export const moveCommands: readonly CopyModeCommand[] = [
  moving(
    { id: 'left', keys: ['h', 'left', 'backspace'], title: 'One character to the left' },
    motions.left,
  ),
  stepping(
    { id: 'down', keys: ['j', 'down', 'ctrl-j'], scrollKeys: ['down'], title: 'One row down' },
    1,
  ),
  stepping({ id: 'up', keys: ['k', 'up', 'ctrl-k'], scrollKeys: ['up'], title: 'One row up' }, -1),
  moving({ id: 'right', keys: ['l', 'right'], title: 'One character to the right' }, motions.right),
  moving(
    { id: 'word', keys: ['w', 'ctrl-right', 'alt-f'], title: 'To the next word' },
    motions.wordForward,
  ),
  moving(
    { id: 'word-back', keys: ['b', 'ctrl-left', 'alt-b'], title: 'To the word before' },
    motions.wordBackward,
  ),
  moving({ id: 'word-end', keys: ['e'], title: 'To the end of the word' }, motions.wordEndForward),
  moving(
    { id: 'big-word', keys: ['W'], title: 'To the next word between spaces' },
    motions.bigWordForward,
  ),
  moving(
    { id: 'big-word-back', keys: ['B'], title: 'To the word between spaces before' },
    motions.bigWordBackward,
  ),
  moving(
    { id: 'big-word-end', keys: ['E'], title: 'To the end of the word between spaces' },
    motions.bigWordEndForward,
  ),
  moving(
    { id: 'line-start', keys: ['0', 'home'], title: 'To the start of the line' },
    motions.lineStart,
  ),
  moving(
    { id: 'line-text', keys: ['^', 'alt-m'], title: 'To the first character that is no blank' },
    motions.lineText,
  ),
  moving({ id: 'line-end', keys: ['$', 'end'], title: 'To the end of the line' }, motions.lineEnd),
  finding(
    { id: 'find', keys: ['f'], title: 'To the next of a character in the line' },
    { direction: 'forward', isTill: false },
  ),
  finding(
    { id: 'find-back', keys: ['F'], title: 'To the one before' },
    { direction: 'backward', isTill: false },
  ),
  finding(
    { id: 'till', keys: ['t'], title: 'Right before the next of a character' },
    { direction: 'forward', isTill: true },
  ),
  finding(
    { id: 'till-back', keys: ['T'], title: 'Right behind the one before' },
    { direction: 'backward', isTill: true },
  ),
  findingAgain({ id: 'find-again', keys: [';'], title: 'Repeat f, F, t or T' }, false),
  findingAgain({ id: 'find-reverse', keys: [','], title: 'Repeat it the other way' }, true),
  moving(
    { id: 'bracket', keys: ['%'], title: 'To the bracket that belongs to this one' },
    motions.matchingBracket,
  ),
  moving(
    { id: 'paragraph-back', keys: ['{'], title: 'To the empty line before' },
    motions.paragraphBackward,
  ),
  moving(
    { id: 'paragraph', keys: ['}'], title: 'To the empty line behind' },
    motions.paragraphForward,
  ),
  toPrompt(
    {
      id: 'previous-prompt',
      keys: ['[', 'alt-up'],
      title: "To the shell's prompt before",
    },
    true,
  ),
  toPrompt(
    { id: 'next-prompt', keys: [']', 'alt-down'], title: "To the shell's next prompt" },
    false,
  ),
  toEnd(
    {
      id: 'top',
      keys: ['g', 'ctrl-home', 'alt-<'],
      scrollKeys: ['home', 'ctrl-home'],
      title: 'To the oldest line, or to line N',
    },
    true,
  ),
  toEnd(
    {
      id: 'bottom',
      keys: ['G', 'ctrl-end', 'alt->'],
      scrollKeys: ['end', 'ctrl-end'],
      title: 'To the newest line, or to line N',
    },
    false,
  ),
  inView({ id: 'view-top', keys: ['H'], title: 'To the top of the view' }, (_, count) => count - 1),
  inView({ id: 'view-middle', keys: ['M'], title: 'To its middle' }, (rows) => rows >> 1),
  inView({ id: 'view-bottom', keys: ['L'], title: 'To its bottom' }, (rows, count) => rows - count),
  scrolling(
    { id: 'half-up', keys: ['ctrl-u'], title: 'Half a page up' },
    (rows) => -half(rows),
    true,
  ),
  scrolling({ id: 'half-down', keys: ['ctrl-d'], title: 'Half a page down' }, half, true),
  scrolling(
    {
      id: 'page-up',
      keys: ['pageup', 'ctrl-b'],
      scrollKeys: ['pageup', 'shift-pageup'],
      title: 'A page up',
    },
    (rows) => -page(rows),
    true,
  ),
  scrolling(
    {
      id: 'page-down',
      keys: ['pagedown', 'ctrl-f'],
      scrollKeys: ['pagedown', 'shift-pagedown'],
      title: 'A page down',
    },
    page,
    true,
  ),
  scrolling(
    {
      id: 'scroll-up',
      keys: ['ctrl-y', 'ctrl-up'],
      scrollKeys: ['shift-up', 'ctrl-up'],
      title: 'Scroll a line up',
    },
    () => -1,
    false,
  ),
  scrolling(
    {
      id: 'scroll-down',
      keys: ['ctrl-e', 'ctrl-down'],
      scrollKeys: ['shift-down', 'ctrl-down'],
      title: 'Scroll a line down',
    },
    () => 1,
    false,
  ),
  {
    id: 'centre',
    keys: ['z'],
    title: "Scroll the cursor's line to the middle",
    group: 'Scroll',
    run: ({ state, rows }) => {
      const top = state.cursor.line - (rows >> 1);
      return { state: { ...state, top: visibleTop({ ...state, top }, rows) } };
    },
  },
];
