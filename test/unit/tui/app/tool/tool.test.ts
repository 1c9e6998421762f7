import { afterEach, describe, expect, test } from '@jest/globals';
import type { Robot, RobotOptions } from '../../../../support/tui/robot.js';
import { start, stopRobots } from '../../../../support/tui/robots.js';
import { ScriptedHost } from '../../../../support/tui/scripted-host.js';
import { ScriptedSessions } from '../../../../support/tui/scripted-sessions.js';

const open = new Set<Robot>();
afterEach(async () => {
  // Nobody leaves while an editor is open.
  for (const robot of open) {
    if (robot.host.tools.size === 0) continue;
    robot.host.endTool(toolOf(robot), { code: 1, signal: 0 });
    await robot.see('here is auth');
  }
  open.clear();
  await stopRobots();
});

/** A client with a session beside another one. */
async function startWithShells(options: RobotOptions = {}): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  for (const id of ['auth', 'docs']) sessions.open({ id, agent: { kind: 'shell', command: [] } });
  const robot = start({ scriptedHost: host, sessions, ...options });
  await robot.see('auth', 'docs');
  for (const id of ['auth', 'docs']) {
    host.pane(id).modes.bracketedPaste = true;
    host.print(id, `here is ${id}`);
  }
  robot.press('ctrl-b', '1');
  await robot.see('here is auth');
  return robot;
}

function toolOf(robot: Robot): string {
  const [id] = robot.host.tools;
  if (id === undefined) throw new Error('No tool is open.');
  return id;
}

/** With the editor open for a message. */
async function openEditor(options?: RobotOptions): Promise<{ robot: Robot; id: string }> {
  const robot = await startWithShells(options);
  robot.press('ctrl-b', 'e');
  open.add(robot);
  await robot.see('Message to auth');
  const id = toolOf(robot);
  robot.host.print(id, 'this is the editor');
  await robot.see('this is the editor');
  return { robot, id };
}

describe('an editor over the screen', () => {
  test('has the whole room and every key but the leader', async () => {
    const { robot, id } = await openEditor();
    const screen = await robot.see('^B x give up');
    expect(screen).not.toContain('here is auth');
    expect(screen).not.toMatch(/docs|busy|starting/);
    robot.press('i', 'enter', 'ctrl-n', 'escape', 'ctrl-b', 'ctrl-b');
    await robot.until(() => robot.host.pane(id).written.length >= 5, 'the keys');
    expect(robot.host.pane(id).written).toBe('i\r\x0e\x1b\x02');
    robot.paste('pasted');
    await robot.until(() => robot.host.pane(id).written.endsWith('pasted'), 'the paste');
    robot.resize(60, 15);
    await robot.see('this is the editor');
    expect(robot.host.pane(id).info).toMatchObject({ cols: 60 });
  });

  test('gives what it saved to the program, unsent, and the screen back', async () => {
    const { robot, id } = await openEditor();
    robot.sessions.editorSaves = Buffer.from('two\nlines\n\n');
    robot.host.endTool(id, { code: 0, signal: 0 });
    await robot.see('here is auth', 'docs');
    await robot.until(() => robot.host.pane('auth').written !== '', 'the message');
    expect(robot.host.pane('auth').written).toBe('\x1b[200~two\nlines\x1b[201~');
    expect(robot.sessions.openEdits).toEqual(new Set());
    robot.press('x');
    await robot.until(() => robot.host.pane('auth').written.endsWith('x'), 'keys for the pane');
  });

  test('loses nothing where the program cannot take several lines', async () => {
    const { robot, id } = await openEditor();
    robot.host.pane('auth').modes.bracketedPaste = false;
    robot.sessions.editorSaves = Buffer.from('two\nlines\n');
    robot.host.endTool(id, { code: 0, signal: 0 });
    await robot.see('Paste 2 lines?');
    robot.press('escape');
    await robot.see('what you wrote is in the clipboard');
    expect(robot.host.pane('auth').written).toBe('');
    expect(robot.clipboard).toBe('two\nlines');
  });

  test('that ends with an error gives nothing', async () => {
    const { robot, id } = await openEditor();
    robot.sessions.editorSaves = Buffer.from('dropped');
    robot.host.endTool(id, { code: 1, signal: 0 });
    await robot.see('Nothing was written.', 'here is auth');
    expect(robot.host.pane('auth').written).toBe('');
    expect(robot.sessions.openEdits).toEqual(new Set());
  });

  test('is given up only when that is meant', async () => {
    const { robot } = await openEditor();
    robot.press('ctrl-b', 'x');
    await robot.see('give up?', 'What was changed in message.md is dropped');
    robot.press('enter');
    await robot.gone('give up?');
    await robot.see('this is the editor');
    robot.press('ctrl-b', 'x');
    await robot.see('give up?');
    robot.press('down', 'enter');
    await robot.see('here is auth');
    expect(robot.sessions.openEdits).toEqual(new Set());
  });

  test('that was killed says where that is which was saved', async () => {
    const { robot, id } = await openEditor();
    robot.host.endTool(id, { code: 0, signal: 9 });
    await robot.see('was ended by signal 9', '/state/edits/1/file/message.md');
    expect(robot.sessions.openEdits.size).toBe(1);
  });

  test('that is lost with its host says so too', async () => {
    const { robot } = await openEditor();
    robot.host.tools.clear();
    for (const client of robot.host.clients) client.closed.fire({ reason: 'The host has ended.' });
    await robot.see('/state/edits/1/file/message.md');
    expect(robot.sessions.openEdits.size).toBe(1);
  });

  test('is no program that keeps running', async () => {
    const { robot, id } = await openEditor();
    robot.host.endTool(id, { code: 0, signal: 0 });
    await robot.see('here is auth');
    robot.press('ctrl-b', 'q');
    await robot.see('2 programs keep running');
  });
});

test('edits that were cut off are told at the start', async () => {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  sessions.cutOff = [{ title: 'Edit a', file: '/state/edits/1/file/a.ts', time: '2026-01-01' }];
  const robot = start({ scriptedHost: host, sessions });
  await robot.see('"Edit a" was cut off', '/state/edits/1/file/a.ts');
});
