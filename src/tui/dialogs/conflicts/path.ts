import { printable } from '../../../core/text.js';
import { clipTextStart } from '../../terminal/text-width.js';

/** A path in at most `cells`, its end kept; bytes of it that are no UTF-8 are shown as �. */
export function clipPath(path: string, cells: number, unicode: boolean): string {
  return clipTextStart(pathWords(path), cells, unicode ? '…' : '~');
}

/** A path for a screen. */
export function pathWords(path: string): string {
  return printable(path).replace(/\p{Surrogate}/gu, '\ufffd');
}
