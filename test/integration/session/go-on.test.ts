import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LandedMerge, MergeStrategy } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { SessionMetadata } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { caught } from '../../support/caught.js';
import { createWorld, landInSession, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
let session: SessionMetadata;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'shared.txt': 'old\n', '.gitignore': '*.log\n' } });
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  session = (await world.service.create(world.request({ message: 'Fix the login' }))).session;
  world.host.idle(session.id);
});
afterEach(() => repo.dispose());

const inSession = (...args: string[]) => repo.gitIn(session.directory, ...args);
const branch = () => session.worktreeInfo?.branch ?? '';
const write = (name: string, text: string) => writeFile(join(session.directory, name), text);
const row = async () => (await world.repository.get(session.id))?.session.worktreeInfo;

async function commit(name: string, text: string): Promise<void> {
  await write(name, text);
  await inSession('add', '-A');
  await inSession('commit', '-q', '-m', `Change ${name}`);
}

/** The session's work in a target that has work of its own. */
async function landed(strategy: MergeStrategy): Promise<LandedMerge> {
  await commit('mine.txt', 'one\n');
  await commit('mine.txt', 'two\n');
  await repo.commit('Theirs', { 'theirs.txt': 'theirs\n' });
  const plan = await world.service.planMerge(session.id, { strategy });
  const built = await world.service.buildMerge(plan, { message: 'Land it' });
  return landInSession(world.service, session.id, built);
}

describe('a session that goes on from its target', () => {
  test.each(['merge', 'squash', 'rebase'] as const)('after a %s has what landed', async (how) => {
    const merge = await landed(how);
    const former = await inSession('rev-parse', 'HEAD');
    const { actId } = await world.service.goOn(session.id, merge);
    expect(await inSession('rev-parse', 'HEAD')).toBe(merge.built.commit);
    expect(await inSession('symbolic-ref', '--short', 'HEAD')).toBe(branch());
    expect(await inSession('status', '--porcelain')).toBe('');
    expect(await inSession('show', 'HEAD:theirs.txt')).toBe('theirs');
    const info = await row();
    expect(info).toMatchObject({ baseOid: merge.built.commit });
    expect(info).not.toHaveProperty('mergedOid');

    // New work is all that the next merge brings.
    await commit('next.txt', 'next\n');
    const next = await world.service.planMerge(session.id);
    expect(next.commits.map(({ subject }) => subject)).toEqual(['Change next.txt']);

    expect(actId === undefined).toBe(how === 'merge');
    if (actId === undefined) return;
    await world.service.undo(await world.service.planUndo(repo.path, { id: actId }));
    const branches = await repo.git('branch', '--points-at', former, '--format=%(refname:short)');
    expect(branches.split('\n').some((name) => name.startsWith(branch()))).toBe(true);
    expect(await inSession('log', '-1', '--format=%s')).toBe('Change next.txt');
  });

  test.each(['merge', 'squash'] as const)('keeps all when the %s is undone', async (how) => {
    const before = await row();
    const merge = await landed(how);
    await world.service.goOn(session.id, merge);
    await commit('next.txt', 'next\n');
    const tip = await inSession('rev-parse', 'HEAD');
    const plan = await world.service.planUndo(repo.path, { id: merge.actId });
    expect(plan.notes.join(' ')).toMatch(/has gone on .* stay as they are/);
    await world.service.undo(plan);
    expect(await inSession('rev-parse', 'HEAD')).toBe(tip);
    expect(await inSession('status', '--porcelain')).toBe('');
    expect(await row()).toEqual(before);
    const { files } = await world.service.planMerge(session.id);
    expect(files.map(({ path }) => path)).toEqual(['mine.txt', 'next.txt']);
  });

  test('is refused with what would be lost, and nothing is changed', async () => {
    const merge = await landed('squash');
    const refused = async (message: RegExp, by: LandedMerge = merge) => {
      const before = await state();
      const { message: said } = await caught(world.service.goOn(session.id, by));
      expect(said).toMatch(message);
      expect(await state()).toEqual(before);
    };
    await write('shared.txt', 'mine\n');
    await write('new.txt', 'mine\n');
    await refused(/Not committed in .*: new\.txt, shared\.txt|shared\.txt, new\.txt/);
    await inSession('checkout', '-q', '--', 'shared.txt');
    await refused(/Not committed in .*: new\.txt\./);
    await rm(join(session.directory, 'new.txt'));

    // The target has begun to track what the session ignores.
    await write('theirs.log', 'precious\n');
    await repo.write('theirs.log', 'tracked\n');
    await repo.git('add', '-f', 'theirs.log');
    await repo.git('commit', '-q', '-m', 'Track it');
    const ahead = await repo.git('rev-parse', 'HEAD');
    await refused(/theirs\.log/, { ...merge, built: { ...merge.built, commit: ahead } });

    await inSession('switch', '-q', '-c', 'elsewhere');
    await refused(/is not checked out any more/);
    await inSession('switch', '-q', branch());
    const [launch] = world.host.launched;
    if (launch) await world.host.launch(launch);
    await refused(/^Its agent is busy/);
    world.host.idle(session.id);
    await commit('new.txt', 'mine\n');
    await refused(/has moved on meanwhile/);
  });

  async function state() {
    return {
      head: await inSession('rev-parse', 'HEAD'),
      on: await inSession('symbolic-ref', 'HEAD'),
      status: await inSession('status', '--porcelain', '--ignored'),
      row: await row(),
      acts: (await world.service.listActs(repo.path)).acts.map(({ what }) => what),
    };
  }
});

test('what was chosen after a merge is remembered for each repository', async () => {
  expect(await world.service.lastAfterMerge(repo.path)).toBeUndefined();
  await world.service.rememberAfterMerge(repo.path, 'archive');
  expect(world.preferences).toContainEqual({ afterMerge: { [repo.path]: 'archive' } });
});
