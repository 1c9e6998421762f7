import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { createLandingJournal, type OpenLanding } from '../../../src/git/merge/journal.js';
import { inTurn } from '../../../src/git/merge/turn.js';
import { caught } from '../../support/caught.js';
import { gitFor, installHook, landBuilt, openGitSession } from '../../support/git-session.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' } });
  git = gitFor(repo);
});
afterEach(() => repo.dispose());

/** A merge of a branch that changes this file, ready to land. */
async function built(branch: string, file: string) {
  const session = await openGitSession(repo, git, branch);
  await session.commit(branch, { [file]: `${branch}\n` });
  const plan = await git.merges.plan(session.request());
  return git.merges.build(plan, { message: branch });
}

describe('moves of one branch', () => {
  const branch = { commonDir: '/repo/.git', target: 'main' };
  const oid = 'a'.repeat(40);
  const record = { ...branch, old: oid, new: oid, direction: 'forward' as const, backupRef: 'r' };
  const words = { refused: 'merge-refused' as const, untouched: 'Nothing.' };

  test('wait for one that is under way, and for none of a dead process or another branch', async () => {
    const directory = join(repo.root, 'landings');
    const journal = createLandingJournal(directory);
    const other = await journal.begin({ ...record, target: 'other' });
    const killed = await journal.begin(record);
    killed.release();
    const first = await journal.begin(record);
    const begun: OpenLanding[] = [];
    const begin = async () => {
      // Whoever begins has the branch for itself.
      expect(await journal.isMoving(branch)).toBe(false);
      const landing = await journal.begin(record);
      begun.push(landing);
      return landing;
    };
    const giveUp = (landing: OpenLanding) => landing.close();
    const abort = new AbortController();
    const stopped = inTurn(journal, branch, { begin, giveUp }, { ...words, signal: abort.signal });
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const second = inTurn(journal, branch, { begin, giveUp }, words);
    expect(await journal.isMoving(branch)).toBe(true);
    expect(begun).toEqual([]);
    await first.close();
    expect((await second).id).toBe(begun[0]?.id);
    // Of a process that was killed.
    await rename(killed.file, killed.file.replace(/~\d+~/, '~1~1'));
    expect(await journal.isMoving(branch, await second)).toBe(false);
    await (await second).close();
    await other.close();
  });

  test('that begin at the same moment take turns', async () => {
    const journal = createLandingJournal(join(repo.root, 'landings'));
    let atIt = 0;
    const one = async () => {
      const begin = () => journal.begin(record);
      const giveUp = (landing: OpenLanding) => landing.close();
      const landing = await inTurn(journal, branch, { begin, giveUp }, words);
      atIt += 1;
      expect(atIt).toBe(1);
      await journal.isMoving(branch);
      atIt -= 1;
      await landing.close();
    };
    await Promise.all([one(), one(), one()]);
  });
});

test('two sessions that land at the same moment leave nothing of the loser in the checkout', async () => {
  const both = [await built('one', 'a.txt'), await built('two', 'b.txt')];
  await repo.write('c.txt', 'mine\n');
  const results = await Promise.allSettled(both.map((merge) => landBuilt(gitFor(repo), merge)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = results.find((result) => result.status === 'rejected');
  expect(lost?.reason).toMatchObject({ code: 'branch-moved' });
  expect(await repo.git('status', '--porcelain')).toBe(' M c.txt');
});

test('a commit that somebody makes while files are written stays, and the files go back', async () => {
  const merge = await built('work', 'a.txt');
  await repo.write('c.txt', 'mine\n');
  const tree = await repo.git('rev-parse', 'main^{tree}');
  const theirs = await repo.git('commit-tree', tree, '-p', 'main', '-m', 'theirs');
  await installHook(repo, 'post-index-change', `git update-ref refs/heads/main ${theirs}`);
  expect(await caught(landBuilt(git, merge))).toMatchObject({ code: 'branch-moved' });
  expect(await repo.git('rev-parse', 'main')).toBe(theirs);
  expect(await repo.git('status', '--porcelain')).toBe(' M c.txt');
  expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
});

test('a commit that somebody makes while a merge is undone is not lost', async () => {
  await landBuilt(git, await built('work', 'a.txt'));
  const [act] = (await git.undo.list(repo.path)).acts;
  if (!act?.landing) throw new Error('The landing is not on record.');
  await repo.write('c.txt', 'mine\n');
  const tree = await repo.git('rev-parse', 'main^{tree}');
  const theirs = await repo.git('commit-tree', tree, '-p', 'main', '-m', 'theirs');
  const done = join(repo.root, 'done');
  const once = `[ -e '${done}' ] && exit; : > '${done}'; git update-ref refs/heads/main ${theirs}`;
  await installHook(repo, 'post-index-change', once);
  const taken = git.merges.takeBack(repo.path, { ...act, landing: act.landing });
  expect(await caught(taken)).toMatchObject({ code: 'branch-moved' });
  expect(await repo.git('rev-parse', 'main')).toBe(theirs);
  expect(await repo.git('status', '--porcelain')).toBe(' M c.txt');
  expect(await repo.read('a.txt')).toBe('work\n');
});
