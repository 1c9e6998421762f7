import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import { llmUnavailable } from '../../../src/core/llm.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { CreatedSession, NewSessionRequest } from '../../../src/core/ports/sessions.js';
import { createGit } from '../../../src/git/index.js';
import { readMark } from '../../../src/session/registry/mark.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
/** What the model answers, once `answer` is called. */
let answer: (said: string | Error) => void;
let asked: { message: string; type: string }[];

beforeEach(async () => {
  repo = await createTempRepo();
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  asked = [];
  const said = new Promise<string>((resolve, reject) => {
    answer = (words) => (typeof words === 'string' ? resolve(words) : reject(words));
  });
  said.catch(() => {});
  world.deps.names = {
    suggest: async (question) => {
      asked.push(question);
      return said;
    },
  };
});
afterEach(() => repo.dispose());

const create = (change: Partial<NewSessionRequest> = {}) =>
  world.service.create(world.request(change));
const row = async (id: string) => (await world.repository.get(id))?.session;
const branches = () => repo.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');

async function named(created: CreatedSession, said: string | Error) {
  answer(said);
  return created.naming;
}

describe('a session that a model names', () => {
  test('is there under a name of its message, and gets the suggested one when it comes', async () => {
    const created = await create();
    const { id, directory } = created.session;
    expect(created.session.worktreeInfo?.branch).toBe('fix-login-bug');
    expect(await named(created, 'feature/repair-login')).toMatchObject({ warnings: [] });
    const { worktreeInfo } = (await row(id))!;
    expect(worktreeInfo).toMatchObject({ branch: 'feature/repair-login', path: directory });
    expect((await readMark(directory))?.worktreeInfo?.branch).toBe('feature/repair-login');
    expect(await repo.gitIn(directory, 'symbolic-ref', '--short', 'HEAD')).toBe(
      'feature/repair-login',
    );
    expect(await branches()).toBe('feature/repair-login\nmain');
    expect(await repo.gitIn(directory, 'status', '--porcelain')).toBe('');
    expect(world.host.panes.find(({ paneId }) => paneId === id)?.title).toBe(
      'feature/repair-login',
    );
    expect(asked).toEqual([{ message: 'Please fix the login bug', type: 'feature' }]);
    expect(await world.service.switched()).toEqual(new Map());
  });

  test('has the name at once where the answer is there before', async () => {
    answer('feature/repair-login');
    const { session, naming } = await create();
    const { branch, path } = session.worktreeInfo!;
    expect([branch, naming]).toEqual(['feature/repair-login', undefined]);
    expect(path).toContain('feature');
  });

  test('gets a word pair where its message tells nothing', async () => {
    const created = await create({ message: 'hello there, can you help me' });
    const naming = await named(created, 'GENERIC');
    expect(naming?.session?.worktreeInfo?.branch).toMatch(/^[a-z]+-[a-z]+$/);
    expect(await branches()).not.toContain('hello');
  });

  test.each<[string, string]>([
    ['feature/repair-login', 'feature/repair-login-2'],
    ['Feature/Repair-Login', 'feature/repair-login-2'],
    ['feature/repair-login/x', 'feature/repair-login-2'],
    ['feature', 'feature-repair-login'],
  ])('beside a branch %s is called %s', async (other, expected) => {
    const created = await create();
    await repo.git('branch', other);
    const naming = await named(created, 'feature/repair-login');
    expect(naming?.session?.worktreeInfo?.branch).toBe(expected);
  });

  test('is named below the prefix of the settings', async () => {
    world.config.branches = { prefix: 'ada/', protected: [] };
    const naming = await named(await create(), 'feature/repair-login');
    expect(naming?.session?.worktreeInfo?.branch).toBe('ada/repair-login');
  });

  const touched: [string, (created: CreatedSession) => Promise<unknown>][] = [
    [
      'is committed to',
      ({ session }) => repo.gitIn(session.directory, 'commit', '--allow-empty', '-qm', 'work'),
    ],
    ['is pushed', () => repo.git('update-ref', 'refs/remotes/origin/fix-login-bug', 'main')],
    ['is switched', ({ session }) => repo.gitIn(session.directory, 'switch', '-qc', 'other')],
    ['is being rebased', ({ session }) => startRebase(session.directory)],
    ['is named by the person', ({ session }) => world.service.rename(session.id, 'mine')],
    [
      'is removed',
      async ({ session: { id } }) =>
        world.service.remove(await world.service.planRemoval(id), {
          ...{ backUp: false, deleteBranch: false },
        }),
    ],
  ];

  test.each(touched)('keeps its name when it %s', async (_what, touch) => {
    if (_what === 'is pushed') await repo.git('remote', 'add', 'origin', repo.path);
    const created = await create();
    await touch(created);
    const before = await branches();
    const naming = await named(created, 'feature/repair-login');
    expect(naming).toEqual({ warnings: [] });
    expect(await branches()).toBe(before);
    expect((await row(created.session.id))?.worktreeInfo?.branch).toBe('fix-login-bug');
  });

  test('keeps its name when the model fails, which is a warning', async () => {
    const created = await create();
    const naming = await named(created, llmUnavailable('offline', 'It is away.', 'Look.'));
    expect(naming?.session).toBeUndefined();
    expect(naming?.warnings).toMatchObject([{ code: 'llm-unavailable', hint: 'Look.' }]);
    expect(await branches()).toBe('fix-login-bug\nmain');
  });

  test.each(['main', '修正', '../../etc'])(
    'keeps its name when the model says %j',
    async (said) => {
      const naming = await named(await create(), said);
      expect(naming?.warnings).toMatchObject([{ code: 'llm-unavailable' }]);
      expect(await branches()).toBe('fix-login-bug\nmain');
    },
  );

  test('is not asked about where the person has said the name', async () => {
    await create({ name: 'mine' });
    await create({ worktree: { kind: 'create', branch: 'exact', isTemporary: false } });
    await create({ worktree: { kind: 'none' } });
    await create({ message: ' ' });
    await create({ suggestion: { kind: 'words', words: 'taken-over' } });
    expect(asked).toEqual([]);
    expect(await branches()).toContain('feature/taken-over');
  });

  test('keeps reflog and settings of its branch, and the target of what is made of it', async () => {
    const created = await create();
    await repo.git('config', 'branch.fix-login-bug.description', 'mine');
    await named(created, 'feature/repair-login');
    expect(await repo.git('config', 'branch.feature/repair-login.description')).toBe('mine');
    expect(await world.deps.git.reader.renamedBranch(repo.path, 'fix-login-bug')).toBe(
      'feature/repair-login',
    );
    const reflog = await repo.git('reflog', 'show', '--format=%gs', 'feature/repair-login');
    expect(reflog).toContain('branch: created by qtui');
  });
});

describe('a rename that was cut off', () => {
  test('behind the branch is followed by the row', async () => {
    const { session } = await create({ name: 'auth' });
    await repo.gitIn(session.directory, 'branch', '-m', 'feature/x-y');
    const warnings = await world.service.recover(repo.path);
    expect(warnings).toMatchObject([{ code: 'branch-followed' }]);
    expect((await row(session.id))?.worktreeInfo?.branch).toBe('feature/x-y');
    expect(await world.service.recover(repo.path)).toEqual([]);
  });

  test('behind the ref is followed by the worktree and the settings too', async () => {
    const { session } = await create({ name: 'auth' });
    const { directory } = session;
    await repo.git('config', 'branch.auth.description', 'mine');
    await repo.gitIn(directory, 'branch', '-m', 'feature/x-y');
    await repo.git('config', '--rename-section', 'branch.feature/x-y', 'branch.auth');
    await repo.gitIn(directory, 'symbolic-ref', 'HEAD', 'refs/heads/auth');
    await world.service.recover(repo.path);
    expect((await row(session.id))?.worktreeInfo?.branch).toBe('feature/x-y');
    expect(await repo.gitIn(directory, 'status', '--porcelain', '-b')).toBe('## feature/x-y');
    expect(await repo.git('config', 'branch.feature/x-y.description')).toBe('mine');
  });

  test('is not made of a switch, a copy or a deletion', async () => {
    const { session } = await create({ name: 'auth' });
    await repo.gitIn(session.directory, 'switch', '-qc', 'other');
    await repo.git('branch', '-D', 'auth');
    expect((await world.service.recover(repo.path)).map(({ code }) => code)).not.toContain(
      'branch-followed',
    );
    expect((await row(session.id))?.worktreeInfo?.branch).toBe('auth');
  });
});

test('a branch that is not where it was is not renamed', async () => {
  await repo.git('branch', 'one');
  const { branches: store } = world.deps.git;
  const oid = await repo.git('rev-parse', 'main');
  const wrong = store.rename(repo.path, { from: 'one', to: 'two', oid: '1'.repeat(40) });
  await expect(wrong).rejects.toMatchObject({ code: 'branch-moved' });
  await repo.git('branch', 'two');
  const taken = store.rename(repo.path, { from: 'one', to: 'two', oid });
  await expect(taken).rejects.toMatchObject({ code: 'name-taken' });
  await expect(taken).rejects.toBeInstanceOf(QtuiError);
  expect(await branches()).toBe('main\none\ntwo');
});

async function startRebase(directory: string): Promise<void> {
  await repo.git('commit', '--allow-empty', '-qm', 'ahead');
  await repo.gitIn(directory, 'commit', '--allow-empty', '-qm', 'own');
  await repo.gitIn(directory, '-c', 'sequence.editor=sed -i 1ibreak', 'rebase', '-qi', 'main');
}
