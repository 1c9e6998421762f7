import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createWorld, type World } from '../support/e2e.js';
import { until } from '../support/processes.js';

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

async function makeSession(branch: string, ...more: string[]): Promise<Made> {
  const args = ['new', '--agent', 'shell', '--worktree', branch, ...more];
  const { session } = await world.json(args);
  return session;
}

async function commitIn({ path }: Made, file: string, content: string): Promise<string> {
  await writeFile(join(path, file), content);
  await world.repo.gitIn(path, 'add', '-A');
  await world.repo.gitIn(path, 'commit', '-qm', `Write ${file}`);
  return world.repo.gitIn(path, 'rev-parse', 'HEAD');
}

const git = (...args: string[]) => world.repo.git(...args);

describe('a committed session', () => {
  test('lands in the checked-out target, whose own dirty file stays', async () => {
    const session = await makeSession('topic');
    const tip = await commitIn(session, 'new.txt', 'new\n');
    await world.repo.write('mine.txt', 'not committed\n');
    const before = await git('rev-parse', 'main');

    const preview = await world.json(['merge', 'topic', '--preview']);
    expect(preview.preview).toMatchObject({ source: 'topic', target: 'main', conflicts: [] });
    expect(preview.preview.files).toMatchObject([{ path: 'new.txt', kind: 'added', added: 1 }]);
    expect(await git('rev-parse', 'main')).toBe(before);

    const { merge } = await world.json(['merge', 'topic', '--yes']);
    expect(merge).toMatchObject({ result: 'merged', strategy: 'merge', conflicts: [] });
    expect(await git('rev-parse', 'main')).toBe(merge.commit);
    expect(await git('rev-parse', 'main^2')).toBe(tip);
    expect(await git('rev-parse', merge.backup)).toBe(before);
    expect(await world.repo.read('new.txt')).toBe('new\n');
    expect(await world.repo.read('mine.txt')).toBe('not committed\n');
    expect(await git('status', '--porcelain')).toBe('?? mine.txt');
  });

  test('is told what its target lacks and could not ask for, also where nothing is asked', async () => {
    const origin = join(world.repo.root, 'origin.git');
    await git('clone', '-q', '--bare', world.repo.path, origin);
    await git('remote', 'add', 'origin', origin);
    await git('fetch', '-q', 'origin');
    await git('branch', '-q', '--set-upstream-to', 'origin/main');
    await commitIn(await makeSession('topic'), 'new.txt', 'new\n');
    await git('remote', 'set-url', 'origin', join(world.repo.root, 'gone.git'));
    const { code, stderr } = await world.run(['merge', 'topic', '--yes']);
    expect(code).toBe(0);
    expect(stderr).toContain('origin/main is as last fetched.');
  });

  test('lands in a target that is checked out nowhere', async () => {
    await git('branch', 'release');
    const session = await makeSession('topic', '--into', 'release');
    await commitIn(session, 'new.txt', 'new\n');
    const main = await git('rev-parse', 'main');
    const { merge } = await world.json(['merge', 'topic', '--yes', '--strategy', 'squash']);
    expect(merge).toMatchObject({ result: 'merged', target: 'release', strategy: 'squash' });
    expect(await git('show', 'release:new.txt')).toBe('new');
    expect(await git('rev-list', '--count', `${main}..release`)).toBe('1');
    expect(await git('rev-parse', 'main')).toBe(main);
    expect(existsSync(join(world.repo.path, 'new.txt'))).toBe(false);
  });

  test('is removed afterwards when asked, and kept when an ignored file would go', async () => {
    const first = await makeSession('first');
    await commitIn(first, 'first.txt', '1\n');
    const done = await world.json(['merge', 'first', '--yes', '--remove']);
    expect(done.merge.result).toBe('merged');
    expect(done.removal).toMatchObject({ worktreeRemoved: true, branchDeleted: true });
    expect(existsSync(first.path)).toBe(false);

    const second = await makeSession('second');
    await commitIn(second, 'second.txt', '2\n');
    await writeFile(join(second.path, '.env'), 'SECRET=1\n');
    const kept = await world.json(['merge', 'second', '--yes', '--remove'], { code: 3 });
    expect(kept.merge.result).toBe('merged');
    expect(kept.removalRefused).toContain('.env');
    expect(await readFile(join(second.path, '.env'), 'utf8')).toBe('SECRET=1\n');
    expect(await git('show', 'main:second.txt')).toBe('2');
  });

  test('that was merged already is up to date', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'new.txt', 'new\n');
    await world.json(['merge', 'topic', '--yes']);
    const again = await world.json(['merge', 'topic', '--yes']);
    expect(again.merge.result).toBe('up-to-date');
  });
});

describe('an uncommitted session', () => {
  test('is refused with the way out, then merged with --commit', async () => {
    const session = await makeSession('draft');
    await writeFile(join(session.path, 'draft.txt'), 'draft\n');
    const before = await git('rev-parse', 'main');
    const refused = await world.json(['merge', 'draft', '--yes'], { code: 3 });
    expect(refused.error.hint).toContain('--commit');
    expect(await git('rev-parse', 'main', 'draft')).toBe(`${before}\n${before}`);

    const { merge } = await world.json(['merge', 'draft', '--yes', '--commit', 'Keep the draft']);
    expect(merge.result).toBe('merged');
    expect(await git('log', '-1', '--format=%s', 'draft')).toBe('Keep the draft');
    expect(await world.repo.read('draft.txt')).toBe('draft\n');
  });

  test('is not committed by a merge that nobody confirmed', async () => {
    const session = await makeSession('draft');
    await writeFile(join(session.path, 'draft.txt'), 'draft\n');
    const before = await git('rev-parse', 'main');
    // The message is the word after --commit, so that nothing confirms it.
    const { error } = await world.json(['merge', 'draft', '--commit', '--yes'], { code: 2 });
    expect(error.message).toContain('needs --yes');
    expect(await git('rev-parse', 'main', 'draft')).toBe(`${before}\n${before}`);
  });
});

describe('what would harm somebody is refused', () => {
  test('a dirty file of the target that the merge would change stays as it is', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'README.md', 'changed by the session\n');
    await world.repo.write('README.md', 'changed by hand\n');
    const before = await git('rev-parse', 'main');
    const { merge } = await world.json(['merge', 'topic', '--yes'], { code: 3 });
    expect(merge.result).toBe('refused');
    expect(merge).toMatchObject({ paths: ['README.md'], hint: expect.stringMatching(/./) });
    expect(merge.reason).not.toBe('');
    expect(await world.repo.read('README.md')).toBe('changed by hand\n');
    expect(await git('rev-parse', 'main')).toBe(before);
  });

  test('an ignored file of the target is not overwritten', async () => {
    const session = await makeSession('topic');
    await world.repo.write('.env', 'SECRET=1\n');
    await writeFile(join(session.path, '.env'), 'from the session\n');
    await world.repo.gitIn(session.path, 'add', '-f', '.env');
    await world.repo.gitIn(session.path, 'commit', '-qm', 'Commit the settings');
    const refused = await world.run(['merge', 'topic', '--yes']);
    expect(refused.code).toBe(3);
    expect(await world.repo.read('.env')).toBe('SECRET=1\n');
  });

  test('conflicts end with 4 and name the files', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'README.md', 'from the session\n');
    await world.repo.commit('Change the readme', { 'README.md': 'from main\n' });
    const before = await git('rev-parse', 'main');
    const { merge } = await world.json(['merge', 'topic', '--yes'], { code: 4 });
    expect(merge).toMatchObject({
      result: 'conflicts',
      conflicts: [expect.objectContaining({ path: 'README.md', kind: 'contents' })],
    });
    expect(await git('rev-parse', 'main')).toBe(before);
    expect(await world.repo.read('README.md')).toBe('from main\n');
  });

  test('a merge that nobody confirmed', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'new.txt', 'new\n');
    const before = await git('rev-parse', 'main');
    const { error } = await world.json(['merge', 'topic'], { code: 2 });
    expect(error.hint).toContain('--yes');
    expect(await git('rev-parse', 'main')).toBe(before);
  });

  test('ff-only on a target that has moved', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'new.txt', 'new\n');
    await world.repo.commit('Move on', { 'other.txt': 'other\n' });
    const args = ['merge', 'topic', '--yes', '--strategy', 'ff-only'];
    const { merge } = await world.json(args, { code: 3 });
    expect(merge.result).toBe('refused');
  });
});

describe('--commit', () => {
  test('commits nothing when the merge is refused anyway', async () => {
    const session = await makeSession('topic');
    await commitIn(session, 'README.md', 'theirs\n');
    await writeFile(join(session.path, 'more.txt'), 'more\n');
    await world.repo.write('README.md', 'mine\n');
    const tip = await git('rev-parse', 'topic');

    const { merge } = await world.json(['merge', 'topic', '--yes', '--commit', 'More'], {
      code: 3,
    });
    expect(merge).toMatchObject({ result: 'refused' });
    expect(await git('rev-parse', 'topic')).toBe(tip);
    expect(await world.repo.read('README.md')).toBe('mine\n');
  });

  test('ends as it stands when it is interrupted in a hook, before the commit or after it', async () => {
    const session = await makeSession('topic');
    await writeFile(join(session.path, 'more.txt'), 'more\n');
    const target = await world.repo.git('rev-parse', 'main');
    const running = join(world.root, 'running');
    const interruptedIn = async (hook: string) => {
      const file = join(world.repo.path, '.git/hooks', hook);
      await world.repo.write(
        `.git/hooks/${hook}`,
        `#!/bin/sh\necho $PPID >'${running}'\nexec sleep 300\n`,
      );
      await chmod(file, 0o755);
      const merging = world.open(['merge', 'topic', '--yes', '--commit', 'More']);
      await until('the hook runs', () => existsSync(running));
      merging.type('\x03');
      expect(await merging.waitForExit()).toMatchObject({ code: 130 });
      await rm(file);
      await rm(running);
      return merging.screen();
    };
    const status = () => world.repo.gitIn(session.path, 'status', '--porcelain');

    expect(await interruptedIn('pre-commit')).toContain('Nothing was committed');
    expect(await status()).toBe('?? more.txt');
    const after = await interruptedIn('post-commit');
    expect(after).toMatch(/Committed 1 file as \w+/);
    expect(after).toContain('Nothing was merged');
    expect(await status()).toBe('');
    expect(await world.repo.git('rev-parse', 'main')).toBe(target);
  });
});
