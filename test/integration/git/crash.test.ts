import { type ChildProcess, spawn } from 'node:child_process';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltMerge } from '../../../src/core/merge.js';
import type { Git } from '../../../src/core/ports/git.js';
import { bundleScript } from '../../support/bundle.js';
import {
  type GitSession,
  gitFor,
  installHook,
  landBuilt,
  openGitSession,
  wrapGit,
} from '../../support/git-session.js';
import { isAlive, until } from '../../support/processes.js';
import { filesOf } from '../../support/snapshot.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

afterEach(() => repo.dispose());

async function setUp(files: Readonly<Record<string, string>>): Promise<void> {
  repo = await createTempRepo({ files });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
  // A program that a kill can hit; the tests' own process has to live on.
  await bundleScript('fixtures/git/land.ts', join(repo.root, 'land.mjs'));
}

async function build(): Promise<BuiltMerge> {
  const plan = await git.merges.plan(session.request());
  return git.merges.build(plan, { message: 'm' });
}

/** Starts to land; `ended` resolves when the process is gone. */
function startLanding(built: BuiltMerge, env: Record<string, string> = repo.env) {
  const argument = JSON.stringify({ built, stateDirectory: join(repo.root, 'state') });
  const child = spawn(process.execPath, [join(repo.root, 'land.mjs'), argument], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  return { child, ended, ready };
}

const recoverWords = async () =>
  (await git.merges.recover(repo.path)).map(({ message }) => message);
const journal = () => readdir(join(repo.root, 'state/landings')).catch((): string[] => []);

/** Kills qtui and the git that it has started, as a power cut would. */
async function killEverything(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  for (const name of (await journal()).filter((file) => file.endsWith('.pid'))) {
    const pid = Number(await readFile(join(repo.root, 'state/landings', name), 'utf8'));
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}

describe('a landing that is killed', () => {
  const COUNT = 400;
  const names = Array.from({ length: COUNT }, (_, index) => `d${index % 30}/f${index}.txt`);
  const filled = (text: string) =>
    Object.fromEntries(names.map((name) => [name, `${`${text} ${name}\n`.repeat(40)}`]));

  test('at random moments leaves the target old or new after recovery', async () => {
    await setUp({ ...filled('first'), 'mine.txt': 'committed\n' });
    await repo.write('mine.txt', 'my own edit\n');
    await session.commit('warm up', filled('warm up'));
    const started = startLanding(await build());
    await started.ready;
    const begin = performance.now();
    await started.ended;
    const duration = performance.now() - begin;
    expect(await repo.git('rev-parse', 'main')).not.toBe(session.base);

    const outcomes: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const text = `round ${round}`;
      await session.commit(text, filled(text));
      const built = await build();
      const { child, ready, ended } = startLanding(built);
      await ready;
      await delay(Math.random() * duration);
      await killEverything(child);
      await ended;

      outcomes.push(...(await recoverWords()));

      const tip = await repo.git('rev-parse', 'main');
      expect([built.plan.targetOid, built.commit]).toContain(tip);
      expect(await repo.git('status', '--porcelain')).toBe('M mine.txt'.padStart(11));
      expect(await repo.read('mine.txt')).toBe('my own edit\n');
      expect(await journal()).toEqual([]);
      await expect(access(join(repo.path, '.git/index.lock'))).rejects.toThrow('ENOENT');
      if (tip !== built.commit) await landBuilt(git, built);
      expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    }
    expect(outcomes.every((words) => words.startsWith('The merge into main'))).toBe(true);
  }, 120_000);
});

describe('recovery', () => {
  beforeEach(async () => {
    await setUp({ 'a.txt': 'old a\n', 'gone.txt': 'old\n', 'sub/c.txt': 'old c\n' });
    await session.git('rm', '-q', 'gone.txt');
    await session.commit('one', {
      'a.txt': 'new a\n',
      'sub/c.txt': 'new c\n',
      'added.txt': 'new\n',
    });
  });

  /** Lands with a git that runs `script` in place of the fast-forward and dies with qtui. */
  async function crash(script: string): Promise<BuiltMerge> {
    const built = await build();
    const path = await wrapGit(
      repo,
      `for a in "$@"; do if [ "$a" = --ff-only ]; then ${script}\nkill -9 $PPID; kill -9 $$; fi; done
       exec "$REAL_GIT" "$@"`,
    );
    await startLanding(built, { ...repo.env, PATH: path }).ended;
    expect(await journal()).toHaveLength(2);
    return built;
  }

  test('finishes what was half written, with a lock left behind', async () => {
    const built = await crash('touch .git/index.lock; printf "new" > a.txt; rm gone.txt sub/c.txt');
    expect(await recoverWords()).toEqual([expect.stringContaining('it is finished now')]);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.read('a.txt')).toBe('new a\n');
    expect(await journal()).toEqual([]);
  });

  test('finishes when files and index are new and only the branch is old', async () => {
    const built = await crash('"$REAL_GIT" read-tree -m -u HEAD work');
    await git.merges.recover(repo.path);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  test('closes the books when the merge was complete', async () => {
    const built = await crash('"$REAL_GIT" "$@"');
    expect(await recoverWords()).toEqual([expect.stringContaining('was complete')]);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await journal()).toEqual([]);
  });

  test('stops at a file that was edited since, and finishes when it is restored', async () => {
    const built = await crash('touch .git/index.lock; printf "new" > a.txt');
    await repo.write('sub/c.txt', 'my edit\n');
    expect(await recoverWords()).toEqual([expect.stringContaining('sub/c.txt')]);
    expect(await repo.read('sub/c.txt')).toBe('my edit\n');
    expect(await repo.read('a.txt')).toBe('new');
    expect(await repo.git('rev-parse', 'main')).toBe(built.plan.targetOid);

    await repo.write('sub/c.txt', 'old c\n');
    expect(await recoverWords()).toEqual([expect.stringContaining('it is finished now')]);
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    expect(await repo.git('status', '--porcelain')).toBe('');
  });

  test('says how to go on where a file was edited since', async () => {
    await crash('printf "new" > a.txt');
    await repo.write('a.txt', 'my edit\n');
    const files = await filesOf(repo.path);
    expect(await git.merges.recover(repo.path)).toEqual([
      {
        code: 'recovery-stopped',
        message: expect.stringContaining('None of its files was changed'),
        hint: expect.stringContaining('git restore --source=HEAD'),
      },
    ]);
    expect(await filesOf(repo.path)).toEqual(files);
    expect(await journal()).toHaveLength(2);
  });

  test('lets no other merge land before what is half done is settled', async () => {
    await crash('printf "new" > a.txt');
    await repo.write('a.txt', 'my edit\n');
    session = await openGitSession(repo, git, 'other');
    await session.commit('other', { 'other.txt': 'other\n' });
    await expect(landBuilt(git, await build())).rejects.toMatchObject({
      code: 'merge-refused',
      message: expect.stringContaining('a.txt'),
      hint: expect.stringContaining('qtui sessions recover'),
    });
    expect(await repo.git('rev-parse', 'main')).toBe(session.base);
    expect(await journal()).toHaveLength(2);
  });

  test('names entries that it cannot read, leaves them, and settles the others', async () => {
    const built = await crash(':');
    const directory = join(repo.root, 'state/landings');
    const texts = ['{"version":', '{"version":99,"commonDir":"/x"}', 'null', '[]'];
    const files = texts.map((_text, index) => join(directory, `odd${index}~2147483646~1.json`));
    for (const [index, file] of files.entries()) await writeFile(file, texts[index] ?? '');
    const told = await git.merges.recover(repo.path);
    expect(told.map(({ code }) => code)).toEqual([
      'merge-recovered',
      ...files.map(() => 'record-unreadable'),
    ]);
    for (const [index, file] of files.entries()) {
      expect(told[index + 1]?.message).toContain(file);
      expect(await readFile(file, 'utf8')).toBe(texts[index]);
    }
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
  });

  test('leaves a branch alone that was moved since', async () => {
    await crash(':');
    const moved = await repo.commit('mine', { 'mine.txt': 'mine\n' });
    expect(await recoverWords()).toEqual([expect.stringContaining('was moved')]);
    expect(await repo.git('rev-parse', 'main')).toBe(moved);
    expect(await journal()).toEqual([]);
  });

  test('leaves a worktree alone that was switched since', async () => {
    await crash(':');
    await repo.git('checkout', '-q', '-b', 'elsewhere');
    expect(await recoverWords()).toEqual([expect.stringContaining('was switched')]);
    expect(await repo.git('status', '--porcelain')).toBe('');
    expect(await repo.git('for-each-ref', 'refs/qtui/backup')).toBe('');
  });

  test('does not touch a landing whose process lives', async () => {
    const built = await build();
    const started = join(repo.root, 'started');
    const path = await wrapGit(
      repo,
      `for a in "$@"; do if [ "$a" = --ff-only ]; then touch ${started}; exec sleep 300; fi; done
       exec "$REAL_GIT" "$@"`,
    );
    const { child, ended } = startLanding(built, { ...repo.env, PATH: path });
    const isThere = () =>
      access(started).then(
        () => true,
        () => false,
      );
    await until('the landing is under way', isThere);
    expect(await git.merges.recover(repo.path)).toEqual([]);
    expect(await journal()).toHaveLength(2);
    await killEverything(child);
    await ended;
    expect(await git.merges.recover(repo.path)).toHaveLength(1);
  });

  test('what killed looks at sessions have written goes with the next recovery', async () => {
    const places = ['radar', 'forecasts'].map((name) => join(repo.root, 'state', name, 'scratch'));
    const living = `${process.pid}~~living`;
    for (const place of places) {
      for (const name of ['999999999~1~dead', living]) {
        await mkdir(join(place, name, 'objects'), { recursive: true });
      }
    }
    expect(await git.merges.recover(repo.path)).toEqual([]);
    for (const place of places) expect(await readdir(place)).toEqual([living]);
  });

  test('is complete as soon as the branch has moved, whatever hook still runs', async () => {
    await repo.dispose();
    await setUp({ 'a.txt': 'first\n' });
    await session.commit('change', { 'a.txt': 'second\n' });
    const built = await build();
    await installHook(repo, 'post-merge', 'exec sleep 300');
    const { child, ended } = startLanding(built);
    const tip = () => repo.git('rev-parse', 'main');
    await until('the branch has moved', async () => (await tip()) === built.commit);
    const file = (await journal()).find((name) => name.endsWith('.pid')) ?? '';
    const gitPid = Number(await readFile(join(repo.root, 'state/landings', file), 'utf8'));
    child.kill('SIGKILL');
    await ended;
    expect(await recoverWords()).toEqual([expect.stringContaining('was complete')]);
    expect(await journal()).toEqual([]);
    expect(isAlive(gitPid)).toBe(true);
    process.kill(-gitPid, 'SIGKILL');
  });

  test('clears away an entry that was killed while it was written', async () => {
    const directory = join(repo.root, 'state/landings');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'cut~2147483646~1.json.tmp'), '{"version":1,');
    const live = `live~${process.ppid}~.json.tmp`;
    await writeFile(join(directory, live), '{"version":1,');
    expect(await git.merges.recover(repo.path)).toEqual([]);
    expect(await journal()).toEqual([live]);
  });

  test('leaves the landings of another repository to it', async () => {
    await crash(':');
    const before = await journal();
    const other = await createTempRepo();
    try {
      const shared = { ...other, root: repo.root };
      expect(await gitFor(shared).merges.recover(other.path)).toEqual([]);
      expect(await journal()).toEqual(before);
    } finally {
      await other.dispose();
    }
  });

  test('goes before the next landing', async () => {
    const built = await crash('touch .git/index.lock; printf "new" > a.txt');
    await session.commit('two', { 'two.txt': 'two\n' });
    await expect(landBuilt(git, built)).rejects.toMatchObject({ code: 'branch-moved' });
    expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
    await landBuilt(git, await build());
    expect(await repo.read('two.txt')).toBe('two\n');
  });
});
