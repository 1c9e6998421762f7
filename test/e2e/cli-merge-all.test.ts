import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'README.md': 'hello\n' } });
});
afterEach(async () => {
  await world.dispose();
});

const tip = (branch = 'main') => world.repo.git('rev-parse', branch);

/** A session with one commit that writes one file. */
async function open(branch: string, file: string, ...more: string[]): Promise<string> {
  const args = ['new', '--agent', 'shell', '--worktree', branch, ...more];
  const { session } = await world.json(args);
  await writeFile(join(session.path, file), `${branch}\n`);
  await world.repo.gitIn(session.path, 'add', '-A');
  await world.repo.gitIn(session.path, 'commit', '-qm', `Write ${file}`);
  return session.path;
}

test('all sessions land, a child before its parent, and are up to date then', async () => {
  await open('one', 'one.txt');
  await open('parent', 'parent.txt');
  await open('child', 'child.txt', '--into', 'parent');
  const { queue } = await world.json(['merge', '--all', '--preview']);
  const titles = queue.map(({ session }: { session: { title: string } }) => session.title);
  expect(titles.indexOf('child')).toBeLessThan(titles.indexOf('parent'));
  expect(queue[0]).toMatchObject({ strategy: 'merge', obstacles: [], isUpToDate: false });

  const { merges, stopped, waiting } = await world.json(['merge', '--all', '--yes']);
  expect([merges.length, stopped, waiting]).toEqual([3, null, []]);
  for (const merge of merges) expect(merge).toMatchObject({ result: 'merged' });
  for (const name of ['one', 'parent', 'child']) {
    expect(await world.repo.git('show', `main:${name}.txt`)).toBe(name);
  }
  const again = await world.json(['merge', '--all', '--yes']);
  expect(again.merges.map(({ result }: { result: string }) => result)).toEqual(
    Array(3).fill('up-to-date'),
  );
});

test('the first that cannot land ends it, and the rest is told', async () => {
  await open('first', 'same.txt');
  await open('second', 'same.txt');
  const alone = await open('third', 'third.txt');
  await writeFile(join(alone, 'more.txt'), 'not committed\n');
  // What an agent is still at goes last.
  for (const name of ['first', 'second', 'third']) {
    await world.json(['wait', name, '--until', 'idle']);
  }
  const before = await tip();

  const refused = await world.run(['merge', '--all', '--yes']);
  expect(refused.code).toBe(3);
  expect(refused.stdout).toContain('0 sessions merged; stopped at third');
  expect(await tip()).toBe(before);

  await world.repo.gitIn(alone, 'add', '-A');
  await world.repo.gitIn(alone, 'commit', '-qm', 'Write more.txt');
  const { merges, stopped, waiting } = await world.json(['merge', '--all', '--yes'], { code: 4 });
  expect(merges.map(({ session }: { session: { title: string } }) => session.title)).toEqual([
    'third',
    expect.stringMatching(/^(first|second)$/),
  ]);
  expect([stopped.code, waiting]).toEqual(['merge-conflicts', []]);
  expect(await world.repo.git('show', 'main:more.txt')).toBe('not committed');
  expect(await world.repo.git('show', 'main:same.txt')).toBe(merges[1].session.title);
});

test('several that are named land in that order, up to the one that conflicts with them', async () => {
  await open('first', 'same.txt');
  await open('second', 'same.txt');
  await open('third', 'third.txt');
  const before = await tip();
  const named = ['merge', 'second', 'first', 'third'];
  const { queue } = await world.json([...named, '--dry-run'], { code: 4 });
  const outcomes = { second: 'clean', first: 'conflicts', third: 'clean' };
  expect(queue).toMatchObject(
    Object.entries(outcomes).map(([title, outcome]) => ({
      session: { title },
      conflicts: [],
      forecast: { outcome },
    })),
  );
  const { stdout, stderr, code } = await world.run([...named, '--dry-run']);
  expect(stdout).toMatch(/2 +first +main .* conflicts in 1 file with what is before it/);
  expect(stderr).toContain('same.txt: both added it');
  expect(stderr).toContain('Those after one that does not merge are forecast without it.');
  expect([code, await tip()]).toEqual([4, before]);

  const landing = await world.run([...named, '--yes']);
  expect(landing.code).toBe(4);
  expect(landing.stderr).toContain('Now ahead: first conflicts in 1 file; third merges cleanly.');
  expect(landing.stdout).toContain('1 session merged; stopped at first; not tried: third.');
  expect(await world.repo.git('show', 'main:same.txt')).toBe('second');
});

test('each is checked as it would be merged', async () => {
  const file = join(world.repo.env['XDG_CONFIG_HOME'] ?? '', 'qtui/config.toml');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, '[merge]\ncheck = ["sh", "-c", "test $(ls *.txt | wc -l) -lt 2"]\n');
  await open('one', 'one.txt');
  await open('two', 'two.txt');
  const { merges, stopped, waiting } = await world.json(['merge', '--all', '--yes'], { code: 1 });
  expect([merges.length, stopped.code, waiting]).toEqual([1, 'check-failed', []]);
  expect(merges[0].check).toMatchObject({ outcome: 'passed', log: expect.any(String) });
});

test('without consent, with a session or with what fits only one it is refused', async () => {
  await open('one', 'one.txt');
  const before = await tip();
  expect((await world.json(['merge', '--all'], { code: 2 })).error.hint).toContain('--yes');
  expect((await world.json(['merge', 'one', '--all', '--yes'], { code: 2 })).error.code).toBe(
    'usage',
  );
  const several = ['merge', 'one', 'one', '--yes', '--message', 'mine'];
  expect((await world.json(several, { code: 2 })).error.message).toContain('--message');
  expect((await world.json(['merge', '--all', '--remove'], { code: 2 })).error.code).toBe('usage');
  expect(await tip()).toBe(before);
});

test('where there is nothing to merge, that is said', async () => {
  const { code, stderr } = await world.run(['merge', '--all', '--preview']);
  expect([code, stderr.trim()]).toEqual([0, 'This repository has no session to merge.']);
});
