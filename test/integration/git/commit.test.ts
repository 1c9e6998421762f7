import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Git } from '../../../src/core/ports/git.js';
import { type GitSession, gitFor, installHook, openGitSession } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({
    files: { 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '*.log\n' },
  });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

const commit = (options: Partial<Parameters<Git['merges']['commit']>[1]> = {}, engine = git) =>
  engine.merges.commit(session.path, { message: 'A message\n\n# kept\n', ...options });
const status = () => session.git('status', '--porcelain');

/** Edits one file, stages another and adds a third. */
async function work(): Promise<void> {
  await session.write('a.txt', 'staged\n');
  await session.git('add', 'a.txt');
  await session.write('b.txt', 'edited\n');
  await session.write('new/c.txt', 'new\n');
  await session.write('debug.log', 'ignored\n');
  await session.write('.qtui/session.json', '{}');
}

describe('commit', () => {
  test('takes everything but ignored files and the mark, as the user', async () => {
    await work();
    const oid = await commit();
    expect(await session.git('rev-parse', 'work')).toBe(oid);
    expect(await session.git('show', '--format=%an <%ae>%n%B', '--name-only', oid)).toBe(
      'Test Person <test@example.com>\nA message\n\n# kept\n\n\na.txt\nb.txt\nnew/c.txt',
    );
    expect(await status()).toBe('');
  });

  test('leaves the mark out even where the project takes it back from the excludes', async () => {
    await session.commit('unignore', { '.gitignore': '!.qtui/\n!.qtui/session.json\n' });
    await session.write('.qtui/session.json', '{}');
    await session.write('a.txt', 'x');
    const oid = await commit();
    expect(await session.git('show', '--format=', '--name-only', oid)).toBe('a.txt');
  });

  test('works from a directory below the top', async () => {
    await work();
    await mkdir(join(session.path, 'deep'));
    await git.merges.commit(join(session.path, 'deep'), { message: 'm' });
    expect(await status()).toBe('');
  });

  test('takes the named paths only, and leaves what else is staged staged', async () => {
    await work();
    await session.write('*.txt', 'a file, not a pattern\n');
    const oid = await commit({ paths: ['b.txt', '*.txt'] });
    expect(await session.git('show', '--format=', '--name-only', oid)).toBe('*.txt\nb.txt');
    expect(await status()).toBe('M  a.txt\n?? new/');
  });

  test('refuses when there is nothing to commit', async () => {
    await expect(commit()).rejects.toMatchObject({ code: 'usage' });
  });

  test('refuses an empty message', async () => {
    await work();
    await expect(commit({ message: ' \n' })).rejects.toMatchObject({ code: 'usage' });
  });

  test('refuses while a merge is not finished, and keeps its conflict', async () => {
    await session.commit('one', { 'a.txt': 'one\n' });
    await repo.commit('two', { 'a.txt': 'two\n' });
    await expect(session.git('merge', 'main')).rejects.toThrow('CONFLICT');
    await expect(commit()).rejects.toMatchObject({ code: 'operation-in-progress' });
    expect(await status()).toContain('UU a.txt');
  });

  test('names the two commands when git does not know the user', async () => {
    await work();
    const before = await status();
    await writeFile(repo.env['GIT_CONFIG_GLOBAL'] ?? '', '[user]\nuseConfigOnly = true\n');
    await expect(commit()).rejects.toMatchObject({
      code: 'git-identity-missing',
      hint: expect.stringMatching(/user\.name.*user\.email/),
    });
    expect(await status()).toBe(before);
  });

  test.each(['pre-commit', 'commit-msg', 'prepare-commit-msg'])(
    'shows what %s said, and leaves the index as it was',
    async (hook) => {
      await work();
      const before = await status();
      await installHook(repo, hook, 'echo "line 3 is ugly" >&2; exit 4');
      await expect(commit()).rejects.toMatchObject({
        code: 'hook-failed',
        message: expect.stringContaining('line 3 is ugly'),
        data: { hook },
      });
      expect(await status()).toBe(before);
      await expect(commit({ paths: ['b.txt'] })).rejects.toMatchObject({ code: 'hook-failed' });
      expect(await status()).toBe(before);
    },
  );

  test('passes hooks over on request', async () => {
    await work();
    await installHook(repo, 'pre-commit', 'exit 1');
    await installHook(repo, 'commit-msg', 'exit 1');
    await commit({ skipHooks: true });
    expect(await status()).toBe('');
  });

  test('stops a hook that hangs', async () => {
    await work();
    const before = await status();
    await installHook(repo, 'pre-commit', 'exec sleep 300');
    const impatient = gitFor(repo, { hookTimeoutMs: 300 });
    await expect(commit({}, impatient)).rejects.toMatchObject({
      code: 'hook-failed',
      message: expect.stringContaining('was stopped'),
    });
    expect(await status()).toBe(before);
  });

  test('leaves the index as it was when it is cancelled while a hook hangs', async () => {
    await work();
    const before = await status();
    const running = join(repo.root, 'running');
    await installHook(repo, 'pre-commit', `touch '${running}'; exec sleep 300`);
    const cancelling = new AbortController();
    const committing = commit({ signal: cancelling.signal });
    const refused = expect(committing).rejects.toMatchObject({
      code: 'aborted',
      untouched: expect.stringContaining('Nothing was committed'),
    });
    await until('the hook runs', () => existsSync(running));
    cancelling.abort();
    await refused;
    expect(await status()).toBe(before);
    await until('the hook has ended', async () => (await processesOf(repo.root)).length === 0);
  });

  test('stands when a hook fails that runs after it', async () => {
    await work();
    await installHook(repo, 'post-commit', 'exec sleep 300');
    const impatient = gitFor(repo, { hookTimeoutMs: 400 });
    const oid = await commit({}, impatient);
    expect(await session.git('rev-parse', 'HEAD')).toBe(oid);
    expect(await status()).toBe('');
  });

  test('reports a signature that fails as git says it, not as a hook', async () => {
    await work();
    await repo.git('config', 'commit.gpgSign', 'true');
    await repo.git('config', 'gpg.program', '/nonexistent/gpg');
    await expect(commit()).rejects.toMatchObject({
      code: 'signing-failed',
      message: expect.stringContaining('sign'),
    });
  });

  test('waits for no lock for ever, and names it', async () => {
    await work();
    const lock = join(repo.path, '.git/worktrees/work/index.lock');
    await writeFile(lock, '');
    await expect(commit()).rejects.toMatchObject({ code: 'git-locked', data: { lock } });
    expect(await readFile(join(session.path, 'b.txt'), 'utf8')).toBe('edited\n');
  });
});
