import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuiltMerge } from '../../../src/core/merge.js';
import type { VerifyOptions } from '../../../src/core/ports/checks.js';
import type { Git } from '../../../src/core/ports/git.js';
import { bundleScript } from '../../support/bundle.js';
import { caught } from '../../support/caught.js';
import { type GitSession, gitFor, installHook, openGitSession } from '../../support/git-session.js';
import { isAlive, processesOf, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;
let built: BuiltMerge;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
  await session.commit('one', { 'new.txt': 'new\n' });
  await repo.commit('other', { 'a.txt': 'target\n' });
  built = await git.merges.build(await git.merges.plan(session.request()), { message: 'Merge' });
});
afterEach(async () => {
  await nothingLeft();
  await repo.dispose();
});

const checks = () => readdir(join(repo.root, 'state/checks')).catch(() => []);
const verify = (script: string, options: VerifyOptions = {}) =>
  git.merges.verify(built, { command: ['sh', '-c', script], ...options });

/** No scratch worktree, no record of one, no program: whatever the test did. */
async function nothingLeft() {
  expect(await checks()).toEqual([]);
  expect(await repo.git('worktree', 'list', '--porcelain')).not.toContain('qtui-check');
  await until('all programs have ended', async () => (await processesOf(repo.root)).length === 0);
}

test('a check sees the merged files, on no branch, and is told what is merged', async () => {
  const report = join(repo.root, 'report');
  const script = `
    { cat a.txt new.txt; git rev-parse HEAD; git symbolic-ref -q HEAD || echo detached; pwd
      env | grep -E '^(GIT_DIR|QTUI)' | sort; } >'${report}'`;
  const env = { ...repo.env, GIT_DIR: '/elsewhere', QTUI_SESSION_ID: 'pane' };
  const engine = gitFor({ ...repo, env });
  const verified = await engine.merges.verify(built, { command: ['sh', '-c', script] });
  expect(verified).toMatchObject({ built, check: { command: ['sh', '-c', script], exitCode: 0 } });
  expect(Object.isFrozen(verified)).toBe(true);
  const [a, added, head, branch, place = '', ...variables] = (await readFile(report, 'utf8'))
    .trimEnd()
    .split('\n');
  expect([a, added, head, branch]).toEqual(['target', 'new', built.commit, 'detached']);
  expect(place).toMatch(`${await realpath(join(repo.root, 'state'))}/checks/`);
  expect(existsSync(place)).toBe(false);
  expect(variables).toEqual([
    'QTUI_CHECK=1',
    `QTUI_MERGE_COMMIT=${built.commit}`,
    'QTUI_MERGE_SOURCE=work',
    `QTUI_MERGE_SOURCE_COMMIT=${built.plan.sourceOid}`,
    'QTUI_MERGE_STRATEGY=merge',
    'QTUI_MERGE_TARGET=main',
    `QTUI_MERGE_TARGET_COMMIT=${built.plan.targetOid}`,
    `QTUI_REPOSITORY=${repo.path}`,
  ]);
});

test.each(['passes', 'fails', 'is cancelled'])(
  'what has left the group of a check that %s ends with it',
  async (how) => {
    const file = join(repo.root, 'daemon');
    const daemon = `setsid sh -c 'echo $$ >"${file}.new"; mv "${file}.new" "${file}"; sleep 600' &`;
    const end = { passes: 'exit 0', fails: 'exit 1', 'is cancelled': 'sleep 600' }[how];
    const started = `while ! [ -e '${file}' ]; do sleep 0.02; done`;
    const cancelling = new AbortController();
    const { signal } = cancelling;
    const verified = verify(`${daemon} ${started}; ${end}`, { signal }).catch(() => undefined);
    await until('the daemon runs', () => existsSync(file));
    if (how === 'is cancelled') cancelling.abort();
    await verified;
    await nothingLeft();
  },
);

test('what passed can land, and nothing else can', async () => {
  const verified = await verify('true');
  const before = await repo.git('rev-parse', 'main');
  const other = { ...built, commit: built.plan.sourceOid };
  for (const forged of [{ built }, { ...verified }, { ...verified, built: other }]) {
    expect((await caught(git.merges.land(forged))).code).toBe('merge-refused');
  }
  expect(() => Object.assign(verified, { built: other })).toThrow(TypeError);
  expect(() => Object.assign(verified.built, { commit: built.plan.sourceOid })).toThrow(TypeError);
  expect(await repo.git('rev-parse', 'main')).toBe(before);
  await git.merges.land(verified);
  expect(await repo.git('rev-parse', 'main')).toBe(built.commit);
});

test('a worktree without a branch leaves branch, index and files of the user alone', async () => {
  await installHook(repo, 'post-checkout', `touch '${repo.root}/hook-ran'`);
  await repo.write('mine.txt', 'mine\n');
  const [refs, status] = [await repo.git('for-each-ref'), await repo.git('status', '--porcelain')];
  await verify('rm -rf * && git commit -qam "made by the check"');
  expect(await repo.git('for-each-ref')).toBe(refs);
  expect(await repo.git('status', '--porcelain')).toBe(status);
  expect(existsSync(join(repo.root, 'hook-ran'))).toBe(false);
});

describe('a check that does not pass', () => {
  test('fails with its code and its last lines as plain text', async () => {
    const heard: string[] = [];
    const script = `for i in $(seq 30); do echo "line $i"; done; printf '\\033[31mred\\033[0m\\a\\rover\\n' >&2; exit 7`;
    const error = await caught(verify(script, { onOutput: (line) => heard.push(line) }));
    expect(error).toMatchObject({ code: 'check-failed', data: { exitCode: 7 } });
    expect(error.message).toContain('failed with code 7:\n');
    expect(error.message).toContain('line 30');
    expect(error.message).not.toContain('line 10\n');
    expect(heard).toHaveLength(32);
    expect(heard).toEqual(expect.arrayContaining(['line 1', 'red', 'over']));
    expect(error.untouched).toContain('Nothing was merged');
  });

  test.each([
    ['is not there', ['no-such-program', '--flag'], /could not be started/],
    ['cannot be given its arguments', ['true', 'a\0b'], /could not be started/],
  ])('says that its program %s', async (_what, command, words) => {
    const error = await caught(git.merges.verify(built, { command }));
    expect(error.code).toBe('check-failed');
    expect(error.message).toMatch(words);
  });

  test('says so too of one in the background', async () => {
    const command = ['no-such-program', '--flag'];
    const error = await caught(git.merges.verify(built, { command, isBackground: true }));
    expect(error).toMatchObject({ code: 'check-failed', data: { exitCode: 127 } });
    expect(error.message).toContain('no-such-program');
  });

  test('ends with its whole group when its time is up', async () => {
    const error = await caught(
      verify('echo begun; (trap "" TERM; exec sleep 300) & wait', { timeoutMs: 300 }),
    );
    expect(error.code).toBe('check-failed');
    expect(error.message).toMatch(/did not end in .* and was stopped:\nbegun/s);
  });

  test('ends with its whole group when it is cancelled', async () => {
    const cancelling = new AbortController();
    const failing = caught(
      verify('echo begun; sleep 300 & wait', {
        signal: cancelling.signal,
        onOutput: () => cancelling.abort(),
      }),
    );
    expect((await failing).code).toBe('aborted');
  });

  test('does not begin when it is cancelled before', async () => {
    const { code } = await caught(verify('false', { signal: AbortSignal.abort() }));
    expect(code).toBe('aborted');
  });

  test('does not begin when its worktree cannot be made ready', async () => {
    const prepare = async () => {
      throw new Error('no');
    };
    await expect(verify('false', { prepare })).rejects.toThrow('no');
  });

  test('does not begin where no worktree can be made', async () => {
    await mkdir(join(repo.root, 'state'), { recursive: true });
    await writeFile(join(repo.root, 'state/checks'), 'in the way');
    expect(await caught(verify('true'))).toMatchObject({
      message: expect.stringContaining('Could not make a worktree for the check'),
      untouched: expect.stringContaining('Nothing was merged'),
    });
    await rm(join(repo.root, 'state/checks'));
  });
});

test('what a check leaves running ends with it', async () => {
  await verify('sleep 300 >/dev/null 2>&1 &');
});

test('a worktree is made ready before the check begins', async () => {
  await verify('test "$(cat .env)" = secret', {
    prepare: async (worktree) => {
      await writeFile(join(worktree, '.env'), 'secret\n');
      return undefined;
    },
  });
});

describe('a killed qtui', () => {
  /** Verifies in a process of its own, and kills that while the check runs. */
  async function killDuringCheck() {
    const running = join(repo.root, 'running');
    const script = join(repo.root, 'verify.mjs');
    await bundleScript('fixtures/git/verify.ts', script);
    const command = ['sh', '-c', `touch '${running}'; sleep 300`];
    const stateDirectory = join(repo.root, 'state');
    const child = spawn(
      process.execPath,
      [script, JSON.stringify({ built, command, stateDirectory })],
      { env: repo.env, stdio: 'inherit' },
    );
    await until('the check runs', () => existsSync(running));
    await until('its program is on record', async () => {
      const [name = ''] = await checks();
      return existsSync(join(stateDirectory, 'checks', name, 'pid'));
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  test('has its scratch worktree and the check itself cleared away by the next', async () => {
    await killDuringCheck();
    expect(await checks()).toHaveLength(1);
    expect(await git.merges.recover(repo.path)).toEqual([
      {
        code: 'check-cleared',
        message: 'A check of a merge was interrupted; its worktree was removed.',
      },
    ]);
    expect(await git.merges.recover(repo.path)).toEqual([]);
  });

  test('is cleared away with the check though its record is damaged', async () => {
    await killDuringCheck();
    const [name = ''] = await checks();
    const record = join(repo.root, 'state/checks', name, 'pid');
    const { pid } = JSON.parse(await readFile(record, 'utf8'));
    await writeFile(record, '{"pid":');
    expect(await git.merges.recover(repo.path)).toMatchObject([{ code: 'check-cleared' }]);
    expect(await checks()).toEqual([]);
    await until('the check ends', () => !isAlive(pid));
  });

  test('is cleared away by the next in its own repository only', async () => {
    await killDuringCheck();
    const other = await createTempRepo();
    expect(await git.merges.recover(other.path)).toEqual([]);
    expect(await checks()).toHaveLength(1);
    await other.dispose();
    expect(await git.merges.recover(repo.path)).toHaveLength(1);
  });
});

test('a check that runs is left alone by whoever recovers', async () => {
  await verify('true', {
    prepare: async () => {
      expect(await gitFor(repo).merges.recover(repo.path)).toEqual([]);
      const [name = ''] = await checks();
      expect(await readdir(join(repo.root, 'state/checks', name))).toHaveLength(1);
      expect(basename(name)).toMatch(`${process.pid}~`);
    },
  });
});
