/** A selection that stays visible over the live screen after it has been made. */
import type { PaneDocument } from './document.js';
import { type RowRange, type Selection, selectedRanges } from './selection.js';

export interface KeptSelection {
  /** What it was made in. */
  readonly document: PaneDocument;
  readonly selection: Selection;
  /** Number of the line at the top of the live screen. */
  readonly screenLine: number;
}

function textOf(document: PaneDocument, { line, start, end }: RowRange): string {
  return document.row(line).texts.slice(start, end).join('');
}

/** As it lies over the screen; undefined when what it covers has changed or is no longer seen. */
export function keptOver(kept: KeptSelection, screen: PaneDocument): KeptSelection | undefined {
  const { document, selection, screenLine } = kept;
  if (screen.numbering !== document.numbering || screen.cols !== document.cols) return undefined;
  const ranges = selectedRanges(document, selection, screen.screenLine, screen.end);
  const isSame = ranges.every((range) => textOf(document, range) === textOf(screen, range));
  if (ranges.length === 0 || !isSame) return undefined;
  return screenLine === screen.screenLine ? kept : { ...kept, screenLine: screen.screenLine };
}
