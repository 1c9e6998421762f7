import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectHost } from '../../../src/pty/connection/connect.js';
import { withoutPrivileges } from '../../support/faults.js';
import { cellsOfRange, textsOfRange } from '../../support/history-cells.js';
import { TestClient, TestHost } from '../../support/host.js';
import { buildHostProgram } from '../../support/host-process.js';
import { until } from '../../support/processes.js';

const run = promisify(execFile);

let program: Awaited<ReturnType<typeof buildHostProgram>>;
let host: TestHost;
let directory: string;

beforeAll(async () => {
  program = await buildHostProgram();
});

afterAll(() => program.dispose());

beforeEach(async () => {
  host = await TestHost.create();
  directory = join(host.directory, 'state', 'scrollback');
});

afterEach(() => host.dispose());

const ALL = { from: 0, count: 2_000 };
const fileOf = (paneId: string) => join(directory, `${paneId}.ansi`);
const untilSaved = (paneId: string, text: string) =>
  until(`"${text}" is on disk`, async () =>
    (await readFile(fileOf(paneId), 'utf8').catch(() => '')).includes(text),
  );
const textsOf = async (client: TestClient, paneId: string) =>
  textsOfRange(await client.connection.history(paneId, ALL));

/** A host in a process of its own, so that it can be killed; ends with the test at the latest. */
function spawnHost(command: [string, string[]]): ChildProcess {
  const [file, args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  host.onDispose(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return child;
}

const hostCommand = (interval: number): string[] => [
  program.file,
  host.socketPath,
  '60000',
  directory,
  `${interval}`,
];

async function connectTo(): Promise<TestClient> {
  const connection = await connectHost({
    socketPath: host.socketPath,
    version: '1.2.3',
    kind: 'tui',
    start: { start: async () => {} },
  });
  host.onDispose(() => connection.dispose());
  return new TestClient(connection, host.directory);
}

/** Runs a host in this process that saves every `interval` ms. */
async function runHere(interval = 60_000): Promise<TestClient> {
  await host.run({ savedScrollback: { directory, interval } });
  return host.connect();
}

async function stopHere(): Promise<void> {
  host.host?.dispose();
  await host.host?.closed;
}

describe('after a kill -9 of the host', () => {
  test('what was there is above the new program, cell by cell', async () => {
    const child = spawnHost([process.execPath, hostCommand(50)]);
    const one = await connectTo();
    const script =
      'seq 1 60; printf "\\033[1;3;38;2;1;2;3mstyled\\033[m 漢字 e\\314\\201 ' +
      '\\033]8;;https://example.com\\033\\\\link\\033]8;;\\033\\\\\\n"; ' +
      'printf "%0100d\\n" 7; echo last; cat';
    await one.launch('a', script, { cols: 60, rows: 10 });
    await untilSaved('a', 'last');
    const before = await one.connection.history('a', ALL);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const two = await runHere();
    await two.launch('a', 'echo fresh; cat', { cols: 60, rows: 10 });
    two.show('a', 60, 10);
    expect(await two.untilText('a', 'fresh')).toBe('fresh');
    const after = await two.connection.history('a', ALL);
    const count = textsOfRange(before).indexOf('last') + 1;
    expect(count).toBeGreaterThan(60);
    expect(cellsOfRange(after).slice(0, count)).toEqual(cellsOfRange(before).slice(0, count));
    expect(textsOfRange(after)[count]).toMatch(
      /^── earlier output, saved \d{4}-\d\d-\d\d \d\d:\d\d/,
    );
    expect(after.historyLength).toBe(textsOfRange(after).indexOf('fresh'));
  });

  test('long lines wrap anew at another width', async () => {
    const child = spawnHost([process.execPath, hostCommand(50)]);
    const one = await connectTo();
    await one.launch('a', 'printf "%050d\\n" 7; echo last; cat', { cols: 20 });
    await untilSaved('a', 'last');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const two = await runHere();
    await two.launch('a', 'cat', { cols: 80 });
    expect((await textsOf(two, 'a')).slice(0, 2)).toEqual([`${'0'.repeat(49)}7`, 'last']);
  });

  test('the picture of a program in full screen is there too', async () => {
    const child = spawnHost([process.execPath, hostCommand(50)]);
    const one = await connectTo();
    await one.launch('a', 'echo before; printf "\\033[?1049h\\033[Hin full screen"; cat');
    await untilSaved('a', 'in full screen');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const two = await runHere();
    await two.launch('a', 'cat', { cols: 80 });
    expect((await textsOf(two, 'a')).slice(0, 3)).toEqual([
      'before',
      '── full screen of the program ──',
      'in full screen',
    ]);
  });
});

describe('saving', () => {
  test('happens when the program exits, for the owner only', async () => {
    const client = await runHere();
    await client.launch('a', 'echo done', { title: 'Fix "it"\n', sessionId: 's1' });
    await untilSaved('a', 'done');
    const [head = '', ...lines] = (await readFile(fileOf('a'), 'utf8')).split('\n');
    expect(head).toMatch(/^qtui scrollback 1 \{/);
    expect(JSON.parse(head.slice('qtui scrollback 1 '.length))).toEqual({
      paneId: 'a',
      sessionId: 's1',
      agentKind: 'shell',
      title: 'Fix "it"',
      cols: 80,
      rows: 24,
      screenLines: 1,
      saved: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(lines).toEqual(['done', '']);
    expect((await stat(fileOf('a'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toEqual(['a.ansi']);
  });

  test('happens before a pane is gone', async () => {
    const client = await runHere();
    await client.launch('a', 'echo here; cat');
    client.show('a');
    await client.untilText('a', 'here');
    await client.connection.close('a');
    expect(await readFile(fileOf('a'), 'utf8')).toContain('here');
  });

  test('happens when the host stops, with what was on the full screen', async () => {
    const client = await runHere();
    const leave = 'printf "\\033[?1049l"; echo bye; exit';
    await client.launch(
      'a',
      `trap '${leave}' HUP; printf "\\033[?1049h\\033[Hpicture"; while :; do sleep 0.05; done`,
    );
    client.show('a');
    await client.untilText('a', 'picture');
    await stopHere();
    const text = await readFile(fileOf('a'), 'utf8');
    expect(text).toMatch(/\nbye\n[^\n]*full screen of the program[^\n]*\npicture\n$/);
  });

  test('happens on SIGTERM of the host', async () => {
    const child = spawnHost([process.execPath, hostCommand(60_000)]);
    const client = await connectTo();
    await client.launch('a', 'echo here; cat');
    client.show('a');
    await client.untilText('a', 'here');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readFile(fileOf('a'), 'utf8')).toContain('here');
  });

  test('an id that is no file name has a file all the same, and finds it again', async () => {
    const paneId = `../../Ünï ${'x'.repeat(400)}`;
    const client = await runHere();
    await client.launch(paneId, 'echo odd');
    await until('a file', async () => (await readdir(directory).catch(() => [])).length === 1);
    await until(
      'it is whole',
      async () => (await readdir(directory))[0]?.endsWith('.ansi') === true,
    );
    expect(await readdir(join(directory, '..'))).toEqual(['scrollback']);
    await stopHere();
    const again = await runHere();
    await again.launch(paneId, 'cat');
    expect((await textsOf(again, paneId))[0]).toBe('odd');
  });

  test('without a directory nothing is written, and a restart begins below the last run still', async () => {
    await host.run();
    const client = await host.connect();
    await client.launch('a', 'echo here');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    await client.connection.restart('a');
    expect((await textsOf(client, 'a'))[0]).toBe('here');
    await client.connection.close('a');
    expect(await readdir(host.directory)).toEqual(['host.sock']);
  });

  test('old files go, but never one of a pane that is there', async () => {
    const client = await runHere(50);
    await mkdir(directory, { recursive: true });
    const old = new Date(Date.now() - 31 * 24 * 3_600_000);
    for (const name of ['gone.ansi', 'quiet.ansi', 'left.ansi.1.tmp', 'new.ansi']) {
      await writeFile(join(directory, name), `${header()}text\n`);
      if (name !== 'new.ansi') await utimes(join(directory, name), old, old);
    }
    await client.launch('quiet', 'cat');
    await client.launch('busy', 'echo here; cat');
    await until('old ones are gone', async () => {
      const names = await readdir(directory);
      return !names.includes('gone.ansi') && !names.includes('left.ansi.1.tmp');
    });
    const names = await readdir(directory);
    expect(names).toEqual(expect.arrayContaining(['new.ansi', 'quiet.ansi']));
  });
});

describe('a program that is started again in its pane', () => {
  test('has the run before above it', async () => {
    const client = await runHere();
    await client.launch('a', 'seq 1 30; printf "\\033[31mred\\033[m"; exit 3', { rows: 10 });
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    const before = await client.connection.history('a', ALL);
    await client.connection.restart('a');
    await client.untilPane('a', ({ exit }) => exit?.code === 3);
    const after = await client.connection.history('a', ALL);
    expect(cellsOfRange(after).slice(0, 31)).toEqual(cellsOfRange(before).slice(0, 31));
    const texts = textsOfRange(after);
    expect(texts[31]).toMatch(/^── earlier output, ended \d{4}-/);
    expect(texts.slice(32, 63)).toEqual([...texts.slice(0, 30), 'red']);
    await until('both runs are on disk', async () => {
      const text = await readFile(fileOf('a'), 'utf8');
      return text.match(/red/g)?.length === 2;
    });
  });

  test('a pane that is closed while its program is started again stays closed', async () => {
    const client = await runHere();
    await client.launch('a', 'seq 1 3000; sleep 1000');
    client.show('a');
    await client.untilText('a', '3000');
    process.kill(client.pane('a')?.pid ?? 0, 'SIGKILL');
    await client.untilPane('a', ({ exit }) => exit !== undefined);
    const restart = client.connection.restart('a').then(
      () => 'started',
      ({ code }) => code,
    );
    await client.connection.close('a');
    // Which of the two the host does first is its own affair; no program may be left.
    expect(['pane-not-found', 'started']).toContain(await restart);
    expect(client.connection.panes).toEqual([]);
  });
});

const header = (fields = {}) =>
  `qtui scrollback 1 ${JSON.stringify({
    ...{ paneId: 'a', sessionId: 'a', agentKind: 'x', title: '', cols: 8, rows: 2 },
    ...{ screenLines: 1, saved: '2026-01-02T03:04:05.000Z' },
    ...fields,
  })}\n`;

describe('files that are not as they were written', () => {
  async function launchWith(content: string): Promise<TestClient> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(fileOf('a'), content);
    const client = await runHere();
    await client.launch('a', 'echo fresh; cat');
    client.show('a');
    await client.untilText('a', 'fresh');
    return client;
  }

  test.each([
    ['without a first line', 'just text\n'],
    ['empty', ''],
    ['of a later version', header().replace(' 1 ', ' 2 ')],
    ['with a strange time', header({ saved: 'yesterday' })],
    ['with strange fields', header({ cols: -1 })],
    ['with broken JSON', 'qtui scrollback 1 {"paneId":\n'],
    ['of zeroes', '\0'.repeat(100_000)],
  ])('one %s is told of, put aside and not fatal', async (_what, content) => {
    const client = await launchWith(content);
    expect((await textsOf(client, 'a'))[0]).toContain('cannot be read');
    expect(host.log.map(({ event }) => event)).toContain('scrollback-unreadable');
    expect(await readFile(`${fileOf('a')}.unreadable`, 'utf8')).toBe(content);
  });

  test('one that asks the terminal for things gets no answer', async () => {
    const client = await launchWith(
      `${header()}a\u001b[c\u001b[6n\u001b]2;owned\u0007\u0007\u001b]52;c;aGk=\u0007\u001b[?1049hb`,
    );
    expect((await textsOf(client, 'a'))[0]).toBe('ab');
    expect(client.pane('a')).toMatchObject({ programTitle: '', bell: false });
    expect(await client.connection.capture('a')).toBe('fresh\n');
  });

  test('one of many megabytes is read from its end', async () => {
    const client = await launchWith(`${header()}${`${'x'.repeat(99)}\n`.repeat(400_000)}end\n`);
    const { firstLine, historyLength } = await client.connection.history('a', ALL);
    const last = { from: firstLine + historyLength - 2, count: 1 };
    expect(textsOfRange(await client.connection.history('a', last))).toEqual(['end']);
  });

  test('one of a single huge line is cut to what fits', async () => {
    const client = await launchWith(`${header()}${'漢'.repeat(3_000_000)}`);
    expect(await client.connection.capture('a')).toBe('fresh\n');
  });
});

describe('a disk that takes nothing', () => {
  async function failing(client: TestClient): Promise<TestClient> {
    await client.launch('a', 'echo goes on; cat');
    client.show('a');
    await client.untilText('a', 'goes on');
    await until(
      'it is told',
      async () => (await connectTo()).connection.info.problem !== undefined,
    );
    client.write('a', 'still\r');
    await client.untilText('a', 'still');
    return connectTo();
  }

  test('a read-only directory is told, and nothing else suffers', async () => {
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o500);
    const child = spawnHost(withoutPrivileges(process.execPath, hostCommand(30)));
    const { connection } = await failing(await connectTo());
    expect(connection.info.problem).toMatch(/^Could not save the output of panes: .*permi/i);
    expect(await readdir(directory)).toEqual([]);
    await chmod(directory, 0o700);
    await until('it is well again', async () => {
      const { connection: later } = await connectTo();
      return later.info.problem === undefined;
    });
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readFile(fileOf('a'), 'utf8')).toContain('still');
  });

  test('a write that ends in the middle leaves the file before it whole', async () => {
    // Files of this process may not grow beyond some kilobytes, as on a full disk.
    const limited = 'trap "" XFSZ; ulimit -f 8; exec "$0" "$@"';
    const child = spawnHost(['/bin/bash', ['-c', limited, process.execPath, ...hostCommand(30)]]);
    const client = await connectTo();
    await client.launch('a', 'echo small; read -r line; seq -f %0100g 1 500; cat');
    await untilSaved('a', 'small');
    client.write('a', 'go\r');
    await until(
      'it is told',
      async () => (await connectTo()).connection.info.problem !== undefined,
    );
    // Some of the numbers may have been saved, but what did not fit has left no trace.
    const kept = await readFile(fileOf('a'), 'utf8');
    expect(kept).toMatch(/\nsmall\n(.*\n)*$/);
    expect(kept.length).toBeLessThan(8 * 1024);
    client.show('a');
    await client.untilText('a', '00500');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readdir(directory)).toEqual(['a.ansi']);
  });

  test('is logged once', async () => {
    await writeFile(join(host.directory, 'state'), 'a file where the directory should be');
    const client = await runHere(20);
    await client.launch('a', 'while :; do echo more; sleep 0.01; done');
    await until('it failed', () => host.log.some(({ event }) => event === 'scrollback-not-saved'));
    const logged = host.log.length;
    client.show('a');
    await client.untilText('a', /more(.*\n.*more){20}/);
    expect(host.log.filter(({ event }) => event === 'scrollback-not-saved')).toHaveLength(1);
    expect(host.log.length).toBe(logged);
  });
});

test('a program runs before what was there earlier has been read, and prints below it', async () => {
  const client = await runHere();
  await mkdir(directory, { recursive: true });
  // Whoever opens it waits for somebody who writes.
  await run('mkfifo', [fileOf('a')]);
  await client.launch('a', 'echo first; echo > runs; cat');
  client.show('a');
  await until('the program runs', async () => (await readdir(host.directory)).includes('runs'));
  expect(client.text('a')).toBe('');
  // The reader closes it as soon as it sees no bytes, so a write here could meet a broken pipe.
  await (await open(fileOf('a'), 'w')).close();
  await client.untilText('a', 'first');
  const texts = await textsOf(client, 'a');
  expect(texts[0]).toMatch(/earlier output cannot be read/);
  expect(texts.indexOf('first')).toBeGreaterThan(0);
});
