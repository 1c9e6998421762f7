import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DiffComment } from '../../../src/core/diff-comment.js';
import type { Git } from '../../../src/core/ports/git.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
beforeEach(async () => {
  repo = await createTempRepo();
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
});
afterEach(() => repo.dispose());

const COMMENTS: DiffComment[] = [
  {
    ...{ id: 1, path: 'a.txt', text: 'why?\nReally.' },
    lines: [{ kind: 'added', text: '', new: 3, isUnended: true }],
  },
  {
    ...{ id: 2, path: 'b.txt', text: 'no', isOutdated: true },
    lines: [{ kind: 'removed', text: 'x\r', old: 1 }],
  },
];
const directory = () => join(repo.root, 'state/comments');

test('comments are kept as they were written, until there is none', async () => {
  const { id } = (await world.service.create(world.request())).session;
  expect(await world.service.diffComments(id)).toEqual({ comments: [], warnings: [] });
  await world.service.keepDiffComments(id, COMMENTS, []);
  expect(await world.service.diffComments(id)).toEqual({ comments: COMMENTS, warnings: [] });
  expect((await stat(join(directory(), `${id}.json`))).mode & 0o777).toBe(0o600);
  await world.service.recover(repo.path);
  expect((await world.service.diffComments(id)).comments).toHaveLength(2);
  const [one, two] = COMMENTS as [DiffComment, DiffComment];
  // Of two screens that both know of the first, each has written the second.
  await world.service.keepDiffComments(id, [one], COMMENTS);
  const other = { ...two, text: 'of another screen' };
  await world.service.keepDiffComments(id, [one, other], [one]);
  const all = [one, other, { ...two, id: 3 }];
  expect(await world.service.keepDiffComments(id, COMMENTS, [one])).toEqual(all);
  expect((await world.service.diffComments(id)).comments).toEqual(all);
  expect(await world.service.keepDiffComments(id, [], all)).toEqual([]);
  expect(await readdir(directory())).toEqual([]);
});

test('a damaged file is put aside and told, and comments of a session that is gone go', async () => {
  await world.service.keepDiffComments('gonegone12', COMMENTS, []);
  await writeFile(join(directory(), 'damaged123.json'), '{"version": 1, "comments": [{}]}');
  const { comments, warnings } = await world.service.diffComments('damaged123');
  expect(comments).toEqual([]);
  expect(warnings).toMatchObject([{ code: 'file-put-aside' }]);
  await world.service.recover(repo.path);
  expect(await readdir(directory())).toEqual(['damaged123.json.unreadable']);
});
