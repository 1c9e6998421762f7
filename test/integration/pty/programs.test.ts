import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeInput } from '../../../src/pty/protocol/frame-codec.js';
import { FRAME } from '../../../src/pty/protocol/protocol.js';
import { TestHost } from '../../support/host.js';
import { RawClient } from '../../support/raw-client.js';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start({
    detectAgentState: ({ screen }) => ({
      state: screen.some((line) => line.includes('READY')) ? 'idle' : 'busy',
    }),
  });
});

afterEach(async () => {
  await host.dispose();
});

describe('a program', () => {
  test('shows what it prints and takes what is typed', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      'stty -echo; echo ready; while read -r line; do echo "got $line"; done',
    );
    client.show('a');
    await client.untilText('a', 'ready');
    client.write('a', 'grüße 漢字\n');
    expect(await client.untilText('a', 'got')).toContain('got grüße 漢字');
  });

  test('gets exactly the environment of the launch, and a terminal to name', async () => {
    const client = await host.connect();
    await client.launch('a', 'env | sort; echo end', {
      env: { PATH: '/usr/bin:/bin', QTUI_SESSION_ID: 's1', TERM: 'dumb' },
    });
    client.show('a');
    const text = await client.untilText('a', 'end');
    const names = text.split('\n').map((line) => line.split('=')[0]);
    expect(text).toContain('TERM=xterm-256color');
    expect(text).toContain('COLORTERM=truecolor');
    expect(text).toContain('TERM_PROGRAM=qtui\nTERM_PROGRAM_VERSION=1.2.3\n');
    expect(text).toContain('QTUI_SESSION_ID=s1');
    // PWD, SHLVL and _ are the shell's own.
    expect(
      names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name as string)),
    ).toEqual([
      'COLORTERM',
      'PATH',
      'QTUI_SESSION_ID',
      'TERM',
      'TERM_PROGRAM',
      'TERM_PROGRAM_VERSION',
      'end',
    ]);
  });

  test('leaves its last screen and exit code', async () => {
    const client = await host.connect();
    await client.launch('a', 'printf "\\033[1mlast words\\033[m"; exit 7');
    client.show('a');
    const pane = await client.untilPane('a', ({ exit }) => exit !== undefined);
    expect(pane).toMatchObject({ exit: { code: 7, signal: 0 }, agentState: 'exited' });
    expect(await client.untilText('a', 'last words')).toBe('last words');
    expect(await client.connection.capture('a')).toBe('last words\n');
  });

  test('that is killed leaves the signal', async () => {
    const client = await host.connect();
    await client.launch('a', 'kill -9 $$');
    const pane = await client.untilPane('a', ({ exit }) => exit !== undefined);
    expect(pane.exit?.signal).toBe(9);
  });

  test('starts again on an empty screen in the same pane', async () => {
    const client = await host.connect();
    await client.launch('a', 'date +%s%N; exit 1', { cols: 50, rows: 10 });
    client.show('a', 50, 10);
    const first = await client.untilText('a', /\d{10}/);
    const dead = await client.untilPane('a', ({ exit }) => exit !== undefined);
    const again = await client.connection.restart('a');
    expect(again.exit).toBeUndefined();
    expect(again.pid).not.toBe(dead.pid);
    expect(again).toMatchObject({ cols: 50, rows: 10 });
    await client.untilText('a', new RegExp(`^(?!${first})\\d{10}`));
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    expect(client.text('a').split('\n')).toHaveLength(1);
  });

  test('that has exited makes room for a launch under its id', async () => {
    const client = await host.connect();
    await client.launch('a', 'exit 0');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    await client.launch('a', 'echo second; cat');
    client.show('a');
    await client.untilText('a', 'second');
    expect(client.connection.panes).toHaveLength(1);
  });

  test('that runs keeps its id', async () => {
    const client = await host.connect();
    await client.launch('a', 'cat');
    await expect(client.launch('a', 'echo other')).rejects.toMatchObject({ code: 'name-taken' });
    await expect(client.connection.restart('a')).rejects.toMatchObject({ code: 'name-taken' });
    const both = await Promise.allSettled([client.launch('b', 'cat'), client.launch('b', 'cat')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('tells its title, which is data', async () => {
    const client = await host.connect();
    await client.launch('a', 'printf "\\033]2;{bold}x\\007"; cat', { title: 'ti\u0007tle' });
    const pane = await client.untilPane('a', ({ programTitle }) => programTitle !== '');
    expect(pane).toMatchObject({ title: 'ti tle', programTitle: '{bold}x' });
    await client.connection.rename('a', 'other\u001b[31m name');
    expect(client.pane('a')?.title).toBe('other [31m name');
  });

  test('answers of its terminal reach it', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      'stty raw -echo; printf "\\033[>q"; dd bs=1 count=17 2>/dev/null | od -An -c; cat',
    );
    client.show('a');
    expect((await client.untilText('a', /q.*t.*u.*i/)).replaceAll(/\s+/g, ' ')).toContain(
      '033 P > | q t u i 1 . 2 . 3',
    );
  });
});

describe('a launch that cannot work leaves nothing', () => {
  test.each([
    ['an unknown program', { argv: ['no-such-program-x'] }, 'agent-not-found'],
    ['a missing path', { argv: ['/no/such/program'] }, 'agent-not-found'],
    ['a directory as program', { argv: ['/tmp'] }, 'agent-not-found'],
    ['a missing directory', { cwd: '/no/such/directory' }, 'path-missing'],
    ['a file as directory', { cwd: '/etc/passwd' }, 'path-missing'],
    ['a NUL in an argument', { argv: ['sh', '-c', 'a\0b'] }, 'usage'],
    ['an empty PATH', { argv: ['sh'], env: { PATH: '' } }, 'agent-not-found'],
  ])('%s', async (_name, launch, code) => {
    const client = await host.connect();
    await expect(client.launch('a', '', launch)).rejects.toMatchObject({
      code,
      untouched: 'No program was started.',
    });
    expect(client.connection.panes).toEqual([]);
    await client.launch('a', 'echo fine');
  });

  test('a file that is not executable', async () => {
    const client = await host.connect();
    const file = join(host.directory, 'script');
    await writeFile(file, '#!/bin/sh\n');
    await expect(client.launch('a', '', { argv: [file] })).rejects.toMatchObject({
      code: 'agent-not-found',
    });
    await chmod(file, 0o755);
    await client.launch('a', '', { argv: ['./script'] });
  });

  test('programs are looked for on the PATH of the launch', async () => {
    const client = await host.connect();
    const bin = join(host.directory, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'own-agent'), '#!/bin/sh\necho I am $0\n', { mode: 0o755 });
    await client.launch('a', '', { argv: ['own-agent'], env: { PATH: `${bin}:/usr/bin:/bin` } });
    client.show('a');
    await client.untilText('a', 'I am');
  });
});

test('a detector that throws leaves the state unknown and the program alive', async () => {
  host.host?.dispose();
  await host.host?.closed;
  await host.run({
    detectAgentState: () => {
      throw new Error('broken marker');
    },
  });
  const client = await host.connect();
  await client.launch('a', 'echo ready; cat');
  await client.untilPane('a', ({ agentState }) => agentState === 'unknown');
  client.show('a');
  await client.untilText('a', 'ready');
  expect(host.log.filter(({ event }) => event === 'detector-failed')).toHaveLength(1);
});

describe('closing', () => {
  test('hangs up on the program and removes the pane', async () => {
    const client = await host.connect();
    const file = join(host.directory, 'hup');
    await client.launch('a', `trap 'echo bye > ${file}; exit' HUP; echo READY; cat`);
    client.show('a');
    await client.untilText('a', 'READY');
    await client.connection.close('a');
    expect(client.connection.panes).toEqual([]);
    await expect(client.connection.close('a')).rejects.toMatchObject({ code: 'pane-not-found' });
  });

  test('kills what ignores the hangup', async () => {
    const client = await host.connect();
    await client.launch('a', "trap '' HUP TERM; echo READY; while :; do sleep 1; done");
    client.show('a');
    await client.untilText('a', 'READY');
    await client.connection.close('a');
    expect(client.connection.panes).toEqual([]);
  });

  test('ends a stopped program', async () => {
    const client = await host.connect();
    await client.launch('a', 'echo READY; kill -STOP $$');
    client.show('a');
    await client.untilText('a', 'READY');
    await client.connection.close('a');
    expect(client.connection.panes).toEqual([]);
  });
});

describe('input', () => {
  test('arrives whole and in order, however large', async () => {
    const client = await host.connect();
    const size = 300_000;
    await client.launch('a', `stty raw -echo; echo READY; head -c ${size} | cksum; cat`);
    client.show('a');
    await client.untilText('a', 'READY');
    const text = Array.from({ length: size / 10 }, (_, n) => `${n}`.padStart(10, '0')).join('');
    await client.launch('sum', `printf %s "$(cat)" | cksum`, {
      argv: ['sh', '-c', `seq -f %010.0f 0 ${size / 10 - 1} | tr -d '\\n' | cksum`],
    });
    client.show('sum');
    const expected = (await client.untilText('sum', /\d+ 300000/)).trim();
    client.write('a', text);
    expect(await client.untilText('a', /\d+ 300000/)).toContain(expected);
  });

  test('of a client that does not keep to its window is refused without harm', async () => {
    const client = await host.connect();
    await client.launch('a', 'stty raw -echo; echo READY; sleep 60');
    client.show('a');
    await client.untilText('a', 'READY');
    const greedy = new RawClient(host.socketPath);
    host.onDispose(() => void greedy.socket.destroy());
    greedy.hello();
    for (let sent = 0; sent < 9; sent++) {
      greedy.frame(FRAME.input, encodeInput('a', Buffer.alloc(1024 * 1024, 'x')));
    }
    // An answer proves that everything sent before was read.
    greedy.json(FRAME.request, { id: 1, method: 'capture', params: { paneId: 'a', history: 0 } });
    await greedy.received(FRAME.response);
    expect(host.log.filter(({ event }) => event === 'input-refused')).toHaveLength(1);
    await client.connection.close('a');
  });

  test('a first prompt is pasted once the agent is idle, then entered', async () => {
    const client = await host.connect();
    await client.launch(
      'a',
      'stty raw -echo; printf "\\033[?2004h"; echo READY; dd bs=1 count=21 2>/dev/null | od -An -tx1; echo END; cat',
      { typedPrompt: 'a\nb\u001b[201~' },
    );
    client.show('a', 200, 24);
    const text = await client.untilText('a', 'END');
    const typed = Buffer.from(
      text.replaceAll(/[^0-9a-f ]|READY|END/g, '').replaceAll(' ', ''),
      'hex',
    );
    expect(typed.toString()).toBe('\u001b[200~a\rb[201~\u001b[201~\r');
  });
});
