import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { detach, newShell, openScreen, runCommand } from '../support/screen.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

/** The rows between the pane's borders. */
function paneRows(rows: readonly string[]): string[] {
  return rows.slice(2, -2);
}

test('scrollback is searched and copied while the program goes on writing', async () => {
  const screen = await openScreen(world);
  await newShell(screen, 'writer');
  await runCommand(screen, 'for i in $(seq 3000); do echo "row $i 漢字 end"; done', 'row 3000');
  await runCommand(screen, 'while :; do echo tick; sleep 0.05; done & echo on; sleep 0.2', /tick/);
  screen.press('ctrl-b', '/');
  await screen.waitForText('literal ^R');
  screen.type('row 12\\d 漢');
  await screen.waitForText('no match');
  screen.press('ctrl-r');
  await screen.waitForText('10/10');
  await screen.waitForText('row 129 漢字 end');
  screen.press('enter');
  const before = paneRows(screen.rows());
  await screen.waitForText(/↓\d+ new/);
  const seen = /↓(\d+) new/.exec(screen.screen())?.[1];
  await screen.waitFor('more output', () => {
    const now = /↓(\d+) new/.exec(screen.screen())?.[1];
    return now !== undefined && now !== seen;
  });
  expect(paneRows(screen.rows())).toEqual(before);
  screen.press('n', 'V', 'j', 'y');
  await screen.waitForText('Copied 2 lines (28 characters).');
  await screen.waitForText('tick');
  screen.type('kill %1; wait; clear; echo over\r');
  await screen.waitForText('Terminated');
  await detach(screen);
});

test('a new width keeps the place, and a program that has ended can still be read', async () => {
  const screen = await openScreen(world);
  await newShell(screen, 'reader');
  const line = 'echo "begin $i $(printf %0120d 0) finish $i"';
  await runCommand(screen, `for i in $(seq 200); do ${line}; done; echo all`, '│all');
  screen.press('ctrl-b', '[');
  await screen.waitForText('COPY');
  screen.press('?');
  screen.type('begin 77');
  await screen.waitForText('1/1');
  screen.press('enter');
  await screen.waitForText('begin 77');
  screen.resize(70, 20);
  await screen.waitForText('begin 77');
  screen.press('V', 'y');
  await screen.waitForText('Copied 1 line (139 characters).');
  screen.type('exit\r');
  await screen.waitForText('exited 0');
  screen.press('ctrl-b', '[', 'g');
  await screen.waitForText(/copy \[1\//);
  await screen.waitForText('begin 1 ');
  await detach(screen);
});
