import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ProjectPlaces } from '../../../src/cli/project-places.js';
import type { Git } from '../../../src/core/ports/git.js';

let root: string;
let asked: string[];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-')));
  await mkdir(join(root, '.git'));
  await mkdir(join(root, 'below'));
  asked = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = {
  reader: {
    async context(directory: string) {
      asked.push(directory);
      return { kind: 'repository', repository: { worktree: root, root } };
    },
  },
} as unknown as Git;

test('what git has told somebody else is not asked again, as long as the .git stays', async () => {
  const places = new ProjectPlaces(async () => git);
  const heard = places.listeningTo(git);
  await heard.reader.context(join(root, 'below'));
  expect(await places.of(join(root, 'below'))).toEqual({ worktree: root, root });
  expect(await places.of(root)).toEqual({ worktree: root, root });
  expect(asked).toEqual([join(root, 'below')]);
  await rm(join(root, '.git'), { recursive: true });
  await places.of(root);
  expect(asked).toEqual([join(root, 'below'), root]);
});
