import { printable } from '../../../core/text.js';
import { clipTextStart, textWidth } from '../../terminal/text-width.js';
import type { DialogTitle } from '../dialog.js';

/** A path in at most `cells`, its end kept; bytes of it that are no UTF-8 are shown as �. */
export function clipPath(path: string, cells: number, unicode: boolean): string {
  return clipTextStart(pathWords(path), cells, unicode ? '…' : '~');
}

/** A path for a screen. */
export function pathWords(path: string): string {
  return printable(path).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A path between other words as a dialog's title: where room is short the path is cut, at its start. */
export function pathTitle(path: string, { before = '', after = '' } = {}): DialogTitle {
  return (cells, unicode) => {
    const room = Math.max(1, cells - textWidth(before) - textWidth(after));
    return `${before}${clipPath(path, room, unicode)}${after}`;
  };
}
