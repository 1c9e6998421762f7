import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';
import { openScreen } from '../support/screen.js';

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
  test('shows what goes and what stays, and changes nothing unasked', async () => {
    const done = await merged('done');
    const dirty = await merged('dirty');
    await writeFile(join(dirty.path, 'draft.txt'), 'x'.repeat(2 * 1024 * 1024));
    const shown = await cleanup('--merged', '--dry-run');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(
      /done +its commits are in main by the merge [0-9a-f]{10} +nothing/,
    );
    expect(shown.stdout).toContain('  dirty: 1 untracked file');
    const { stdout: sized } = await cleanup('--merged', '--dry-run', '--size');
    const size = /done +(\d+ KB) +its commits are in main/.exec(sized)?.[1];
    expect(size).toBeDefined();
    expect(sized).toContain(`Total: ${size}\n`);
    expect(sized).toContain('  dirty (2 MB): 1 untracked file');
    const unasked = await cleanup('--merged');
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain('needs --yes');
    expect(existsSync(done.path)).toBe(true);
  });

  test('removes what goes, keeps what holds work, and undo brings back', async () => {
    const squashed = await session('squashed');
    await commit(squashed, 'a.txt');
    await commit(squashed, 'b.txt');
    await world.repo.git('merge', '-q', '--squash', 'squashed');
    const squash = await world.repo.commit('Everything (#1)');
    const open = await session('open');
    await commit(open, 'open.txt');
    await writeFile(join(open.path, 'draft.txt'), 'draft\n');
    const live = await session('live', true);
    const { cleanup: answer } = await world.json(
      ['sessions', 'cleanup', '--all', '--yes', '--size'],
      { code: 3 },
    );
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
    expect(of('open')).toMatchObject({
      state: 'kept',
      keptBecause: ['1 commit is not in main', '1 untracked file'],
      losses: [{ kind: 'untracked', importance: 'important', paths: ['draft.txt'] }],
      size: { unread: [], files: expect.any(Number), allocated: expect.any(Number) },
      undo: null,
    });
    expect(of('live').keptBecause).toEqual([expect.stringMatching(/agent is|program runs/)]);
    const paths = [squashed, open, live].map(({ path }) => existsSync(path));
    expect(paths).toEqual([false, true, true]);
    await world.json(['undo', of('squashed').undo, '--yes']);
    expect(existsSync(join(squashed.path, 'b.txt'))).toBe(true);
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

  test('from the screen: with sizes, what holds work only when it is marked by hand', async () => {
    const done = await merged('done');
    const open = await session('open');
    await writeFile(join(open.path, 'draft.txt'), 'draft\n');
    const { sessions } = await world.json(['sessions', 'list']);
    expect(sessions).toMatchObject([
      { branch: 'open', merged: { merged: true, evidence: 'no-work' } },
      { branch: 'done', merged: { merged: true, evidence: 'ancestor', into: 'main' } },
    ]);
    const listed = (await world.run(['sessions', 'list', '--merged'])).stdout;
    expect(listed).toMatch(/closed +done +done → main +shell +merged/);
    expect(listed).toMatch(/closed +open +open → main +shell +±1/);
    const plain = await world.json(['sessions', 'list', '--no-merged']);
    expect(plain.sessions).toMatchObject([{ merged: null }, { merged: null }]);
    const screen = await openScreen(world, { cols: 60, rows: 15 });
    screen.press('ctrl-b', 's');
    await screen.waitForText(/done +closed .* merged/);
    screen.press('escape');
    await screen.waitForGone('Sessions');
    screen.press('ctrl-b', ':');
    await screen.waitForText('Find');
    screen.type('clean');
    await screen.waitForText(/› Clean up/);
    screen.press('enter');
    await screen.choose('Every session');
    await screen.waitForText(/Clean up: 1 of 2, \d+ KB/);
    await screen.waitForText(/› \[x\] done +\d+ KB/);
    screen.press('down', ' ');
    await screen.waitForText(/› \[x\] open/);
    expect(screen.screen()).toContain('stays: 1 untracked file');
    screen.press('enter');
    await screen.waitForText('Lost: 1 untracked file (saved first)');
    await screen.choose('Remove 2 items');
    await screen.waitForText('2 removed.');
    expect([done, open].map(({ path }) => existsSync(path))).toEqual([false, false]);
    screen.press('ctrl-b', 'u');
    await screen.waitForText('Undo?');
    await screen.choose('Undo the removal');
    await screen.waitForText('Undone: removal of "open"');
    expect(await readFile(join(open.path, 'draft.txt'), 'utf8')).toBe('draft\n');
  });

  test('interrupted in the middle ends the hook it waits for, and says what is left', async () => {
    const made = [await merged('one'), await merged('two')];
    const running = join(world.root, 'running');
    // The branch of the first is about to be deleted.
    await world.repo.write(
      '.git/hooks/reference-transaction',
      '#!/bin/sh\ntest "$1" = prepared && grep -q refs/heads/ || exit 0\n' +
        `: >'${running}'\nwhile :; do sleep 0.05; done\n`,
    );
    await chmod(join(world.repo.path, '.git/hooks/reference-transaction'), 0o755);
    const terminal = world.open(['sessions', 'cleanup', '--merged', '--yes']);
    await until('a branch is being deleted', () => existsSync(running));
    terminal.type('\x03');
    await terminal.waitForText('Stopping once what is under way is done');
    expect((await terminal.waitForExit()).code).toBe(130);
    const screen = terminal.screen();
    expect(screen).toContain('1 removed, stopped before 1 more.');
    const left = made.filter(({ path }) => existsSync(path));
    expect(left).toHaveLength(1);
    expect(screen).toContain(`${left[0]?.branch}: not removed`);
    expect(screen).toMatch(/worktree removed, branch kept, "qtui undo \w+" brings it back/);
    const branches = await world.repo.git('branch', '--format=%(refname:short)');
    expect(branches.split('\n')).toEqual(['main', 'one', 'two']);
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

describe('qtui sessions disk-usage', () => {
  test('tells sizes, and names what it cannot read', async () => {
    const made = await session('one');
    await writeFile(join(made.path, 'large.bin'), Buffer.alloc(2 * 1024 * 1024, 1));
    await mkdir(join(made.path, 'closed'));
    await writeFile(join(made.path, 'closed/secret.txt'), 'secret');
    await chmod(join(made.path, 'closed'), 0o000);
    try {
      const told = await world.run(['sessions', 'disk-usage'], { unprivileged: true });
      expect(told.stdout).toMatch(/^one +> 2(\.\d)? MB +\d+ /m);
      expect(told.stdout).toMatch(/^Total: > 2(\.\d)? MB$/m);
      expect(told.stderr).toContain(`Not counted, as it cannot be read: ${made.path}/closed`);
      expect(told.code).toBe(0);
      const report = await world.json(['sessions', 'disk-usage'], { unprivileged: true });
      expect(report.sessions).toMatchObject([
        { session: { id: made.id }, worktree: { unread: [join(made.path, 'closed')] } },
      ]);
      expect(report.total.allocated).toBeGreaterThan(2 * 1024 * 1024);
    } finally {
      await chmod(join(made.path, 'closed'), 0o700);
    }
  });
});

describe('qtui sessions pin and priority', () => {
  test('put a session first, and out of every cleanup', async () => {
    await merged('done');
    await session('other');
    expect((await world.run(['sessions', 'pin', 'done'])).stdout).toBe('"done" is pinned.\n');
    const { session: ranked } = await world.json(['sessions', 'priority', 'done', 'high']);
    expect(ranked).toMatchObject({ isPinned: true, priority: 'high' });
    const { sessions } = await world.json(['sessions', 'list', '--no-merged', '--no-radar']);
    expect(sessions.map(({ branch }: Made) => branch)).toEqual(['done', 'other']);
    const listed = await world.run(['sessions', 'list', '--no-merged', '--no-radar']);
    expect(listed.stdout).toContain('done (pinned, high)');
    const kept = await cleanup('--merged', '--yes');
    expect(kept.code).toBe(3);
    expect(kept.stdout).toContain('it is pinned');
    const wrong = await world.run(['sessions', 'priority', 'done', 'urgent']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Say one of: high, normal, low.');
    const { session: plain } = await world.json(['sessions', 'pin', 'done', '--undo']);
    expect(plain.isPinned).toBe(false);
  });
});

describe('qtui sessions archive', () => {
  test('takes a session out of the list, which says so, and back', async () => {
    const made = await session('one', true);
    const archived = await world.run(['sessions', 'archive', 'one']);
    expect(archived.stdout).toBe(
      `Archived "one"; "qtui attach ${made.id}" opens it again.\n  no commits\n`,
    );
    expect(archived.stderr).toContain('Its worktree stays as it is, and locked');
    const worktrees = await world.repo.git('worktree', 'list', '--porcelain');
    expect(worktrees).toContain(`locked qtui:${made.id}`);
    const listed = await world.run(['sessions', 'list']);
    expect(listed.stdout).not.toContain(made.id);
    expect(listed.stderr).toContain('1 archived session not shown; --all shows all.');
    expect((await world.run(['sessions', 'list', '--all'])).stdout).toMatch(/archived +one /);
    expect(existsSync(made.path)).toBe(true);
    const { session: back } = await world.json(['sessions', 'archive', 'one', '--undo']);
    expect(back).toMatchObject({ id: made.id, status: 'background', agentState: null });
    const summed = await world.json(['sessions', 'archive', 'one', '--summary', 'Too slow.']);
    expect(summed.session.ended.summary).toBe('Too slow.');
    expect((await world.run(['sessions', 'list', '--archived'])).stdout).toContain('Too slow.');
    expect((await world.run(['sessions', 'show', 'one'])).stdout).toMatch(/summary +Too slow\./);
    await world.json(['sessions', 'archive', 'one', '--undo']);
    const again = await world.run(['sessions', 'archive', 'one', '--undo']);
    expect(again.stdout).toBe('"one" is not archived.\n');
    await rm(made.path, { recursive: true });
    expect((await world.json(['sessions', 'archive', 'one'], { code: 5 })).error.code).toBe(
      'session-not-found',
    );
  });
});
