import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clearMarkLeftovers } from '../../../src/session/registry/mark.js';
import { identifyProcess, writerName } from '../../../src/session/registry/process-identity.js';

let worktree: string;
let left: string;

beforeEach(async () => {
  worktree = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  const self = await identifyProcess(process.pid);
  // No process can have this id: pid_max of Linux is 2^22 at most.
  left = `session.json.${writerName({ ...self, pid: 2 ** 22 + 1 })}.tmp`;
});
afterEach(() => rm(worktree, { recursive: true, force: true }));

test('what a dead process has left goes, with a directory that is empty then', async () => {
  await mkdir(join(worktree, '.qtui'));
  await writeFile(join(worktree, '.qtui', left), '{');
  await clearMarkLeftovers(worktree);
  expect(await readdir(worktree)).toEqual([]);
});

test('nothing is touched behind a link, nor where there is no directory', async () => {
  await mkdir(join(worktree, 'elsewhere'));
  await writeFile(join(worktree, 'elsewhere', left), '{');
  await symlink('elsewhere', join(worktree, '.qtui'));
  await clearMarkLeftovers(worktree);
  expect(await readdir(join(worktree, 'elsewhere'))).toEqual([left]);
  await rm(join(worktree, '.qtui'));
  await clearMarkLeftovers(worktree);
  await writeFile(join(worktree, '.qtui'), 'a file of the project');
  await clearMarkLeftovers(worktree);
  expect((await readdir(worktree)).sort()).toEqual(['.qtui', 'elsewhere']);
});
