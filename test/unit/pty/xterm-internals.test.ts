import { expect, test } from '@jest/globals';
import type { StringHandler } from '../../../src/pty/requests/core.js';
import { coreOf, PARSER_ESCAPE } from '../../support/xterm/internals.js';
import { loadXterm } from '../../support/xterm/load.js';

test('everything that is used of the inside of xterm is where it was', async () => {
  const { Terminal, createUnicodeAddon } = await loadXterm();
  const terminal = new Terminal({ cols: 10, rows: 3, allowProposedApi: true });
  terminal.loadAddon(createUnicodeAddon());
  const core = coreOf(terminal);

  const result = core._inputHandler.parse(
    Buffer.from(
      '\u001b[4:3;58:5:7;1;3m\u001b]8;;https://x\u0007Ae\u0301👨‍👩‍👧‍👦\u001b[?2026;1002;1006h',
    ),
  );
  expect(result).toBeUndefined();

  const { buffer, buffers } = core._bufferService;
  expect(buffers.active).toBe(buffer);
  expect(buffers.normal).toBe(buffer);
  expect(buffers.alt).not.toBe(buffer);
  expect([buffer.ybase, buffer.x, buffer.y]).toEqual([0, 4, 0]);
  const line = buffer.lines.get(0);
  expect(line?.length).toBe(10);
  expect(line?._data).toBeInstanceOf(Uint32Array);
  expect(line?._data.length).toBe(30);
  expect(line?._data[0]).toBe(0x41 | (1 << 22));
  expect(line?._combined[1]).toBe('e\u0301');
  // Only right when the addon's tables were not read from Node's buffer pool.
  expect((line?._data[6] as number) >>> 22).toBe(2);
  expect(line?._combined[2]).toBe('👨‍👩‍👧‍👦');
  const extended = line?._extendedAttrs[0];
  expect((extended?._ext as number) & 0x1c00_0000).toBe(3 << 26);
  expect(core._oscLinkService.getLinkData(extended?.urlId as number)?.uri).toBe('https://x');
  expect(core._inputHandler._curAttrData.fg & 0x800_0000).not.toBe(0);
  expect(core._inputHandler._curAttrData.bg & 0x400_0000).not.toBe(0);
  expect(core.coreService.isCursorHidden).toBe(false);
  expect(core.coreService.decPrivateModes).toMatchObject({
    applicationCursorKeys: false,
    applicationKeypad: false,
    bracketedPasteMode: false,
    sendFocus: false,
    synchronizedOutput: true,
    origin: false,
    wraparound: true,
    reverseWraparound: false,
  });
  expect(core._inputHandler._curAttrData.isProtected()).toBe(0);
  expect([buffer.scrollTop, buffer.scrollBottom]).toEqual([0, 2]);
  terminal.dispose();
});

test('the parser hands over control strings in pieces, and tells where it is', async () => {
  const { Terminal } = await loadXterm();
  const terminal = new Terminal({ cols: 10, rows: 3, allowProposedApi: true });
  const core = coreOf(terminal);
  const calls: string[] = [];
  const handler: StringHandler = {
    start: () => calls.push('start'),
    hook: () => calls.push('hook'),
    put: (data, start, end) =>
      calls.push(String.fromCodePoint(...Array.from(data.subarray(start, end)))),
    end: (success) => calls.push(`end ${success}`) > 0,
    unhook: (success) => calls.push(`unhook ${success}`) > 0,
  };
  core._inputHandler._parser.registerOscHandler(5000, handler);
  core._inputHandler._parser.registerDcsHandler({ intermediates: '+', final: 'q' }, handler);
  void core._inputHandler.parse(Buffer.from('\u001b]5000;a'));
  void core._inputHandler.parse(Buffer.from('é\u001b'));
  expect(core._inputHandler._parser.currentState).toBe(PARSER_ESCAPE);
  void core._inputHandler.parse(Buffer.from('\\\u001bP+qb\u0018'));
  expect(core._inputHandler._parser.currentState).not.toBe(PARSER_ESCAPE);
  expect(calls).toEqual(['start', 'a', 'é', 'end true', 'hook', 'b', 'unhook false']);
  terminal.dispose();
});

test('a full buffer uses its oldest line again', async () => {
  const { Terminal } = await loadXterm();
  const terminal = new Terminal({ cols: 10, rows: 3, scrollback: 1, allowProposedApi: true });
  const core = coreOf(terminal);
  void core._inputHandler.parse(Buffer.from('1\n2\n3\n4'));
  const { lines } = core._bufferService.buffer;
  const oldest = lines.get(0);
  const recycled: unknown[] = [];
  const recycle = lines.recycle.bind(lines);
  lines.recycle = () => {
    const line = recycle();
    recycled.push(line);
    return line;
  };
  void core._inputHandler.parse(Buffer.from('\n'));
  expect(recycled).toEqual([oldest]);
  expect(lines.get(3)).toBe(oldest);
  terminal.dispose();
});

test('every handler that is replaced belongs to the class, where the parser finds another first', async () => {
  const { Terminal } = await loadXterm();
  const terminal = new Terminal({ cols: 10, rows: 3, allowProposedApi: true });
  const core = coreOf(terminal);
  const input = core._inputHandler;
  const inherited = Object.getPrototypeOf(input);
  for (const name of [
    '_eraseAttrData',
    '_extractColor',
    '_finishHyperlink',
    '_moveCursor',
    '_processSGR0',
    '_restrictCursor',
    'backspace',
    'charPosAbsolute',
    'cursorBackward',
    'cursorBackwardTab',
    'cursorCharAbsolute',
    'print',
    'resetModePrivate',
    'restoreCursor',
    'reverseIndex',
    'saveCursor',
    'screenAlignmentPattern',
    'scrollDown',
    'scrollUp',
    'setCursorStyle',
    'setHyperlink',
    'setModePrivate',
    'softReset',
  ]) {
    expect([name, typeof inherited[name]]).toEqual([name, 'function']);
    expect(Object.hasOwn(input, name)).toBe(false);
  }
  let calls = 0;
  input.scrollUp = () => {
    calls++;
    return true;
  };
  void input.parse(Buffer.from('\u001b[S'));
  expect(calls).toBe(1);
  expect(core._bufferService).toMatchObject({ cols: 10, rows: 3, scroll: expect.any(Function) });
  expect(core._bufferService.buffers).toMatchObject({
    normal: expect.objectContaining({ scrollTop: 0, scrollBottom: 2, savedX: 0, savedY: 0 }),
    setupTabStops: expect.any(Function),
    onBufferActivate: expect.any(Function),
  });
  expect(core._charsetService).toMatchObject({ glevel: 0, _charsets: [] });
  expect(core.unicodeService.wcwidth(0x41)).toBe(1);
  // A string goes on over ASCII (state 7, action "ignore") and ends at what is beyond it.
  const { table } = input._parser._transitions;
  expect(table[(7 << 8) | 0x41]).toBe(7);
  terminal.dispose();
});
