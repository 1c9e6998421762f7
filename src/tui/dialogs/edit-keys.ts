/** Keys that edit text wherever a person types it. */
import type { KeyEvent } from '../input/events.js';
import type { EditCommand } from '../model/text-editor.js';
import { keyName } from './widget.js';

const COMMAND_BY_KEY: Readonly<Record<string, EditCommand>> = {
  left: 'left',
  'ctrl-b': 'left',
  right: 'right',
  'ctrl-f': 'right',
  home: 'start',
  'ctrl-a': 'start',
  end: 'end',
  'ctrl-e': 'end',
  'ctrl-left': 'wordLeft',
  'alt-left': 'wordLeft',
  'alt-b': 'wordLeft',
  'ctrl-right': 'wordRight',
  'alt-right': 'wordRight',
  'alt-f': 'wordRight',
  backspace: 'deleteBefore',
  'shift-backspace': 'deleteBefore',
  'ctrl-h': 'deleteBefore',
  delete: 'deleteAfter',
  'ctrl-d': 'deleteAfter',
  'alt-backspace': 'deleteWordBefore',
  'ctrl-backspace': 'deleteWordBefore',
  'alt-d': 'deleteWordAfter',
  'ctrl-delete': 'deleteWordAfter',
  'ctrl-w': 'deleteArgumentBefore',
  'ctrl-u': 'deleteToStart',
  'ctrl-k': 'deleteToEnd',
};

/** What a key does to text; undefined for one that does not edit. */
export function editCommand(event: KeyEvent): EditCommand | undefined {
  return COMMAND_BY_KEY[keyName(event)];
}

/** What a key types; undefined for one that types nothing. */
export function typedText({ text, ctrl, alt, super: isSuper }: KeyEvent): string | undefined {
  if (!text || ctrl || alt || isSuper || /\p{Cc}/u.test(text)) return undefined;
  return text;
}
