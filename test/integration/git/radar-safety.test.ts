import { spawn } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitFor, installHook, wrapGit } from '../../support/git-session.js';
import { createRadarWorld, lines, onlyPair, type RadarWorld } from '../../support/radar-world.js';
import { filesOf } from '../../support/snapshot.js';

let world: RadarWorld;

beforeEach(async () => {
  world = await createRadarWorld();
});
afterEach(() => world.dispose());

/** Two sessions with work of every kind that meet in a.txt. */
async function twoSessions() {
  const a = await world.session('a');
  await a.commit('one', { 'committed.txt': 'A\n' });
  await a.write('a.txt', lines({ 1: 'A' }));
  await a.write('staged', 'staged\n');
  await a.git('add', 'staged');
  await a.write('untracked', 'untracked\n');
  const b = await world.session('b');
  await b.commit('two', { 'a.txt': lines({ 1: 'B' }) });
  return { a, b };
}

/** Bytes and times of everything in a directory, git's own files included. */
async function stateOf(root: string) {
  const state: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true })) {
    const stat = await lstat(join(root, entry), { bigint: true });
    state[entry] = `${stat.mode} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`;
  }
  return state;
}

/** Runs the real git and notes its arguments. */
async function recordGit(): Promise<{
  git: ReturnType<typeof gitFor>;
  calls(): Promise<string[]>;
}> {
  const record = join(world.repo.root, 'calls');
  await writeFile(record, '');
  const PATH = await wrapGit(
    world.repo,
    // One write for each call, as several run at a time.
    `printf '%s\\n' "$(printf '%s ' "$@" | tr '\\n' ' ')" >>'${record}'\nexec "$REAL_GIT" "$@"`,
  );
  const git = gitFor({ ...world.repo, env: { ...world.repo.env, PATH } });
  return {
    git,
    calls: async () => (await readFile(record, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}

describe('a look at sessions', () => {
  it('changes nothing in worktrees, indexes and the repository', async () => {
    const { a, b } = await twoSessions();
    // An index that is not up to date is what tempts git to write it.
    await utimes(join(b.path, 'b.txt'), new Date(0), new Date(0));
    const roots = [world.repo.path, a.path, b.path];
    const before = await Promise.all(roots.map(stateOf));
    const scan = await world.scan();
    expect(onlyPair(scan).conflicts).toHaveLength(1);
    expect(scan.problems).toEqual([]);
    expect(await Promise.all(roots.map(stateOf))).toEqual(before);
  });

  it('runs no hook, and leaves no temporary file', async () => {
    await twoSessions();
    const marker = join(world.repo.root, 'hook-ran');
    for (const hook of [
      'post-index-change',
      'pre-commit',
      'post-checkout',
      'reference-transaction',
    ]) {
      await installHook(world.repo, hook, `touch '${marker}'`);
    }
    await world.scan();
    expect(await readdir(world.repo.root)).not.toContain('hook-ran');
    expect(await readdir(join(world.directory, 'scratch'))).toEqual([]);
    expect(await readdir(world.repo.env['TMPDIR'] ?? '')).toEqual([]);
  });

  it('asks each worktree for its status only, when nothing has changed', async () => {
    await twoSessions();
    const { git, calls } = await recordGit();
    const subjects = [
      { sessionId: 'a', path: join(world.repo.root, 'worktrees/a'), target: 'main', startOid: '' },
      { sessionId: 'b', path: join(world.repo.root, 'worktrees/b'), target: 'main', startOid: '' },
    ];
    const first = await git.radar.scan(world.repo.path, subjects);
    const cold = (await calls()).length;
    expect(await git.radar.scan(world.repo.path, subjects)).toEqual(first);
    const warm = (await calls()).slice(cold);
    expect(warm.filter((call) => call.includes(' status '))).toHaveLength(2);
    // The other one: the tip of main.
    expect(warm).toHaveLength(3);
  });

  it('runs no process for each file', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`many/${index}.txt`, lines()]),
    );
    await world.repo.commit('many', files);
    const [a, b] = [await world.session('a'), await world.session('b')];
    for (const name of Object.keys(files)) {
      await a.write(name, lines({ 1: 'A' }));
      await b.write(name, lines({ 1: 'B' }));
    }
    const { git, calls } = await recordGit();
    const scan = await git.radar.scan(world.repo.path, [world.subject(a), world.subject(b)]);
    expect(onlyPair(scan).conflicts).toHaveLength(200);
    expect(onlyPair(scan).overlaps[0]).toMatchObject({ kind: 'same-hunk', hunkCount: 1 });
    expect((await calls()).length).toBeLessThan(40);
  });

  it('notices every change since the last look', async () => {
    const { a, b } = await twoSessions();
    expect(onlyPair(await world.scan()).conflicts).toHaveLength(1);
    await b.write('a.txt', lines({ 1: 'A' }));
    expect(onlyPair(await world.scan())).toMatchObject({ overlaps: [{ kind: 'same-change' }] });
    await a.git('checkout', '-q', 'a.txt');
    expect((await world.scan()).pairs).toEqual([]);
    await b.write('committed.txt', 'B\n');
    expect(onlyPair(await world.scan()).overlaps).toMatchObject([{ kind: 'both-add' }]);
    await world.repo.commit('main', { 'committed.txt': 'A\n' });
    expect((await world.scan()).sessions[1]?.targetConflicts).toHaveLength(1);
  });

  it('tells one state of files that change while it looks', async () => {
    const { a, b } = await twoSessions();
    await world.scan();
    await b.write('b.txt', lines({ 1: 'B' }));
    const late = join(world.repo.root, 'late');
    await writeFile(late, lines({ 9: 'late' }));
    // Its status has been read by then, and says that nothing has changed since the last look.
    const PATH = await wrapGit(
      world.repo,
      `case "$PWD $*" in '${a.path} '*write-tree*) ;; '${a.path} '*update-index*) ` +
        `cp '${late}' a.txt;; esac\nexec "$REAL_GIT" "$@"`,
    );
    const git = gitFor({ ...world.repo, env: { ...world.repo.env, PATH } });
    await b.write('a.txt', lines({ 1: 'B again' }));
    const scan = await git.radar.scan(world.repo.path, [world.subject(a), world.subject(b)]);
    expect(onlyPair(scan)).toMatchObject({
      overlaps: [{ path: 'a.txt', kind: 'same-file', willConflict: false }],
      conflicts: [],
    });
    expect(await world.scan()).toEqual(scan);
  });

  it('starts anew where what it kept is cut off, edited or not to be read', async () => {
    await twoSessions();
    const first = await world.scan();
    const name = (await readdir(world.directory)).find((entry) => entry.endsWith('.cache')) ?? '';
    const file = join(world.directory, name);
    const whole = await readFile(file);
    const damages: (() => Promise<void>)[] = [
      () => truncate(file, whole.length - 3),
      () => writeFile(file, Buffer.concat([whole, Buffer.from('x')])),
      () => writeFile(file, ''),
      () => writeFile(file, Buffer.from([0, 255, 10, 123])),
      () => writeFile(file, whole.toString('latin1').replace('snapshots', 'snapshotz')),
    ];
    for (const damage of damages) {
      await damage();
      expect(await world.scan()).toEqual(first);
      expect((await readFile(file)).equals(whole)).toBe(true);
    }
  });

  it('forgets what is no longer true', async () => {
    const { a } = await twoSessions();
    const sizes: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await a.write('a.txt', lines({ 1: `round ${round}` }));
      await world.scan();
      const name = (await readdir(world.directory)).find((entry) => entry.endsWith('.cache')) ?? '';
      sizes.push((await lstat(join(world.directory, name))).size);
    }
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(50);
  });

  it('can be broken off, and goes on from there', async () => {
    await twoSessions();
    const aborted = AbortSignal.abort();
    await expect(world.scan(aborted)).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(join(world.directory, 'scratch'))).toEqual([]);
    expect(onlyPair(await world.scan()).conflicts).toHaveLength(1);
  });

  it('removes what a killed process has left, and nothing of a living one', async () => {
    await twoSessions();
    const scratch = join(world.directory, 'scratch');
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    const living = `${process.pid}~~living`;
    for (const name of [`${child.pid}~1~dead`, 'unknown', living]) {
      await mkdir(join(scratch, name, 'objects/ab'), { recursive: true });
      await writeFile(join(scratch, name, 'objects/ab/tmp_obj_x'), 'x');
    }
    await world.scan();
    expect(await readdir(scratch)).toEqual([living]);
  });

  it('names uncommitted files only where a filter of the user fails', async () => {
    const { a } = await twoSessions();
    await a.write('.gitattributes', 'a.txt filter=broken\n');
    await world.repo.git('config', 'filter.broken.clean', 'exit 3');
    await world.repo.git('config', 'filter.broken.required', 'true');
    const files = await filesOf(a.path);
    const scan = await world.scan();
    expect(scan.problems).toMatchObject([{ sessionId: 'a', code: 'git-failed' }]);
    expect(onlyPair(scan).overlaps).toMatchObject([{ path: 'a.txt', kind: 'unread' }]);
    expect(await filesOf(a.path)).toEqual(files);
  });

  it('works with a state directory whose path holds a colon, quotes and blanks', async () => {
    await twoSessions();
    const git = gitFor({ ...world.repo, root: join(world.repo.root, 'a:b "c" d\\') });
    const subjects = ['a', 'b'].map((name) => ({
      sessionId: name,
      path: join(world.repo.root, 'worktrees', name),
      target: 'main',
      startOid: '',
    }));
    expect(onlyPair(await git.radar.scan(world.repo.path, subjects)).conflicts).toHaveLength(1);
  });
});
