import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { QtuiError } from '../../../src/core/errors.js';
import { llmUnavailable } from '../../../src/core/llm.js';
import type { Git } from '../../../src/core/ports/git.js';
import type { CreatedSession, NewSessionRequest } from '../../../src/core/ports/sessions.js';
import type { SessionType } from '../../../src/core/session.js';
import { createGit } from '../../../src/git/index.js';
import { readMark } from '../../../src/session/registry/mark.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
/** What the model answers, once `answer` is called. */
let answer: (said: string | Error) => void;
let asked: { message: string; type: string }[];
/** What it answers to some messages in place of that. */
let answers: Map<string, string>;

beforeEach(async () => {
  repo = await createTempRepo();
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
  asked = [];
  answers = new Map();
  const said = new Promise<string>((resolve, reject) => {
    answer = (words) => (typeof words === 'string' ? resolve(words) : reject(words));
  });
  said.catch(() => {});
  world.deps.names = {
    suggest: async (question) => {
      asked.push(question);
      const usual = await said;
      return answers.get(question.message) ?? usual;
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

  test('gives way to branches that are there, differ in case only or are in the way', async () => {
    const cases: [string, string, string | undefined][] = [
      ['feature/taken-one', 'feature/taken-one', 'feature/taken-one-2'],
      ['Feature/Taken-Two', 'feature/taken-two', 'feature/taken-two-2'],
      ['feature/taken-three/x', 'feature/taken-three', 'feature/taken-three-2'],
      // What it would become is what it is called.
      ['debug', 'debug/taken-five', undefined],
    ];
    for (const [other, said] of cases) {
      answers.set(said, said);
      await repo.git('branch', other);
    }
    const made: CreatedSession[] = [];
    for (const [, message] of cases) {
      made.push(await create({ message, type: message.split('/')[0] as SessionType }));
    }
    answer('');
    const named = await Promise.all(made.map(({ naming }) => naming));
    expect(named.map((naming) => naming?.session?.worktreeInfo?.branch)).toEqual(
      cases.map(([, , expected]) => expected),
    );
  });

  test('races with others for one name, and each gets one of its own', async () => {
    const made = [];
    for (const message of ['one task', 'two tasks']) made.push(await create({ message }));
    answer('feature/same-name');
    const named = await Promise.all(made.map(({ naming }) => naming));
    expect(named.map((naming) => naming?.warnings)).toEqual([[], []]);
    expect(await branches()).toBe('feature/same-name\nfeature/same-name-2\nmain');
  });

  test('is named below the prefix of the settings', async () => {
    world.config.branches = { prefix: 'ada/', protected: [] };
    const naming = await named(await create(), 'feature/repair-login');
    expect(naming?.session?.worktreeInfo?.branch).toBe('ada/repair-login');
  });

  test('keeps its name when anything has happened on it', async () => {
    await repo.git('remote', 'add', 'origin', repo.path);
    const touches: Record<string, (created: CreatedSession) => Promise<unknown>> = {
      committed: ({ session }) =>
        repo.gitIn(session.directory, 'commit', '--allow-empty', '-qm', 'work'),
      pushed: () => repo.git('update-ref', 'refs/remotes/origin/pushed', 'main'),
      switched: ({ session }) => repo.gitIn(session.directory, 'switch', '-qc', 'other'),
      rebasing: ({ session }) => startRebase(session.directory),
      renamed: ({ session }) => world.service.rename(session.id, 'mine'),
      removed: async ({ session: { id } }) =>
        world.service.remove(await world.service.planRemoval(id), {
          ...{ backUp: false, deleteBranch: false },
        }),
    };
    const made: CreatedSession[] = [];
    for (const [message, touch] of Object.entries(touches)) {
      const created = await create({ message });
      await touch(created);
      made.push(created);
    }
    const before = await branches();
    answer('feature/repair-login');
    for (const { naming } of made) expect(await naming).toEqual({ warnings: [] });
    expect(await branches()).toBe(before);
    const rows = await Promise.all(made.map(({ session }) => row(session.id)));
    expect(rows.map((each) => each?.worktreeInfo?.branch)).toEqual(Object.keys(touches));
  });

  test('keeps its name when others go back to it', async () => {
    const created = await create();
    const own = { base: 'fix-login-bug', mergeTarget: 'fix-login-bug', branch: 'upon-it' } as const;
    await create({ worktree: { kind: 'create', isTemporary: false, ...own } });
    expect(await named(created, 'feature/repair-login')).toEqual({ warnings: [] });
    expect(await branches()).toContain('fix-login-bug');
  });

  test('keeps its name when the model fails, which is a warning', async () => {
    const created = await create();
    const naming = await named(created, llmUnavailable('offline', 'It is away.', 'Look.'));
    expect(naming?.session).toBeUndefined();
    expect(naming?.warnings).toMatchObject([{ code: 'llm-unavailable', hint: 'Look.' }]);
    expect(await branches()).toBe('fix-login-bug\nmain');
  });

  test('keeps its name when the model says what is no name', async () => {
    answers.set('one task', 'main').set('two tasks', '修正').set('three tasks', '../../etc');
    const made = [];
    for (const message of answers.keys()) made.push(await create({ message }));
    answer('');
    for (const { naming } of made) {
      expect((await naming)?.warnings).toMatchObject([{ code: 'llm-unavailable' }]);
    }
    expect(await branches()).toBe('main\none-task\nthree-tasks\ntwo-tasks');
  });

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
    const { branches: found } = await world.deps.git.reader.survey(repo.path, () => []);
    expect(found.find(({ name }) => name.startsWith('feature/'))?.isOurs).toBe(true);
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

  test('before the old name is gone is completed, and only then', async () => {
    const { session } = await create({ name: 'auth' });
    const { directory } = session;
    const oid = await repo.git('rev-parse', 'auth');
    await world.deps.git.branches.rename(repo.path, { from: 'auth', to: 'feature/x-y', oid });
    await repo.git('branch', 'auth', oid);
    await world.service.recover(repo.path);
    expect(await branches()).toBe('feature/x-y\nmain');
    expect((await row(session.id))?.worktreeInfo?.branch).toBe('feature/x-y');
    await repo.gitIn(directory, 'branch', '-m', 'by-hand');
    await repo.git('branch', 'feature/x-y', oid);
    await world.service.recover(repo.path);
    expect(await branches()).toBe('by-hand\nfeature/x-y\nmain');
    expect((await row(session.id))?.worktreeInfo?.branch).toBe('feature/x-y');
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

test('a rename that its worktree does not take is taken back', async () => {
  const { session } = await create({ name: 'auth' });
  const gitDir = await repo.gitIn(session.directory, 'rev-parse', '--absolute-git-dir');
  await writeFile(join(gitDir, 'HEAD.lock'), '');
  const oid = await repo.git('rev-parse', 'auth');
  const renaming = world.deps.git.branches.rename(repo.path, { from: 'auth', to: 'new', oid });
  await expect(renaming).rejects.toBeInstanceOf(QtuiError);
  expect(await branches()).toBe('auth\nmain');
  expect(await repo.gitIn(session.directory, 'symbolic-ref', 'HEAD')).toBe('refs/heads/auth');
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
