import { join } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Cancellable } from '../core/ports/git.js';
import { gitPath } from './context.js';
import { splitNul } from './parsers/fields.js';
import { exists } from './paths.js';
import type { GitRunner } from './run.js';

const TIMEOUT_MS = 30 * 60_000;

/**
 * Fetches and checks out the submodules of a worktree, and theirs; `onProgress` is told the path of
 * each that is cloned. With `like` only where that worktree has some, and those from its clones. Which protocols may be used is what git's own settings say. A failure leaves
 * the worktree usable and is a warning; a cancel throws `aborted`.
 */
export async function updateSubmodules(
  git: GitRunner,
  worktree: string,
  {
    onProgress,
    like,
    signal,
  }: { onProgress?: (path: string) => void; like?: string } & Cancellable,
): Promise<string[]> {
  if (!(await exists(join(worktree, '.gitmodules')))) return [];
  const clones = like === undefined ? undefined : await clonesOf(git, worktree, like);
  if (clones?.length === 0) return [];
  const sources = (clones ?? [])
    .filter(({ isWhole }) => isWhole)
    .flatMap(({ name, path }) => ['-c', `submodule.${name}.url=${path}`]);
  // What is cloned is the person's own, whatever others may be made to clone.
  const local = sources.length > 0 ? ['-c', 'protocol.file.allow=always', ...sources] : [];
  let rest = '';
  try {
    await git.run(worktree, [...local, 'submodule', 'update', '--init', '--recursive'], {
      doing: 'fetch the submodules',
      timeoutMs: TIMEOUT_MS,
      signal,
      onStderr: (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const path = /^Cloning into '(.+)'\.\.\.$/.exec(line)?.[1];
          if (path?.startsWith(`${worktree}/`)) onProgress?.(path.slice(worktree.length + 1));
        }
      },
    });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof QtuiError) || thrown.code === 'aborted') throw thrown;
    return [
      `${thrown.message} Run \`git submodule update --init --recursive\` in the worktree once the cause is gone.`,
    ];
  }
}

/**
 * The clones that the worktree at `like` has of the submodules that `worktree` names. `isWhole` is
 * false where one has submodules of its own, whose addresses may be relative to its own.
 */
async function clonesOf(
  git: GitRunner,
  worktree: string,
  like: string,
): Promise<{ name: string; path: string; isWhole: boolean }[]> {
  const modules = await gitPath(git, like, 'modules');
  const { stdout } = await git.run(
    worktree,
    [
      'config',
      '--file',
      '.gitmodules',
      '-z',
      '--name-only',
      '--get-regexp',
      '^submodule\\..*\\.path$',
    ],
    { doing: 'list the submodules', accept: [0, 1] },
  );
  const names = splitNul(stdout).map((key) => key.slice('submodule.'.length, -'.path'.length));
  const found = [];
  // As git does not, and as `-c` cannot say it.
  for (const name of names.filter((name) => !/\.\.|=/.test(name))) {
    const path = join(modules, name);
    if (!(await exists(join(path, 'HEAD')))) continue;
    found.push({ name, path, isWhole: !(await exists(join(path, 'modules'))) });
  }
  return found;
}
