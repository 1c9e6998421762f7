import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SharedLayout } from '../../../src/core/ports/host.js';
import { connectHost, stopHost } from '../../../src/pty/connection/connect.js';
import { encodeJson } from '../../../src/pty/protocol/codec.js';
import { FRAME, PROTOCOL_VERSION } from '../../../src/pty/protocol/protocol.js';
import { TestHost, until } from '../../support/host.js';
import { RawClient } from '../../support/raw-client.js';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(() => host.dispose());

describe('two clients', () => {
  test('share one screen of the smallest size', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    await one.launch('a', "trap 'stty size' WINCH; stty size; while :; do read -r x || :; done");
    one.show('a', 100, 30);
    await one.untilText('a', '30 100');
    two.show('a', 80, 40);
    await one.untilText('a', '30 80');
    await two.untilText('a', '30 80');
    await one.untilPane('a', ({ cols, rows }) => cols === 80 && rows === 30);
    two.show('a', 60, 20);
    await two.untilText('a', '20 60');
    await one.untilPane('a', ({ cols, rows }) => cols === 60 && rows === 20);
    two.connection.hide('a');
    await one.untilPane('a', ({ cols, rows }) => cols === 100 && rows === 30);
    one.connection.hide('a');
    // The answer comes after the hiding and with the newest list.
    await one.connection.rename('a', 'renamed');
    expect(one.pane('a')).toMatchObject({ cols: 100, rows: 30 });
  });

  test('get the same cells, whenever they come', async () => {
    const one = await host.connect();
    // Without an echo, after which the same text comes once more.
    await one.launch('a', 'stty -echo; printf "\\033[38;2;1;2;3mred\\033[m 漢字 👍🏽"; cat');
    one.show('a');
    await one.untilText('a', '👍🏽');
    one.write('a', 'more\n');
    await one.untilText('a', 'more');
    const two = await host.connect();
    two.show('a');
    await two.untilText('a', 'more');
    expect(two.screens.get('a')?.cells).toEqual(one.screens.get('a')?.cells);
    expect(two.frames[0]?.full).toBe(true);
  });

  test('a client that goes gives its size back', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    await one.launch('a', 'cat');
    one.show('a', 100, 30);
    two.show('a', 50, 10);
    await one.untilPane('a', ({ cols }) => cols === 50);
    two.connection.dispose();
    await one.untilPane('a', ({ cols, rows }) => cols === 100 && rows === 30);
  });

  test('swap the layout by its revision', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    const changes: SharedLayout[] = [];
    two.connection.onLayoutChanged((layout) => changes.push(layout));
    const mine = await one.connection.setLayout({ tabs: [1] }, 0);
    expect(mine).toEqual({ revision: 1, document: { tabs: [1] } });
    const lost = await two.connection.setLayout({ tabs: [2] }, 0);
    expect(lost).toEqual(mine);
    await until(
      () => changes.length > 0,
      [two.connection.onLayoutChanged],
      () => 'a layout',
    );
    expect(two.connection.layout).toEqual(mine);
    await expect(one.connection.setLayout('x'.repeat(600_000), 1)).rejects.toMatchObject({
      code: 'usage',
    });
    expect((await host.connect()).connection.layout).toEqual(mine);
  });

  test('the one that was used last is told which session is wanted', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    const told: string[] = [];
    one.connection.onFocus(({ sessionId }) => told.push(`one ${sessionId}`));
    two.connection.onFocus(({ sessionId }) => told.push(`two ${sessionId}`));
    await one.launch('a', 'cat');
    one.write('a', 'x');
    await one.connection.capture('a');
    expect(await two.connection.focus('a')).toBe(true);
    two.write('a', 'y');
    await two.connection.capture('a');
    expect(await one.connection.focus('b')).toBe(true);
    await until(
      () => told.length === 2,
      [one.connection.onFocus, two.connection.onFocus],
      () => told.join(),
    );
    expect(told).toEqual(['one a', 'two b']);
  });

  test('one that is no screen, or of an older build, is not told', async () => {
    const old = new RawClient(host.socketPath);
    old.hello();
    await old.received(FRAME.event);
    const { socketPath } = host;
    const asking = await connectHost({ socketPath, version: '1.2.3', kind: 'cli' });
    expect(asking.info.canFocus).toBe(true);
    expect(await asking.focus('a')).toBe(false);
    asking.dispose();
    old.socket.destroy();
  });

  test('both hear a bell and a copy', async () => {
    const [one, two] = [await host.connect(), await host.connect()];
    const copies: string[] = [];
    let bells = 0;
    two.connection.onClipboard(({ text }) => copies.push(text));
    two.connection.onBell(() => bells++);
    await one.launch('a', 'printf "\\033]52;c;aGVsbG8=\\007\\007"; cat');
    await two.untilPane('a', ({ unseen }) => unseen);
    await until(
      () => bells > 0,
      [two.connection.onBell],
      () => 'a bell',
    );
    expect(copies).toEqual(['hello']);
    one.connection.markSeen('a');
    await two.untilPane('a', ({ unseen }) => !unseen);
  });
});

describe('frames', () => {
  test('stop after two that are not acknowledged, and catch up', async () => {
    const client = await host.connect();
    await client.launch('a', 'stty -echo; while read -r x; do echo "<$x>"; done');
    client.acknowledges = false;
    client.show('a');
    for (let n = 0; n < 50; n++) {
      client.write('a', `${n}\n`);
      await client.connection.capture('a');
    }
    await until(
      () => client.connection.panes.length === 1,
      [client.connection.onPanesChanged],
      () => 'the pane',
    );
    expect(client.frames.length).toBeLessThanOrEqual(2);
    client.acknowledges = true;
    client.connection.acknowledge('a');
    client.connection.acknowledge('a');
    await client.untilText('a', '<49>');
  });

  test('a client that reads nothing slows neither program nor other clients', async () => {
    const raw = new RawClient(host.socketPath);
    raw.hello();
    await raw.received(FRAME.event);
    const client = await host.connect();
    await client.launch('a', 'seq 200000; echo done; cat');
    raw.json(FRAME.notification, { method: 'show', paneId: 'a', cols: 80, rows: 24 });
    raw.socket.pause();
    client.show('a');
    await client.untilText('a', 'done');
    raw.socket.destroy();
  });

  test('of a hidden pane are not sent', async () => {
    const client = await host.connect();
    await client.launch('a', 'while read -r x; do echo "<$x>"; done');
    client.show('a');
    client.write('a', '1\n');
    await client.untilText('a', '<1>');
    client.connection.hide('a');
    await client.connection.setLayout(null, 99);
    const sent = client.frames.length;
    client.write('a', '2\n');
    await eventually(async () => (await client.connection.capture('a')).includes('<2>'));
    expect(client.frames).toHaveLength(sent);
    client.show('a');
    await client.untilText('a', '<2>');
  });

  test('never show half of a synchronized update', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      [
        'stty -echo',
        'printf "\\033[Hbefore"',
        'read -r x',
        'printf "\\033[?2026h\\033[Hhalf  "',
        'read -r x',
        'printf "\\033[Hwhole \\033[?2026l"',
        'cat',
      ].join('; '),
    );
    client.show('a');
    await client.untilText('a', 'before');
    client.write('a', '\n\n');
    await client.untilText('a', 'whole');
    expect(client.frames.map((frame) => frame.changedRows.length > 0).length).toBeGreaterThan(0);
    expect(client.seen.get('a')?.some((text) => text.startsWith('half'))).toBe(false);
  });

  test('show an update that never ends after a while', async () => {
    const client = await host.connect();
    await client.launch('a', 'printf "\\033[?2026hstuck"; cat');
    client.show('a');
    await client.untilText('a', 'stuck');
  });
});

describe('sizes', () => {
  test('a border that is dragged over a long scrollback leaves time for the rest', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      `for i in $(seq 1 900); do printf '%0400d\\n' $i; done; stty size; cat`,
    );
    client.show('a', 120, 10);
    await client.untilText('a', '10 120');
    const { numbering } = await client.connection.history('a', { from: 0, count: 1 });
    for (let cols = 119; cols >= 40; cols--) client.show('a', cols, 10);
    await client.untilPane('a', ({ cols }) => cols === 40);
    const after = await client.connection.history('a', { from: 0, count: 1 });
    expect(after.numbering - numbering).toBeGreaterThan(0);
    expect(after.numbering - numbering).toBeLessThan(79);
  });
});

describe('history and capture', () => {
  test('history gives scrollback and screen by range', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      `for i in $(seq 1 100); do printf "\\033[3$((i % 10))mline $i\\033[m\\n"; done; cat`,
    );
    client.show('a', 80, 10);
    await client.untilText('a', 'line 100');
    const range = await client.connection.history('a', { from: 2, count: 3 });
    const texts = range.rows.map(({ codes }) =>
      [...codes].map((code) => String.fromCodePoint(code & 0x1fffff)).join(''),
    );
    expect(texts).toEqual(['line 3', 'line 4', 'line 5']);
    expect(range).toMatchObject({ from: 2, historyLength: 91 });
    expect(range.styles[range.rows[0]?.styles[0] ?? 0]?.foreground).toBe(0x0100_0003);
    const end = await client.connection.history('a', { from: 98, count: 1_000 });
    expect(end.rows).toHaveLength(3);
    await expect(client.connection.history('b', { from: 0, count: 1 })).rejects.toMatchObject({
      code: 'pane-not-found',
    });
  });

  test('capture is the screen, with history and colours on demand', async () => {
    const client = await host.connect();
    await client.launch('a', 'seq 1 30; printf "\\033[1;31mred\\033[m plain"; cat');
    client.show('a', 80, 5);
    await client.untilText('a', 'plain');
    expect(await client.connection.capture('a')).toBe('27\n28\n29\n30\nred plain\n');
    expect(await client.connection.capture('a', { history: 1 })).toMatch(/^26\n27\n/);
    const all = await client.connection.capture('a', { history: Number.POSITIVE_INFINITY });
    expect(all.split('\n').slice(0, 3)).toEqual(['1', '2', '3']);
    expect(await client.connection.capture('a', { ansi: true })).toContain(
      '\u001b[0;1;31mred\u001b[0m plain',
    );
  });
});

describe('versions', () => {
  test('a newer client is greeted, can read what the host is, and can stop it', async () => {
    const raw = new RawClient(host.socketPath);
    raw.hello(PROTOCOL_VERSION + 7, { unheardOf: { of: 'members' } });
    expect(await raw.received(FRAME.hello)).toMatchObject({
      protocol: PROTOCOL_VERSION,
      version: '1.2.3',
      pid: process.pid,
    });
    raw.json(FRAME.request, { id: 1, method: 'shutdown', params: null });
    raw.frame(200, 'whatever a later version sends');
    expect((await host.connect()).connection.info.version).toBe('1.2.3');
    raw.frame(FRAME.stop, '');
    await host.host?.closed;
    await raw.closed;
  });

  test.each([
    ['older', PROTOCOL_VERSION - 1, 'Finish the work in its sessions, then run qtui kill-server'],
    ['newer', PROTOCOL_VERSION + 1, 'Update qtui'],
  ])('a host that is %s is named, and what to do', async (side, protocol, advice) => {
    const path = `${host.directory}/other.sock`;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(encodeJson(FRAME.hello, { protocol, version: '7.7.7', pid: 42, later: true }));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    host.onDispose(() => void server.close());
    const older = side === 'older' ? 'host' : 'program';
    await expect(
      connectHost({ socketPath: path, version: '1.2.3', kind: 'tui' }),
    ).rejects.toMatchObject({
      code: 'host-version',
      message: expect.stringContaining(`the ${older} is older`),
      hint: expect.stringContaining(advice),
      data: { hostVersion: '7.7.7', hostPid: 42, older },
    });
  });

  test('stopHost ends a host and its programs, and says when there was none', async () => {
    const client = await host.connect();
    await client.launch('a', 'cat');
    const options = { socketPath: host.socketPath, version: '1.2.3' };
    expect(await stopHost(options)).toBe(true);
    await host.host?.closed;
    expect(await stopHost(options)).toBe(false);
  });
});

describe('garbage', () => {
  const survives = async () => {
    const client = await host.connect();
    await client.launch('alive', 'echo yes');
    client.show('alive');
    await client.untilText('alive', 'yes');
  };

  test('instead of a greeting closes the connection', async () => {
    const raw = new RawClient(host.socketPath);
    raw.socket.write(randomBytes(4_096));
    await raw.closed;
    await survives();
  });

  test.each([
    ['a request that is not JSON', (raw: RawClient) => raw.frame(FRAME.request, '{')],
    ['an unknown method', (raw: RawClient) => raw.json(FRAME.request, { id: 1, method: 'x' })],
    [
      'a launch without argv',
      (raw: RawClient) =>
        raw.json(FRAME.request, { id: 1, method: 'launch', params: { paneId: 'a' } }),
    ],
    [
      'a size of text',
      (raw: RawClient) =>
        raw.json(FRAME.notification, { method: 'show', paneId: 'a', cols: 'x', rows: 1 }),
    ],
    ['input that ends in its head', (raw: RawClient) => raw.frame(FRAME.input, '\u0009')],
    ['an unknown frame type', (raw: RawClient) => raw.frame(77, '')],
    [
      'an absurd length',
      (raw: RawClient) => raw.socket.write(Buffer.from([255, 255, 255, 255, 1])),
    ],
  ])('after it: %s closes the connection', async (_name, send) => {
    const raw = new RawClient(host.socketPath);
    raw.hello();
    await raw.received(FRAME.event);
    send(raw);
    await raw.closed;
    await survives();
  });

  test('is not what a client takes for a host', async () => {
    const path = `${host.directory}/other.sock`;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    host.onDispose(() => void server.close());
    await expect(
      connectHost({ socketPath: path, version: '1.2.3', kind: 'tui' }),
    ).rejects.toMatchObject({ code: 'host-unreachable' });
  });
});

test('a host that does not greet is left as soon as nobody waits for it', async () => {
  const path = `${host.directory}/silent.sock`;
  const ending = new AbortController();
  const { signal } = ending;
  const left = new Promise<void>((resolve) => {
    const server = createServer((socket) => {
      socket.resume().on('close', resolve);
      ending.abort();
    });
    server.listen(path, async () => {
      const wish = { socketPath: path, version: '1.2.3', kind: 'tui', signal } as const;
      await expect(connectHost(wish)).rejects.toMatchObject({ code: 'host-unreachable' });
    });
    host.onDispose(() => void server.close());
  });
  await left;
});

test('a client killed in the middle of a flood leaves everything to the others', async () => {
  const client = await host.connect();
  await client.launch('a', 'seq 300000; echo done; cat');
  for (let n = 0; n < 5; n++) {
    const raw = new RawClient(host.socketPath);
    raw.hello();
    await raw.received(FRAME.event);
    raw.json(FRAME.notification, { method: 'show', paneId: 'a', cols: 80, rows: 24 });
    await nextTurn();
    raw.socket.destroy();
  }
  client.show('a');
  await client.untilText('a', 'done');
});

/** For what no event announces: asks again in the next turn until it is so. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await nextTurn();
}
