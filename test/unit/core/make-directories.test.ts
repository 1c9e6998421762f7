import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeDirectories } from '../../../src/core/make-directories.js';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const failure = (code: string, path: string) => Object.assign(new Error(code), { code, path });

/** As node and the kernel answer on a file system that is read-only. */
async function readOnly(path: string, { recursive }: { recursive?: boolean } = {}) {
  if (recursive) throw failure('ENOENT', join(base, 'a'));
  throw failure('EROFS', path);
}

test('makes what is missing, and tells the first that it made', async () => {
  expect(await makeDirectories(mkdir, join(base, 'a/b/c'), 0o700)).toBe(join(base, 'a'));
  expect((await stat(join(base, 'a/b/c'))).mode & 0o777).toBe(0o700);
  expect(await makeDirectories(mkdir, join(base, 'a/b/c'))).toBeUndefined();
});

test('tells the true cause where node says that the directory does not exist', async () => {
  const made = makeDirectories(readOnly as typeof mkdir, join(base, 'a/b'), 0o700);
  await expect(made).rejects.toMatchObject({ code: 'EROFS', path: join(base, 'a') });
});

test('tells other causes as they are', async () => {
  await writeFile(join(base, 'a'), '');
  const below = makeDirectories(mkdir, join(base, 'a/b'));
  await expect(below).rejects.toMatchObject({ code: 'ENOTDIR' });
});
