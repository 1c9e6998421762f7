import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
let path: string;

beforeAll(async () => {
  world = await createWorld({ files: { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' } });
  const made = ['new', '--worktree', 'work', '--name', 'work', '--agent', 'shell', '--detach'];
  const { session } = await world.json(made);
  path = session.path;
  await writeFile(join(path, 'a.txt'), 'one\n2\nthree\n');
  await world.repo.gitIn(path, 'commit', '-qam', 'two');
  await writeFile(join(path, 'b.txt'), 'b\x1b[31mred\n');
  await mkdir(join(path, 'new'));
  await writeFile(join(path, 'new/file.bin'), Buffer.from([0, 1, 2, 255]));
  await world.repo.commit('the target goes on', { 'b.txt': 'b\nmore\n' });
});
afterAll(() => world.dispose());

test('qtui diff gives all of a session’s work as a patch that git applies', async () => {
  const { code, stdout } = await world.run(['diff', 'work']);
  expect(code).toBe(0);
  const base = await world.repo.git('rev-parse', 'main~1');
  const copy = join(world.root, 'copy');
  await world.repo.git('worktree', 'add', '-q', '--detach', copy, base);
  await writeFile(join(world.root, 'work.patch'), stdout);
  await world.repo.gitIn(copy, 'apply', join(world.root, 'work.patch'));
  for (const name of ['a.txt', 'b.txt', 'new/file.bin']) {
    expect(await readFile(join(copy, name))).toEqual(await readFile(join(path, name)));
  }
});

test('what is committed, what is not, and the files alone', async () => {
  const names = async (...args: string[]) =>
    (await world.run(['diff', 'work', '--name-only', ...args])).stdout.trim().split('\n');
  expect(await names()).toEqual(['a.txt', 'b.txt', 'new/file.bin']);
  expect(await names('--committed')).toEqual(['a.txt']);
  expect(await names('--uncommitted')).toEqual(['b.txt', 'new/file.bin']);
  const stat = await world.run(['diff', '--stat'], { cwd: path });
  expect(stat.stdout).toMatch(/^a\.txt +modified +\+1 +-1$/m);
  expect(stat.stdout).toMatch(/^new\/file\.bin +added, binary$/m);
  const { diff } = await world.json(['diff', 'work', '--committed']);
  expect(diff).toMatchObject({
    part: 'committed',
    target: 'main',
    added: 1,
    removed: 1,
    notes: [],
  });
  expect(diff.to).toBe(await world.repo.gitIn(path, 'rev-parse', 'HEAD'));
  expect(diff.files).toEqual([
    { path: 'a.txt', from: null, kind: 'modified', added: 1, removed: 1, isBinary: false },
  ]);
});

test('for a person it is coloured, and nothing in a file moves the cursor', async () => {
  const { stdout } = await world.run(['diff', 'work'], { env: { FORCE_COLOR: '1' } });
  expect(stdout).toContain('\x1b[32m+b^[[31mred\x1b[39m');
  expect(stdout).toContain('\x1b[31m-two\x1b[39m');
});

test('wrong questions are answered as such, and nothing to show is said', async () => {
  expect((await world.run(['diff', 'nobody'])).code).toBe(5);
  expect((await world.run(['diff', 'work', '--committed', '--uncommitted'])).code).toBe(2);
  const made = ['new', '--worktree', 'idle', '--name', 'idle', '--agent', 'shell', '--detach'];
  await world.json(made);
  const idle = await world.run(['diff', 'idle']);
  expect(idle).toMatchObject({ code: 0, stdout: '' });
  expect(idle.stderr).toContain('"idle" has changed nothing that main has not.');
});
