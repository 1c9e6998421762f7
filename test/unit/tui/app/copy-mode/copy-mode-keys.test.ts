import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { parseKeyName } from '../../../../../src/tui/input/key-name.js';
import { COPY_MODE_COMMANDS } from '../../../../../src/tui/model/copy-mode/commands.js';

describe('the keys of copy mode', () => {
  test('are keys, and each is of one command', () => {
    const bound = COPY_MODE_COMMANDS.flatMap(({ keys }) => keys);
    const inScroll = COPY_MODE_COMMANDS.flatMap(({ scrollKeys = [] }) => scrollKeys);
    for (const keys of [bound, inScroll]) {
      expect(keys.filter((key) => parseKeyName(key) === undefined)).toEqual([]);
      expect(new Set(keys).size).toBe(keys.length);
    }
    // Typed text is the program's.
    expect(inScroll.filter((key) => parseKeyName(key)?.key.length === 1)).toEqual([]);
  });

  test('are in docs/terminal.md as they are', async () => {
    const text = await readFile(
      new URL('../../../../../docs/terminal.md', import.meta.url),
      'utf8',
    );
    const section = text.split('## Copy mode and search\n')[1]?.split('\n## ')[0] ?? '';
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`'))
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
    expect(rows.map(([, keys, title]) => [keys, title])).toEqual(
      COPY_MODE_COMMANDS.map(({ keys, title }) => [
        keys.map((key) => `\`${key}\``).join(' '),
        title,
      ]),
    );
  });
});
