import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type GitSession, gitFor, noteGits, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
  session = await openGitSession(repo, gitFor(repo), 'side');
});
afterEach(() => repo.dispose());

test('counts each file once, committed or not, and not what the target has got', async () => {
  const noted = await noteGits(repo);
  const git = gitFor({ ...repo, env: noted.env });
  const look = async (target = 'main') => {
    const changedSince = { target, baseOid: session.base };
    return (await git.reader.status(session.path, { changedSince })).changedFiles;
  };
  const diffs = async () => (await noted.begun()).filter((line) => line.includes('diff')).length;
  expect(await look()).toBe(0);
  await repo.commit('go on', { 'theirs.txt': 'x\n' });
  await session.commit('change a', { 'a.txt': 'A\n', 'ü.txt': 'new\n' });
  await noted.begun();
  expect(await look()).toBe(2);
  expect(await diffs()).toBe(1);
  await session.write('a.txt', 'again\n');
  await session.write('draft.txt', 'x\n');
  expect(await look()).toBe(3);
  expect(await look()).toBe(3);
  expect(await diffs()).toBe(0);
  expect(await look('gone')).toBe(3);
  expect((await git.reader.status(session.path)).changedFiles).toBeUndefined();
});
