import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CellRow, HistoryRange, PaneFrame, Style } from '../../../src/core/frame.js';
import { ProtocolError } from '../../../src/pty/protocol/codec.js';
import {
  decodeHistory,
  decodeInput,
  decodePaneFrame,
  encodeHistory,
  encodeInput,
} from '../../../src/pty/protocol/frame-codec.js';
import { bodyOnTheWire } from '../../support/wire.js';

const word = fc.nat(0xffff_ffff);
const small = fc.nat(0xffff);
const bit = fc.boolean();
const plainText = fc.string({ unit: 'grapheme', maxLength: 12 });

const style: fc.Arbitrary<Style> = fc.record({
  foreground: word,
  background: word,
  underline: word,
  flags: word,
  link: plainText,
});

const lines = {
  numbering: word,
  firstLine: fc.maxSafeNat(),
  historyLength: word,
};

const color = fc.nat(0xffffff);
const colors = fc.record(
  {
    foreground: color,
    background: color,
    cursor: color,
    palette: fc.array(fc.tuple(fc.nat(255), color), { maxLength: 5 }).map((each) => new Map(each)),
  },
  { requiredKeys: ['palette'] },
);

const row: fc.Arbitrary<CellRow> = fc
  .tuple(small, fc.array(fc.tuple(word, word), { maxLength: 20 }), fc.nat(255))
  .map(([y, cells, flags]) => ({
    y,
    flags,
    codes: Uint32Array.from(cells, ([code]) => code),
    styles: Uint32Array.from(cells, ([, index]) => index),
  }));

const frameHead = {
  paneId: plainText,
  full: bit,
  cols: small,
  rows: small,
  cursor: fc.record({
    x: small,
    y: small,
    visible: bit,
    shape: fc.constantFrom('block', 'underline', 'bar', 'default'),
    blink: bit,
  }),
  modes: fc.record({
    alternateScreen: bit,
    applicationCursor: bit,
    applicationKeypad: bit,
    bracketedPaste: bit,
    focusEvents: bit,
    alternateScroll: bit,
    mouseTracking: fc.constantFrom('none', 'x10', 'press', 'drag', 'motion'),
    mouseEncoding: fc.constantFrom('default', 'utf8', 'sgr', 'urxvt', 'sgr-pixels'),
    kittyFlags: fc.nat(31),
    modifyOtherKeys: fc.nat(2),
  }),
  ...lines,
  newStyles: fc.array(fc.record({ index: word, style }), { maxLength: 5 }),
  clusters: fc.array(plainText, { maxLength: 5 }),
  changedRows: fc.array(row, { maxLength: 5 }),
};

const frame: fc.Arbitrary<PaneFrame> = fc.oneof(
  fc.record(frameHead),
  fc.record({ ...frameHead, colors }),
);

const history: fc.Arbitrary<HistoryRange> = fc.record({
  from: fc.maxSafeNat(),
  ...lines,
  styles: fc.array(style, { maxLength: 5 }),
  clusters: fc.array(plainText, { maxLength: 5 }),
  rows: fc.array(row, { maxLength: 5 }),
});

function onlyProtocolErrors(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
  }
}

describe('pane frames', () => {
  test('survive the wire', () => {
    fc.assert(
      fc.property(frame, (sent) => {
        expect(decodePaneFrame(bodyOnTheWire(sent))).toEqual(sent);
      }),
    );
  });

  test('survive at any offset of a buffer', () => {
    fc.assert(
      fc.property(frame, fc.nat(9), (sent, offset) => {
        const bytes = bodyOnTheWire(sent);
        const shifted = new Uint8Array(offset + bytes.length);
        shifted.set(bytes, offset);
        expect(decodePaneFrame(shifted.subarray(offset))).toEqual(sent);
      }),
    );
  });

  test('cut short or too long are a ProtocolError', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (sent, at) => {
        const bytes = bodyOnTheWire(sent);
        expect(() => decodePaneFrame(bytes.slice(0, at % bytes.length))).toThrow(ProtocolError);
        expect(() => decodePaneFrame(Uint8Array.of(...bytes, 0))).toThrow(ProtocolError);
      }),
    );
  });

  test('of arbitrary bytes are nothing worse than a ProtocolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        onlyProtocolErrors(() => decodePaneFrame(bytes));
      }),
    );
  });
});

test('history survives the wire with the id of its request', () => {
  fc.assert(
    fc.property(fc.nat(), history, (id, range) => {
      expect(decodeHistory(encodeHistory(id, range))).toEqual({ id, range });
    }),
  );
});

test('history of arbitrary bytes is nothing worse than a ProtocolError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      onlyProtocolErrors(() => decodeHistory(bytes));
    }),
  );
});

test('input survives the wire byte by byte', () => {
  fc.assert(
    fc.property(plainText, fc.uint8Array(), (paneId, bytes) => {
      const decoded = decodeInput(encodeInput(paneId, bytes));
      expect(decoded.paneId).toBe(paneId);
      expect([...decoded.bytes]).toEqual([...bytes]);
    }),
  );
});

test('input of arbitrary bytes is nothing worse than a ProtocolError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      onlyProtocolErrors(() => decodeInput(bytes));
    }),
  );
  expect(() => decodeInput(Uint8Array.of(9, 0, 97))).toThrow(ProtocolError);
});
