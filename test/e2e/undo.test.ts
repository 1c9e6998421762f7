import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { fakeGit, setWritable } from '../support/faults.js';
import { newShell, openScreen, runCommand } from '../support/screen.js';
import { filesOf, snapshotOf } from '../support/snapshot.js';

let world: World;
beforeEach(async () => {
  world = await createWorld({ files: { 'README.md': 'hello\n', '.gitignore': '.env\n' } });
});
afterEach(async () => {
  await world.dispose();
});

interface Made {
  id: string;
  path: string;
}

async function makeSession(branch: string): Promise<Made> {
  const args = ['new', '--agent', 'shell', '--detach', '--worktree', branch];
  return (await world.json(args)).session;
}

/** A session with work of every kind, and what it is like before its removal. */
async function removed(branch: string) {
  const session = await makeSession(branch);
  await writeFile(join(session.path, 'README.md'), 'staged\n');
  await world.repo.gitIn(session.path, 'add', '-A');
  await writeFile(join(session.path, 'README.md'), 'edited\n');
  await writeFile(join(session.path, 'odd\nname'), 'new\n');
  await writeFile(join(session.path, '.env'), 'SECRET=1\n');
  await chmod(join(session.path, '.env'), 0o600);
  // Without its program nothing but the undo itself writes there.
  await world.json(['sessions', 'close', branch]);
  const before = await snapshotOf(world.repo, session.path);
  const { removal } = await world.json(['sessions', 'close', branch, '--remove', '--force']);
  expect(existsSync(session.path)).toBe(false);
  return { session, before, id: removal.undo as string };
}

const status = async (branch: string) =>
  (await world.json(['sessions', 'show', branch])).session.status;
const acts = async () => (await world.json(['undo', '--list'])).acts;

describe('qtui undo', () => {
  test('brings a removed session back, file by file, and says what it did', async () => {
    const { session, before, id } = await removed('topic');
    expect(await acts()).toEqual([
      {
        id,
        kind: 'removal',
        time: expect.any(String),
        session: { id: session.id, title: 'topic' },
        repoRoot: world.repo.path,
        what: 'removal of "topic"',
        bringsBack: ['worktree (2 changed files, .env)', 'branch topic', 'the session'],
        isUndone: false,
        expires: expect.any(String),
      },
    ]);
    const { undo, warnings } = await world.json(['undo', '--yes']);
    expect(undo).toMatchObject({ id, kind: 'removal', path: session.path, branch: 'topic' });
    expect(warnings).toEqual([]);
    expect(await snapshotOf(world.repo, session.path)).toEqual(before);
    expect(await status('topic')).toBe('background');
    expect(await acts()).toMatchObject([{ id, isUndone: true }]);
  });

  test('takes a merge and a removal back, one after the other', async () => {
    const session = await makeSession('topic');
    await writeFile(join(session.path, 'new.txt'), 'new\n');
    await world.repo.write('mine.txt', 'mine\n');
    const before = await world.repo.git('rev-parse', 'main');
    const args = ['merge', 'topic', '--yes', '--commit', 'New', '--remove'];
    const { merge, removal } = await world.json(args);
    expect((await world.json(['undo', '--yes'])).undo.id).toBe(removal.undo);
    expect(await readFile(join(session.path, 'new.txt'), 'utf8')).toBe('new\n');
    const { undo } = await world.json(['undo', merge.undo.slice(0, 4), '--yes']);
    expect(undo).toMatchObject({ id: merge.undo, kind: 'landing', branch: 'main', path: null });
    expect(await world.repo.git('rev-parse', 'main')).toBe(before);
    expect(await world.repo.git('status', '--porcelain')).toBe('?? mine.txt');
  });

  test('refuses without --yes where nobody can be asked, and names what would come back', async () => {
    const { session } = await removed('topic');
    const { error } = await world.json(['undo'], { code: 2 });
    expect(error.hint).toContain('--yes');
    expect(error.hint).toContain(session.path);
    expect(existsSync(session.path)).toBe(false);
  });

  test('asks in a terminal: Enter does nothing, y does it', async () => {
    const { session } = await removed('topic');
    const no = world.open(['undo']);
    await no.waitForText('Undo it? [y/N]');
    expect(no.screen()).toContain('The branch topic comes back');
    no.press('enter');
    expect(await no.waitForExit()).toMatchObject({ code: 130 });
    expect(existsSync(session.path)).toBe(false);
    const yes = world.open(['undo']);
    await yes.waitForText('Undo it? [y/N]');
    yes.type('y\r');
    expect(await yes.waitForExit()).toMatchObject({ code: 0 });
    expect(yes.screen()).toContain('Undone: removal of "topic".');
    expect(existsSync(session.path)).toBe(true);
  });

  test('refuses to protect what is in the way, with another exit code than what is not there', async () => {
    expect((await world.json(['undo', '--yes'], { code: 5 })).error.code).toBe('act-not-found');
    const { session, id } = await removed('topic');
    await mkdir(session.path);
    const { error } = await world.json(['undo', '--yes'], { code: 3 });
    expect(error).toMatchObject({ code: 'undo-refused', untouched: 'Nothing was changed.' });
    expect(error.hint).toContain('--path');
    await world.json(['undo', id, '--yes', '--path', '../elsewhere']);
    expect(existsSync(join(world.root, 'elsewhere', '.env'))).toBe(true);
    expect((await world.json(['undo', id, '--yes'], { code: 3 })).error.message).toContain(
      'was undone before',
    );
    await world.json(['undo', 'nothing', '--yes'], { code: 5 });
    await world.json(['undo', '--all'], { code: 2 });
    await world.json(['undo', '--list', id], { code: 2 });
  });

  test('lists and undoes those of every repository from anywhere', async () => {
    const { session, id } = await removed('topic');
    await world.json(['undo', '--list'], { cwd: world.root, code: 1 });
    const listed = await world.json(['undo', '--list', '--all'], { cwd: world.root });
    expect(listed.acts).toMatchObject([{ id, repoRoot: world.repo.path }]);
    await world.json(['undo', id, '--yes'], { cwd: world.root });
    expect(existsSync(session.path)).toBe(true);
  });
});

describe('an undo that goes wrong', () => {
  const leftovers = async (path: string) => readdir(dirname(path)).catch((): string[] => []);

  test('on a full disk is taken back, and can be done again', async () => {
    const { session, before } = await removed('topic');
    const env = await fakeGit(
      world,
      `for word in "$@"; do
        if [ "$word" = checkout-index ]; then
          echo 'error: unable to write file README.md: No space left on device' >&2
          exit 128
        fi
      done
      REAL_GIT "$@"`,
    );
    const { error } = await world.json(['undo', '--yes'], { env, code: 1 });
    expect(error.code).toBe('disk-full');
    expect(error.untouched).toContain('the backup is kept');
    expect(await leftovers(session.path)).toEqual([]);
    expect(await world.repo.git('branch', '--list', 'topic')).toBe('');
    expect(await world.repo.git('worktree', 'list', '--porcelain')).not.toContain('topic');
    await world.json(['undo', '--yes']);
    expect(await snapshotOf(world.repo, session.path)).toEqual(before);
  });

  test('where nothing can be written changes nothing', async () => {
    const { session } = await removed('topic');
    const parent = dirname(session.path);
    await setWritable(parent, false);
    const { error } = await world.json(['undo', '--yes'], { code: 1, unprivileged: true });
    expect(error.code).toBe('permission-denied');
    await setWritable(parent, true);
    expect(await leftovers(session.path)).toEqual([]);
    await world.json(['undo', '--yes']);
    expect(existsSync(session.path)).toBe(true);
  });

  test('with a registry that takes no writes brings the work back; the next one does the rest', async () => {
    const { session, before } = await removed('topic');
    const rows = join(world.env['XDG_STATE_HOME'] ?? '', 'qtui', 'sessions');
    await setWritable(rows, false);
    const { error } = await world.json(['undo', '--yes'], { code: 1, unprivileged: true });
    expect(error.code).toBe('permission-denied');
    expect(error.untouched).toBe('The work itself is back.');
    await setWritable(rows, true);
    const { warnings } = await world.json(['sessions', 'list']);
    expect(warnings).toMatchObject([{ code: 'undo-finished' }]);
    expect(await snapshotOf(world.repo, session.path)).toEqual(before);
    expect(await status('topic')).toBe('background');
  });

  test('killed, is taken back by the next command, which says so', async () => {
    const { session, before } = await removed('topic');
    const env = await fakeGit(
      world,
      `for word in "$@"; do
        if [ "$word" = checkout-index ]; then kill -9 $PPID; exit 1; fi
      done
      REAL_GIT "$@"`,
    );
    expect((await world.run(['undo', '--yes'], { env })).code).toBeNull();
    const { warnings } = await world.json(['sessions', 'list']);
    expect(warnings).toMatchObject([{ code: 'undo-taken-back' }]);
    expect(await leftovers(session.path)).toEqual([]);
    await world.json(['undo', '--yes']);
    expect(await snapshotOf(world.repo, session.path)).toEqual(before);
  });
});

describe('on the screen', () => {
  test('a removal and the merge before it are undone by the leader and u', async () => {
    const screen = await openScreen(world);
    await newShell(screen, 'topic');
    const { path } = (await world.json(['sessions', 'list'])).sessions[0];
    const work = 'echo new > new.txt && git add . && git commit -qm "Add new" && echo done-$?';
    await runCommand(screen, work, 'done-0');
    const main = await filesOf(world.repo.path);
    await world.json(['merge', 'topic', '--yes']);

    screen.press('ctrl-b', 'x');
    await screen.waitForText('Its program is running.');
    await screen.choose('End it and remove');
    await screen.waitForText('Nothing would be lost.');
    await screen.choose('Remove worktree and branch');
    await screen.waitForText('^B u or qtui undo');
    expect(existsSync(path)).toBe(false);

    screen.press('ctrl-b', 'u');
    await screen.waitForText('The removal of "topic", just now.');
    await screen.choose('Undo the removal of "topic"');
    await screen.waitForText('Undone: removal of "topic".');
    expect(await readFile(join(path, 'new.txt'), 'utf8')).toBe('new\n');

    screen.press('ctrl-b', 'u');
    await screen.waitForText('The merge of topic into main, just now.');
    await screen.choose('Undo the merge of topic into main');
    await screen.waitForText('Undone: merge of topic into main.');
    expect(await filesOf(world.repo.path)).toEqual(main);

    screen.press('ctrl-b', 'u');
    await screen.waitForText('There is nothing to undo');
    screen.press('ctrl-b', 's');
    await screen.waitForText(/topic .*closed/);
  });
});
