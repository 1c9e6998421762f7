import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.dispose();
});

interface Made {
  id: string;
  path: string;
  branch: string;
}

async function session(branch: string, isRunning = false): Promise<Made> {
  const args = ['new', '--agent', 'shell', '--detach', '--worktree', branch];
  const { session: made } = await world.json(args);
  if (!isRunning) await world.json(['sessions', 'close', branch]);
  return made;
}

async function commit({ path }: Made, file: string): Promise<void> {
  await writeFile(join(path, file), `${file}\n`);
  await world.repo.gitIn(path, 'add', '-A');
  await world.repo.gitIn(path, 'commit', '-qm', `Write ${file}`);
}

async function merged(branch: string): Promise<Made> {
  const made = await session(branch);
  await commit(made, `${branch}.txt`);
  await world.repo.git('merge', '-q', '--no-ff', '-m', `merge ${branch}`, branch);
  return made;
}

const cleanup = (...args: string[]) => world.run(['sessions', 'cleanup', ...args]);

describe('qtui sessions cleanup', () => {
  test('shows what goes, removes it, tells what stays, and undo brings it back', async () => {
    const done = await merged('done');
    const squashed = await session('squashed');
    await commit(squashed, 'a.txt');
    await commit(squashed, 'b.txt');
    await world.repo.git('merge', '-q', '--squash', 'squashed');
    const squash = await world.repo.commit('Everything (#1)');
    const dirty = await merged('dirty');
    await writeFile(join(dirty.path, 'draft.txt'), 'draft\n');
    const open = await session('open');
    await commit(open, 'open.txt');
    const live = await session('live', true);

    const shown = await cleanup('--merged', '--dry-run');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(
      /done +its commits are in main by the merge [0-9a-f]{10} +nothing/,
    );
    expect(shown.stdout).toContain(
      `its 2 commits are in main as one squash commit ${squash.slice(0, 10)}`,
    );
    expect(shown.stdout).toContain('  dirty: 1 untracked file');
    expect(shown.stdout).not.toContain('open');
    expect(existsSync(done.path)).toBe(true);

    const unasked = await cleanup('--merged');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('needs --yes');
    expect(existsSync(done.path)).toBe(true);

    const { cleanup: answer } = await world.json(['sessions', 'cleanup', '--all', '--yes'], {
      code: 3,
    });
    expect(answer.dryRun).toBe(false);
    const of = (title: string) =>
      answer.items.find((item: { title: string }) => item.title === title);
    expect(of('squashed')).toMatchObject({
      kind: 'session',
      state: 'removed',
      branch: 'squashed',
      merged: { merged: true, evidence: 'squash', into: 'main', commit: squash },
      losses: [],
      branchDeleted: true,
      keptBecause: [],
      session: { id: squashed.id, branch: 'squashed' },
    });
    expect(of('dirty')).toMatchObject({
      state: 'kept',
      keptBecause: ['1 untracked file'],
      losses: [{ kind: 'untracked', importance: 'important', paths: ['draft.txt'] }],
      undo: null,
    });
    expect(of('open').keptBecause).toEqual(['1 commit is not in main']);
    expect(of('live').keptBecause).toEqual([expect.stringMatching(/agent is|program runs/)]);
    expect([done, squashed, dirty, open, live].map(({ path }) => existsSync(path))).toEqual([
      ...[false, false],
      ...[true, true, true],
    ]);
    await world.json(['undo', of('done').undo, '--yes']);
    expect(existsSync(join(done.path, 'done.txt'))).toBe(true);
  });

  test('asks in a terminal, in a table that fits 40 columns, and a plain Enter is no', async () => {
    const done = await merged('done');
    const open = await session('open');
    await commit(open, 'open.txt');
    const terminal = world.open(['sessions', 'cleanup', '--all'], { cols: 40, rows: 24 });
    await terminal.waitForText('[y/N]');
    const screen = terminal.screen();
    expect(screen).toMatch(/^GOES +WHY +LOST +WHAT IS DONE/m);
    expect(screen).toMatch(/^done +its com/m);
    expect(screen).toContain('open: 1 commit is not in main');
    terminal.press('enter');
    await terminal.waitForText('Nothing was changed.');
    expect((await terminal.waitForExit()).code).toBe(130);
    expect(existsSync(done.path)).toBe(true);
  });

  test('of what is named only force removes what is not merged, saved first', async () => {
    const open = await session('open');
    await commit(open, 'open.txt');
    await writeFile(join(open.path, 'draft.txt'), 'draft\n');
    expect((await cleanup('open', '--yes')).code).toBe(3);
    expect(existsSync(open.path)).toBe(true);
    const forced = await cleanup('open', '--force', '--yes');
    expect(forced.stdout).toContain('1 untracked file (saved first)');
    expect(forced.stdout).toContain('1 removed.');
    expect(forced.code).toBe(0);
    expect(existsSync(open.path)).toBe(false);
    expect(await world.repo.git('branch', '--list', 'open')).toContain('open');
  });

  test('puts away rows whose worktree is gone', async () => {
    const gone = await session('gone');
    await rm(gone.path, { recursive: true });
    const { cleanup: answer } = await world.json(['sessions', 'cleanup', '--orphaned', '--yes']);
    expect(answer.items).toMatchObject([{ kind: 'record', title: 'gone', state: 'removed' }]);
    const again = await cleanup('--orphaned', '--yes');
    expect(again.stdout).toBe('Nothing to clean up.\n');
    expect(again.code).toBe(0);
  });

  test.each([
    [[], 'Say what is to go.'],
    [['--force', '--all'], '--force is for sessions that are named.'],
    [['--older-than', 'soon'], '"soon" is no time span.'],
    [['--older-than', '7'], '"7" is no time span.'],
    [['--merged', '--repo', '.', '--all-repositories'], 'cannot be used with'],
  ])('%j is wrong usage', async (args, words) => {
    const { code, stderr } = await cleanup(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('works on the repository that is given', async () => {
    await merged('done');
    const options = { cwd: world.root };
    const outside = await world.run(['sessions', 'cleanup', '--merged', '--dry-run'], options);
    expect(outside.code).toBe(1);
    expect(outside.stderr).toContain('--all-repositories');
    const { cleanup: given } = await world.json(
      ['sessions', 'cleanup', '--merged', '--dry-run', '--repo', world.repo.path],
      options,
    );
    expect(given.items.map(({ title }: { title: string }) => title)).toEqual(['done']);
    const all = ['sessions', 'cleanup', '--older-than', '2w', '--dry-run', '--all-repositories'];
    expect((await world.json(all, options)).cleanup).toEqual({ dryRun: true, items: [] });
  });
});
