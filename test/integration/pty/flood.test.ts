import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Deadlines } from '../../../src/pty/deadlines.js';
import { HIGH_WATER, OutputQueue, ParseScheduler } from '../../../src/pty/pane/output-queue.js';
import { PtyProcess } from '../../../src/pty/pane/pty-process.js';
import { TestHost } from '../../support/host.js';

// Much work for a machine that is busy with other tests.
jest.setTimeout(120_000);

let host: TestHost;

beforeEach(async () => {
  host = await TestHost.start();
});

afterEach(() => host.dispose());

test('20 MB in one pane arrive whole while another echoes', async () => {
  const client = await host.connect();
  const lines = 330_000;
  await client.launch('flood', `seq -f %060.0f ${lines}; echo; echo end of flood; cat`);
  await client.launch('echo', 'stty -echo; echo ready; while read -r x; do echo "<$x>"; done');
  client.show('flood');
  client.show('echo');
  await client.untilText('echo', 'ready');
  let echoed = 0;
  while (!client.text('flood').includes('end of flood')) {
    client.write('echo', `${echoed}\n`);
    await client.untilText('echo', `<${echoed}>`);
    echoed++;
  }
  // It did echo while the flood went on: the flood takes hundreds of frames.
  expect(echoed).toBeGreaterThan(10);
  const text = await client.connection.capture('flood', { history: Number.POSITIVE_INFINITY });
  const numbers = text.split('\n').filter((line) => /^\d+$/.test(line));
  expect(numbers.length).toBeGreaterThan(1_000);
  expect(numbers.map(Number)).toEqual(
    Array.from({ length: numbers.length }, (_, n) => lines - numbers.length + 1 + n),
  );
});

test('a flood of pictures ends with the same cells for who has seen it and who comes later', async () => {
  const picture = [
    'BEGIN { srand(7); for (n = 0; n < 40000; n++) {',
    'printf "\\033[?2026h\\033[%d;%dH\\033[38;2;%d;%d;9;4%dm%c%d\\033[m", ',
    '1 + rand() * 22, 1 + rand() * 74, rand() * 256, rand() * 256, rand() * 8, 65 + n % 26, n;',
    'if (n % 50 == 0) printf "\\033[24;1H\\n";',
    'printf "\\033[?2026l" }; printf "\\033[24;1Hend of flood" }',
  ].join(' ');
  const seen = await host.connect();
  await seen.launch('flood', `awk '${picture}'; exec cat`);
  seen.show('flood');
  await seen.untilText('flood', 'end of flood');
  const late = await host.connect();
  late.show('flood');
  await late.untilText('flood', 'end of flood');
  const cellsOf = (client: typeof seen) => client.screens.get('flood')?.cells;
  expect(cellsOf(seen)).toHaveLength(24);
  expect(cellsOf(seen)).toEqual(cellsOf(late));
});

/** A program on a pty whose output takes `cost` ms of the processor for each piece. */
function run(script: string, cost: number, scheduler: ParseScheduler, deadlines: Deadlines) {
  const hash = createHash('sha256');
  const seen = { most: 0, pauses: 0, bytes: 0 };
  return new Promise<typeof seen & { code: number; digest: string }>((resolve) => {
    const queue = new OutputQueue(scheduler, {
      parse(bytes) {
        const end = performance.now() + cost;
        while (performance.now() < end);
        hash.update(bytes);
        seen.bytes += bytes.length;
      },
      parsed() {},
      pause: () => {
        seen.pauses++;
        program.pause();
      },
      resume: () => program.resume(),
    });
    queue.begin();
    const program = new PtyProcess(
      {
        program: '/bin/sh',
        args: ['-c', script],
        cwd: host.directory,
        env: { PATH: '/usr/bin:/bin' },
        cols: 80,
        rows: 24,
      },
      deadlines,
      {
        data: (bytes) => {
          const isParsed = queue.push(bytes);
          seen.most = Math.max(seen.most, queue.unparsed);
          return isParsed ? 1 : 0;
        },
        stalled() {},
        exit: ({ code }) =>
          queue.whenEmpty(() => resolve({ ...seen, code, digest: hash.digest('hex') })),
      },
    );
  });
}

function digestOfNumbers(last: number): string {
  const hash = createHash('sha256');
  for (let n = 1; n <= last; n++) hash.update(`${n}\n`);
  return hash.digest('hex');
}

describe('no byte is lost', () => {
  test('of the last words of a program that ends in the middle of a flood', async () => {
    const deadlines = new Deadlines();
    const outcome = await run('stty raw; seq 300000; exit 5', 0.2, new ParseScheduler(), deadlines);
    deadlines.dispose();
    expect(outcome).toMatchObject({ code: 5, digest: digestOfNumbers(300_000) });
  });

  test('when programs are stopped because parsing is slow, and little waits', async () => {
    const deadlines = new Deadlines();
    const scheduler = new ParseScheduler();
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => run('stty raw; seq 150000; exit 5', 3, scheduler, deadlines)),
    );
    deadlines.dispose();
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ code: 5, digest: digestOfNumbers(150_000) });
      expect(outcome.most).toBeLessThan(HIGH_WATER + 64 * 1024);
    }
    expect(Math.max(...outcomes.map(({ pauses }) => pauses))).toBeGreaterThan(0);
  });
});

test('a line of a megabyte, bytes that are no text and a string without an end leave the pane usable', async () => {
  const client = await host.connect();
  const zeros = (bytes: number, letter: string) =>
    `head -c ${bytes} /dev/zero | tr '\\0' ${letter}`;
  const script = [
    'stty -echo',
    zeros(1_000_000, 'x'),
    `echo; i=0; while [ $i -lt 2000 ]; do printf '\\377\\376\\300\\200\\355\\240\\200\\342'; i=$((i+1)); done`,
    `printf '\\033]2;begin'; ${zeros(8_000_000, 'y')}; printf '\\007'`,
    `printf '\\033P+q'; ${zeros(4_000_000, '4')}; printf '\\033\\\\'`,
    'echo; echo still here; while read -r x; do echo "<$x>"; done',
  ].join('; ');
  await client.launch('odd', script);
  client.show('odd');
  await client.untilText('odd', 'still here');
  expect(client.pane('odd')?.programTitle.length).toBeLessThan(2_000);

  client.show('odd', 10_000, 24);
  const { cols } = await client.untilPane('odd', (pane) => pane.cols > 80);
  expect(cols).toBe(2_000);
  client.write('odd', 'wide\n');
  await client.untilText('odd', '<wide>');
  client.show('odd', 20, 5);
  await client.untilPane('odd', (pane) => pane.cols === 20);
  client.write('odd', 'narrow\n');
  await client.untilText('odd', '<narrow>');
});
