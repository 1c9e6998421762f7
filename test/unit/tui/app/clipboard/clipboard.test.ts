import { describe, expect, test } from '@jest/globals';
import type { ClipboardCommands } from '../../../../../src/core/ports/clipboard.js';
import { Clipboard } from '../../../../../src/tui/app/clipboard/clipboard.js';

function setUp(commands: ClipboardCommands, takesText = true, held?: string) {
  const told: string[] = [];
  const sent: string[] = [];
  const clipboard = new Clipboard(
    {
      copyToClipboard: (text) => {
        if (takesText) sent.push(text);
        return takesText;
      },
      readClipboard: async () => held,
    },
    () => commands,
    {
      warn: (text) => told.push(text),
      fail: (thrown) => told.push((thrown as Error).message),
    },
  );
  return { clipboard, told, sent };
}

describe('Clipboard', () => {
  test('copies by the terminal and by the command', () => {
    const given: string[] = [];
    const { clipboard, told, sent } = setUp({ copy: async (text) => void given.push(text) });
    clipboard.copy('x');
    expect([given, sent, told]).toEqual([['x'], ['x'], []]);
  });

  test('says when neither takes the text', async () => {
    const without = setUp({}, false);
    without.clipboard.copy('x');
    expect(without.told.join()).toContain('Not copied');
    const failing = setUp({ copy: () => Promise.reject(new Error('no display')) });
    failing.clipboard.copy('x');
    await new Promise((resolve) => setImmediate(resolve));
    expect(failing.told).toEqual(['no display']);
  });

  test('reads by the command where there is one, else by the terminal', async () => {
    expect(await setUp({ paste: async () => 'mine' }, true, 'its').clipboard.read()).toBe('mine');
    expect(await setUp({}, true, 'its').clipboard.read()).toBe('its');
    expect(await setUp({}).clipboard.read()).toBeUndefined();
    const failing = setUp({ paste: () => Promise.reject(new Error('no display')) }, true, 'its');
    expect(await failing.clipboard.read()).toBeUndefined();
    expect(failing.told).toEqual(['no display']);
  });
});
