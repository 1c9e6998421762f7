import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createRadarWorld,
  lines,
  onlyOverlap,
  onlyPair,
  type RadarWorld,
} from '../../support/radar-world.js';

describe('overlaps of two sessions', () => {
  let world: RadarWorld;

  beforeEach(async () => {
    world = await createRadarWorld();
  });
  afterEach(() => world.dispose());

  /** Two sessions with their work, committed. */
  async function committed(
    one: Readonly<Record<string, string>>,
    two: Readonly<Record<string, string>>,
  ) {
    const [a, b] = [await world.session('a'), await world.session('b')];
    if (Object.keys(one).length > 0) await a.commit('one', one);
    if (Object.keys(two).length > 0) await b.commit('two', two);
    return { a, b, scan: await world.scan() };
  }

  it('finds nothing where they change different files', async () => {
    const { scan } = await committed(
      { 'a.txt': lines({ 1: 'A' }) },
      { 'b.txt': lines({ 1: 'B' }) },
    );
    expect(scan.pairs).toEqual([]);
    expect(scan.problems).toEqual([]);
    expect(scan.sessions.map(({ files }) => files)).toEqual([
      [{ path: 'a.txt', kind: 'modified', added: 1, removed: 1 }],
      [{ path: 'b.txt', kind: 'modified', added: 1, removed: 1 }],
    ]);
  });

  it('tells the lines that both change, and the conflict', async () => {
    const { scan } = await committed(
      { 'a.txt': lines({ 3: 'A', 4: 'A' }) },
      { 'a.txt': lines({ 4: 'B', 5: 'B' }) },
    );
    expect(onlyPair(scan)).toEqual({
      a: 'a',
      b: 'b',
      overlaps: [
        {
          path: 'a.txt',
          kind: 'same-hunk',
          hunks: [{ kind: 'same-hunk', a: { start: 3, count: 2 }, b: { start: 4, count: 2 } }],
          hunkCount: 1,
          willConflict: true,
        },
      ],
      conflicts: [{ path: 'a.txt', kind: 'contents' }],
    });
  });

  it('tells lines beside each other from lines far apart', async () => {
    const { scan } = await committed(
      { 'a.txt': lines({ 3: 'A' }), 'b.txt': lines({ 1: 'A' }) },
      { 'a.txt': lines({ 4: 'B' }), 'b.txt': lines({ 9: 'B' }) },
    );
    expect(onlyPair(scan).overlaps).toEqual([
      {
        path: 'a.txt',
        kind: 'adjacent',
        hunks: [{ kind: 'adjacent', a: { start: 3, count: 1 }, b: { start: 4, count: 1 } }],
        hunkCount: 1,
        willConflict: true,
      },
      { path: 'b.txt', kind: 'same-file', hunks: [], hunkCount: 0, willConflict: false },
    ]);
  });

  it('takes the same change on both sides for none', async () => {
    const { scan } = await committed(
      { 'a.txt': lines({ 3: 'same' }), 'b.txt': lines({ 3: 'same', 9: 'A' }) },
      { 'a.txt': lines({ 3: 'same' }), 'b.txt': lines({ 3: 'same' }) },
    );
    expect(onlyPair(scan)).toMatchObject({
      overlaps: [
        { path: 'a.txt', kind: 'same-change', willConflict: false },
        { path: 'b.txt', kind: 'same-file', willConflict: false },
      ],
      conflicts: [],
    });
  });

  it('tells files that both add, the same and different', async () => {
    const { scan } = await committed({ new: 'A\n', same: 'x\n' }, { new: 'B\n', same: 'x\n' });
    expect(onlyPair(scan).overlaps).toMatchObject([
      { path: 'new', kind: 'both-add', willConflict: true },
      { path: 'same', kind: 'same-change', willConflict: false },
    ]);
  });

  it('tells a file that one deletes and the other changes', async () => {
    const a = await world.session('a');
    await a.git('rm', '-q', 'a.txt');
    await (await world.session('b')).commit('two', { 'a.txt': lines({ 1: 'B' }) });
    expect(onlyOverlap(await world.scan())).toMatchObject({
      path: 'a.txt',
      kind: 'delete-modify',
      willConflict: true,
    });
  });

  it('follows a rename on one side to the change on the other', async () => {
    const a = await world.session('a');
    await a.git('mv', 'a.txt', 'moved.txt');
    await (await world.session('b')).commit('two', { 'a.txt': lines({ 1: 'B' }) });
    expect(onlyOverlap(await world.scan())).toMatchObject({
      path: 'a.txt',
      kind: 'rename',
      willConflict: false,
    });
  });

  it('tells the lines through a rename', async () => {
    const a = await world.session('a');
    await a.git('mv', 'a.txt', 'moved.txt');
    await a.write('moved.txt', lines({ 2: 'A' }));
    await (await world.session('b')).commit('two', { 'a.txt': lines({ 2: 'B' }) });
    expect(onlyOverlap(await world.scan())).toMatchObject({
      path: 'a.txt',
      kind: 'same-hunk',
      hunkCount: 1,
      willConflict: true,
    });
  });

  it('tells two different renames of one file', async () => {
    for (const name of ['a', 'b']) {
      await (await world.session(name)).git('mv', 'a.txt', `${name}-moved.txt`);
    }
    expect(onlyPair(await world.scan()).overlaps[0]).toMatchObject({
      path: 'a.txt',
      kind: 'rename',
      willConflict: true,
    });
  });

  it('tells a change of the mode alone', async () => {
    const a = await world.session('a');
    await chmod(join(a.path, 'a.txt'), 0o755);
    await (await world.session('b')).commit('two', { 'a.txt': lines({ 1: 'B' }) });
    expect(onlyOverlap(await world.scan())).toMatchObject({ kind: 'mode', willConflict: false });
  });

  it('tells binary files', async () => {
    await world.repo.commit('binary', { image: 'x\0y\n' });
    const { scan } = await committed({ image: 'A\0\n' }, { image: 'B\0\n' });
    expect(onlyOverlap(scan)).toMatchObject({ kind: 'binary', hunks: [], willConflict: true });
  });

  it('tells links, and a file where the other needs a directory', async () => {
    const a = await world.session('a');
    await rm(join(a.path, 'a.txt'));
    await symlink('b.txt', join(a.path, 'a.txt'));
    await a.write('place', 'a file\n');
    const b = await world.session('b');
    await b.commit('two', { 'a.txt': lines({ 1: 'B' }), 'place/inside': 'x\n' });
    expect(onlyPair(await world.scan()).overlaps).toMatchObject([
      { path: 'a.txt', kind: 'symlink', willConflict: true },
      { path: 'place', kind: 'file-directory', willConflict: true },
    ]);
  });

  it('tells pointers of submodules', async () => {
    const { repo } = world;
    const [first, second, third] = [
      await repo.git('rev-parse', 'HEAD'),
      await repo.commit('second'),
      await repo.commit('third'),
    ];
    const point = async (git: (...args: string[]) => Promise<string>, oid: string) => {
      await git('update-index', '--add', '--cacheinfo', `160000,${oid},sub`);
      await git('commit', '-q', '-m', `to ${oid}`);
    };
    await point(repo.git, first);
    for (const [name, oid] of [
      ['a', second],
      ['b', third],
    ] as const) {
      await point((await world.session(name)).git, oid ?? '');
    }
    const overlap = onlyPair(await world.scan()).overlaps.find(({ path }) => path === 'sub');
    expect(overlap).toMatchObject({ kind: 'submodule', willConflict: true });
  });

  it('notices a new file in a directory that the other renames', async () => {
    await world.repo.commit('directory', {
      'old/one.txt': lines(),
      'old/two.txt': lines({ 1: '2' }),
    });
    await (await world.session('a')).git('mv', 'old', 'new');
    await (await world.session('b')).commit('two', { 'old/three.txt': 'three\n' });
    expect(onlyPair(await world.scan()).overlaps).toMatchObject([
      { path: 'old/three.txt', kind: 'rename', willConflict: true },
    ]);
  });

  it('compares committed, staged, unstaged and untracked work', async () => {
    const a = await world.session('a');
    await a.commit('one', { committed: 'A\n' });
    await a.write('staged', 'A\n');
    await a.git('add', 'staged');
    await a.write('a.txt', lines({ 2: 'A' }));
    await a.write('untracked', 'A\n');
    const b = await world.session('b');
    await b.write('committed', 'B\n');
    await b.commit('two', { staged: 'B\n', 'a.txt': lines({ 2: 'B' }) });
    await b.commit('three', { untracked: 'B\n' });
    const scan = await world.scan();
    expect(scan.sessions[0]).toMatchObject({ sessionId: 'a', uncommitted: 3 });
    expect(onlyPair(scan).overlaps.map(({ path, willConflict }) => [path, willConflict])).toEqual([
      ['a.txt', true],
      ['committed', true],
      ['staged', true],
      ['untracked', true],
    ]);
  });

  it('takes work as it is in the files, not as it was staged', async () => {
    const a = await world.session('a');
    await a.write('a.txt', lines({ 2: 'staged' }));
    await a.git('add', 'a.txt');
    await a.write('a.txt', lines({ 9: 'later' }));
    await a.write('intended', 'A\n');
    await a.git('add', '-N', 'intended');
    const b = await world.session('b');
    await b.commit('two', { 'a.txt': lines({ 9: 'B' }), intended: 'B\n' });
    expect(onlyPair(await world.scan()).overlaps).toMatchObject([
      { path: 'a.txt', kind: 'same-hunk', hunks: [{ a: { start: 9, count: 1 } }] },
      { path: 'intended', kind: 'both-add', willConflict: true },
    ]);
  });

  it('reads a worktree with conflicts as its files are', async () => {
    const a = await world.session('a');
    await a.commit('one', { 'a.txt': lines({ 1: 'A' }) });
    await world.repo.commit('main', { 'a.txt': lines({ 1: 'M' }) });
    await a.git('merge', 'main').catch(() => undefined);
    const b = await world.session('b');
    await b.commit('two', { 'a.txt': lines({ 1: 'B' }) });
    const scan = await world.scan();
    expect(scan.problems).toEqual([]);
    expect(onlyOverlap(scan)).toMatchObject({ path: 'a.txt', willConflict: true });
    expect(scan.sessions[0]).toMatchObject({ uncommitted: 1, baseNote: 'it conflicts with main' });
  });

  it('does not take what a sparse checkout leaves out for deleted', async () => {
    await world.repo.commit('more', { 'in/x': 'x\n', 'out/y': 'y\n' });
    const a = await world.session('a');
    await a.git('sparse-checkout', 'set', 'in');
    await a.write('in/x', 'A\n');
    await (await world.session('b')).commit('two', { 'out/y': 'B\n' });
    const scan = await world.scan();
    expect(scan).toMatchObject({ pairs: [], problems: [] });
    expect(scan.sessions[0]?.files.map(({ path }) => path)).toEqual(['in/x']);
  });

  it('follows what is checked out: detached, or another branch', async () => {
    const a = await world.session('a');
    await a.git('checkout', '-q', '--detach');
    await a.commit('one', { 'a.txt': lines({ 1: 'A' }) });
    const b = await world.session('b');
    await b.git('switch', '-q', '-c', 'elsewhere');
    await b.commit('two', { 'a.txt': lines({ 1: 'B' }) });
    const scan = await world.scan();
    expect(onlyOverlap(scan).willConflict).toBe(true);
    expect(scan.sessions.map(({ branch }) => branch)).toEqual([undefined, 'elsewhere']);
  });

  it('does not blame a session for what its target has changed', async () => {
    const a = await world.session('a');
    await a.commit('one', { 'a.txt': lines({ 9: 'A' }) });
    for (let round = 0; round < 5; round += 1) {
      await world.repo.commit(`main ${round}`, { 'b.txt': lines({ 1: `${round}` }) });
    }
    await world.repo.commit('shift', { 'a.txt': `new\nnew\n${lines()}` });
    const b = await world.session('b');
    await b.commit('two', { 'a.txt': `new\nnew\n${lines({ 9: 'B' })}` });
    const scan = await world.scan();
    // Told in the lines of main as it is now, wherever the sessions have left it.
    expect(onlyOverlap(scan)).toMatchObject({
      path: 'a.txt',
      hunks: [{ kind: 'same-hunk', a: { start: 11, count: 1 }, b: { start: 11, count: 1 } }],
    });
    expect(scan.sessions.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ['a.txt'],
      ['a.txt'],
    ]);
  });

  it('tells a conflict with the target apart from one with a session', async () => {
    const a = await world.session('a');
    await a.commit('one', { 'a.txt': lines({ 1: 'A' }), 'b.txt': lines({ 1: 'A' }) });
    await world.repo.commit('main', { 'a.txt': lines({ 1: 'M' }) });
    const b = await world.session('b');
    await b.commit('two', { 'b.txt': lines({ 9: 'B' }) });
    const scan = await world.scan();
    expect(scan.sessions[0]?.targetConflicts).toEqual([{ path: 'a.txt', kind: 'contents' }]);
    expect(onlyPair(scan)).toMatchObject({
      overlaps: [{ path: 'b.txt', kind: 'same-file', willConflict: false }],
      conflicts: [],
    });
  });

  it('compares a session that goes into another one with what is new there', async () => {
    const parent = await world.session('parent');
    await parent.commit('one', { 'a.txt': lines({ 1: 'P' }) });
    const child = await world.session('child', 'parent');
    await child.commit('two', { 'a.txt': lines({ 1: 'C' }) });
    expect((await world.scan()).pairs).toEqual([]);
    await parent.write('a.txt', lines({ 1: 'again' }));
    const scan = await world.scan();
    expect(onlyPair(scan)).toMatchObject({ a: 'child', b: 'parent' });
    expect(onlyOverlap(scan)).toMatchObject({ kind: 'same-hunk', willConflict: true });
  });

  it('names files that are too large or cannot be read, without reading them', async () => {
    const a = await world.session('a');
    await writeFile(join(a.path, 'huge'), Buffer.alloc(6 * 1024 * 1024));
    await mkdir(join(a.path, 'nested'));
    await a.git('init', '-q', 'nested');
    const b = await world.session('b');
    await b.commit('two', { huge: 'B\n' });
    const scan = await world.scan();
    expect(scan.sessions[0]?.unread).toEqual(['huge', 'nested']);
    const { willConflict, ...overlap } = onlyOverlap(scan);
    expect(overlap).toMatchObject({ path: 'huge', kind: 'unread' });
    expect(willConflict).toBeUndefined();
  });

  it('reads names that are no text, or hold line breaks', async () => {
    const odd = Buffer.from([0x66, 0xff, 0x0a, 0x67]);
    for (const name of ['a', 'b']) {
      const { path } = await world.session(name);
      await writeFile(Buffer.concat([Buffer.from(`${path}/`), odd]), `${name}\n`);
      await writeFile(join(path, ' "quoted"\t\n'), `${name}\n`);
    }
    const scan = await world.scan();
    expect(onlyPair(scan).overlaps).toMatchObject([
      { path: ' "quoted"\t\n', kind: 'both-add', willConflict: true },
      { path: 'f\udcff\ng', kind: 'both-add', willConflict: true },
    ]);
  });

  it('goes on without a worktree that is gone, and says so', async () => {
    const a = await world.session('a');
    for (const name of ['b', 'c']) {
      await (await world.session(name)).commit('x', { 'a.txt': lines({ 1: name }) });
    }
    await rename(a.path, `${a.path}-moved`);
    const scan = await world.scan();
    expect(scan.problems).toMatchObject([{ sessionId: 'a', code: 'path-missing' }]);
    expect(onlyPair(scan)).toMatchObject({ a: 'b', b: 'c' });
  });

  it('compares with where a session began when its target is gone', async () => {
    await world.repo.git('branch', 'release');
    for (const name of ['a', 'b']) {
      await (await world.session(name, 'release')).commit('x', { 'a.txt': lines({ 1: name }) });
    }
    await world.repo.git('branch', '-D', 'release');
    const scan = await world.scan();
    expect(scan.sessions[0]?.baseNote).toBe('its target release is gone');
    expect(onlyOverlap(scan)).toMatchObject({ kind: 'same-hunk', willConflict: true });
  });

  it('compares every two of three', async () => {
    for (const name of ['a', 'b', 'c']) {
      const line = name === 'c' ? 9 : 1;
      await (await world.session(name)).commit('x', { 'a.txt': lines({ [line]: name }) });
    }
    const { pairs } = await world.scan();
    expect(pairs.map(({ a, b, conflicts }) => [a, b, conflicts?.length])).toEqual([
      ['a', 'b', 1],
      ['a', 'c', 0],
      ['b', 'c', 0],
    ]);
  });
});
