/** Commands that select, copy and leave. */
import type { CopyModeCommand, Described } from './command.js';
import { lastRowOf } from './document.js';
import * as motions from './motions.js';
import type { Position } from './position.js';
import { type SelectionKind, selectedText } from './selection.js';
import { type CopyModeState, withCursor, withCursorShown, withSelection } from './state.js';
import { pickedWordAt } from './words.js';

/** Begins a selection at the cursor, changes its kind, or with the kind it has ends it. */
function selecting(described: Described, kind: SelectionKind): CopyModeCommand {
  return {
    group: 'Select',
    ...described,
    run: ({ state, rows }) => {
      const { selection, cursor } = state;
      if (selection?.kind === kind)
        return { state: withCursor(withSelection(state, undefined), cursor, rows) };
      const anchor = selection?.anchor ?? cursor;
      return {
        state: withCursor(withSelection(state, { kind, anchor, head: cursor }), cursor, rows),
      };
    },
  };
}

const NOTHING_SELECTED = 'Nothing is selected: v selects characters, V lines, Ctrl-v a block.';

function copied({ document }: CopyModeState, selection: CopyModeState['selection']) {
  return selection ? selectedText(document, selection) : undefined;
}

/** From the cursor's line on, so many lines of the program. */
function linesFrom({ document, cursor }: CopyModeState, count: number) {
  let line = cursor.line;
  for (let left = count - 1; left > 0; left--) {
    line = Math.min(document.end - 1, lastRowOf(document, line) + 1);
  }
  return { kind: 'lines', anchor: cursor, head: { line, column: 0 } } as const;
}

function placed(
  state: CopyModeState,
  from: Position,
  to: Position,
  kind: SelectionKind,
  rows: number,
) {
  return withCursorShown(withSelection(state, { kind, anchor: from, head: to }), to, rows);
}

const NO_OUTPUT =
  'No output of a command is marked here: shells mark it with OSC 133, where their integration is set up.';

export const selectCommands: readonly CopyModeCommand[] = [
  selecting(
    { id: 'select', keys: ['v'], title: 'Select characters, or stop selecting' },
    'characters',
  ),
  {
    id: 'select-here',
    keys: ['space'],
    title: 'Select from here on',
    group: 'Select',
    run: ({ state, rows }) => {
      const { cursor } = state;
      return { state: placed(state, cursor, cursor, 'characters', rows) };
    },
  },
  selecting({ id: 'select-lines', keys: ['V'], title: 'Select whole lines' }, 'lines'),
  selecting({ id: 'select-block', keys: ['ctrl-v'], title: 'Select a block of columns' }, 'block'),
  {
    id: 'select-word',
    keys: ['s'],
    title: 'Select the word, path or address at the cursor',
    group: 'Select',
    run: ({ state, rows }) => {
      const { start, end } = pickedWordAt(state.document, state.cursor);
      return { state: placed(state, start, end, 'words', rows) };
    },
  },
  {
    id: 'select-output',
    keys: ['O'],
    title: 'Select the output of the command at the cursor',
    group: 'Select',
    run: ({ state, rows }) => {
      const output = motions.outputAround(state.document, state.cursor.line);
      if (!output) return { state, effect: { kind: 'tell', words: NO_OUTPUT } };
      const from = { line: output.first, column: 0 };
      const to = motions.lineEnd(state.document, { line: output.last, column: 0 }) ?? from;
      return { state: placed(state, from, to, 'lines', rows) };
    },
  },
  {
    id: 'other-end',
    keys: ['o'],
    title: 'Go to the other end of the selection',
    group: 'Select',
    run: ({ state, rows }) => {
      const { selection } = state;
      if (!selection) return { state };
      const { anchor, head } = selection;
      return { state: placed(state, head, anchor, selection.kind, rows) };
    },
  },
  {
    id: 'copy',
    keys: ['y', 'enter', 'alt-w'],
    title: 'Copy what is selected and leave',
    group: 'Select',
    run: ({ state }) => {
      const text = copied(state, state.selection);
      if (text === undefined) {
        return { state, effect: { kind: 'tell', words: NOTHING_SELECTED } };
      }
      return { state, effect: { kind: 'copy', text } };
    },
  },
  {
    id: 'copy-line',
    keys: ['Y'],
    title: 'Copy the line and leave',
    group: 'Select',
    run: ({ state, count = 1 }) => {
      return {
        state,
        effect: { kind: 'copy', text: copied(state, linesFrom(state, count)) ?? '' },
      };
    },
  },
  {
    id: 'escape',
    keys: ['escape'],
    scrollKeys: ['escape'],
    title: 'Stop selecting; without a selection leave',
    group: 'Select',
    run: ({ state, rows }) => {
      if (state.kind === 'copy' && state.selection) {
        return { state: withCursor(withSelection(state, undefined), state.cursor, rows) };
      }
      return { state, effect: { kind: 'leave' } };
    },
  },
  {
    id: 'leave',
    keys: ['q', 'ctrl-c'],
    title: 'Leave copy mode',
    group: 'Select',
    run: ({ state }) => ({ state, effect: { kind: 'leave' } }),
  },
];
