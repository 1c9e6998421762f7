import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { linkOpener } from '../../../src/cli/link-opener.js';
import { caught } from '../../support/caught.js';
import { processesOf, until } from '../../support/processes.js';

const PATH = process.env['PATH'] ?? '';
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-links-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('linkOpener', () => {
  test('gives the address to the command as one argument, untouched by any shell', async () => {
    const file = join(directory, 'opened');
    const address = 'https://example.org/?a=1&b=$(touch%20x);c';
    const command = ['sh', '-c', 'printf "%s\\n" "$@" > "$FILE"', 'sh', '--new-tab'];
    await linkOpener(command, { PATH, FILE: file })?.open(address);
    expect(await readFile(file, 'utf8')).toBe(`--new-tab\n${address}\n`);
  });

  test('tells a command that is missing or fails', async () => {
    const open = async (command: string[]) => linkOpener(command, { PATH })?.open('https://x');
    const missing = await caught(open(['no-such-opener']));
    expect(missing).toMatchObject({ code: 'link-failed' });
    expect(String(missing)).toContain('"no-such-opener" could not be started');
    const failing = await caught(open(['sh', '-c', 'exit 3']));
    expect(String(failing)).toContain('failed with exit code 3');
  });

  test('does not wait for a browser that stays', async () => {
    const waits = ['sh', '-c', 'while [ -e "$DIRECTORY" ]; do sleep 0.05; done'];
    const env = { PATH, DIRECTORY: directory };
    await linkOpener(waits, env, 'linux', 50)?.open('https://x');
    await rm(directory, { recursive: true });
    await until('the browser ends', async () => (await processesOf(directory)).length === 0);
    directory = await mkdtemp(join(tmpdir(), 'qtui-links-'));
  });

  test.each<[NodeJS.Platform, Record<string, string>, boolean]>([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: '1 2 3 4' }, false],
  ])('without a command on %s with %j there is one: %s', (platform, env, isThere) => {
    expect(linkOpener(undefined, env, platform) !== undefined).toBe(isThere);
    expect(linkOpener([], env, platform)).toBeUndefined();
  });
});
