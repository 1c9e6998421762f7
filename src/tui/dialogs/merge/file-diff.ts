/** One file of a merge after the other, as differences over the whole screen. */
import type { FileDiff } from '../../../core/diff.js';
import type { FileChange } from '../../../core/repository.js';
import type { KeyEvent } from '../../input/events.js';
import { span } from '../../views/line.js';
import { clipPath } from '../conflicts/path.js';
import { Dialog } from '../dialog.js';
import { DiffView } from '../diff/diff-view.js';
import { keyName } from '../widget.js';
import { fileName } from './file-lines.js';

/** As wide as the screen is. */
const WIDTH = 400;

export interface FileDiffSettings {
  files: readonly FileChange[];
  /** Where it opens. */
  file: FileChange;
  read: (file: FileChange) => Promise<FileDiff | undefined>;
  onError: (thrown: unknown) => void;
}

/** Tab goes to the next file, round and round; the rest is the view's. */
export function fileDiffDialog({ files, file, read, onError }: FileDiffSettings): Dialog<void> {
  let index = Math.max(0, files.indexOf(file));
  let said = 'Reading …';
  const here = () => files[index] ?? file;
  const view = new DiffView({
    fillsHeight: true,
    placeholder: () => [span(said, 'muted')],
  });
  const dialog = new Dialog<void>({
    title: (cells, unicode) => {
      const of = files.length > 1 ? ` (${index + 1} of ${files.length})` : '';
      return `${clipPath(fileName(here(), unicode), cells - of.length, unicode)}${of}`;
    },
    width: WIDTH,
    widgets: [withFileKeys(view, (step) => go(step))],
    hint: () => [files.length > 1 ? 'Tab next file' : '', DiffView.hint, 'Esc closes'].join(' · '),
    onEnter: (self) => self.finish(undefined),
  });
  const show = (wanted: FileChange) => {
    said = 'Reading …';
    view.show(undefined);
    read(wanted)
      .then(
        (diff) => {
          if (wanted !== here()) return;
          if (diff === undefined) said = 'Nothing differs.';
          view.show(diff);
        },
        (thrown: unknown) => {
          said = 'It could not be read.';
          onError(thrown);
        },
      )
      .finally(() => dialog.refresh());
  };
  const go = (step: number) => {
    index = (index + step + files.length) % files.length;
    show(here());
  };
  show(here());
  return dialog;
}

function withFileKeys(view: DiffView, go: (step: 1 | -1) => void) {
  return {
    isFocusable: true,
    view: view.view.bind(view),
    wheel: view.wheel.bind(view),
    click: view.click.bind(view),
    key: (event: KeyEvent) => {
      const name = keyName(event);
      if (name === 'tab' || name === 'ctrl-i') go(1);
      else if (name === 'shift-tab') go(-1);
      else return view.key(event);
      return true;
    },
  };
}
