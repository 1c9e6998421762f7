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

/** As the kernel answers on a file system that is read-only. */
async function readOnly(path: string) {
  throw failure(path === join(base, 'a') ? 'EROFS' : 'ENOENT', path);
}

test('makes what is missing, and tells the first that it made', async () => {
  expect(await makeDirectories(mkdir, join(base, 'a/b/c'), 0o700)).toBe(join(base, 'a'));
  expect((await stat(join(base, 'a/b/c'))).mode & 0o777).toBe(0o700);
  expect(await makeDirectories(mkdir, join(base, 'a/b/c'))).toBeUndefined();
});

test('takes paths of any bytes, and slashes as they come', async () => {
  const odd = Buffer.concat([
    Buffer.from(`${base}//odd`),
    Buffer.from([0xff]),
    Buffer.from('/x//'),
  ]);
  await makeDirectories(mkdir, odd);
  expect((await stat(odd)).isDirectory()).toBe(true);
  expect(await makeDirectories(mkdir, `${base}//y/z/`)).toBe(`${base}//y`);
});

test('several may make the same', async () => {
  const paths = ['a/b/c', 'a/b/d', 'a/b', 'a/b/c/e'].map((path) => join(base, path));
  await Promise.all(paths.map((path) => makeDirectories(mkdir, path)));
  for (const path of paths) expect((await stat(path)).isDirectory()).toBe(true);
});

test('ends where nothing can be made', async () => {
  const below = makeDirectories(mkdir, '/proc/self/nowhere/a/b');
  await expect(below).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|EPERM|EACCES/) });
});

test('refuses what is there and no directory', async () => {
  await writeFile(join(base, 'a'), '');
  const taken = makeDirectories(mkdir, join(base, 'a'));
  await expect(taken).rejects.toMatchObject({ code: 'EEXIST' });
});

test('tells the true cause on a read-only file system', async () => {
  const made = makeDirectories(readOnly as typeof mkdir, join(base, 'a/b'), 0o700);
  await expect(made).rejects.toMatchObject({ code: 'EROFS', path: join(base, 'a') });
});

test('tells other causes as they are', async () => {
  await writeFile(join(base, 'a'), '');
  const below = makeDirectories(mkdir, join(base, 'a/b'));
  await expect(below).rejects.toMatchObject({ code: 'ENOTDIR' });
});
