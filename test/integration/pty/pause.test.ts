import { readFileSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentEvidence, AgentJudgement } from '../../../src/core/agent.js';
import { TestHost } from '../../support/host.js';
import { until } from '../../support/processes.js';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start({ detectAgentState: judge });
});

afterEach(() => host.dispose());

/** Busy while it prints, as agents are judged. */
function judge({ lastOutputAt, now }: AgentEvidence): AgentJudgement {
  const changesAt = lastOutputAt + 400;
  return now < changesAt ? { state: 'busy', changesAt } : { state: 'idle' };
}

/**
 * A shell with a child in a group of its own, both of which count until they cannot say so any more:
 * the terminal or the directory of the test has gone.
 */
const COUNTS = `set -m
count() {
  i=0
  while i=$((i+1)); echo $i > "$1" && echo "$1 $i"; do sleep 0.01; done 2> /dev/null
}
count child & set +m
count parent`;

function counted(name: string): number {
  try {
    return Number(readFileSync(join(host.directory, name), 'utf8'));
  } catch {
    return 0;
  }
}

async function untilCounts(): Promise<void> {
  const [parent, child] = [counted('parent'), counted('child')];
  await until('both to count', () => counted('parent') > parent && counted('child') > child);
}

/** Whether neither counts in a time in which both count many times. */
async function standsStill(): Promise<boolean> {
  const before = [counted('parent'), counted('child')];
  await delay(150);
  return before.join() === [counted('parent'), counted('child')].join();
}

describe('a program', () => {
  test('stands still with all its jobs while it is paused, and goes on', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    await one.launch('a', COUNTS);
    await untilCounts();
    await one.connection.pause('a');
    expect(one.pane('a')).toMatchObject({ isPaused: true });
    await two.untilPane('a', ({ isPaused }) => isPaused === true);
    expect(await standsStill()).toBe(true);
    // Anybody may let it go on.
    await two.connection.resume('a');
    expect(two.pane('a')).not.toHaveProperty('isPaused');
    await untilCounts();
  });

  test('goes on when the last client that paused it has gone', async () => {
    const [one, two, three] = [await host.connect(), await host.connect(), await host.connect()];
    await one.launch('a', COUNTS);
    await untilCounts();
    await one.connection.pause('a');
    await two.connection.pause('a');
    one.connection.dispose();
    await three.connection.rename('a', 'still there');
    expect(await standsStill()).toBe(true);
    two.connection.dispose();
    await three.untilPane('a', ({ isPaused }) => isPaused === undefined);
    await untilCounts();
  });

  test('that is held stands still without anybody, also after one that paused it has gone', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    await one.launch('a', COUNTS);
    await untilCounts();
    await two.connection.pause('a');
    await two.connection.hold('a');
    two.connection.dispose();
    await one.connection.rename('a', 'still there');
    expect(one.pane('a')).toMatchObject({ isPaused: true });
    expect(await standsStill()).toBe(true);
    await one.connection.resume('a');
    await untilCounts();
    // Held no more, so that the next pause ends with its client.
    const three = await host.connect();
    await three.connection.pause('a');
    three.connection.dispose();
    await one.untilPane('a', ({ isPaused }) => isPaused === undefined);
  });

  test('keeps its state while it is paused: silence means nothing then', async () => {
    const client = await host.connect();
    await client.launch('a', COUNTS);
    await client.untilPane('a', ({ agentState }) => agentState === 'busy');
    await client.connection.pause('a');
    await client.launch('b', 'printf once; cat');
    // Another one has fallen silent after it, and is judged by that.
    await client.untilPane('b', ({ agentState }) => agentState === 'idle');
    expect(client.pane('a')).toMatchObject({ agentState: 'busy', unseen: false });
  });

  test('that is paused can be closed, and started anew', async () => {
    const client = await host.connect();
    await client.launch('a', COUNTS);
    await untilCounts();
    await client.connection.pause('a');
    await client.connection.close('a');
    // What has left its group ends when it sees that the terminal has gone.
    await until('nobody to count', standsStill);
    await client.launch('a', COUNTS);
    await untilCounts();
    expect(client.pane('a')).not.toHaveProperty('isPaused');
    await client.connection.pause('a');
    await client.connection.replace({
      ...{ paneId: 'a', sessionId: 'a', agentKind: 'shell', title: 'a', cols: 80, rows: 24 },
      ...{ argv: ['cat'], cwd: host.directory, env: { PATH: '/usr/bin:/bin' } },
    });
    expect(client.pane('a')).not.toHaveProperty('isPaused');
    client.show('a');
    client.write('a', 'alive');
    await client.untilText('a', 'alive');
  });

  test('that has ended, or that is not there, needs no pause', async () => {
    const client = await host.connect();
    await client.launch('a', 'exit 0');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    await client.connection.pause('a');
    expect(client.pane('a')).not.toHaveProperty('isPaused');
    await expect(client.connection.pause('b')).rejects.toMatchObject({ code: 'pane-not-found' });
  });
});

test('a process outside of the terminal goes on', async () => {
  const client = await host.connect();
  const file = join(host.directory, 'outside');
  await appendFile(file, '');
  const outside = `setsid sh -c 'for i in $(seq 40); do echo >> outside; sleep 0.02; done' &`;
  await client.launch('a', `${outside}\n${COUNTS}`);
  await untilCounts();
  await client.connection.pause('a');
  const before = (await readFile(file, 'utf8')).length;
  await until('it to go on', async () => (await readFile(file, 'utf8')).length > before);
  await until('it to end', async () => (await readFile(file, 'utf8')).length === 40);
});
