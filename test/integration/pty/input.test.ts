import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { INPUT_WINDOW } from '../../../src/pty/protocol/protocol.js';
import { type TestClient, TestHost, until } from '../../support/host.js';

// Much work for a machine that is busy with other tests.
jest.setTimeout(120_000);

const MEGABYTE = 1024 * 1024;

let host: TestHost;
let client: TestClient;

beforeEach(async () => {
  host = await TestHost.start();
  client = await host.connect();
});

afterEach(() => host.dispose());

/** Lines of text; each shorter than what a terminal keeps of one. */
function lines(bytes: number): string {
  let text = '';
  for (let n = 0; text.length < bytes; n++) text += `line ${n} of a paste that is rather long\n`;
  return text;
}

const untilWaiting = (paneId: string, holds: (bytes: number) => boolean) =>
  until(
    () => holds(client.connection.waitingInput(paneId)),
    [client.connection.onInputTaken],
    () => `input to go; ${client.connection.waitingInput(paneId)} bytes wait`,
  );

describe('input', () => {
  test('of 10 MB arrives whole at a program that reads', async () => {
    const bytes = Buffer.alloc(10 * MEGABYTE, 'All of this has to arrive, in its order. ');
    const digest = createHash('sha256').update(bytes).digest('hex');
    await client.launch(
      'a',
      `stty raw -echo; echo ready; head -c ${bytes.length} | sha256sum; sleep 60`,
    );
    client.show('a');
    await client.untilText('a', 'ready');
    client.connection.write('a', bytes);
    expect(client.connection.waitingInput('a')).toBe(bytes.length - INPUT_WINDOW);
    await client.untilText('a', digest);
    expect(client.connection.waitingInput('a')).toBe(0);
  });

  test('of lines arrives whole at a program that reads them one by one', async () => {
    const text = lines(MEGABYTE);
    await client.launch('a', `echo ready; cat > copy; wc -c < copy; sleep 60`);
    client.show('a');
    await client.untilText('a', 'ready');
    client.write('a', `${text}\x04`);
    await client.untilText('a', String(text.length));
    expect(await readFile(join(host.directory, 'copy'), 'utf8')).toBe(text);
  });

  test('that a program does not read waits, bounded in the host, and is told', async () => {
    await client.launch(
      'a',
      'stty raw -echo; mkfifo gate; echo ready; read -r x < gate; head -c 20000000 | wc -c',
    );
    await client.launch('b', 'echo other; cat');
    client.show('a');
    client.show('b');
    await client.untilText('a', 'ready');
    client.connection.write('a', Buffer.alloc(10 * MEGABYTE, 'x'));
    client.connection.write('a', Buffer.alloc(10_000_000 * 2 - 10 * MEGABYTE, 'y'));
    const { unreadInput } = await client.untilPane('a', (pane) => pane.unreadInput > 0);
    expect(unreadInput).toBeLessThanOrEqual(INPUT_WINDOW);
    expect(client.connection.waitingInput('a')).toBeGreaterThanOrEqual(20_000_000 - INPUT_WINDOW);
    client.write('b', 'still heard\n');
    await client.untilText('b', 'still heard');
    expect(host.log.filter(({ event }) => event === 'input-refused')).toEqual([]);
  });

  test('that waits for a program that ends is given up, not typed into the next one', async () => {
    await client.launch('a', 'stty raw -echo; echo ready; sleep 60 & wait');
    client.show('a');
    await client.untilText('a', 'ready');
    const dropped: number[] = [];
    client.connection.onInputTaken((taken) => {
      if (taken.dropped > 0) dropped.push(taken.dropped);
    });
    client.connection.write('a', Buffer.alloc(2 * MEGABYTE, 'x'));
    process.kill(client.pane('a')?.pid ?? 0, 'SIGKILL');
    await client.untilPane('a', (pane) => pane.exit !== undefined);
    expect(dropped).toEqual([2 * MEGABYTE - INPUT_WINDOW]);
    await client.connection.restart('a');
    await client.untilPane('a', (pane) => pane.exit === undefined);
    client.connection.write('a', Buffer.alloc(2 * MEGABYTE, 'x'));
    expect(client.connection.waitingInput('a')).toBeLessThanOrEqual(2 * MEGABYTE - INPUT_WINDOW);
  });

  test('for a program that has closed its terminal is not told as taken', async () => {
    await client.launch('a', "trap '' HUP; stty raw -echo; echo ready; exec sleep 60 <&- >&- 2>&-");
    client.show('a');
    await client.untilText('a', 'ready');
    const dropped: number[] = [];
    client.connection.onInputTaken((taken) => dropped.push(taken.dropped));
    client.connection.write('a', Buffer.alloc(2 * MEGABYTE, 'x'));
    // Answered behind what was written.
    await client.connection.capture('a');
    process.kill(client.pane('a')?.pid ?? 0, 'SIGKILL');
    await client.untilPane('a', (pane) => pane.exit !== undefined);
    expect(dropped).toEqual([2 * MEGABYTE - INPUT_WINDOW]);
  });

  test('goes on for a client while another one has filled its window', async () => {
    await client.launch('a', 'stty raw -echo; echo ready; sleep 60');
    client.show('a');
    await client.untilText('a', 'ready');
    client.connection.write('a', Buffer.alloc(2 * MEGABYTE, 'x'));
    const other = await host.connect();
    other.write('a', 'y');
    expect(other.connection.waitingInput('a')).toBe(0);
    await other.connection.capture('a');
    await untilWaiting('a', (bytes) => bytes === 2 * MEGABYTE - INPUT_WINDOW);
  });
});
