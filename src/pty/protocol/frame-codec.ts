import type {
  CellRow,
  Cursor,
  CursorShape,
  HistoryRange,
  LineNumbers,
  MouseEncoding,
  MouseTracking,
  PaneColors,
  PaneFrame,
  PaneModes,
  Style,
} from '../../core/frame.js';
import { ByteReader, ByteWriter, utf8Text } from './binary.js';
import { finishFrame, HEADER, ProtocolError } from './codec.js';

const SHAPES: readonly CursorShape[] = ['block', 'underline', 'bar', 'default'];
const TRACKING: readonly MouseTracking[] = ['none', 'x10', 'press', 'drag', 'motion'];
const ENCODINGS: readonly MouseEncoding[] = ['default', 'utf8', 'sgr', 'urxvt', 'sgr-pixels'];

const FRAME_FULL = 1;
const FRAME_COLORS = 2;

const CURSOR_VISIBLE = 4;
const CURSOR_BLINK = 8;

/** A colour that no program has set. */
const NO_COLOR = 0xffff_ffff;

const MODE_BITS = [
  'alternateScreen',
  'applicationCursor',
  'applicationKeypad',
  'bracketedPaste',
  'focusEvents',
  'alternateScroll',
] as const satisfies readonly (keyof PaneModes)[];

/** A whole frame of this type (`FRAME.paneFrame`), with its header. */
export function encodePaneFrame(type: number, frame: PaneFrame): Uint8Array {
  const out = new ByteWriter(256 + frame.changedRows.length * frame.cols * 8, HEADER);
  out.text(frame.paneId);
  out.u8((frame.full ? FRAME_FULL : 0) | (frame.colors ? FRAME_COLORS : 0));
  out.u16(frame.cols);
  out.u16(frame.rows);
  writeCursor(out, frame.cursor);
  writeModes(out, frame.modes);
  writeLineNumbers(out, frame);
  if (frame.colors) writeColors(out, frame.colors);
  out.u32(frame.newStyles.length);
  for (const { index, style } of frame.newStyles) {
    out.u32(index);
    writeStyle(out, style);
  }
  writeClusters(out, frame.clusters);
  writeRows(out, frame.changedRows);
  return finishFrame(type, out.finish());
}

/** Reads the body of what `encodePaneFrame` wrote; throws `ProtocolError` on anything else. */
export function decodePaneFrame(body: Uint8Array): PaneFrame {
  const input = new ByteReader(body);
  const paneId = input.text();
  const bits = input.u8();
  const frame: PaneFrame = {
    paneId,
    full: (bits & FRAME_FULL) !== 0,
    cols: input.u16(),
    rows: input.u16(),
    cursor: readCursor(input),
    modes: readModes(input),
    ...readLineNumbers(input),
    ...((bits & FRAME_COLORS) !== 0 ? { colors: readColors(input) } : {}),
    newStyles: readList(input, input.u32(), 22, () => ({
      index: input.u32(),
      style: readStyle(input),
    })),
    clusters: readClusters(input),
    changedRows: readRows(input),
  };
  input.end();
  return frame;
}

/** History as the answer to request `id`. */
export function encodeHistory(id: number, range: HistoryRange): Uint8Array {
  const out = new ByteWriter(64 * 1024);
  out.u32(id);
  out.u53(range.from);
  writeLineNumbers(out, range);
  out.u32(range.styles.length);
  for (const style of range.styles) writeStyle(out, style);
  writeClusters(out, range.clusters);
  writeRows(out, range.rows);
  return out.finish();
}

/** Reads what `encodeHistory` wrote; throws `ProtocolError` on anything else. */
export function decodeHistory(body: Uint8Array): { id: number; range: HistoryRange } {
  const input = new ByteReader(body);
  const id = input.u32();
  const range: HistoryRange = {
    from: input.u53(),
    ...readLineNumbers(input),
    styles: readList(input, input.u32(), 18, () => readStyle(input)),
    clusters: readClusters(input),
    rows: readRows(input),
  };
  input.end();
  return { id, range };
}

/** Bytes typed into a pane. */
export function encodeInput(paneId: string, bytes: Uint8Array): Uint8Array {
  const nameLength = Buffer.byteLength(paneId);
  const body = Buffer.allocUnsafe(2 + nameLength + bytes.length);
  body.writeUInt16LE(nameLength, 0);
  body.write(paneId, 2);
  body.set(bytes, 2 + nameLength);
  return body;
}

/** `bytes` is a view of `body`. */
export function decodeInput(body: Uint8Array): { paneId: string; bytes: Uint8Array } {
  const [low = 0, high = 0] = body;
  const start = 2 + (low | (high << 8));
  if (body.length < start) throw new ProtocolError('Input is shorter than it says.');
  return { paneId: utf8Text(body.subarray(2, start)), bytes: body.subarray(start) };
}

function readList<T>(input: ByteReader, count: number, size: number, read: () => T): T[] {
  const list: T[] = [];
  for (let left = input.count(count, size); left > 0; left--) list.push(read());
  return list;
}

function pick<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new ProtocolError('A frame holds an unknown value.');
  return value;
}

function writeCursor(out: ByteWriter, cursor: Cursor): void {
  out.u16(cursor.x);
  out.u16(cursor.y);
  const visible = cursor.visible ? CURSOR_VISIBLE : 0;
  const blink = cursor.blink ? CURSOR_BLINK : 0;
  out.u8(SHAPES.indexOf(cursor.shape) | visible | blink);
}

function readCursor(input: ByteReader): Cursor {
  const x = input.u16();
  const y = input.u16();
  const bits = input.u8();
  return {
    x,
    y,
    visible: (bits & CURSOR_VISIBLE) !== 0,
    shape: pick(SHAPES, bits & 3),
    blink: (bits & CURSOR_BLINK) !== 0,
  };
}

function writeModes(out: ByteWriter, modes: PaneModes): void {
  let bits = 0;
  for (const [bit, name] of MODE_BITS.entries()) if (modes[name]) bits |= 1 << bit;
  out.u8(bits);
  out.u8(TRACKING.indexOf(modes.mouseTracking));
  out.u8(ENCODINGS.indexOf(modes.mouseEncoding));
  out.u8(modes.kittyFlags);
  out.u8(modes.modifyOtherKeys);
}

function readModes(input: ByteReader): PaneModes {
  const bits = input.u8();
  const on = (name: (typeof MODE_BITS)[number]) => (bits & (1 << MODE_BITS.indexOf(name))) !== 0;
  return {
    alternateScreen: on('alternateScreen'),
    applicationCursor: on('applicationCursor'),
    applicationKeypad: on('applicationKeypad'),
    bracketedPaste: on('bracketedPaste'),
    focusEvents: on('focusEvents'),
    alternateScroll: on('alternateScroll'),
    mouseTracking: pick(TRACKING, input.u8()),
    mouseEncoding: pick(ENCODINGS, input.u8()),
    kittyFlags: input.u8(),
    modifyOtherKeys: input.u8(),
  };
}

function writeLineNumbers(out: ByteWriter, numbers: LineNumbers): void {
  out.u32(numbers.numbering);
  out.u53(numbers.firstLine);
  out.u32(numbers.historyLength);
}

function readLineNumbers(input: ByteReader): LineNumbers {
  return { numbering: input.u32(), firstLine: input.u53(), historyLength: input.u32() };
}

function writeColors(out: ByteWriter, colors: PaneColors): void {
  for (const color of [colors.foreground, colors.background, colors.cursor]) {
    out.u32(color ?? NO_COLOR);
  }
  out.u16(colors.palette.size);
  for (const [index, color] of colors.palette) {
    out.u8(index);
    out.u32(color);
  }
}

function readColors(input: ByteReader): PaneColors {
  const own = (['foreground', 'background', 'cursor'] as const).flatMap((name) => {
    const color = input.u32();
    return color === NO_COLOR ? [] : [[name, color] as const];
  });
  const entries = readList(input, input.u16(), 5, () => [input.u8(), input.u32()] as const);
  return { ...Object.fromEntries(own), palette: new Map(entries) };
}

function writeStyle(out: ByteWriter, style: Style): void {
  out.u32(style.foreground);
  out.u32(style.background);
  out.u32(style.underline);
  out.u32(style.flags);
  out.text(style.link);
}

function readStyle(input: ByteReader): Style {
  return {
    foreground: input.u32(),
    background: input.u32(),
    underline: input.u32(),
    flags: input.u32(),
    link: input.text(),
  };
}

function writeClusters(out: ByteWriter, clusters: readonly string[]): void {
  out.u32(clusters.length);
  for (const cluster of clusters) out.text(cluster);
}

function readClusters(input: ByteReader): string[] {
  return readList(input, input.u32(), 2, () => input.text());
}

function writeRows(out: ByteWriter, rows: readonly CellRow[]): void {
  out.u16(rows.length);
  for (const row of rows) {
    out.u16(row.y);
    out.u8(row.flags);
    out.u16(row.codes.length);
    out.words(row.codes);
    out.words(row.styles);
  }
}

function readRows(input: ByteReader): CellRow[] {
  return readList(input, input.u16(), 5, () => {
    const y = input.u16();
    const flags = input.u8();
    const length = input.u16();
    return { y, codes: input.words(length), styles: input.words(length), flags };
  });
}
