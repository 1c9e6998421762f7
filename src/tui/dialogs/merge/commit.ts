/** What of the uncommitted work is committed before the merge, and with which message. */
import type { CommitWish } from '../../../core/merge-draft.js';
import type { FileChange } from '../../../core/repository.js';
import { count } from '../../../core/text.js';
import { lineText, span } from '../../views/line.js';
import { CheckList } from '../check-list.js';
import type { Dialog } from '../dialog.js';
import { TextField } from '../text-field.js';
import {
  blankLine,
  keyName,
  Menu,
  type Option,
  paragraph,
  TextBlock,
  type Widget,
} from '../widget.js';
import { fileCounts, fileName, fileSign } from './file-lines.js';
import { MessageSuggestion, type SuggestionSettings } from './message-suggestion.js';
import { type StepAnswer, type StepPlace, stepDialog } from './step-dialog.js';

export type CommitAnswer = { kind: 'commit' } | { kind: 'next' };

export interface CommitSettings {
  place: StepPlace;
  files: readonly FileChange[];
  /** What the person has chosen so far; it outlives the dialog. */
  draft: CommitWish;
  onDraft: (draft: CommitWish) => void;
  /** What stands in the message before the person has typed; a suggestion may take its place. */
  proposed: string;
  /** Absent where no model can be asked. */
  suggestion?: SuggestionSettings | undefined;
}

/** Lines of the list of files at most. */
const ROWS = 8;

type MenuValue = 'back' | CommitAnswer['kind'];

function commitOptions(chosen: number, all: number): Option<MenuValue>[] {
  const of = chosen === all ? count(all, 'file') : `${chosen} of ${count(all, 'file')}`;
  const commit: Option<MenuValue> = {
    value: 'commit',
    label: `Commit ${of}`,
    ...(chosen < all && { note: 'What is not marked stays uncommitted, and out of the merge.' }),
  };
  return [
    { value: 'back', label: 'Go back; nothing is committed' },
    ...(chosen > 0 ? [commit] : []),
    {
      value: 'next',
      label: 'Go on without a commit',
      note: 'The files stay as they are, and out of the merge.',
    },
  ];
}

/** Enter alone goes back: nothing is committed that was not chosen. */
export function commitStep(settings: CommitSettings): Dialog<StepAnswer<CommitAnswer>> {
  const { files, draft, onDraft, place } = settings;
  const leftOut = new Set(draft.leftOut);
  let chosen = files.length;
  const message = new TextField({
    label: 'Message',
    value: draft.message,
    allowLines: true,
    onChange: () => changed(),
  });
  const list = new CheckList<string>({
    entries: files.map((file) => ({
      value: file.path,
      sign: fileSign(file),
      title: fileName(file, true),
      right: lineText(fileCounts(file)),
      notes: [],
    })),
    checked: files.map(({ path }) => path).filter((path) => !leftOut.has(path)),
    rows: ROWS,
    onChange: () => changed(),
  });
  const options = () => {
    chosen = files.filter(({ path }) => list.checked.has(path)).length;
    return commitOptions(chosen, files.length);
  };
  const menu = new Menu<MenuValue>(options());
  const changed = () => {
    menu.offer(options());
    const unmarked = files.map(({ path }) => path).filter((path) => !list.checked.has(path));
    onDraft({ message: message.value, leftOut: unmarked });
  };
  const suggestion =
    settings.suggestion &&
    new MessageSuggestion(settings.suggestion, {
      isUntouched: () => message.value === settings.proposed,
      put: (text) => message.replace(text),
    });
  const marked = () => files.filter(({ path }) => list.checked.has(path)).map(({ path }) => path);
  const widgets: Widget[] = [
    paragraph(`Uncommitted in the session's worktree: ${count(files.length, 'file')}.`),
    list,
    blankLine(),
    message,
    new TextBlock(() =>
      message.value.trim() === '' ? [[span('A commit needs a message.', 'warning')]] : [],
    ),
    new TextBlock((width, unicode) => suggestion?.lines(width, unicode) ?? []),
    blankLine(),
    menu,
  ];
  const dialog = stepDialog<CommitAnswer>(() => place, {
    title: 'Commit first',
    widgets,
    focus: widgets.indexOf(menu),
    hint: (focused) => {
      if (focused === list) return 'Space marks · Tab message';
      return focused === message ? 'Type the message · Tab on' : 'Enter chooses · Tab files';
    },
    onKey: (event) => suggestion?.key(keyName(event), marked()) ?? false,
    onEnter: (self, focused) => {
      if (focused !== menu) self.focusOn(menu);
      else if (menu.value === 'back') self.finish('back');
      else if (menu.value === 'next') self.finish({ kind: 'next' });
      else if (message.value.trim() === '') self.focusOn(message);
      else if (menu.value) self.finish({ kind: 'commit' });
    },
  });
  if (suggestion) {
    suggestion.onChange = () => dialog.refresh();
    if (suggestion.isUnasked && message.value === settings.proposed) suggestion.begin(marked());
  }
  return dialog;
}
