import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'one\ntwo\nthree\n' } });
});
afterEach(() => world.dispose());

/** A program that takes pastes and writes down what it gets. */
const TAKES_PASTES = "stty -icanon -icrnl -echo; printf '\\033[?2004htakes pastes'; cat > got.raw";

test('a comment on a line of the changes reaches the program of the session', async () => {
  const made = ['new', '--worktree', 'work', '--name', 'work', '--agent', 'shell', '--detach'];
  const { session } = await world.json(made);
  const file = (name: string) => join(session.path, name);
  await writeFile(file('a.txt'), 'one\n2\nthree\n');
  await writeFile(file('new.txt'), 'fresh\n');
  const screen = world.open(['attach', 'work'], { cols: 120, rows: 36 });
  await screen.waitForText('│$');
  screen.type(`${TAKES_PASTES}\r`);
  await screen.waitForText('takes pastes');

  screen.press('ctrl-b', 'D');
  await screen.waitForText(/work: committed and uncommitted since main · \d files \+\d/);
  await screen.waitForText('-two');
  screen.press('tab', 'n', 'down', 'c');
  await screen.waitForText('Enter keeps it');
  screen.type('why a digit?');
  screen.press('enter');
  await screen.waitForText('▌ why a digit?');

  await writeFile(file('a.txt'), 'zero\none\n2\nthree\n');
  screen.press('r');
  await screen.waitForText('+zero');
  await screen.waitForText('▌ why a digit?');
  screen.press('ctrl-s');
  await screen.waitForText('runs a shell, or what was started in it');
  await screen.waitForText('› Cancel');
  screen.press('down');
  await screen.waitForText('› Send 1 comment');
  screen.press('enter');
  await screen.waitForText('1 comment sent to "work".');
  const prompt = [
    'Please look at this comment on your changes:',
    '',
    'a.txt:3',
    '> +2',
    'why a digit?',
  ];
  const wanted = `\x1b[200~${prompt.join('\r')}\x1b[201~\r`;
  await until('the program gets it', async () => (await got()) === wanted);
  async function got(): Promise<string> {
    return readFile(file('got.raw'), 'utf8').catch(() => '');
  }
  // What stands in the index is as it was: the new file is still unknown to git.
  expect(await world.repo.gitIn(session.path, 'ls-files')).toBe('a.txt');
});
