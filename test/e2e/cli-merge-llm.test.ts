import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { FakeLlm, type LlmAnswer } from '../support/fake-llm.js';

let world: World;
let llm: FakeLlm;

beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'base\n', 'b.txt': 'base\n', 'c.bin': '\0' } });
  llm = await FakeLlm.start();
  const { session } = await world.json(['new', '--agent', 'shell', '--worktree', 'topic']);
  await commit(session.path, { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n', 'c.bin': '\0theirs' });
  await commit(world.repo.path, { 'a.txt': 'ours\n', 'b.txt': 'ours\n', 'c.bin': '\0ours' });
});
afterEach(async () => {
  await world.dispose();
  await llm.dispose();
});

async function commit(root: string, files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
  await world.repo.gitIn(root, 'commit', '-qam', 'Change');
}

async function useModel(): Promise<void> {
  const file = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `[llm]\nmodel = "small"\nbase-url = "${llm.baseUrl}"\n`);
}

const answer = (resolution: string): LlmAnswer => ({
  text: JSON.stringify({
    resolution,
    dropped: [],
    explanation: 'Both are kept.',
    confidence: 'high',
  }),
  usage: { prompt_tokens: 100, completion_tokens: 20 },
});
const RESOLVE = ['merge', 'topic', '--resolve', 'llm'];

test('what the model proposes and every test passes is taken by --yes, the rest is kept open', async () => {
  const { error } = await world.json([...RESOLVE, '--yes'], { code: 1 });
  expect(error.code).toBe('llm-unavailable');
  await useModel();
  // The second file's answers have a marker, twice.
  llm.answers = [answer('ours\ntheirs\n'), answer('<<<<<<< x\nours\ntheirs\n')];
  expect((await world.json(RESOLVE, { code: 2 })).error.hint).toContain('--yes');
  expect(llm.requests).toHaveLength(0);
  const { merge, proposals } = await world.json([...RESOLVE, '--yes'], { code: 4 });
  expect(merge.conflicts.map(({ path }: { path: string }) => path)).toEqual(['b.txt', 'c.bin']);
  expect(merge.draft).toEqual({ settled: 1, step: 'conflicts' });
  expect(proposals).toMatchObject([
    { path: 'a.txt', isTaken: true, outcomes: [{ kind: 'accepted', confidence: 'high' }] },
    { path: 'b.txt', isTaken: false, outcomes: [{ kind: 'rejected', attempts: 2 }] },
  ]);
  expect(proposals[0].usage).toMatchObject({ tokensIn: 100, tokensOut: 20 });
  const goOn = ['merge', '--continue', 'topic', '--yes', '--resolve', 'theirs'];
  expect((await world.json(goOn)).merge.result).toBe('merged');
  expect(await world.repo.read('a.txt')).toBe('ours\ntheirs\n');
  expect(await world.repo.read('b.txt')).toBe('theirs\n');
});

test('on a terminal each proposal is seen against both sides, and taken or left', async () => {
  await useModel();
  llm.answers = [answer('<<<<<<< x\n'), answer('=======\n'), answer('ours\ntheirs\n')];
  const menu = world.open(['merge', 'topic'], { cols: 80, rows: 60 });
  await menu.waitForText('m  ask the model');
  menu.type('m\r');
  await menu.waitForText('not accepted, after 2 answers');
  await menu.waitForText('200 tokens in, 40 out');
  menu.type('m\r');
  await menu.waitForText('Take this proposal? [y/N]');
  menu.type('y\r');
  await menu.waitForText('b.txt: both changed the same lines [2 open]');
  menu.type('s\r');
  await menu.waitForText('c.bin: both changed it');
  expect(menu.screen().split('c.bin: both changed it')[1]).not.toContain('ask the model');
  menu.type('\x03');
  await menu.waitForText('Not merged; what was settled is kept.');
  expect(await menu.waitForExit()).toMatchObject({ code: 130 });
  await world.json(['merge', '--abort']);

  const terminal = world.open(RESOLVE, { cols: 80, rows: 60 });
  await terminal.waitForText('Take this proposal? [y/N]');
  const screen = terminal.screen();
  expect(screen).toContain('a.txt: asking the model …');
  expect(screen).toContain('Both are kept. (confidence high)');
  expect(screen).toMatch(/against main \(ours\):\s+@@ .*\n\s+ours\n\s+\+theirs/);
  expect(screen).toMatch(/against topic \(theirs\):\s+@@ .*\n\s+\+ours\n\s+theirs/);
  terminal.type('y\r');
  await terminal.waitForText('b.txt: asking the model …');
  await terminal.waitForText(/against topic.*against topic.*Take this proposal/s);
  terminal.type('n\r');
  await terminal.waitForText('200 tokens in, 40 out');
  await terminal.waitForText('b.txt: both changed the same lines [2 open]');
  terminal.type('q\r');
  await terminal.waitForText('"qtui merge --continue topic" goes on with it.');
  expect(await terminal.waitForExit()).toMatchObject({ code: 130 });
});
