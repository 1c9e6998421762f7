import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { testWith } from '../support/programs.js';
import { newShell, openScreen, runCommand } from '../support/screen.js';
import type { TerminalDriver } from '../support/terminal-driver.js';

const SHIFT = 4;
const CTRL = 16;
const MOTION = 32;
const WHEEL_DOWN = 65;
/** First cell of the only pane. */
const LEFT = 1;
const TOP = 2;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

function drag(
  screen: TerminalDriver,
  from: { x: number; y: number },
  to: { x: number; y: number },
  keys = 0,
): void {
  screen.mouse(keys, from.x, from.y);
  screen.mouse(keys + MOTION, to.x, to.y);
  screen.mouse(keys, to.x, to.y, 'm');
}

/** Where a text begins on the screen. */
function find(screen: TerminalDriver, text: string): { x: number; y: number } {
  const rows = screen.rows();
  const y = rows.findIndex((row) => row.includes(text));
  return { x: rows[y]?.indexOf(text) ?? -1, y };
}

async function copies(screen: TerminalDriver, text: string): Promise<void> {
  await screen.waitFor(`the copy of ${text}`, () => screen.clipboard === text);
}

describe('a program with the mouse', () => {
  testWith('vim', 'clicks, drags, the wheel; Shift selects what is on the screen', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of the text`);
    await world.repo.write('text', `${lines.join('\n')}\n`);
    const screen = await openScreen(world);
    await newShell(screen, 'edit');
    const settings = 'set mouse=a ttymouse=sgr noswapfile viminfo= t_RV= t_u7= shortmess+=I';
    const file = join(world.repo.path, 'text');
    await runCommand(screen, `vim -u NONE -N -c '${settings}' ${file}`, 'line 1 of');
    await screen.waitForText('60L');
    screen.click(LEFT + 5, TOP + 6);
    const cursor = { x: LEFT + 5, y: TOP + 6 };
    await screen.waitFor('the cursor', () => {
      return screen.cursor.x === cursor.x && screen.cursor.y === cursor.y;
    });
    drag(screen, { x: LEFT, y: TOP + 1 }, { x: LEFT + 4, y: TOP + 1 });
    await screen.waitForText('-- VISUAL --');
    screen.type('d');
    await screen.waitForText(/^│2 of the text/m);
    drag(screen, { x: LEFT, y: TOP + 2 }, { x: LEFT + 5, y: TOP + 3 }, SHIFT);
    await copies(screen, 'line 3 of the text\nline 4');
    expect(screen.screen()).not.toContain('-- VISUAL --');
    screen.mouse(WHEEL_DOWN, LEFT + 5, TOP + 5);
    await screen.waitForGone('line 3 of');
    screen.type(':q!\r');
    await screen.waitForText('│$');
  });
});

describe('a shell', () => {
  test('is selected from, over its scrollback too, into the clipboard of the terminal', async () => {
    const screen = await openScreen(world, { cols: 80, rows: 24 });
    await newShell(screen, 'select');
    const numbers = 'i=100; while [ $i -lt 200 ]; do echo "number $i"; i=$((i+1)); done';
    await runCommand(screen, numbers, 'number 199');
    const { x, y } = find(screen, 'number 195');
    screen.click(x + 8, y);
    screen.click(x + 8, y);
    await copies(screen, '195');
    await screen.waitForText('Copied 1 line (3 characters).');
    screen.mouse(0, x + 9, y);
    screen.mouse(MOTION, x, TOP - 1);
    await screen.waitForText('number 160');
    screen.mouse(MOTION, x, TOP);
    screen.mouse(0, x, TOP, 'm');
    await screen.waitFor('the copy', () => screen.clipboard.endsWith('number 194\nnumber 195'));
    const copied = screen.clipboard.split('\n').map((line) => Number(line.slice(-3)));
    const first = copied[0] ?? 0;
    expect(first).toBeLessThanOrEqual(160);
    expect(copied).toEqual(Array.from({ length: 196 - first }, (_, index) => first + index));
  });

  test('has links that Ctrl and a click open, by the command of the settings', async () => {
    const opened = join(world.root, 'opened');
    const opener = join(world.root, 'opener');
    await writeFile(opener, `#!/bin/sh\nprintf '%s\\n' "$@" >> ${opened}\n`);
    await chmod(opener, 0o700);
    const config = join(world.env['XDG_CONFIG_HOME'] ?? '', 'qtui', 'config.toml');
    await mkdir(dirname(config), { recursive: true });
    await writeFile(config, `[terminal]\nopen-command = ["${opener}", "--tab"]\n`);
    const screen = await openScreen(world, { cols: 80, rows: 24 });
    await newShell(screen, 'links');
    const address = `https://example.org/${'long/'.repeat(20)}end`;
    await world.repo.write(
      'links',
      `Read <${address}>.\n\x1b]8;;https://example.org/;$(id)\x1b\\docs\x1b]8;;\x1b\\\n`,
    );
    await runCommand(screen, `clear; cat ${join(world.repo.path, 'links')}`, 'docs');
    const click = (text: string) => {
      const { x, y } = find(screen, text);
      screen.mouse(CTRL, x, y);
      screen.mouse(CTRL, x, y, 'm');
    };
    click('/end');
    await screen.waitForText(/Opening\s+https:\/\/example\.org\/long\//);
    click('docs');
    await until('both are opened', async () => {
      const text = await readFile(opened, 'utf8').catch(() => '');
      return text === `--tab\n${address}\n--tab\nhttps://example.org/;$(id)\n`;
    });
  });
});
