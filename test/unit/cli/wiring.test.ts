import { describe, expect, test } from '@jest/globals';
import { hostArguments, parseHostArguments } from '../../../src/cli/host-options.js';
import { once } from '../../../src/cli/once.js';
import { SharedHost } from '../../../src/cli/shared-host.js';
import { QtuiError } from '../../../src/core/errors.js';
import { Emitter } from '../../../src/core/lifecycle.js';
import type { HostConnection, HostConnector } from '../../../src/core/ports/host.js';

describe('once', () => {
  test('makes one value for callers at the same time', async () => {
    let made = 0;
    const get = once(async () => ++made);
    expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  });

  test('a failure is tried again', async () => {
    let tries = 0;
    const get = once(async () => {
      tries += 1;
      if (tries === 1) throw new Error('first');
      return tries;
    });
    await expect(get()).rejects.toThrow('first');
    expect(await get()).toBe(2);
  });
});

describe('arguments of the host', () => {
  test('survive the way to its process', () => {
    const start = {
      socketPath: '/run/a b/host.sock',
      recordFile: '/state/hosts/%run%a b%host.sock.json',
      logFile: '/state/--log',
      scrollback: 5000,
      scrollbackDirectory: '/state/--scroll back',
      manifests: {
        mine: {
          kind: 'mine',
          label: 'Mine "quoted"',
          programs: ['mine'],
          args: [],
          prompt: { how: 'typed' as const },
          markers: { busy: { title: ['^\\* '] } },
        },
      },
    };
    expect(parseHostArguments(hostArguments(start))).toEqual(start);
  });

  test('are refused when something is missing', () => {
    expect(() => parseHostArguments(['--socket=/x'])).toThrow(QtuiError);
    expect(() => parseHostArguments(['--socket=/x', '--log=/y', '--scrollback=many'])).toThrow(
      QtuiError,
    );
  });
});

describe('the shared link to the host', () => {
  function fakeConnector(answers: (() => Promise<HostConnection>)[]) {
    const calls: Parameters<HostConnector['connect']>[0][] = [];
    const connector: HostConnector = {
      connect(options) {
        calls.push(options);
        const answer = answers.shift();
        if (answer === undefined) throw new Error('one connection too many');
        return answer();
      },
    };
    return { calls, shared: new SharedHost(async () => connector, 'cli') };
  }

  function fakeConnection() {
    const closed = new Emitter<{ reason: string }>();
    let disposals = 0;
    const connection = {
      onClosed: closed.event,
      dispose: () => {
        disposals += 1;
      },
    } as unknown as HostConnection;
    return { connection, close: () => closed.fire({ reason: 'gone' }), disposals: () => disposals };
  }

  const notRunning = async (): Promise<HostConnection> => {
    throw new QtuiError('host-not-running', 'none');
  };

  test('is opened once for all who ask at the same time', async () => {
    const { connection } = fakeConnection();
    const { calls, shared } = fakeConnector([async () => connection]);
    const got = await Promise.all([
      shared.connect({ start: true }),
      shared.connect({ start: false }),
      shared.connect({ start: true }),
    ]);
    expect(new Set(got)).toEqual(new Set([connection]));
    expect(calls).toHaveLength(1);
    expect(calls).toMatchObject([{ start: true, kind: 'cli' }]);
  });

  test('a look for a host that does not run does not keep another from starting it', async () => {
    const { connection } = fakeConnection();
    const { calls, shared } = fakeConnector([notRunning, async () => connection]);
    const look = shared.connect({ start: false });
    const start = shared.connect({ start: true });
    await expect(look).rejects.toThrow('none');
    expect(await start).toBe(connection);
    expect(calls.map((call) => call.start)).toEqual([false, true]);
  });

  test('is opened anew after it was lost', async () => {
    const first = fakeConnection();
    const second = fakeConnection();
    const { shared } = fakeConnector([async () => first.connection, async () => second.connection]);
    expect(await shared.connect({ start: true })).toBe(first.connection);
    first.close();
    expect(await shared.connect({ start: true })).toBe(second.connection);
  });

  test('one that opens after the end is closed again', async () => {
    const { connection, disposals } = fakeConnection();
    const { shared } = fakeConnector([async () => connection]);
    const opening = shared.connect({ start: true });
    shared.dispose();
    await opening;
    expect(disposals()).toBe(1);
  });

  test('one that is under way at the end is given up', async () => {
    const { calls, shared } = fakeConnector([() => new Promise(() => {})]);
    void shared.connect({ start: true });
    await Promise.resolve();
    expect(calls.map(({ signal }) => signal?.aborted)).toEqual([false]);
    shared.dispose();
    expect(calls.map(({ signal }) => signal?.aborted)).toEqual([true]);
  });
});
