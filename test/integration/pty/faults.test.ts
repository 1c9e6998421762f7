import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { encodeFrame, encodeJson } from '../../../src/pty/protocol/codec.js';
import { encodeInput } from '../../../src/pty/protocol/frame-codec.js';
import { FRAME } from '../../../src/pty/protocol/protocol.js';
import { type TestClient, TestHost } from '../../support/host.js';
import { RawClient } from '../../support/raw-client.js';

let host: TestHost;
let client: TestClient;

beforeEach(async () => {
  host = await TestHost.start({ scrollback: 20_000 });
  client = await host.connect();
});
afterEach(() => host.dispose());

/** A program that says what it reads, after what `prints` prints. */
async function launch(paneId: string, prints: string): Promise<void> {
  await client.launch(
    paneId,
    `stty -echo; ${prints}; echo ready; while read -r x; do echo "<$x>"; done`,
  );
  client.show(paneId);
}

test.each<[string, Uint8Array]>([
  ['what was typed', encodeFrame(FRAME.input, encodeInput('a', Buffer.from('typed by halves\n')))],
  ['a request', encodeJson(FRAME.request, { id: 1, method: 'close', params: { paneId: 'a' } })],
  ['a size', encodeJson(FRAME.notification, { method: 'show', paneId: 'a', cols: 33, rows: 5 })],
])('a client that dies within %s has sent nothing of it', async (_, frame) => {
  await launch('a', ':');
  await client.untilText('a', 'ready');
  for (const length of [frame.length - 1, 3]) {
    const dying = new RawClient(host.socketPath);
    dying.hello();
    await dying.received(FRAME.event);
    dying.socket.end(frame.subarray(0, length));
    await dying.closed;
  }
  client.write('a', 'after it\n');
  expect(await client.untilText('a', '<after it>')).not.toContain('halves');
  expect(client.pane('a')).toMatchObject({ cols: 80, rows: 24 });
});

const length = async (paneId: string, letter: string) => {
  const text = await client.connection.capture(paneId, { history: Number.POSITIVE_INFINITY });
  return [...text].filter((each) => each === letter).length;
};

test('a line of a megabyte without an end is kept whole, at any width', async () => {
  await launch('a', `head -c 1000000 /dev/zero | tr '\\0' x`);
  await client.untilText('a', 'ready');
  expect(await length('a', 'x')).toBe(1_000_000);
  for (const [cols, rows] of [
    [131, 40],
    [10_000, 40],
    [80, 24],
  ] as const) {
    client.show('a', cols, rows);
    await client.untilPane('a', (pane) => pane.cols === Math.min(cols, 2_000));
    client.write('a', `${cols}\n`);
    await client.untilText('a', `<${cols}>`);
    expect(await length('a', 'x')).toBe(1_000_000);
  }
});

test('bytes that are no text are shown as that, each once, and text among them as it is', async () => {
  await launch(
    'a',
    `for i in 1 2 3; do printf 'a\\377b\\300c\\342\\202d\\360\\237\\230\\200e\\n'; done`,
  );
  const text = await client.untilText('a', 'ready');
  expect(text.split('\n').filter((line) => line.includes('a'))).toEqual([
    ...Array(3).fill('a\ufffdb\ufffdc\ufffdd😀e'),
    'ready',
  ]);
});

test.each([
  ['a title', '\\033]2;'],
  ['a link', '\\033]8;;'],
  ['a copy', '\\033]52;c;'],
  ['a device control string', '\\033P'],
  ['an application command', '\\033_'],
])(
  '%s without an end holds up nobody, and its pane is used on when it is cut off',
  async (_, begin) => {
    await launch('b', ':');
    await client.untilText('b', 'ready');
    const flood = `head -c 8000000 /dev/zero | tr '\\0' y`;
    await launch('a', `printf '${begin}'; ${flood}; read -r x; printf '\\030'`);
    for (let n = 0; n < 20; n++) {
      client.write('b', `${n}\n`);
      await client.untilText('b', `<${n}>`);
    }
    client.write('a', 'cut it off\n');
    expect(await client.untilText('a', 'ready')).not.toMatch(/yy/);
    client.write('a', 'used\n');
    await client.untilText('a', '<used>');
    expect(client.pane('a')?.programTitle.length).toBeLessThan(2_000);
  },
);
