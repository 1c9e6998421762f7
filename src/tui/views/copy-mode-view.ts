/** What a pane in copy mode shows. */
import type { RowSource } from '../model/cell-row.js';
import type { KeptSelection } from '../model/copy-mode/kept-selection.js';
import { selectedRanges } from '../model/copy-mode/selection.js';
import { type CopyModeState, visibleTop } from '../model/copy-mode/state.js';
import type { Span } from '../model/copy-mode/words.js';
import type { Highlight } from '../terminal/pane-content.js';
import type { Role } from './line.js';
import type { Painter } from './painter.js';

export interface CopyModeView {
  readonly rows: readonly RowSource[];
  readonly highlights: readonly Highlight[];
}

/** The rows from the view's top down, with what is selected and found in them. */
export function copyModeView(
  state: CopyModeState,
  height: number,
  painter: Pick<Painter, 'style'>,
): CopyModeView {
  const { document, selection, search, cursor } = state;
  const top = visibleTop(state, height);
  const end = Math.min(document.end, top + height);
  const rows: RowSource[] = [];
  for (let line = top; line < end; line++) {
    const source = document.source(line);
    if (source) rows.push(source);
  }
  const of = (match: Span, role: Role): Highlight[] =>
    selectedRanges(
      document,
      { kind: 'characters', anchor: match.start, head: match.end },
      top,
      end,
    ).map((range) => ({ ...range, y: range.line - top, style: painter.style(role) }));
  const current = search?.matches.startingAt(cursor)?.match;
  const found = search?.matches.between(top, end) ?? [];
  const selected = selection ? selectedRanges(document, selection, top, end) : [];
  return {
    rows,
    highlights: [
      ...found.flatMap((match) => of(match, 'match')),
      ...selected.map((range) => ({
        ...range,
        y: range.line - top,
        style: painter.style('selection'),
      })),
      ...(current ? of(current, 'match-current') : []),
    ],
  };
}

/** The cells of a live screen of so many rows that are still marked as selected. */
export function keptHighlights(
  { document, selection, screenLine }: KeptSelection,
  height: number,
  painter: Pick<Painter, 'style'>,
): Highlight[] {
  const style = painter.style('selection');
  return selectedRanges(document, selection, screenLine, screenLine + height).map((range) => ({
    ...range,
    y: range.line - screenLine,
    style,
  }));
}
