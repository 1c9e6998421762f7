import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { lines } from '../support/radar-world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': lines(), 'b.txt': lines() } });
});
afterEach(() => world.dispose());

/** A session in a worktree; resolves with its directory. */
async function open(name: string, ...more: string[]): Promise<string> {
  const args = ['new', '--worktree', name, '--name', name, '--agent', 'shell', '--detach'];
  const { session } = await world.json([...args, ...more]);
  // What its program does would be part of the order.
  await world.json(['sessions', 'close', session.id]);
  return session.path;
}

async function threeSessions() {
  const [login, parser, docs] = [await open('login'), await open('parser'), await open('docs')];
  await writeFile(join(login, 'a.txt'), lines({ 4: 'login' }));
  await writeFile(join(parser, 'a.txt'), lines({ 4: 'parser' }));
  await world.repo.gitIn(parser, 'commit', '-qam', 'parser');
  await writeFile(join(docs, 'a.txt'), lines({ 9: 'docs' }));
  return { login, parser, docs };
}

describe('qtui sessions radar', () => {
  test('says where sessions meet, what will conflict, and what to merge first', async () => {
    await threeSessions();
    const { code, stdout } = await world.run(['sessions', 'radar']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(login and parser|parser and login): 1 conflict, 1 file in common$/m);
    expect(stdout).toMatch(/^ {2}a\.txt +conflict +the same lines: 4$/m);
    expect(stdout).toMatch(/^ {2}a\.txt +merges +different lines$/m);
    expect(stdout).toMatch(/^ {2}1\. docs: conflicts with no other session;/m);

    const { radar, warnings } = await world.json(['sessions', 'radar']);
    expect(warnings).toEqual([]);
    expect(radar.repoRoot).toBe(world.repo.path);
    expect(radar.sessions).toHaveLength(3);
    const titles = new Map(
      radar.sessions.map((each: { id: string; title: string }) => [each.id, each.title]),
    );
    const conflicting = radar.pairs.filter(
      (pair: { conflicts: unknown[] }) => pair.conflicts.length,
    );
    expect(conflicting).toHaveLength(1);
    expect(conflicting[0].sessions.map((id: string) => titles.get(id)).sort()).toEqual([
      'login',
      'parser',
    ]);
    expect(conflicting[0].overlaps).toEqual([
      {
        path: 'a.txt',
        kind: 'same-hunk',
        hunks: [{ kind: 'same-hunk', a: { start: 4, count: 1 }, b: { start: 4, count: 1 } }],
        hunkCount: 1,
        willConflict: true,
      },
    ]);
    expect(titles.get(radar.order[0].id)).toBe('docs');
  });

  test('merges in the order that it suggests, as it said', async () => {
    const paths = await threeSessions();
    for (const path of [paths.login, paths.docs])
      await world.repo.gitIn(path, 'commit', '-qam', 'work');
    const { radar } = await world.json(['sessions', 'radar']);
    const [first, second, third] = radar.order.map(({ id }: { id: string }) => id);
    expect((await world.json(['merge', first, '--yes'])).merge.result).toBe('merged');
    expect((await world.json(['merge', second, '--yes'])).merge.result).toBe('merged');
    const { merge } = await world.json(['merge', third, '--yes'], { code: 4 });
    expect(merge.conflicts).toMatchObject([{ path: 'a.txt' }]);
    const after = (await world.json(['sessions', 'radar'])).radar;
    expect(after.pairs).toEqual([]);
    expect(after.order.map(({ id }: { id: string }) => id)).toEqual([third]);
  });

  test('puts a session before the one that it goes into', async () => {
    const parent = await open('parent');
    await writeFile(join(parent, 'a.txt'), lines({ 1: 'parent' }));
    await world.repo.gitIn(parent, 'commit', '-qam', 'parent');
    const child = await open('child', '--into', 'parent', '--base', 'parent');
    await writeFile(join(child, 'a.txt'), lines({ 1: 'child' }));
    const { stdout } = await world.run(['sessions', 'radar']);
    expect(stdout).not.toContain('in common');
    expect(stdout).toMatch(/1\. child: goes into parent, so before that one;/);
  });

  test('refuses outside of a repository, and has something to say without sessions', async () => {
    const outside = await world.run(['sessions', 'radar'], { cwd: world.root });
    expect(outside).toMatchObject({ code: 1, stdout: '' });
    expect(outside.stderr).toContain('is in no git repository');
    const empty = await world.run(['sessions', 'radar']);
    expect(empty).toMatchObject({ code: 0, stderr: '' });
    expect(empty.stdout).toBe('No session of this repository has a worktree.\n');
  });

  /** Environment in which a signal comes while trees are written. */
  async function signalled(signal: string): Promise<Record<string, string>> {
    const bin = join(world.root, 'signalling');
    const path = world.env['PATH'] ?? '';
    await mkdir(bin);
    await writeFile(
      join(bin, 'git'),
      `#!/bin/sh\ncase "$*" in *write-tree*) kill -${signal} $PPID;; esac\nPATH='${path}' exec git "$@"\n`,
    );
    await chmod(join(bin, 'git'), 0o755);
    return { PATH: `${bin}:${path}` };
  }
  const scratch = () => join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'radar', 'scratch');

  test('leaves nothing behind after a kill, once it has run again', async () => {
    await threeSessions();
    const killed = await world.run(['sessions', 'radar'], { env: await signalled('KILL') });
    expect(killed.code).toBeNull();
    expect(await readdir(scratch())).toHaveLength(1);
    await world.json(['sessions', 'radar']);
    expect(await readdir(scratch())).toEqual([]);
  });

  test('stops at Ctrl-C and leaves nothing behind', async () => {
    await threeSessions();
    const stopped = await world.run(['sessions', 'radar'], { env: await signalled('INT') });
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(await readdir(scratch())).toEqual([]);
  });
});

describe('qtui sessions list', () => {
  test('tells what sessions share below the table', async () => {
    await threeSessions();
    // A first look may be broken off for its time; what it found is kept.
    await world.run(['sessions', 'radar']);
    const { stdout } = await world.run(['sessions', 'list', '--radar']);
    expect(stdout).toMatch(/^ {2}login: 1 conflict with parser, 1 file in common with docs$/m);
    expect(stdout).toMatch(/^ {2}Merge in this order: docs, /m);
    const without = await world.run(['sessions', 'list', '--no-radar']);
    expect(without.stdout).not.toContain('conflict');
    expect(without.stderr).toBe('');
  });

  test('has it in JSON when it is asked for', async () => {
    await threeSessions();
    expect(await world.json(['sessions', 'list'])).not.toHaveProperty('radar');
    const { radar } = await world.json(['sessions', 'list', '--radar']);
    expect(radar.pairs).toHaveLength(3);
  });
});
