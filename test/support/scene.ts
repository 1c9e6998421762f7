import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionRepository } from '../../src/core/ports/session-repository.js';
import type { SessionService } from '../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../src/core/session.js';
import { filesOf } from './snapshot.js';

/** Everything that an act may change or leave behind, as git and the file system tell it. */
export interface Scene {
  /** `REF OBJECT TREE` a line. */
  refs: string[];
  index: string;
  files: Record<string, string>;
  /** Of the main worktree. */
  status: string;
  listed: string;
  worktrees: { path: string; files: Record<string, string>; status: string }[];
  rows: SessionMetadata[];
  acts: { id: string; isUndone: boolean; sessionId: string | undefined }[];
  /** Temporary files, locks and records that nobody works on any more. */
  leftovers: string[];
  /** What git finds damaged. */
  damage: string;
}

interface Place {
  root: string;
  repo: string;
  repository: SessionRepository;
  service: SessionService;
}

export async function lookAround({ root, repo, repository, service }: Place): Promise<Scene> {
  const git = (...args: string[]) => gitIn(repo, ...args);
  const listed = await git('worktree', 'list', '--porcelain');
  const [, ...linked] = [...listed.matchAll(/^worktree (.*)$/gm)].map(([, path = '']) => path);
  const refsFormat = '--format=%(refname) %(objectname) %(tree)';
  const [refs, index, files, status, worktrees, { sessions }, { acts }, leftovers, damage] =
    await Promise.all([
      git('for-each-ref', refsFormat),
      git('ls-files', '-s'),
      filesOf(repo),
      git('status', '--porcelain=v2', '--ignored'),
      Promise.all(
        linked.map(async (path) =>
          existsSync(path)
            ? {
                path,
                files: withoutMark(await filesOf(path)),
                status: await gitIn(path, 'status', '--porcelain=v2', '--ignored'),
              }
            : { path, files: {}, status: 'missing' },
        ),
      ),
      repository.list(),
      service.listActs(repo),
      leftoversIn(root),
      git('fsck', '--no-dangling', '--connectivity-only').catch(({ stderr, message }) =>
        String(stderr || message),
      ),
    ]);
  return {
    ...{ index, files, status, listed, worktrees, damage },
    refs: refs.split('\n'),
    rows: sessions.map(({ session }) => session).sort((a, b) => (a.id < b.id ? -1 : 1)),
    acts: acts.map(({ id, isUndone, session }) => ({ id, isUndone, sessionId: session?.id })),
    leftovers: [...leftovers, ...refs.split('\n').filter((ref) => LEFT_REF.test(ref))].sort(),
  };
}

/** The mark is a copy of the row, which is looked at for itself; it may be half written. */
function withoutMark(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => name !== '.qtui/' && !HALF_MARK.test(name))
      .map(([name, text]) => [name, name === MARK ? 'mark' : text]),
  );
}

export const MARK = '.qtui/session.json';
const HALF_MARK = /^\.qtui\/session\.json\..*\.tmp$/;
const LEFT_REF = /^refs\/qtui\/(undoing|merge)\//;

async function leftoversIn(root: string): Promise<string[]> {
  const found = async (directory: string, pattern: RegExp) => {
    const names = await readdir(join(root, directory), { recursive: true }).catch(() => []);
    return names.filter((name) => pattern.test(`/${name}`)).map((name) => join(directory, name));
  };
  const all = await Promise.all([
    found('state', /\/(landings|removals|checks)\/|\.(tmp|new|claim|lock)$|\/\.deleted-/),
    found('data', /\/\.[^/]*qtui-(trash|undo)[^/]*$|\/\.qtui\/.*\.tmp$/),
    found('repo', /^\/\.git\/.*(\.lock|\.qtui)$|\/tmp_obj|\/\.qtui\/.*\.tmp$/),
    found('home/tmp', /./),
  ]);
  return all.flat();
}

const run = promisify(execFile);

async function gitIn(cwd: string, ...args: string[]): Promise<string> {
  // Refreshing an index would change what is looked at.
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0' };
  const { stdout } = await run('git', args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout.replace(/\n$/, '');
}
