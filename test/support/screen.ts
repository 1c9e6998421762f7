import type { World } from './e2e.js';
import type { TerminalDriver } from './terminal-driver.js';

/** Opens the screen and waits until it can be used. */
export async function openScreen(
  world: World,
  options: Parameters<World['open']>[1] = {},
): Promise<TerminalDriver> {
  const screen = world.open([], options);
  await screen.waitForText('^N new');
  return screen;
}

/** Makes a session by Ctrl-n with the shell, and waits for its prompt. */
export async function newShell(
  screen: TerminalDriver,
  name: string,
  how?: readonly string[],
): Promise<void> {
  await createShell(screen, name, how);
  // Where the cursor is: other panes have prompts too.
  await screen.waitFor(`the prompt of ${name}`, () => {
    const { x, y } = screen.cursor;
    return (screen.rows()[y] ?? '').slice(0, x).endsWith('│$ ');
  });
}

/** The same without its prompt, before which there may be a question. */
export async function createShell(
  screen: TerminalDriver,
  name: string,
  how: readonly string[] = ['ctrl-n'],
): Promise<void> {
  screen.press(...how);
  await screen.waitForText('Enter creates');
  screen.press('tab');
  screen.type(name);
  await screen.waitForText(new RegExp(`Name +${name}`));
  screen.press('enter');
  await screen.waitForText(`${name} · shell`);
}

/** Types a command and waits for what it prints. */
export async function runCommand(
  screen: TerminalDriver,
  command: string,
  prints: string | RegExp,
): Promise<void> {
  screen.type(`${command}\r`);
  await screen.waitForText(prints);
}

/** Leaves by `leader d`; the sessions go on. */
export async function detach(screen: TerminalDriver): Promise<void> {
  screen.press('ctrl-b', 'd');
  await screen.waitForExit();
}
