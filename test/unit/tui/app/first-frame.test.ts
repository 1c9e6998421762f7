import { afterEach, describe, expect, test } from '@jest/globals';
import { showFirstFrame } from '../../../../src/tui/app/first-frame.js';
import { cellsOf } from '../../../support/cells.js';
import { emulator, FakeInput, FakeOutput, feed, textOf } from '../../../support/outer-terminal.js';
import { Robot, type RobotOptions, TEST_CONFIG } from '../../../support/tui/robot.js';
import { ScriptedHost } from '../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../support/tui/scripted-sessions.js';

let robot: Robot | undefined;
afterEach(async () => {
  await robot?.stop();
  robot = undefined;
});

/** The client where neither the host nor the registry nor git ever answers. */
function startSilent(options: RobotOptions = {}): Robot {
  const silent = () => new Promise<never>(() => {});
  const sessions = new ScriptedSessions(new ScriptedHost());
  Object.assign(sessions, { list: silent, defaults: silent });
  robot = new Robot({ connect: silent, sessions, ...options });
  return robot;
}

/** What the terminal shows of the first frame alone. */
async function shownFirst({ firstFrame }: Robot, cols: number, rows: number) {
  const terminal = emulator(cols, rows);
  await feed(terminal, firstFrame);
  const shown = { text: textOf(terminal), cells: cellsOf(terminal) };
  terminal.dispose();
  return shown;
}

describe('the first frame', () => {
  test('has the bars and says that qtui starts', async () => {
    const { text } = await shownFirst(startSilent({ cols: 80, rows: 20 }), 80, 20);
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^ \+ +qtui$/);
    expect(lines.at(-1)).toMatch(/^ +\^N new {2}\^B \? help$/);
    expect(text).toContain('starting …');
  });

  test.each<[string, RobotOptions & { cols: number; rows: number }]>([
    ['of 120×36', { cols: 120, rows: 36 }],
    ['of 60×15', { cols: 60, rows: 15 }],
    ['of 40×10', { cols: 40, rows: 10 }],
    ['of 20×5, which is too small', { cols: 20, rows: 5 }],
    ['without colours', { cols: 80, rows: 24, env: { NO_COLOR: '1' } }],
    ['without Unicode', { cols: 80, rows: 24, env: { LANG: 'C' } }],
    ['without strings', { cols: 80, rows: 24, env: { TERM: 'linux' } }],
  ])('%s is what the screen behind it shows, which writes nothing over it', async (_, options) => {
    const client = startSilent(options);
    const first = await shownFirst(client, options.cols, options.rows);
    // Written with the screen's own first frame, where the terminal takes strings.
    await client.gets(options.env?.['TERM'] === 'linux' ? '\x1b[?1004h' : '\x1b]2;qtui');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await client.screen();
    expect(client.cells()).toEqual(first.cells);
    client.terminal.repaint();
    await client.gets('\x1b[2J');
    expect(client.cells()).toEqual(first.cells);
  });

  test('names the keys of the settings', async () => {
    const keys = { ...TEST_CONFIG.keys, leader: 'ctrl-a', newSession: 'ctrl-g' };
    const client = startSilent({ config: { ...TEST_CONFIG, keys } });
    const { text } = await shownFirst(client, 100, 24);
    expect(text).toContain('^G new  ^A ? help');
    client.press('ctrl-a', 'd');
    expect(await client.result).toEqual({ reason: 'detached' });
  });

  test('is taken back where nothing follows it', () => {
    const output = new FakeOutput(80, 24);
    const input = new FakeInput();
    const { keys } = TEST_CONFIG;
    const taken = showFirstFrame({
      ...{ input, output: output.asTerminal(), env: { TERM: 'xterm-256color', LANG: 'C.UTF-8' } },
      ...{ color: 'auto', unicode: 'auto', mouse: true, keys, directory: '/work', version: '1' },
    });
    expect(output.takeWritten()).toMatch(/^\x1b\[\?1049h/);
    taken.release();
    expect(output.takeWritten()).toMatch(/\x1b\[\?7h\x1b\[\?25h\x1b\[\?1049l$/);
    expect(input.rawModes.at(-1)).toBe(false);
  });
});
