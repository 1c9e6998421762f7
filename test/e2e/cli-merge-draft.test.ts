import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';

let world: World;
let path: string;

beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'base\n', 'b.txt': 'base\n' } });
  const { session } = await world.json(['new', '--agent', 'shell', '--worktree', 'topic']);
  path = session.path;
  await commit(path, { 'a.txt': 'theirs\n', 'b.txt': 'theirs\n' });
  await commit(world.repo.path, { 'a.txt': 'ours\n', 'b.txt': 'ours\n' });
});
afterEach(() => world.dispose());

async function commit(root: string, files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
  await world.repo.gitIn(root, 'commit', '-qam', 'Change');
}

async function setCheck(script: string): Promise<void> {
  const file = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `[merge]\ncheck = ${JSON.stringify(['sh', '-c', script])}\n`);
}

const tip = () => world.repo.git('rev-parse', 'main');
const ownRefs = () => world.repo.git('for-each-ref', 'refs/qtui/draft', 'refs/qtui/merge');
const drafts = () => readdir(join(world.repo.env['XDG_STATE_HOME'] ?? '', 'qtui/merges'));

test('a merge that was begun goes on where it was, or is dropped', async () => {
  const before = await tip();
  const given = join(world.root, 'given');
  await writeFile(given, 'by hand\n');
  const begin = ['merge', 'topic', '--yes', '--resolve-file', `a.txt=@${given}`];
  const { merge } = await world.json(begin, { code: 4 });
  expect(merge).toMatchObject({
    conflicts: [{ path: 'b.txt', hunks: 1 }],
    draft: { settled: 1, step: 'conflicts' },
    next: 'qtui merge topic --continue --resolve ours',
  });
  await world.repo.git('gc', '-q', '--prune=now');

  // The only one that was begun here needs no name.
  const { merge: dropped } = await world.json(['merge', '--abort']);
  expect(dropped).toMatchObject({ result: 'aborted', target: 'main', dropped: { settled: 1 } });
  expect([await drafts(), await ownRefs(), await tip()]).toEqual([[], '', before]);
  for (const words of [['--abort'], ['--continue', '--yes']]) {
    for (const name of [['topic'], []]) {
      const { error } = await world.json(['merge', ...name, ...words], { code: 5 });
      expect(error.code).toBe('draft-not-found');
    }
  }

  await world.json(begin, { code: 4 });
  const again = await world.run(['merge', 'topic', '--yes']);
  expect(again.stderr).toContain('Not finished yet: the merge of topic into main');
  const goOn = merge.next.split(' ').slice(1);
  expect((await world.json([...goOn, '--yes'])).merge).toMatchObject({ result: 'merged' });
  expect(await world.repo.read('a.txt')).toBe('by hand\n');
  expect(await world.repo.read('b.txt')).toBe('ours\n');
  expect([await drafts(), await ownRefs()]).toEqual([[], '']);
});

test('one that was killed in its check goes on, and what no longer fits is told', async () => {
  const begun = join(world.root, 'begun');
  await setCheck(`touch ${begun}; sleep 60`);
  const killed = world.open(['merge', 'topic', '--yes', '--resolve', 'theirs']);
  await until('the check runs', () => existsSync(begun));
  killed.kill('SIGKILL');
  await killed.waitForExit();
  await commit(world.repo.path, { 'a.txt': 'ours, again\n' });
  const { stderr, code } = await world.run(['merge', '--continue', 'topic', '--yes', '--no-check']);
  expect(code).toBe(4);
  expect(stderr).toContain('main has moved since it was looked at.');
  expect(stderr).toMatch(/decided for 1 file no longer fits .* anew: a\.txt/);
  const args = ['merge', '--continue', 'topic', '--yes', '--no-check', '--resolve-file'];
  const { merge } = await world.json([...args, 'a.txt=both']);
  expect(merge).toMatchObject({ result: 'merged' });
  expect(await world.repo.read('a.txt')).toBe('ours, again\ntheirs\n');
  expect(await world.repo.read('b.txt')).toBe('theirs\n');
});

test('a target that moves while the merge is checked is merged with anew', async () => {
  const moved = join(world.root, 'moved');
  const move = `git -C "$QTUI_REPOSITORY" commit -q --allow-empty -m more`;
  await setCheck(`echo run >> ${moved}; test $(wc -l < ${moved}) -gt 1 || ${move}`);
  const { stderr, stdout } = await world.run(['merge', 'topic', '--yes', '--resolve', 'both']);
  expect(stderr).toContain('main has moved since the preview; the merge is made again.');
  expect(stdout).toContain('Merged 1 commit of topic into main');
  expect(await world.repo.read('a.txt')).toBe('ours\ntheirs\n');
  // The content is the same, so that what passed on it holds.
  expect((await readFile(moved, 'utf8')).split('\n')).toHaveLength(2);
});

test('a check is given on the command line, and one that has passed is not run again', async () => {
  const all = ['merge', 'topic', '--yes', '--resolve', 'both'];
  const { error } = await world.json([...all, '--check', "sh -c 'exit 7'"], { code: 1 });
  expect(error.message).toContain('failed with code 7');
  expect(error.hint).toContain('"qtui merge --continue topic" goes on with it.');
  const usage = await world.json([...all, '--check', "sh -c 'exit"], { code: 2 });
  expect(usage.error.message).toContain('is no command');
  const counted = join(world.root, 'counted');
  await setCheck(`echo run >> ${counted}`);
  await world.json(['merge', 'topic', '--check-only', '--resolve', 'both']);
  // The word after it is the session, as there is one.
  const { merge } = await world.json(['merge', '--yes', '--resolve', 'both', '--check', 'topic']);
  expect(merge.check).toMatchObject({ outcome: 'passed', log: expect.any(String) });
  expect((await readFile(counted, 'utf8')).split('\n')).toHaveLength(3);
  const { session } = await world.json(['sessions', 'show', 'topic']);
  expect(session.lastCheck).toMatchObject({ outcome: 'passed', target: 'main', exitCode: 0 });
  expect(await readFile(merge.check.log, 'utf8')).toContain('[passed');
  await world.json(['undo', '--yes']);
  const proved = await world.json([...all]);
  expect(proved.merge.check).toMatchObject({ outcome: 'passed', earlier: expect.any(String) });
});

test('a person settles each file, and lands a failed check only by the name of the target', async () => {
  const editor = join(world.root, 'editor');
  await writeFile(editor, '#!/bin/sh\necho edited > "$1"\n');
  await chmod(editor, 0o700);
  await setCheck('echo it is broken; exit 3');
  const options = { cols: 100, rows: 40, env: { EDITOR: editor, VISUAL: undefined } };
  const terminal = world.open(['merge', 'topic'], options);
  await terminal.waitForText('a.txt: both changed the same lines [2 open]');
  terminal.type('e\r');
  await terminal.waitForText('b.txt: both changed the same lines');
  terminal.type('t\r');
  await terminal.waitForText('Merge? [y/N]');
  terminal.type('y\r');
  await terminal.waitForText('type the name of the target branch (main)');
  terminal.type('yes\r');
  await terminal.waitForText('Not merged, as the check has failed.');
  expect(await terminal.waitForExit()).toMatchObject({ code: 1 });

  const again = world.open(['merge', '--continue', 'topic'], options);
  await again.waitForText('(2 conflicts settled');
  await again.waitForText('Merge? [y/N]');
  again.type('y\r');
  await again.waitForText('type the name of the target branch (main)');
  again.type('main\r');
  await again.waitForText('It is merged although its check has failed.');
  expect(await again.waitForExit()).toMatchObject({ code: 0 });
  expect(await world.repo.read('a.txt')).toBe('edited\n');
  const { acts } = await world.json(['undo', '--list']);
  expect(acts[0].what).toBe('merge of topic into main, whose check had failed');
});
