import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  encodeFrame,
  encodeJson,
  FrameDecoder,
  ProtocolError,
  parseJson,
} from '../../../src/pty/protocol/codec.js';

type Frame = [number, string];

const frames = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 300 })),
  { maxLength: 8 },
);

function decode(stream: Uint8Array, cuts: readonly number[], limit = 1_000): Frame[] {
  const seen: Frame[] = [];
  const decoder = new FrameDecoder(limit, (type, body) =>
    seen.push([type, Buffer.from(body).toString('hex')]),
  );
  const edges = [0, ...[...cuts].sort((a, b) => a - b), stream.length];
  for (let i = 1; i < edges.length; i++) {
    decoder.push(stream.subarray(edges[i - 1], edges[i]));
  }
  return seen;
}

describe('frames', () => {
  test('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(3_000), { maxLength: 30 }), (sent, at) => {
        const stream = Buffer.concat(sent.map(([type, body]) => encodeFrame(type, body)));
        const cuts = at.map((cut) => Math.min(cut, stream.length));
        expect(decode(stream, cuts)).toEqual(
          sent.map(([type, body]) => [type, Buffer.from(body).toString('hex')]),
        );
      }),
    );
  });

  test('come out when every byte comes alone', () => {
    const stream = Buffer.concat([encodeFrame(1, ''), encodeFrame(2, 'abc'), encodeFrame(3, '')]);
    const all = stream.map((_, index) => index);
    expect(decode(stream, [...all])).toEqual([
      [1, ''],
      [2, '616263'],
      [3, ''],
    ]);
  });

  test('arbitrary bytes give frames or a ProtocolError, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decode(bytes, []);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  test('a frame beyond the limit is refused by its header alone', () => {
    const header = encodeFrame(1, Buffer.alloc(1_001)).subarray(0, 4);
    expect(() => decode(header, [])).toThrow(ProtocolError);
    expect(decode(encodeFrame(1, Buffer.alloc(1_000)), [])).toHaveLength(1);
  });

  test('a length of zero is refused', () => {
    expect(() => decode(Buffer.alloc(4), [])).toThrow(ProtocolError);
  });
});

describe('JSON', () => {
  test('survives, with text of any script', () => {
    const value = { text: '漢字 👍🏽 \u0000', list: [1, null, true] };
    const seen: unknown[] = [];
    const decoder = new FrameDecoder(1_000, (_type, body) => seen.push(parseJson(body)));
    decoder.push(encodeJson(3, value));
    expect(seen).toEqual([value]);
  });

  test('that is none is a ProtocolError', () => {
    expect(() => parseJson(Buffer.from('{'))).toThrow(ProtocolError);
    expect(() => parseJson(Buffer.from([0xff, 0xfe]))).toThrow(ProtocolError);
  });
});
