import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { fakeGit } from '../support/faults.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'a.txt': 'first\n' } });
});
afterEach(() => world.dispose());

test('an interrupted merge stops at an edit, says how to go on, and is finished then', async () => {
  expect(await world.json(['sessions', 'recover'])).toEqual({ schema: 1, recovered: [], open: [] });
  const { stdout } = await world.run(['sessions', 'recover']);
  expect(stdout).toBe('Nothing was interrupted.\n');

  const { session } = await world.json(['new', '--agent', 'shell', '--detach']);
  await writeFile(join(session.path, 'a.txt'), 'second\n');
  await world.repo.gitIn(session.path, 'commit', '-q', '-a', '-m', 'change');
  const file = join(world.repo.path, 'a.txt');
  const env = await fakeGit(
    world,
    `for a in "$@"; do if [ "$a" = --ff-only ]; then printf sec > ${file}; kill -9 $PPID; exit 1; fi; done
     REAL_GIT "$@"`,
  );
  expect((await world.run(['merge', session.id, '--yes'], { env })).code).toBeNull();

  await writeFile(file, 'my edit\n');
  const tip = await world.repo.git('rev-parse', 'main');
  const { recovered, open } = await world.json(['sessions', 'recover'], { code: 3 });
  expect(recovered).toEqual([]);
  expect(open).toMatchObject([
    { code: 'recovery-stopped', message: expect.stringContaining('a.txt') },
  ]);
  const words = await world.run(['sessions', 'recover']);
  expect(words).toMatchObject({ code: 3, stdout: '' });
  expect(words.stderr).toMatch(/a\.txt.*\n.*git restore --source=HEAD/);
  expect(await readFile(file, 'utf8')).toBe('my edit\n');
  expect(await world.repo.git('rev-parse', 'main')).toBe(tip);

  await world.repo.git('restore', '--source=HEAD', '--', 'a.txt');
  expect((await world.run(['sessions', 'recover'])).stdout).toMatch(
    /it is finished now\.\nThe record of session ".*" tells of its merge into main now\.\n$/,
  );
  expect(await readFile(file, 'utf8')).toBe('second\n');
  expect(await world.repo.git('status', '--porcelain')).toBe('');
  expect(await world.repo.git('for-each-ref', 'refs/qtui/merge')).toBe('');
  // What the undo needs was kept all that time.
  await world.json(['undo', '--yes']);
  expect(await world.repo.git('rev-parse', 'main')).toBe(tip);
});
