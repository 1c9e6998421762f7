import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Repository, RepositoryContext } from '../core/repository.js';
import { saysNoRepository, toGitError } from './failure.js';
import { readOperation } from './operation.js';
import { parseVersion } from './parsers/version.js';
import { parseWorktreeList } from './parsers/worktree-list.js';
import { type GitRunner, withoutLastNewline } from './run.js';
import { damagedGitDir } from './workspace.js';

/** `merge-tree --write-tree` came with it. */
const MINIMUM_VERSION = [2, 38] as const;

/** git's version as `major.minor.patch`; throws `git-missing` or `git-too-old`. */
export async function readVersion(git: GitRunner): Promise<string> {
  const text = await git.text('/', ['version'], { doing: 'ask git for its version' });
  const version = parseVersion(text);
  if (version === undefined) {
    throw new QtuiError('git-failed', `git gave an unknown version: ${text}.`);
  }
  const [major, minor] = version;
  if (major < MINIMUM_VERSION[0] || (major === MINIMUM_VERSION[0] && minor < MINIMUM_VERSION[1])) {
    throw new QtuiError('git-too-old', `git ${version.join('.')} is too old for qtui.`, {
      hint: `Install git ${MINIMUM_VERSION.join('.')} or newer.`,
      data: { version: version.join('.') },
    });
  }
  return version.join('.');
}

interface Layout {
  isBare: boolean;
  isInsideWorkTree: boolean;
  isInsideGitDir: boolean;
  isShallow: boolean;
  gitDir: string;
  commonDir: string;
  objectFormat: 'sha1' | 'sha256';
  superproject: string;
}

/** One question that git answers in every kind of repository. */
const LAYOUT_ARGS = [
  'rev-parse',
  '--path-format=absolute',
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--is-inside-git-dir',
  '--is-shallow-repository',
  '--git-dir',
  '--git-common-dir',
  '--show-object-format',
  '--show-superproject-working-tree',
];

const LAYOUT_LINES = 8;

/** Where `directory` stands with regard to git; `none` outside of any repository. */
export async function readContext(git: GitRunner, directory: string): Promise<RepositoryContext> {
  const doing = `look for a repository at ${directory}`;
  const { code, stdout, stderr } = await git.run(directory, LAYOUT_ARGS, { doing, accept: 'any' });
  if (code !== 0) {
    if (saysNoRepository(stderr)) return noRepository(directory, doing);
    throw toGitError({ doing, args: LAYOUT_ARGS, code, stderr });
  }
  const layout = parseLayout(stdout.toString('utf8'), resolve(directory));
  const [commonDir, gitDir, head, worktree, operation] = await Promise.all([
    realpath(layout.commonDir),
    realpath(layout.gitDir),
    readHead(git, directory),
    layout.isInsideWorkTree ? topLevel(git, directory) : undefined,
    readOperation(layout.gitDir),
  ]);
  const isLinkedWorktree = gitDir !== commonDir;
  const repository: Repository = {
    directory: resolve(directory),
    commonDir,
    gitDir,
    ...(worktree === undefined ? {} : { worktree }),
    // A submodule lists its git directory in place of its work tree, so ask only where we must.
    root: worktree !== undefined && !isLinkedWorktree ? worktree : await mainRoot(git, directory),
    isBare: layout.isBare,
    isLinkedWorktree,
    isInsideGitDir: layout.isInsideGitDir,
    isShallow: layout.isShallow,
    objectFormat: layout.objectFormat,
    ...(layout.superproject === '' ? {} : { superproject: layout.superproject }),
    head,
    ...(operation === undefined ? {} : { operation: operation.operation }),
  };
  return { kind: 'repository', repository };
}

/** git takes a repository without a usable HEAD for none, which would hide that it is damaged. */
async function noRepository(directory: string, doing: string): Promise<RepositoryContext> {
  const damaged = await damagedGitDir(directory);
  if (damaged === undefined) return { kind: 'none', directory: resolve(directory) };
  throw new QtuiError('repository-unsupported', `Could not ${doing}: git cannot read ${damaged}.`, {
    hint: `It may be damaged. ${damaged}/HEAD should read like "ref: refs/heads/main".`,
    data: { gitDir: damaged },
  });
}

function parseLayout(output: string, directory: string): Layout {
  const lines = withoutLastNewline(output).split('\n');
  const [isBare, isInside, isInsideGitDir, isShallow, gitDir = '', commonDir = '', format] = lines;
  if ((format !== 'sha1' && format !== 'sha256') || lines.length > LAYOUT_LINES) {
    throw new QtuiError('unusable-path', `The path of ${directory} holds a line break.`, {
      hint: 'Rename that directory; git cannot name such a path in one line.',
      data: { path: directory },
    });
  }
  return {
    isBare: isBare === 'true',
    isInsideWorkTree: isInside === 'true',
    isInsideGitDir: isInsideGitDir === 'true',
    isShallow: isShallow === 'true',
    gitDir,
    commonDir,
    objectFormat: format,
    superproject: lines[LAYOUT_LINES - 1] ?? '',
  };
}

/** Top of the work tree that `directory` is in; throws where there is none. */
export function topLevel(git: GitRunner, directory: string): Promise<string> {
  return git.text(directory, ['rev-parse', '--path-format=absolute', '--show-toplevel'], {
    doing: `find the worktree of ${directory}`,
  });
}

/** Realpath of the git directory that all worktrees share. */
export async function commonDirOf(git: GitRunner, repo: string): Promise<string> {
  const path = await git.text(repo, ['rev-parse', '--path-format=absolute', '--git-common-dir'], {
    doing: `find the repository of ${repo}`,
  });
  return realpath(path);
}

/** Absolute path of a file of the git directory, where this worktree has its own or shares it. */
export function gitPath(git: GitRunner, worktree: string, name: string): Promise<string> {
  return git.text(worktree, ['rev-parse', '--path-format=absolute', '--git-path', name], {
    doing: `find ${name} of ${worktree}`,
  });
}

async function mainRoot(git: GitRunner, directory: string): Promise<string> {
  const { stdout } = await git.run(directory, ['worktree', 'list', '--porcelain', '-z'], {
    doing: `list the worktrees of ${directory}`,
  });
  const main = parseWorktreeList(stdout)[0];
  if (main === undefined)
    throw new QtuiError('git-failed', `git lists no worktree of ${directory}.`);
  return main.path;
}

async function readHead(git: GitRunner, directory: string): Promise<Repository['head']> {
  const doing = `read HEAD of ${directory}`;
  const [name, commit] = await Promise.all([
    git.run(directory, ['symbolic-ref', '-q', 'HEAD'], { doing, accept: [0, 1] }),
    git.run(directory, ['rev-parse', '--verify', '-q', 'HEAD^{commit}'], { doing, accept: 'any' }),
  ]);
  const branch = withoutLastNewline(name.stdout.toString('utf8')).replace(/^refs\/heads\//, '');
  const oid = withoutLastNewline(commit.stdout.toString('utf8'));
  if (commit.code !== 0 || oid === '') {
    if (branch !== '') return { kind: 'unborn', branch };
    throw new QtuiError('git-failed', `HEAD of ${directory} names no commit.`, {
      hint: 'Check it with `git fsck`.',
    });
  }
  return branch === '' ? { kind: 'detached', oid } : { kind: 'branch', branch, oid };
}
