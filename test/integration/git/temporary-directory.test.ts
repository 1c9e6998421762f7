import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  sweepTemporaryDirectories,
  withTemporaryDirectory,
} from '../../../src/git/temporary-directory.js';

/** No process can have this id: pid_max of Linux is 2^22 at most. */
const NO_PROCESS = 2 ** 22 + 1;

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

test('goes with what is in it, also when the work fails', async () => {
  const fails = withTemporaryDirectory(async (directory) => {
    await writeFile(join(directory, 'index'), 'x');
    throw new Error('no');
  }, parent);
  await expect(fails).rejects.toThrow('no');
  expect(await readdir(parent)).toEqual([]);
});

test('is swept when its process was killed, and only then', async () => {
  const left = join(parent, `qtui-git-${NO_PROCESS}~1~abcdef`);
  await mkdir(left);
  await writeFile(join(left, 'index'), 'x');
  const elsewhere = join(parent, 'elsewhere');
  await mkdir(elsewhere);
  await symlink(elsewhere, join(parent, `qtui-git-${NO_PROCESS}~1~linked`));
  await mkdir(join(parent, 'qtui-git-of-somebody'));
  await withTemporaryDirectory(async (ours) => {
    await sweepTemporaryDirectories(parent);
    expect(existsSync(ours)).toBe(true);
  }, parent);
  expect((await readdir(parent)).sort()).toEqual([
    'elsewhere',
    `qtui-git-${NO_PROCESS}~1~linked`,
    'qtui-git-of-somebody',
  ]);
});
