import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Appearance, PaneNotification } from '../../../src/core/ports/host.js';
import { TestHost } from '../../support/host.js';

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(async () => {
  await host.dispose();
});

const LIGHT: Appearance = {
  foreground: 0x202020,
  background: 0xfafafa,
  cursor: 0x202020,
  palette: [],
  scheme: 'light',
};

/** Asks for `$1` and prints what comes back up to the character `$2`, its ESC as `E`. */
const ASK = `
ask() {
  stty raw -echo
  printf "$1"
  answer=
  while char=$(dd bs=1 count=1 2>/dev/null); [ "$char" != "$2" ]; do answer="$answer$char"; done
  stty sane
  printf '<%s%s>\\n' "$answer" "$2" | tr '\\033' E
}
`;

test('a script reads the answers to its questions', async () => {
  const client = await host.connect();
  client.connection.setAppearance(LIGHT);
  await client.connection.setLayout(null, 0);
  await client.launch(
    'a',
    `${ASK}
    ask '\\033[c' c
    ask '\\033[6n' R
    ask '\\033]11;?\\033\\\\' '\\'
    ask '\\033P+q436f\\033\\\\' '\\'
    ask '\\033[?2004h\\033[?2004$p' y
    ask '\\033[?2048h' t
    echo end`,
  );
  client.show('a');
  const text = await client.untilText('a', 'end');
  expect(text.split('\n').filter((line) => line.startsWith('<'))).toEqual([
    '<E[?62;22;52c>',
    '<E[2;1R>',
    '<E]11;rgb:fafa/fafa/fafaE\\>',
    '<EP1+r436f=323536E\\>',
    '<E[?2004;1$y>',
    '<E[48;24;80;384;640t>',
  ]);
});

test('a program that asked is told when the terminal turns dark, and of its size', async () => {
  const client = await host.connect();
  client.connection.setAppearance(LIGHT);
  await client.launch('a', `stty raw -echo; printf '\\033[?2031h\\033[?2048hready'; cat -v`);
  client.show('a');
  await client.untilText('a', 'ready');
  client.connection.setAppearance({ ...LIGHT, scheme: 'dark' });
  await client.untilText('a', '^[[?997;1n');
  client.show('a', 60, 12);
  await client.untilText('a', '^[[48;12;60;192;480t');
});

test('the clipboard is asked of a client, whose answer the program gets', async () => {
  const client = await host.connect();
  client.connection.setAppearance(LIGHT);
  client.connection.onClipboardRead(({ requestId }) => {
    client.connection.answerClipboardRead(requestId, 'copied');
  });
  await client.launch('a', `${ASK} ask '\\033]52;c;?\\033\\\\' '\\'; echo end`);
  client.show('a');
  expect(await client.untilText('a', 'end')).toContain('<E]52;c;Y29waWVkE\\>');
});

test('messages reach the clients, a flood of them only in part', async () => {
  const client = await host.connect();
  const received: PaneNotification[] = [];
  client.connection.onNotification((notification) => received.push(notification));
  await writeFile(join(host.directory, 'flood'), '\u001b]9;again\u0007'.repeat(2_000));
  await client.launch(
    'a',
    `printf '\\033]777;notify;Build;done\\007\\033]9;4;1;40\\007\\033]7;file:///tmp\\007'
    cat flood; printf '\\033]9;4;1;41\\007'; cat`,
  );
  const pane = await client.untilPane('a', ({ progress }) => progress?.percent === 41);
  expect(pane).toMatchObject({
    progress: { state: 'normal', percent: 41 },
    workingDirectory: '/tmp',
  });
  expect(received[0]).toEqual({ paneId: 'a', title: 'Build', body: 'done' });
  expect(received.length).toBeLessThan(100);
  await client.connection.close('a');
  const dropped = host.log.filter(({ event }) => event === 'notifications-dropped');
  const counts = dropped.map(({ fields }) => Number(fields?.['count']));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_001 - received.length);
});

test('the bar of a pane loses its progress with the program', async () => {
  const client = await host.connect();
  await client.launch('a', `printf '\\033]9;4;3\\007'; read -r x`);
  await client.untilPane('a', ({ progress }) => progress?.state === 'indeterminate');
  client.write('a', '\n');
  const pane = await client.untilPane('a', ({ exit }) => exit !== undefined);
  expect(pane.progress).toBeUndefined();
});

test('a denied program goes on', async () => {
  const client = await host.connect();
  await client.launch('a', `${ASK} ask '\\033]52;c;?\\033\\\\' '\\'; echo end`);
  client.show('a');
  expect(await client.untilText('a', 'end')).toContain('<E]52;c;E\\>');
});
