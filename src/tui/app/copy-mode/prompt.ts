/** Keys while a search is typed. */
import { editCommand, typedText } from '../../dialogs/edit-keys.js';
import { keyName } from '../../dialogs/widget.js';
import type { KeyEvent } from '../../input/events.js';
import { patternProblem } from '../../model/copy-mode/pattern.js';
import { acceptPrompt, cancelPrompt, withPromptText } from '../../model/copy-mode/searching.js';
import { type CopyModeState, promptQuery, type SearchQuery } from '../../model/copy-mode/state.js';
import { cleanText, EDIT_COMMANDS, editText, insertText } from '../../model/text-editor.js';

const REGEX_KEYS = ['alt-r', 'ctrl-r'];
const CANCEL_KEYS = ['escape', 'ctrl-c', 'ctrl-g'];

export interface PromptContext {
  readonly rows: number;
  /** Earlier searches, newest first. */
  readonly recalled: readonly SearchQuery[];
}

/** The state after a key; the prompt is closed in it when the key has accepted or cancelled it. */
export function withPromptKey(
  state: CopyModeState,
  event: KeyEvent,
  { rows, recalled }: PromptContext,
): CopyModeState {
  const { prompt } = state;
  if (!prompt) return state;
  const name = keyName(event);
  const isEmpty = prompt.text.graphemes.length === 0;
  if (CANCEL_KEYS.includes(name) || (name === 'backspace' && isEmpty)) return cancelPrompt(state);
  if (name === 'enter' || name === 'keypad-enter') {
    return patternProblem(promptQuery(prompt)) ? state : acceptPrompt(state, rows);
  }
  if (REGEX_KEYS.includes(name)) return withPromptText(state, { isRegex: !prompt.isRegex });
  if (name === 'up' || name === 'down') return withRecalled(state, recalled, name);
  const command = editCommand(event);
  if (command) return withPromptText(state, { text: EDIT_COMMANDS[command](prompt.text) });
  const text = typedText(event);
  return text === undefined ? state : withPastedText(state, text);
}

/** Inserts text at the cursor of the prompt. */
export function withPastedText(state: CopyModeState, text: string): CopyModeState {
  const clean = cleanText(text, false);
  if (!state.prompt || clean === '') return state;
  return withPromptText(state, { text: insertText(state.prompt.text, clean) });
}

function withRecalled(
  state: CopyModeState,
  recalled: readonly SearchQuery[],
  name: 'up' | 'down',
): CopyModeState {
  if (!state.prompt) return state;
  const step = name === 'up' ? 1 : -1;
  const index = Math.max(0, Math.min(recalled.length, state.prompt.recalled + step));
  if (index === state.prompt.recalled) return state;
  const query = recalled[index - 1];
  return withPromptText(state, {
    recalled: index,
    text: editText(query?.pattern ?? ''),
    ...(query && { isRegex: query.isRegex }),
  });
}
