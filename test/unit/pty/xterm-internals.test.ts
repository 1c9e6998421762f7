import { expect, test } from '@jest/globals';
import { coreOf } from '../../../src/pty/xterm/internals.js';
import { loadXterm } from '../../../src/pty/xterm/load.js';

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
  });
  expect(core.coreMouseService).toMatchObject({ activeProtocol: 'DRAG' });
  terminal.dispose();
});
