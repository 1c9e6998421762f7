import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clipboardCommands } from '../../../src/cli/clipboard-commands.js';
import { caught } from '../../support/caught.js';
import { processesOf, until } from '../../support/processes.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-clipboard-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function commands(copyCommand: string[], pasteCommand: string[] = [], timeLimit?: number) {
  const env = { PATH: process.env['PATH'] ?? '', FILE: join(directory, 'copied') };
  return clipboardCommands({ copyCommand, pasteCommand }, env, timeLimit);
}

describe('clipboardCommands', () => {
  test('there are none where none is set', () => {
    expect(commands([])).toEqual({});
  });

  test('a copy is given on stdin, untouched by any shell', async () => {
    const text = `$(touch x) "'\n漢\n`;
    await commands(['sh', '-c', 'cat > "$FILE"']).copy?.(text);
    expect(await readFile(join(directory, 'copied'), 'utf8')).toBe(text);
  });

  test('a program that stays to serve the text does not hold up the copy', async () => {
    const script = `cat > "$FILE"; (sleep 2; : ${directory}) & exit 0`;
    await commands(['sh', '-c', script]).copy?.('x');
    expect(await processesOf(directory)).not.toEqual([]);
    await until('it ends', async () => (await processesOf(directory)).length === 0);
  });

  test('a command that reads nothing may still succeed', async () => {
    await commands(['true']).copy?.('x'.repeat(1_000_000));
  });

  test('a paste is all that the command prints', async () => {
    const size = '300000';
    const paste = ['sh', '-c', `head -c ${size} /dev/zero | tr '\\0' a`];
    expect(await commands([], paste).paste?.()).toHaveLength(Number(size));
  });

  test.each<[string, string[], string, number]>([
    [
      'fails',
      ['sh', '-c', 'echo no display >&2; exit 3'],
      'failed with exit code 3: no display',
      5000,
    ],
    ['is not there', ['/nonexistent/copy'], 'could not be started', 5000],
    ['hangs', ['sleep', '60'], 'did not end within 0.4 s', 400],
    ['is killed', ['sh', '-c', 'kill -TERM $$'], 'was ended by SIGTERM', 5000],
  ])('a command that %s is told with its setting', async (_, argv, words, timeLimit) => {
    const { copy, paste } = commands(argv, argv, timeLimit);
    const failed = await caught(copy?.('x') as Promise<void>);
    expect(failed).toMatchObject({ code: 'clipboard-failed' });
    expect(failed.message).toContain(words);
    expect(failed.hint).toContain('terminal.copy-command');
    expect((await caught(paste?.() as Promise<string>)).hint).toContain('terminal.paste-command');
  });
});
