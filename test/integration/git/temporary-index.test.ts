import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createRunner } from '../../../src/git/run.js';
import { withIndexCopy } from '../../../src/git/temporary-index.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'old\n' } });
});
afterEach(() => repo.dispose());

test('sees an edit of the same size within the second in which the index was written', async () => {
  await repo.git('config', 'core.trustCtime', 'false');
  const second = new Date(1_700_000_000_000);
  const file = join(repo.path, 'a.txt');
  await utimes(file, second, second);
  await repo.git('update-index', '--refresh');
  await writeFile(file, 'new\n');
  await utimes(file, second, second);
  await utimes(join(repo.path, '.git/index'), second, second);
  const git = createRunner({ env: repo.env });
  const tree = await withIndexCopy(git, repo.path, async ({ env }) => {
    await git.run(repo.path, ['add', '-A'], { doing: 'add', env });
    return git.text(repo.path, ['write-tree'], { doing: 'write a tree', env });
  });
  expect(await repo.git('show', `${tree}:a.txt`)).toBe('new');
});
