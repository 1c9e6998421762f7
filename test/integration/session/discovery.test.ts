import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import type { ScanOptions, ScanReport } from '../../../src/core/ports/worktrees.js';
import { createGit } from '../../../src/git/index.js';
import { createSessionService } from '../../../src/session/service.js';
import { caught } from '../../support/caught.js';
import { wrapGit } from '../../support/git-session.js';
import { createWorld, type SessionWorld } from '../../support/session-world.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let world: SessionWorld<Git>;
/** Holds repositories, and is in none. */
let workspace: string;

beforeEach(async () => {
  repo = await createTempRepo();
  workspace = join(repo.root, 'workspace');
  await mkdir(workspace);
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  world = createWorld(repo.root, repo.path, git, async () => {});
});
afterEach(() => repo.dispose());

const scan = (directory = repo.path, options?: ScanOptions) =>
  world.service.scan(directory, options);
const addWorktree = (name: string, ...args: string[]) =>
  repo.git('worktree', 'add', '-q', ...args, join(repo.root, name));
/** A repository in the workspace, of the same commits. */
async function cloned(name: string, ...args: string[]): Promise<string> {
  const path = join(workspace, name);
  await repo.gitIn(workspace, 'clone', '-q', ...args, repo.path, path);
  return path;
}
const pathsOf = ({ repositories }: ScanReport) => repositories.map(({ path }) => path);
const statesOf = ({ repositories: [first] }: ScanReport) =>
  Object.fromEntries(
    (first?.worktrees ?? []).map(({ path, findings }) => [
      path.slice(repo.root.length + 1),
      findings.map(({ state }) => state),
    ]),
  );
async function session(name: string) {
  return (await world.service.create(world.request({ name }))).session;
}
/** The row alone: its mark stays. */
async function loseRow(id: string): Promise<void> {
  await world.registry.delete(id, (await world.registry.get(id))?.revision ?? '');
}

describe('a scan of one repository', () => {
  test('tells every worktree and what it is', async () => {
    const own = await session('auth');
    await addWorktree('by-hand');
    await addWorktree('detached', '--detach');
    await addWorktree('locked', '--lock', '--reason', 'mine');
    await addWorktree('gone');
    await rm(join(repo.root, 'gone'), { recursive: true });
    await addWorktree('here');
    await rename(join(repo.root, 'here'), join(repo.root, 'there'));
    const report = await scan();
    expect(statesOf(report)).toEqual({
      repo: [],
      [own.directory.slice(repo.root.length + 1)]: [],
      'by-hand': ['foreign'],
      detached: ['foreign'],
      locked: ['locked', 'foreign'],
      gone: ['missing'],
      here: ['moved'],
    });
    const views = report.repositories[0]?.worktrees ?? [];
    expect(views.find(({ movedTo }) => movedTo)).toMatchObject({
      movedTo: join(repo.root, 'there'),
    });
    expect(views.find(({ session: owner }) => owner)?.session).toMatchObject({ id: own.id });
    expect(report).toMatchObject({ restored: [], warnings: [] });
  });

  test('as a trial shows what is lost, and leaves it', async () => {
    const { id, directory } = await session('auth');
    await loseRow(id);
    const trial = () => scan(repo.path, { isTrial: true });
    const at = directory.slice(repo.root.length + 1);
    expect((await trial()).restored).toEqual([]);
    expect(statesOf(await trial())[at]).toEqual(['lost']);
    await repo.git('worktree', 'unlock', directory);
    expect(statesOf(await trial())[at]).toEqual(['lost']);
    expect((await world.repository.list()).sessions).toEqual([]);
    const report = await scan();
    expect(report.restored.map((each) => each.id)).toEqual([id]);
    expect(statesOf(report)[at]).toEqual([]);
  });

  test('tells of worktrees whose session nothing tells of, and goes on', async () => {
    const [one, other] = [await session('one'), await session('other')];
    await loseRow(one.id);
    await loseRow(other.id);
    await writeFile(join(one.directory, '.qtui/session.json'), '{ torn');
    const report = await scan();
    expect(report.restored.map(({ id }) => id).sort()).toEqual([one.id, other.id].sort());
    expect(report.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(one.directory),
    ]);
    await world.registry.delete(other.id, (await world.registry.get(other.id))?.revision ?? '');
    await repo.gitIn(other.directory, 'checkout', '-q', '--detach');
    await rm(join(other.directory, '.qtui'), { recursive: true });
    const hopeless = await scan();
    expect(hopeless.warnings).toMatchObject([{ code: 'session-lost' }]);
    expect(statesOf(hopeless)[other.directory.slice(repo.root.length + 1)]).toEqual(['lost']);
  });

  test('goes by the repository wherever in it one is, and by its bare one', async () => {
    const bare = join(repo.root, 'bare.git');
    await repo.gitIn(repo.root, 'clone', '-q', '--bare', repo.path, bare);
    const tree = join(repo.root, 'of-bare');
    await repo.gitIn(bare, 'worktree', 'add', '-q', tree, 'main');
    for (const directory of [bare, tree]) {
      const { repositories } = await scan(directory);
      expect(repositories).toMatchObject([
        {
          path: bare,
          worktrees: [
            { path: bare, isBare: true },
            { path: tree, branch: 'main' },
          ],
        },
      ]);
    }
  });

  test('takes names of any characters', async () => {
    const name = 'odd\n\u001b[31m name';
    await addWorktree(name, '-b', 'odd');
    expect(statesOf(await scan())[name]).toEqual(['foreign']);
  });

  test('without a commit, and with the repository alone', async () => {
    await repo.gitIn(repo.root, 'init', '-q', 'new');
    const { repositories } = await scan(join(repo.root, 'new'));
    expect(repositories).toMatchObject([{ worktrees: [{ branch: 'main', isMain: true }] }]);
  });
});

describe('a scan of a workspace', () => {
  test('finds each repository once, whatever ways lead to it', async () => {
    const [app, lib] = [await cloned('app'), await cloned('lib', '--bare')];
    await repo.gitIn(app, 'worktree', 'add', '-q', join(workspace, 'app-fix'));
    await symlink(app, join(workspace, 'link'));
    await symlink(workspace, join(repo.root, 'to-workspace'));
    for (const directory of [workspace, join(repo.root, 'to-workspace')]) {
      const report = await scan(directory);
      expect(pathsOf(report)).toEqual([app, lib]);
      expect(report.repositories.map(({ name }) => name)).toEqual(['app', 'lib']);
      expect(report.repositories[0]?.worktrees).toHaveLength(2);
    }
    const places = [app, join(workspace, 'app-fix'), 'workspace', app];
    expect(pathsOf(await scan(repo.root, { places }))).toEqual([app, lib]);
  });

  test('takes neither submodules nor what a repository holds for repositories of it', async () => {
    const app = await cloned('app');
    await repo.gitIn(app, 'submodule', 'add', '-q', repo.path, 'sub');
    await repo.gitIn(app, 'init', '-q', 'nested');
    await symlink(join(app, 'sub'), join(workspace, 'sub'));
    expect(pathsOf(await scan(workspace))).toEqual([app]);
    expect(pathsOf(await scan(join(app, 'nested')))).toEqual([join(app, 'nested')]);
  });

  test('restores what is lost in each of them, and tells of one that is damaged', async () => {
    const [app, broken] = [await cloned('app'), await cloned('broken')];
    const { session: made } = await world.service.create(
      world.request({ directory: app, name: 'auth' }),
    );
    await loseRow(made.id);
    await writeFile(join(broken, '.git', 'HEAD'), 'nonsense\n');
    const report = await scan(workspace);
    expect(report.restored.map(({ id }) => id)).toEqual([made.id]);
    expect(report.repositories).toMatchObject([
      { path: app, name: 'app' },
      { path: broken, worktrees: [], problem: { message: expect.stringContaining(broken) } },
    ]);
    expect(report.repositories[0]).not.toHaveProperty('problem');
  });

  test("tells of one that is somebody else's, and shows the others", async () => {
    const [app, other] = [await cloned('app'), await cloned('other')];
    // The switch that git's own tests of the ownership check use.
    const script = `case "$PWD" in ${other}*) export GIT_TEST_ASSUME_DIFFERENT_OWNER=1;; esac
exec "$REAL_GIT" "$@"`;
    const env = { ...repo.env, PATH: await wrapGit(repo, script) };
    const git = createGit({ env, stateDirectory: join(repo.root, 'state') });
    const report = await createSessionService({ ...world.deps, git }).scan(workspace);
    expect(report.repositories).toMatchObject([
      { path: app, worktrees: [{ isMain: true }] },
      { path: other, problem: { code: 'dubious-ownership', hint: expect.any(String) } },
    ]);
  });

  test('does not wait for a repository that does not answer, nor for a mark that is a pipe', async () => {
    const [app, hung] = [await cloned('app'), await cloned('hung')];
    await rm(join(hung, '.git', 'HEAD'));
    execFileSync('mkfifo', [join(hung, '.git', 'HEAD')]);
    await repo.gitIn(app, 'worktree', 'add', '-q', join(repo.root, 'piped'));
    await mkdir(join(repo.root, 'piped', '.qtui'));
    execFileSync('mkfifo', [join(repo.root, 'piped', '.qtui', 'session.json')]);
    const late = await scan(repo.root, { places: [hung], limitMs: 300 });
    expect(late.repositories).toMatchObject([
      { path: hung, problem: { code: 'timeout', message: expect.stringContaining(hung) } },
    ]);
    const report = await scan(app);
    expect(report.repositories).toMatchObject([
      { path: app, worktrees: [{ path: app }, { findings: [{ state: 'foreign' }] }] },
    ]);
    expect(report.warnings).toMatchObject([{ message: expect.stringContaining('piped') }]);
  });

  test('is refused where there is no repository, and told of each that was named', async () => {
    expect(await caught(scan(workspace))).toMatchObject({ code: 'not-a-repository' });
    const { repositories } = await scan(repo.root, { places: ['workspace', 'nowhere', 'repo'] });
    expect(repositories).toMatchObject([
      { path: join(repo.root, 'nowhere'), problem: { code: 'path-missing' } },
      { path: repo.path },
      { path: workspace, problem: { code: 'not-a-repository' } },
    ]);
  });
});

describe('a scan of all that is known', () => {
  const all = (directory = workspace) => scan(directory, { scope: 'known' });

  test('has the repositories of sessions, and those that were scanned', async () => {
    await session('auth');
    const app = await cloned('app');
    expect(pathsOf(await all())).toEqual([repo.path]);
    await scan(app, { isTrial: true });
    expect(pathsOf(await all())).toEqual([repo.path]);
    await scan(app);
    expect(pathsOf(await all())).toEqual([repo.path, app]);
    await rm(app, { recursive: true });
    const report = await all();
    expect(pathsOf(report)).toEqual([repo.path]);
    expect(report.warnings).toMatchObject([{ code: 'repository-gone' }]);
    expect((await all()).warnings).toEqual([]);
  });

  test('tells of a repository of a session that is gone', async () => {
    const app = await cloned('app');
    await world.service.create(world.request({ directory: app, name: 'auth' }));
    await rename(app, join(repo.root, 'moved'));
    expect(await all()).toMatchObject({
      repositories: [
        {
          path: app,
          problem: { code: 'path-missing', message: expect.stringContaining('"auth"') },
        },
      ],
    });
  });

  test('goes on without the list of those seen where that is damaged', async () => {
    await scan();
    const file = join(repo.root, 'state', 'repositories.json');
    for (const text of ['', '{}', '[]', '{"version":1,"repositories":[7,"relative"]}']) {
      await writeFile(file, text);
      const report = await all();
      expect(report.repositories).toEqual([]);
      expect(report.warnings.map(({ code }) => code)).toEqual(
        text.includes('relative') ? [] : ['repositories-unreadable'],
      );
    }
    await scan();
    expect(pathsOf(await all())).toEqual([repo.path]);
  });
});

test('a scan that is cancelled says so', async () => {
  const signal = AbortSignal.abort();
  expect(await caught(scan(repo.path, { signal }))).toMatchObject({ code: 'aborted' });
});

describe('marks that agreed with their rows', () => {
  const later = () => new Date(Date.now() + 10_000);
  /** What a scan is told of the marks, in a world where every file of now is old. */
  const compared = async () => {
    const asked: string[] = [];
    const { repository } = world.deps;
    const deps = {
      ...world.deps,
      now: later,
      repository: {
        ...repository,
        reconcile: (...[worktrees, options]: Parameters<typeof repository.reconcile>) => {
          asked.push(...worktrees.map(({ path }) => path));
          return repository.reconcile(worktrees, options);
        },
      },
    };
    const { warnings } = await createSessionService(deps).scan(repo.path);
    return { asked, codes: warnings.map(({ code }) => code) };
  };

  test('are not read again until the mark or the row is another one', async () => {
    const { id, directory } = await session('auth');
    await addWorktree('by-hand');
    const foreign = join(repo.root, 'by-hand');
    expect((await compared()).asked.sort()).toEqual([foreign, directory].sort());
    expect((await compared()).asked).toEqual([foreign]);
    const row = await world.registry.get(id);
    await world.registry.save({ ...row!.session, name: 'Other' }, row!.revision);
    expect(await compared()).toEqual({
      asked: expect.arrayContaining([directory]),
      codes: ['mark-rewritten'],
    });
    expect((await compared()).asked).toContain(directory);
    expect((await compared()).asked).toEqual([foreign]);
    await writeFile(join(directory, '.qtui/session.json'), '{ torn');
    expect((await compared()).codes).toEqual(['mark-rewritten']);
  });

  test('are all read where what is known of them is damaged', async () => {
    const { directory } = await session('auth');
    await compared();
    const kept = join(repo.root, 'state', 'worktrees');
    const names = (await readdir(kept)).filter((name) => name.endsWith('.marks.json'));
    expect(names).toHaveLength(1);
    for (const text of ['', 'null', '{"version":1,"marks":[[1,2]]}', '{"version":9}']) {
      expect((await compared()).asked).toEqual([]);
      await writeFile(join(kept, names[0] ?? ''), text);
      expect((await compared()).asked).toEqual([directory]);
    }
  });
});
