import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exists, namesIn, readIfThere } from '../../../src/git/paths.js';

let root: string;
const at = (name: string) => join(root, name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  await mkdir(at('directory'));
  await writeFile(at('directory/file'), 'text');
  await symlink('loop', at('loop'));
});
afterEach(() => rm(root, { recursive: true }));

describe('what is there', () => {
  test('is read', async () => {
    expect(await exists(at('directory/file'))).toBe(true);
    expect(await namesIn(at('directory'))).toEqual(['file']);
    expect((await readIfThere(at('directory/file')))?.toString()).toBe('text');
  });

  test('is a dangling link too', async () => {
    await symlink('nothing', at('dangling'));
    expect(await exists(at('dangling'))).toBe(true);
  });
});

describe('what is not there', () => {
  test.each(['none', 'none/below', 'directory/file/below'])('is nothing: %s', async (name) => {
    expect(await exists(at(name))).toBe(false);
    expect(await namesIn(at(name))).toEqual([]);
    expect(await readIfThere(at(name))).toBeUndefined();
  });
});

describe('what cannot be looked at', () => {
  test('is not taken for nothing', async () => {
    expect(await exists(at('loop/below'))).toBe(true);
    const code = 'internal';
    await expect(namesIn(at('loop'))).rejects.toMatchObject({ code });
    await expect(readIfThere(at('loop'))).rejects.toMatchObject({ code });
    await expect(readIfThere(at('directory'))).rejects.toMatchObject({
      message: `Could not read ${at('directory')}: it is a directory.`,
    });
  });
});
