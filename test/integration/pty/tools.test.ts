import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PaneExit } from '../../../src/core/ports/host.js';
import { TestHost, until } from '../../support/host.js';
import { isAlive, until as untilTrue } from '../../support/processes.js';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(() => host.dispose());

function tool(paneId: string, script: string) {
  return {
    ...{ paneId, title: 'Edit', argv: ['sh', '-c', script], cwd: host.directory },
    ...{ env: { PATH: '/usr/bin:/bin' }, cols: 80, rows: 24 },
  };
}

describe('a program that a client runs for itself', () => {
  test('is shown to it and typed into, and its end is told', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    const ends: { paneId: string; exit: PaneExit }[] = [];
    one.connection.onToolEnded((end) => ends.push(end));
    await one.connection.runTool(tool('t', 'printf ready; read -r line; echo "got $line"; exit 3'));
    one.show('t');
    two.show('t');
    await one.untilText('t', 'ready');
    two.write('t', 'not mine\n');
    one.write('t', 'hello\n');
    await until(
      () => ends.length > 0,
      [one.connection.onToolEnded],
      () => 'the end',
    );
    expect(ends).toEqual([{ paneId: 't', exit: { code: 3, signal: 0 } }]);
    expect(one.text('t')).toContain('got hello');
    // Nobody else has seen anything of it, in no list.
    expect(two.text('t')).toBe('');
    expect([one.connection.panes, two.connection.panes]).toEqual([[], []]);
  });

  test('ends with the client', async () => {
    const client = await host.connect();
    const { pid } = await client.connection.runTool(tool('t', 'printf ready; cat'));
    client.show('t');
    await client.untilText('t', 'ready');
    client.connection.dispose();
    await untilTrue('the program to be gone', () => !isAlive(pid));
  });

  test('can be closed, and its pane can be used again', async () => {
    const client = await host.connect();
    const ends: PaneExit[] = [];
    client.connection.onToolEnded(({ exit }) => ends.push(exit));
    await client.connection.runTool(tool('t', 'cat'));
    await expect(client.connection.runTool(tool('t', 'cat'))).rejects.toMatchObject({
      code: 'name-taken',
    });
    await client.connection.close('t');
    expect(ends).toHaveLength(1);
    await client.connection.runTool(tool('t', 'printf again; cat'));
    client.show('t');
    await client.untilText('t', 'again');
  });

  test('that is not there is refused, and keeps the host from nothing', async () => {
    const client = await host.connect();
    const missing = { ...tool('t', ''), argv: ['no-such-editor'] };
    await expect(client.connection.runTool(missing)).rejects.toMatchObject({
      code: 'agent-not-found',
    });
    await client.connection.runTool(tool('t', 'printf here; cat'));
    client.show('t');
    await client.untilText('t', 'here');
  });
});
