import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { gitFor } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;

beforeEach(async () => {
  repo = await createTempRepo();
  world = createWorld(repo.root, repo.path, gitFor(repo), async () => {});
});
afterEach(() => repo.dispose());

const open = async (type: SessionMetadata['type']) => {
  const worktree = { kind: 'create' as const, branch: type, isTemporary: false };
  return (await world.service.create(world.request({ name: type, type, worktree }))).session;
};

async function commitIn({ directory }: SessionMetadata, file: string) {
  await writeFile(join(directory, file), `${file}\n`);
  await repo.gitIn(directory, 'add', '-A');
  await repo.gitIn(directory, 'commit', '-qm', file);
}

test('what is committed is checked once, in a development session, and only where nothing else is there', async () => {
  const ran = join(repo.root, 'ran.log');
  world.config.merge.check = ['sh', '-c', `echo x >>${ran}; ls; test -e done.txt`];
  const session = await open('development');
  const other = await open('feature');
  const due = () => world.service.checkWhenIdle(session.id);
  expect(await due()).toBeUndefined();
  await commitIn(session, 'begun.txt');
  await commitIn(other, 'begun.txt');
  await writeFile(join(session.directory, 'draft.txt'), 'draft\n');
  expect(await due()).toBeUndefined();
  await repo.gitIn(session.directory, 'clean', '-qfd');
  expect(await due()).toMatchObject({ record: { outcome: 'failed' }, lastLine: 'begun.txt' });
  expect(await due()).toMatchObject({ record: { outcome: 'failed' }, isKnown: true });
  expect(await world.service.checkWhenIdle(other.id)).toBeUndefined();
  expect(await readFile(ran, 'utf8')).toBe('x\n');
  world.config.merge.check = [];
  await commitIn(session, 'done.txt');
  expect(await due()).toBeUndefined();
});
