import { CLUSTER_FLAG, CODE_MASK, codeWidth, type HistoryRange } from '../../src/core/frame.js';

/** Cells of each row with their styles, as text that differs exactly where something visible does. */
export function cellsOfRange({ rows, styles, clusters }: HistoryRange): string[][] {
  return rows.map(({ codes, styles: indexes }) => {
    const cells = [...codes].map((code, column) => {
      const value = code & CODE_MASK;
      const text = code >= CLUSTER_FLAG ? clusters[value] : String.fromCodePoint(value || 32);
      const style = styles[indexes[column] as number];
      return codeWidth(code) === 0 ? '<' : `${text}${codeWidth(code)}${JSON.stringify(style)}`;
    });
    const blank = ` 1${JSON.stringify(styles[0])}`;
    while (cells.at(-1) === blank) cells.pop();
    return cells;
  });
}

export function textsOfRange({ rows, clusters }: HistoryRange): string[] {
  return rows.map(({ codes }) =>
    [...codes]
      .filter((code) => codeWidth(code) !== 0)
      .map((code) => {
        const value = code & CODE_MASK;
        return code >= CLUSTER_FLAG ? clusters[value] : String.fromCodePoint(value || 32);
      })
      .join('')
      .trimEnd(),
  );
}
