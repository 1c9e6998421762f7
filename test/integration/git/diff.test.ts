import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { FileDiff } from '../../../src/core/diff.js';
import type { RepositoryReader } from '../../../src/core/ports/git.js';
import { gitFor } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');

let repo: TempRepo;
let reader: RepositoryReader;
let base: string;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': LINES, 'b.txt': LINES, 'c.txt': 'c\r\nd' } });
  reader = gitFor(repo).reader;
  base = await repo.git('rev-parse', 'HEAD');
});
afterEach(() => repo.dispose());

/** As a patch has them. */
function lines(diff: FileDiff | undefined): string[] {
  const signs = { context: ' ', added: '+', removed: '-' };
  return (diff?.hunks ?? []).flatMap((hunk) =>
    hunk.lines.map(({ kind, text, isUnended }) => `${signs[kind]}${text}${isUnended ? '\\' : ''}`),
  );
}

const changedLines = (diff: FileDiff | undefined) =>
  lines(diff).filter((line) => !line.startsWith(' '));

async function state(): Promise<string> {
  const index = await readFile(join(repo.path, '.git/index'));
  const objects = await readdir(join(repo.path, '.git/objects'), { recursive: true });
  return `${index.toString('base64')} ${objects.sort().join()}`;
}

test('the work of a worktree is compared as it is now, and nothing is written', async () => {
  await repo.commit('committed', { 'a.txt': LINES.replace('line 3\n', 'three\n') });
  await repo.write('a.txt', LINES.replace('line 3\n', 'three\n').replace('line 9\n', 'nine\n'));
  await repo.write('staged.txt', 'staged\n');
  await repo.git('add', 'staged.txt');
  await repo.write('new/ü [x].txt', 'new\n');
  await writeFile(Buffer.from(`${repo.path}/odd\xff?.txt`, 'latin1'), 'odd\n');
  await mkdir(join(repo.path, 'moved'));
  await rename(join(repo.path, 'b.txt'), join(repo.path, 'moved/b.txt'));
  await symlink('a.txt', join(repo.path, 'link'));
  await rm(join(repo.path, 'c.txt'));
  await repo.write('tool.sh', '#!/bin/sh\n');
  await chmod(join(repo.path, 'tool.sh'), 0o755);
  await mkdir(join(repo.path, 'inside'));
  await repo.gitIn(join(repo.path, 'inside'), 'init');
  const before = await state();

  const range = { from: base, to: 'worktree' } as const;
  const files = await reader.diffFiles(repo.path, range);
  expect(
    files.map(({ path, from, kind, added, removed }) => [path, from, kind, added, removed]),
  ).toEqual([
    ['a.txt', undefined, 'modified', 2, 2],
    ['c.txt', undefined, 'deleted', 0, 2],
    ['inside/', undefined, 'added', undefined, undefined],
    ['link', undefined, 'added', 1, 0],
    ['moved/b.txt', 'b.txt', 'renamed', 0, 0],
    ['new/ü [x].txt', undefined, 'added', 1, 0],
    ['odd\udcff?.txt', undefined, 'added', 1, 0],
    ['staged.txt', undefined, 'added', 1, 0],
    ['tool.sh', undefined, 'added', 1, 0],
  ]);
  const diffs = new Map<string, FileDiff | undefined>();
  for (const file of files) diffs.set(file.path, await reader.fileDiff(repo.path, range, file));
  expect(changedLines(diffs.get('a.txt'))).toEqual(['-line 3', '+three', '-line 9', '+nine']);
  expect(lines(diffs.get('c.txt'))).toEqual(['-c\r', '-d\\']);
  expect(lines(diffs.get('new/ü [x].txt'))).toEqual(['+new']);
  expect(lines(diffs.get('odd\udcff?.txt'))).toEqual(['+odd']);
  expect(lines(diffs.get('link'))).toEqual(['+a.txt\\']);
  expect(diffs.get('link')).toMatchObject({ newMode: '120000' });
  expect(diffs.get('moved/b.txt')).toMatchObject({ kind: 'renamed', from: 'b.txt', hunks: [] });
  expect(diffs.get('tool.sh')).toMatchObject({ newMode: '100755' });
  expect(diffs.get('inside/')).toMatchObject({ newMode: '160000', hunks: [] });
  expect(await state()).toBe(before);

  const uncommitted = { from: await repo.git('rev-parse', 'HEAD'), to: 'worktree' } as const;
  expect(changedLines(await reader.fileDiff(repo.path, uncommitted, { path: 'a.txt' }))).toEqual([
    '-line 9',
    '+nine',
  ]);
  const committed = { from: base, to: uncommitted.from };
  expect((await reader.diffFiles(repo.path, committed)).map(({ path }) => path)).toEqual(['a.txt']);
  expect(changedLines(await reader.fileDiff(repo.path, committed, { path: 'a.txt' }))).toEqual([
    '-line 3',
    '+three',
  ]);
  expect(await reader.fileDiff(repo.path, committed, { path: 'b.txt' })).toBeUndefined();
});

test('no setting, attribute or program of the person’s has a part in it', async () => {
  for (const [name, value] of Object.entries({
    'diff.external': 'false',
    'diff.noprefix': 'true',
    'diff.mnemonicPrefix': 'true',
    'diff.suppressBlankEmpty': 'true',
    'diff.renames': 'false',
    'diff.context': '0',
    'diff.relative': 'true',
    'diff.colorMoved': 'zebra',
    'diff.wordRegex': '.',
    'diff.submodule': 'log',
    'diff.ignoreSubmodules': 'all',
    'diff.upper.textconv': 'tr a-z A-Z <',
    'diff.upper.command': 'false',
    'color.ui': 'always',
    'color.diff': 'always',
    'core.quotePath': 'true',
    'core.pager': 'false',
    'core.fsmonitor': 'false',
  })) {
    await repo.git('config', name, value);
  }
  await repo.commit('attributes', { '.gitattributes': '*.txt diff=upper\n', 'e.txt': 'a\n\nb\n' });
  const from = await repo.git('rev-parse', 'HEAD');
  await repo.write('e.txt', 'a\n\nc\n');
  await repo.git('mv', 'a.txt', 'z.txt');
  await repo.write('z.txt', `${LINES}more\n`);
  for (const to of ['worktree', 'commit'] as const) {
    if (to === 'commit') await repo.commit('all');
    const range = { from, to: to === 'commit' ? await repo.git('rev-parse', 'HEAD') : to };
    const files = await reader.diffFiles(repo.path, range);
    expect(files.map(({ path, from: former }) => [path, former])).toEqual([
      ['e.txt', undefined],
      ['z.txt', 'a.txt'],
    ]);
    const [e, z] = files;
    expect(lines(await reader.fileDiff(repo.path, range, e!))).toEqual([' a', ' ', '-b', '+c']);
    expect(lines(await reader.fileDiff(repo.path, range, z!))).toEqual([
      ' line 17',
      ' line 18',
      ' line 19',
      '+more',
    ]);
  }
});

test('what is no text to show is told in facts', async () => {
  await repo.write('binary', 'a\0b');
  await writeFile(join(repo.path, 'latin'), Buffer.from('caf\xe9\n', 'latin1'));
  await repo.write('many', 'x\n'.repeat(60_000));
  await repo.write('wide', 'x'.repeat(11 * 1024 * 1024));
  const range = { from: base, to: 'worktree' } as const;
  const read = (path: string) => reader.fileDiff(repo.path, range, { path });
  expect(await read('binary')).toMatchObject({ isBinary: true, newBytes: 3, hunks: [] });
  expect(lines(await read('latin'))).toEqual(['+café']);
  expect(await read('latin')).toMatchObject({ isLatin1: true });
  expect(await read('many')).toMatchObject({ isTooLarge: true, added: 60_000, hunks: [] });
  expect(await read('wide')).toMatchObject({ isTooLarge: true, newBytes: 11 * 1024 * 1024 });
  expect((await reader.diffFiles(repo.path, range)).map(({ path }) => path)).toContain('wide');
  await repo.commit('large');
  const commits = { from: base, to: await repo.git('rev-parse', 'HEAD') };
  const inCommit = (path: string) => reader.fileDiff(repo.path, commits, { path });
  expect(await inCommit('wide')).toMatchObject({ isTooLarge: true, added: 1 });
  await repo.git('mv', 'a.txt', 'd.txt');
  await symlink('c.txt', join(repo.path, 'a.txt'));
  const linked = await reader.fileDiff(
    repo.path,
    { from: base, to: 'worktree' },
    { path: 'a.txt' },
  );
  expect(linked).toMatchObject({ kind: 'type-changed', oldMode: '100644', newMode: '120000' });
  expect(changedLines(linked).at(-1)).toBe('+c.txt\\');
});

test('a file in conflict is compared with its marks, a touched one not at all', async () => {
  await repo.git('checkout', '-q', '-b', 'side');
  await repo.commit('theirs', { 'a.txt': 'theirs\n' });
  await repo.git('checkout', '-q', 'main');
  const ours = await repo.commit('ours', { 'a.txt': 'ours\n' });
  await repo.git('merge', 'side').catch(() => undefined);
  await repo.write('b.txt', LINES);
  const range = { from: ours, to: 'worktree' } as const;
  expect((await reader.diffFiles(repo.path, range)).map(({ path }) => path)).toEqual(['a.txt']);
  const diff = await reader.fileDiff(repo.path, range, { path: 'a.txt' });
  expect(lines(diff)).toEqual(['+<<<<<<< HEAD', ' ours', '+=======', '+theirs', '+>>>>>>> side']);
});
