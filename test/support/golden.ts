import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

/**
 * Holds a screen to the one in `test/fixtures/<name>.txt`. With UPDATE_GOLDEN=1 that is written
 * anew; what has changed in it is then for a person to look at.
 */
export async function expectGolden(name: string, screen: string): Promise<void> {
  const file = join(FIXTURES, `${name}.txt`);
  const text = `${screen
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  expect(text).toBe(await readFile(file, 'utf8'));
}
