import { existsSync } from 'node:fs';
import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentEvidence } from '../../../src/core/agent.js';
import type { PaneLaunch } from '../../../src/core/ports/host.js';
import { TestHost } from '../../support/host.js';
import { until } from '../../support/processes.js';

let host: TestHost;
let judged: AgentEvidence[];

beforeEach(async () => {
  judged = [];
  host = await TestHost.start({
    detectAgentState: (evidence) => {
      judged.push(evidence);
      const isReady = evidence.screen.some((line) => line.includes('READY'));
      return { state: isReady ? 'idle' : 'busy' };
    },
  });
});

afterEach(async () => {
  await host.dispose();
});

const AGENT = 'printf "agent READY\\n"; while read -r line; do echo "got $line"; done';

/** A shell script as the setup command of a launch. */
function setup(script: string, openMark?: string): Partial<PaneLaunch> {
  const argv = ['sh', '-c', script];
  return { setup: { argv, cwd: host.directory, ...(openMark && { openMark }) } };
}

/** The file that says that a setup is under way. */
async function openMark(): Promise<string> {
  const path = join(host.directory, 'open');
  await writeFile(path, '');
  return path;
}

function launchOf(script: string): PaneLaunch {
  return {
    paneId: 'a',
    sessionId: 'a',
    agentKind: 'shell',
    title: 'a',
    argv: ['sh', '-c', script],
    cwd: host.directory,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    cols: 80,
    rows: 24,
  };
}

describe('a setup command', () => {
  test('runs on the terminal first, with the environment of the launch, in its own directory', async () => {
    const client = await host.connect();
    const inner = join(host.directory, 'inner');
    await mkdir(inner);
    const directory = await realpath(host.directory);
    await client.launch('a', 'echo "agent in $PWD"; cat', {
      cwd: inner,
      env: { PATH: '/usr/bin:/bin', QTUI_SESSION_ID: 's1' },
      ...setup('echo "setup of $QTUI_SESSION_ID in $PWD"; test -t 0 && test -t 1 && echo on a tty'),
    });
    client.show('a');
    await client.untilText('a', `agent in ${directory}/inner`);
    const all = await client.connection.capture('a', { history: Number.POSITIVE_INFINITY });
    expect(all).toContain(`setup of s1 in ${directory}\non a tty`);
    expect(all).toMatch(/── setup: sh -c ".*" ──/s);
    expect(all).toMatch(/── setup done, \d{4}-\d\d-\d\d \d\d:\d\d ──/);
    expect(client.text('a')).not.toContain('on a tty');
  });

  test('is seen while it runs, and can be typed into', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT, setup('echo "really?"; read -r answer; test "$answer" = yes'));
    client.show('a');
    await client.untilText('a', 'really?');
    client.write('a', 'yes\r');
    await client.untilText('a', 'agent READY');
  });

  test('is never taken for the agent: that is starting', async () => {
    const client = await host.connect();
    const gate = join(host.directory, 'gate');
    await client.launch(
      'a',
      AGENT,
      setup(`echo READY; mkfifo ${gate}; read -r line <${gate}; echo READY again`),
    );
    client.show('a');
    await client.untilText('a', 'READY');
    expect(client.pane('a')?.agentState).toBe('starting');
    await client.launch('b', `until test -p ${gate}; do :; done; echo go >${gate}`);
    const pane = await client.untilPane('a', ({ agentState }) => agentState === 'idle');
    expect(pane.agentState).toBe('idle');
    const agents = judged.filter(({ screen }) => screen.includes('agent READY'));
    expect(agents.length).toBeGreaterThan(0);
    for (const { screen } of agents) expect(screen).not.toContain('READY again');
  });

  test('is done before a prompt is typed into the agent', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT, { ...setup('echo READY'), typedPrompt: 'fix it' });
    client.show('a');
    await client.untilText('a', 'got fix it');
  });

  test('leaves the agent a terminal as new', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      'stty -a | grep -qw icanon && echo cooked; echo end; cat',
      setup(
        'stty raw -echo; printf "\\033[?1049h\\033[?2004h\\033[31m\\033[5;9r in its own screen"',
      ),
    );
    client.show('a');
    expect(await client.untilText('a', 'end')).toBe('cooked\nend');
  });

  test('ends alone by Ctrl-c, and the agent starts', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT, setup('echo "wor"king; while :; do sleep 0.05; done'));
    client.show('a');
    await client.untilText('a', 'working');
    client.write('a', '\u0003');
    await client.untilText('a', 'agent READY');
    const all = await client.connection.capture('a', { history: Number.POSITIVE_INFINITY });
    expect(all).toContain('── setup stopped,');
  });
});

describe('a setup command that fails', () => {
  test('says so and waits for Enter, then the agent starts', async () => {
    const client = await host.connect();
    const open = await openMark();
    await client.launch('a', AGENT, setup('echo "no network"; exit 7', open));
    client.show('a');
    const text = await client.untilText('a', 'setup failed with code 7; Enter goes on without it');
    expect(text).toContain('no network');
    const pane = await client.untilPane('a', ({ agentState }) => agentState === 'waiting');
    expect(pane).toMatchObject({ unseen: true });
    expect(pane.exit).toBeUndefined();
    client.write('a', 'ignored');
    expect(existsSync(open)).toBe(true);
    client.write('a', '\r');
    await client.untilText('a', 'agent READY');
    await until('the setup counts as done', () => !existsSync(open));
    expect(client.text('a')).not.toContain('ignored');
    const all = await client.connection.capture('a', { history: Number.POSITIVE_INFINITY });
    expect(all).toContain('── setup failed with code 7, ');
  });

  test.each([
    ['is not there', ['no-such-program-x', '-v'], 'not found', 127],
    ['is no program', ['/etc/passwd'], 'denied', 126],
  ])('because it %s says that', async (_why, argv, words, code) => {
    const client = await host.connect();
    await client.launch('a', AGENT, { setup: { argv, cwd: host.directory } });
    client.show('a');
    expect(await client.untilText('a', `failed with code ${code}`)).toContain(words);
  });

  test('by a signal tells which', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT, setup('kill -9 $$'));
    client.show('a');
    await client.untilText('a', 'setup ended by signal 9; Enter');
  });

  test('keeps the host, and can be closed while it waits', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT, setup('exit 1'));
    await client.untilPane('a', ({ agentState }) => agentState === 'waiting');
    await client.connection.close('a');
    expect(client.connection.panes).toEqual([]);
  });
});

describe('a pane with a setup command', () => {
  test('that is closed meanwhile never starts its agent', async () => {
    const client = await host.connect();
    const started = join(host.directory, 'started');
    await client.launch(
      'a',
      `touch ${started}`,
      setup('echo "wor"king; while :; do sleep 0.05; done', await openMark()),
    );
    client.show('a');
    await client.untilText('a', 'working');
    await client.connection.close('a');
    expect(client.connection.panes).toEqual([]);
    expect(existsSync(join(host.directory, 'open'))).toBe(true);
    await expect(stat(started)).rejects.toThrow('ENOENT');
  });

  test('does not run it again when its program is restarted', async () => {
    const client = await host.connect();
    await client.launch('a', 'echo agent; read -r line', setup('echo once >>runs'));
    client.show('a');
    await client.untilText('a', 'agent');
    client.write('a', '\r');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    await client.connection.restart('a');
    await client.untilText('a', 'agent');
    const runs = await client.launch('b', 'cat runs; cat');
    client.show(runs.paneId);
    expect(await client.untilText('b', 'once')).toBe('once');
  });

  test('takes the place of a program that runs, or has ended, and keeps the pane', async () => {
    const client = await host.connect();
    await client.launch('a', 'echo first; cat');
    client.show('a');
    await client.untilText('a', 'first');
    const { pid } = await client.connection.replace({
      ...launchOf('echo second; read -r line'),
      ...setup('echo between'),
    });
    await client.untilText('a', 'second');
    expect(client.connection.panes.map((pane) => pane.paneId)).toEqual(['a']);
    await client.untilPane('a', (pane) => pane.pid !== pid);
    client.write('a', '\r');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    await client.connection.launch({ ...launchOf('echo third; cat'), ...setup('echo again') });
    await client.untilText('a', 'third');
    const all = await client.connection.capture('a', { history: Number.POSITIVE_INFINITY });
    expect(all).toMatch(/first\n.*between\n.*second\n.*again\n.*third/s);
  });

  test('is left as it is where its replacement cannot start', async () => {
    const client = await host.connect();
    await client.launch('a', AGENT);
    client.show('a');
    await client.untilText('a', 'READY');
    await expect(
      client.connection.replace({ ...launchOf('x'), argv: ['no-such-program-x'] }),
    ).rejects.toMatchObject({ code: 'agent-not-found' });
    await expect(
      client.connection.replace({ ...launchOf('x'), paneId: 'b' }),
    ).rejects.toMatchObject({ code: 'pane-not-found' });
    client.write('a', 'still here\r');
    await client.untilText('a', 'got still here');
  });

  test('refuses a directory that is not there, and a NUL', async () => {
    const client = await host.connect();
    const launch = (argv: string[], cwd: string) =>
      client.launch('a', 'cat', { setup: { argv, cwd } });
    await expect(launch(['true'], '/no/such')).rejects.toMatchObject({ code: 'path-missing' });
    await expect(launch(['a\0b'], '/')).rejects.toMatchObject({ code: 'usage' });
    expect(client.connection.panes).toEqual([]);
  });
});
