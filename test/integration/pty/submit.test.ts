import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { caught } from '../../support/caught.js';
import { type TestClient, TestHost } from '../../support/host.js';

let host: TestHost;
let client: TestClient;

beforeEach(async () => {
  host = await TestHost.start();
  client = await host.connect();
});
afterEach(() => host.dispose());

/** Shows what it reads, byte by byte. */
const READS = 'stty raw -echo; echo ready; head -c $COUNT | od -An -c | tr -d " \\n"; sleep 60';

async function launch(count: number, before = ''): Promise<void> {
  await client.launch('a', `COUNT=${count}; ${before}${READS}`);
  client.show('a');
  await client.untilText('a', 'ready');
}

test('one line is typed as it is, and Enter follows', async () => {
  await launch(4);
  await client.connection.submit('a', '/go\n');
  await client.untilText('a', '/go\\r');
});

test('several lines are one paste for a program that takes pastes', async () => {
  await launch(18, "printf '\\033[?2004h'; ");
  await client.connection.submit('a', 'one\n\x1b[201~two\n');
  await client.untilText('a', '033[200~one\\r[201~');
});

test('several lines are one for a program that takes none', async () => {
  await launch(8);
  await client.connection.submit('a', 'one\n two');
  await client.untilText('a', 'onetwo\\r');
});

test('nothing is typed where no program runs', async () => {
  await client.launch('a', 'exit 0');
  await client.untilPane('a', ({ exit }) => exit !== undefined);
  const error = await caught(client.connection.submit('a', 'x'));
  expect(error).toMatchObject({ code: 'session-not-running', untouched: 'Nothing was typed.' });
});
