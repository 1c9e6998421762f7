import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { detach, newShell, openScreen } from '../support/screen.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

/** An editor of a few words: it shows its file, saves the lines that are typed, and ends with `q CODE`. */
async function scriptedEditor(): Promise<string> {
  const path = join(world.root, 'bin', 'ed-it');
  const script = `#!/bin/sh
echo "editing \${1##*/} [$(stat -c %a "$1")]"
while read -r word rest; do
  [ "$word" = q ] && exit "$rest"
  echo "$word $rest" >> "$1"
  echo "saved $word"
done
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return path;
}

const edits = () => readdir(join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'edits'));

test('a message is written in the editor of EDITOR, and waits in the program for Enter', async () => {
  const EDITOR = await scriptedEditor();
  const screen = await openScreen(world, { env: { EDITOR } });
  await newShell(screen, 'work');
  screen.press('ctrl-b', 'e');
  await screen.waitForText('editing message.md [600]');
  await screen.waitForText('^B x give up');
  screen.type('echo $((6*7))\r');
  await screen.waitForText('saved echo');
  screen.type('q 0\r');
  await screen.waitForText('$ echo $((6*7))');
  expect(screen.screen()).not.toMatch(/│42/);
  screen.press('enter');
  await screen.waitForText(/│42/);
  expect(await edits()).toEqual([]);
  screen.press('ctrl-b', 'e');
  await screen.waitForText('editing message.md');
  screen.type('dropped\r');
  await screen.waitForText('saved dropped');
  screen.type('q 1\r');
  await screen.waitForText('Nothing was written.');
  await detach(screen);
});

test('vi edits on the whole screen, and what it saved is told of when the screen was killed', async () => {
  const screen = await openScreen(world, { env: { VISUAL: 'vi -u NONE', EDITOR: 'no-such' } });
  await newShell(screen, 'work');
  screen.press('ctrl-b', 'e');
  await screen.waitForText(/^│~/m);
  screen.type('ifrom vi');
  screen.press('escape');
  await screen.waitForText('from vi');
  screen.type(':w\r');
  await screen.waitForText(/message\.md".*written|message\.md" \[New\]|1L, \d+/);
  screen.type('onot saved');
  await screen.waitForText('not saved');
  screen.kill('SIGKILL');
  await screen.waitForExit();
  // No editor outlives its screen.
  await until('the editor to end', async () =>
    (await world.processes()).every(({ command }) => !command.includes('message.md')),
  );
  const again = await openScreen(world);
  await again.waitForText('"Message to work" was cut off');
  const [id = ''] = await edits();
  const file = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'edits', id, 'file', 'message.md');
  expect(await readFile(file, 'utf8')).toBe('from vi\n');
  // Until then keys are not for a dialog that nobody asked for.
  await again.waitForText('Esc closes');
  again.press('enter');
  await again.waitForGone('was cut off');
  await detach(again);
});
