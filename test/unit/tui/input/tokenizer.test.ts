import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InputToken } from '../../../../src/tui/input/token.js';
import { Tokenizer } from '../../../../src/tui/input/tokenizer.js';
import { collectEvents, FakeTimers } from './collect.js';

const FRAGMENTS = [
  'a',
  'Z',
  'é',
  '漢',
  '👨‍👩‍👧',
  '\r',
  '\n',
  '\t',
  '\x7f',
  '\x00',
  '\x1b',
  '\x1b\x1b',
  '\x1bx',
  '\x1bé',
  '\x1b[A',
  '\x1bOP',
  '\x1bOM',
  '\x1b[1;5C',
  '\x1b[3~',
  '\x1b[109;5u',
  '\x1b[1100::109;5u',
  '\x1b[97:65;2:3u',
  '\x1b[27;5;109~',
  '\x1b[<0;10;20M',
  '\x1b[<0;10;20m',
  '\x1b[M !!',
  '\x1b[[A',
  '\x1b[7$',
  '\x1b[7^',
  '\x1b[I',
  '\x1b[O',
  '\x1b[?62;22c',
  '\x1b[?2026;2$y',
  '\x1b]11;rgb:0/0/0\x1b\\',
  '\x1b]0;x\x07',
  '\x1bP1$r0m\x1b\\',
  '\x1b_Gi=1;OK\x1b\\',
  '\x1b[200~',
  '\x1b[201~',
  '\x1b[20',
  '~',
  '\x1b[200~line\rline \x1b[20\x1b[201~',
  '\x1b[>4;2m',
  '\x1b[?5u',
  '\x1b[999;1z',
  '\x1b[99999999999u',
];

const stream = fc
  .array(
    fc.oneof(
      fc.constantFrom(...FRAGMENTS).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 6 }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

function tokensOf(...chunks: (string | Uint8Array)[]): InputToken[] {
  const timers = new FakeTimers();
  const tokens: InputToken[] = [];
  const tokenizer = new Tokenizer({
    onToken: (token) => tokens.push(token),
    startTimer: timers.start,
  });
  for (const chunk of chunks)
    tokenizer.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return tokens;
}

describe('Tokenizer', () => {
  test('gives equal events wherever the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat()), (bytes, cuts) => {
        const whole = collectEvents([bytes]);
        const points = [
          ...new Set(cuts.map((cut) => (bytes.length === 0 ? 0 : cut % bytes.length))),
        ].sort((a, b) => a - b);
        const edges = [0, ...points, bytes.length];
        const chunks = edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
        expect(collectEvents(chunks)).toEqual(whole);
        expect(collectEvents([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
      { numRuns: 600 },
    );
  });

  test('hands on every byte of what a person typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const tokens = tokensOf(text.replaceAll('\x1b', ''));
        const raw = tokens.flatMap((token) => ('raw' in token ? [...token.raw] : []));
        expect(Buffer.from(raw).toString()).toBe(text.replaceAll('\x1b', ''));
      }),
    );
  });

  test('reads the first and the last character of each length of UTF-8', () => {
    const codes = [0x20, 0x7e, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x1_0000, 0x10_ffff];
    const text = String.fromCodePoint(...codes);
    const read = tokensOf(text).map((token) => (token.type === 'text' ? token.text : token.type));
    expect(read).toEqual([...text]);
  });

  test('waits 40 ms for what follows ESC, then it is Escape', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    tokenizer.push(Uint8Array.of(0x1b));
    timers.advance(39);
    expect(tokens).toEqual([]);
    timers.advance(1);
    expect(tokens).toEqual([{ type: 'control', code: 0x1b, alt: false, raw: Uint8Array.of(0x1b) }]);
    expect(timers.pending).toBe(0);
  });

  test('waits as long as it is told', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    tokenizer.setEscapeTimeout(300);
    tokenizer.push(Uint8Array.of(0x1b));
    timers.advance(299);
    tokenizer.push(Buffer.from('[A'));
    expect(tokens.map((token) => token.type)).toEqual(['csi']);
    expect(timers.pending).toBe(0);
  });

  test('takes Alt with an introducer as keys when nothing follows', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    for (const text of ['\x1b[', '\x1bO', '\x1b]', '\x1bP']) {
      tokenizer.push(Buffer.from(text));
      timers.advance(40);
    }
    expect(tokens).toMatchObject([
      { type: 'text', text: '[', alt: true },
      { type: 'text', text: 'O', alt: true },
      { type: 'text', text: ']', alt: true },
      { type: 'text', text: 'P', alt: true },
    ]);
  });

  test.each([
    '\x1b[?62;22c',
    '\x1b[0n',
    '\x1b[I',
    '\x1b[<35;4;2M',
    '\x1b[M !!',
    '\x1b]11;rgb:0/0/0\x1b\\',
    '\x1bP1+r\x1b\\',
  ])('keeps Escape that was pressed right before %j', (report) => {
    const [alone] = tokensOf(report);
    expect(tokensOf(`\x1b${report}`)).toEqual([
      { type: 'control', code: 0x1b, alt: false, raw: Uint8Array.of(0x1b) },
      alone,
    ]);
    expect(tokensOf(`\x1b\x1b[200~x\x1b[201~`).map(({ type }) => type)).toEqual([
      'control',
      'paste-start',
      'paste-chunk',
      'paste-end',
    ]);
    expect(tokensOf('\x1b\x1b[A')).toMatchObject([{ type: 'csi', alt: true }]);
  });

  test('drops the torso of a sequence after a second and goes on', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    tokenizer.push(Buffer.from('\x1b[1;5'));
    timers.advance(1000);
    tokenizer.push(Buffer.from('a'));
    expect(tokens).toMatchObject([{ type: 'text', text: 'a' }]);
  });

  test('waits for the rest of an answer that the terminal owes', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    const push = (text: string, ms: number) => {
      tokenizer.push(Buffer.from(text));
      timers.advance(ms);
    };
    tokenizer.setOwesAnswers(true);
    push('\x1b', 299);
    push(']', 999);
    push('11;rgb:', 4999);
    push('0/0/0\x1b', 4999);
    push('\\', 0);
    expect(tokens.map(({ type }) => type)).toEqual(['string']);
    tokenizer.setOwesAnswers(false);
    push('\x1b]', 40);
    expect(tokens.at(-1)).toMatchObject({ type: 'text', text: ']', alt: true });
  });

  test('takes a string as long as a clipboard, and drops a longer one whole', () => {
    const long = (size: number) => `\x1b]52;c;${'A'.repeat(size)}\x1b\\`;
    expect(tokensOf(long(1_400_000)).map(({ type }) => type)).toEqual(['string']);
    expect(tokensOf(long(2_200_000), 'x').map(({ type }) => type)).toEqual(['text']);
  });

  test('keeps a paste out of everything else, also an ESC and a half of its end mark', () => {
    const body = 'a\r\x02m\x1b[A\x1b[20';
    const tokens = tokensOf('\x1b[200~a\r\x02m\x1b[A\x1b[2', '0\x1b[20', '1~x');
    const pasted = tokens.flatMap((token) =>
      token.type === 'paste-chunk' ? [...token.bytes] : [],
    );
    expect(Buffer.from(pasted).toString()).toBe(body);
    expect(tokens[0]).toEqual({ type: 'paste-start' });
    expect(tokens.slice(-2)).toMatchObject([{ type: 'paste-end' }, { type: 'text', text: 'x' }]);
  });

  test('streams a paste: a chunk is handed on before the paste ends', () => {
    expect(tokensOf('\x1b[200~', 'first ')).toEqual([
      { type: 'paste-start' },
      { type: 'paste-chunk', bytes: Uint8Array.from(Buffer.from('first ')) },
    ]);
  });

  test('replaces bytes that are not UTF-8 and keeps them in raw', () => {
    expect(tokensOf(Uint8Array.of(0xe9, 0x61, 0xc3, 0x28))).toEqual([
      { type: 'text', text: '\ufffd', alt: false, raw: Uint8Array.of(0xe9) },
      { type: 'text', text: 'a', alt: false, raw: Uint8Array.of(0x61) },
      { type: 'text', text: '\ufffd', alt: false, raw: Uint8Array.of(0xc3) },
      { type: 'text', text: '(', alt: false, raw: Uint8Array.of(0x28) },
    ]);
  });

  test('stops its timer when disposed', () => {
    const timers = new FakeTimers();
    const tokens: InputToken[] = [];
    const tokenizer = new Tokenizer({
      onToken: (token) => tokens.push(token),
      startTimer: timers.start,
    });
    tokenizer.push(Uint8Array.of(0x1b));
    tokenizer.dispose();
    expect(timers.pending).toBe(0);
  });
});
