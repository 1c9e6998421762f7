import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mayHaveRefs } from '../../../src/git/ref-files.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

const PREFIX = 'refs/qtui/merge';
let repo: TempRepo;
let commonDir: string;

beforeEach(async () => {
  repo = await createTempRepo();
  commonDir = join(repo.path, '.git');
});
afterEach(() => repo.dispose());

test('refs below a directory are found, loose and packed, until they are gone', async () => {
  expect(await mayHaveRefs(commonDir, PREFIX)).toBe(false);
  await repo.git('update-ref', `${PREFIX}/deep/one`, 'HEAD');
  expect(await mayHaveRefs(commonDir, PREFIX)).toBe(true);
  expect(await mayHaveRefs(commonDir, 'refs/qtui/undoing')).toBe(false);
  await repo.git('pack-refs', '--all');
  expect(await mayHaveRefs(commonDir, PREFIX)).toBe(true);
  await repo.git('update-ref', '-d', `${PREFIX}/deep/one`);
  await mkdir(join(commonDir, PREFIX, 'left/empty'), { recursive: true });
  expect(await mayHaveRefs(commonDir, PREFIX)).toBe(false);
});

test('where the files do not tell, there may be some', async () => {
  // As git leaves it where refs are kept in tables.
  await rm(join(commonDir, 'refs/heads'), { recursive: true });
  await writeFile(join(commonDir, 'refs/heads'), 'this repository uses the reftable format\n');
  expect(await mayHaveRefs(commonDir, PREFIX)).toBe(true);
});
