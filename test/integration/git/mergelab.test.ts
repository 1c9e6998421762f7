import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { replayAll } from '../../mergelab/main.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
beforeEach(async () => {
  repo = await createTempRepo();
  await write({ a: 'top\nmiddle\nend\n', b: 'b\n', gone: 'here\n' });
});
afterEach(() => repo.dispose());

/** Commits these files; undefined removes one. */
async function write(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(repo.path, name);
    if (text === undefined) await rm(path);
    else await writeFile(path, text);
  }
  await repo.git('add', '-A');
  await repo.git('commit', '-q', '-m', 'work');
}

type Files = Parameters<typeof write>[0];

/** Both sides change files, and people merge them so, whatever git says. */
async function merge(ours: Files, theirs: Files, result: Files = {}): Promise<void> {
  await repo.git('checkout', '-q', '-b', 'side');
  await write(theirs);
  await repo.git('checkout', '-q', 'main');
  await write(ours);
  await repo.git('merge', '-q', '--no-commit', 'side').catch(() => undefined);
  await write(result);
  await repo.git('branch', '-q', '-D', 'side');
}

const text = (...middle: string[]) => `${['top', ...middle, 'end'].join('\n')}\n`;

test('the lab tells what people made of their merges, and writes nothing', async () => {
  await merge({ b: 'B\n' }, { a: text('left alone') });
  await merge({ a: text('one') }, { a: text('two') }, { a: text('one') });
  await merge({ a: text('three') }, { a: text('four') }, { a: text('three', 'four') });
  await merge({ a: text('five') }, { a: text('six') }, { a: text('five and six'), b: 'more\n' });
  await merge({ a: text('seven') }, { a: text('eight') }, { a: `whole\n${text('seven')}` });
  await merge({ gone: 'changed\n' }, { gone: undefined }, { gone: undefined });
  const before = await repo.git('count-objects', '-v');
  const tally = await replayAll(repo.path, 'own', { limit: 100, seed: 1 });
  expect(tally).toMatchObject({
    ...{ total: 6, replayed: 6, states: { clean: 1, conflicts: 5 } },
    clean: { identical: 1, differs: 0 },
    kinds: { contents: 4, 'modify/delete': 1 },
    identical: { contents: 2, 'modify/delete': 1 },
    texts: { read: 3, elsewhere: 1 },
    hunks: { ours: 1, both: 1, other: 1 },
    // Both lines of the sides are lost where one was written anew, and where a side was left out.
    ...{ accepted: { both: 1 }, rejections: { 'lost-line': 3 } },
    resolved: { identical: 4, elsewhere: 1 },
    asked: { ofGit: 1, agreed: 1 },
    crashes: [],
  });
  expect(await repo.git('count-objects', '-v')).toBe(before);
  expect(await repo.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});

test('merges that cannot be told are counted, and the same seed takes the same', async () => {
  for (const word of ['one', 'two', 'three']) await merge({ b: `${word}\n` }, { a: text(word) });
  const tree = await repo.git('write-tree');
  const root = await repo.git('commit-tree', tree, '-m', 'another root');
  const parents = ['-p', 'HEAD', '-p', root];
  await repo.git(
    'reset',
    '-q',
    '--hard',
    await repo.git('commit-tree', tree, ...parents, '-m', 'm'),
  );
  const octopus = [...parents, '-p', 'HEAD~1^2'];
  await repo.git(
    'reset',
    '-q',
    '--hard',
    await repo.git('commit-tree', tree, ...octopus, '-m', 'o'),
  );
  const all = await replayAll(repo.path, 'own', { limit: 100, seed: 1 });
  expect(all.states).toEqual({ clean: 3, unrelated: 1, octopus: 1 });
  const [one, again] = [
    await replayAll(repo.path, 'own', { limit: 2, seed: 7 }),
    await replayAll(repo.path, 'own', { limit: 2, seed: 7 }),
  ];
  expect(one.states).toEqual(again.states);
  expect(one.replayed).toBe(2);
});
