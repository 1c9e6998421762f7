import { MAX_CLUSTER } from '../../../src/pty/tables.js';
import {
  CELL_WORDS,
  CONTENT_CODE,
  CONTENT_COMBINED,
  type XtermCore,
  type XtermLine,
} from './internals.js';

/** Faults of xterm 6.0.0 in what all terminals share; repaired once. */
export function repairPrototypes(core: XtermCore): void {
  repairUnderlineReset(Object.getPrototypeOf(core._inputHandler._curAttrData.extended));
  const linePrototype = Object.getPrototypeOf(core._bufferService.buffer.lines.get(0));
  repairListWrites(Object.getPrototypeOf(core._bufferService.buffer.lines));
  repairLineCopies(linePrototype);
  boundClusters(linePrototype);
  boundLengths(linePrototype);
}

const repaired = new WeakSet<object>();

/**
 * SGR 59 sets the underline's colour to −1, whose bits are those of white (`ExtendedAttrs`): it is to
 * follow the foreground again, which 0 says.
 */
function repairUnderlineReset(prototype: object): void {
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'underlineColor') ?? {};
  if (!get || !set || repaired.has(prototype)) return;
  repaired.add(prototype);
  Object.defineProperty(prototype, 'underlineColor', {
    get,
    set(value: number) {
      set.call(this, value === -1 ? 0 : value);
    },
  });
}

type SetLine = (this: unknown, index: number, line: XtermLine) => void;

/**
 * When lines that wrap anew are more than a full buffer keeps, those before its first line are written
 * over its last ones (`CircularList.set`).
 */
function repairListWrites(prototype: { set?: SetLine }): void {
  const { set } = prototype;
  if (!set || repaired.has(prototype)) return;
  repaired.add(prototype);
  prototype.set = function (index, line) {
    if (index >= 0) set.call(this, index, line);
  };
}

type CopyCells = (
  this: XtermLine,
  source: XtermLine,
  from: number,
  to: number,
  length: number,
  inReverse: boolean,
) => void;

/**
 * `BufferLine.copyCellsFrom` copies the texts of clusters from its start to the end of the line, not
 * only as many as cells: when lines wrap anew, they take the place of other clusters' texts.
 */
function repairLineCopies(prototype: { copyCellsFrom?: CopyCells }): void {
  const copyCells = prototype.copyCellsFrom;
  if (!copyCells || repaired.has(prototype)) return;
  repaired.add(prototype);
  prototype.copyCellsFrom = function (source, from, to, length, inReverse) {
    const texts = { ...source._combined };
    const kept = source === this ? texts : { ...this._combined };
    copyCells.call(this, source, from, to, length, inReverse);
    if (Object.keys(texts).length === 0) return;
    for (let column = 0; column < this.length; column++) {
      if (((this._data[column * CELL_WORDS] as number) & CONTENT_COMBINED) === 0) continue;
      const isCopy = column >= to && column < to + length;
      const text = isCopy ? texts[column - to + from] : kept[column];
      if (text !== undefined) this._combined[column] = text;
    }
  };
}

type AddCodePoint = (this: XtermLine, column: number, code: number, width: number) => void;

const HAS_CONTENT = CONTENT_CODE | CONTENT_COMBINED;

const bounded = new WeakSet<object>();

/** `BufferLine.addCodepointToCell` lets a cell grow with every mark, to any size. */
function boundClusters(prototype: { addCodepointToCell?: AddCodePoint }): void {
  const addCodePoint = prototype.addCodepointToCell;
  if (!addCodePoint || bounded.has(prototype)) return;
  bounded.add(prototype);
  prototype.addCodepointToCell = function (column, code, width) {
    const text = this._combined[column];
    addCodePoint.call(this, column, code, width);
    const isCombined = ((this._data[column * CELL_WORDS] as number) & CONTENT_COMBINED) !== 0;
    const joined = this._combined[column];
    if (isCombined && joined !== undefined && joined.length > MAX_CLUSTER && text !== undefined) {
      this._combined[column] = text;
    }
  };
}

/**
 * Of a wide character that was cut `BufferLine.getTrimmedLength` counts the half that is not there, and
 * wrapping such a line anew throws.
 */
function boundLengths(prototype: { getTrimmedLength?: (this: XtermLine) => number }): void {
  const { getTrimmedLength } = prototype;
  if (!getTrimmedLength || bounded.has(getTrimmedLength)) return;
  const bound = function (this: XtermLine): number {
    const length = getTrimmedLength.call(this);
    const last = length === 0 ? 0 : this._data[(length - 1) * CELL_WORDS];
    const isHalf = last === 0;
    const hasContent = last !== undefined && (last & HAS_CONTENT) !== 0;
    return length > this.length || (length > 0 && !isHalf && !hasContent) ? length - 1 : length;
  };
  bounded.add(bound);
  prototype.getTrimmedLength = bound;
}
