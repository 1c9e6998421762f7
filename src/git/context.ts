import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { QtuiError } from '../core/errors.js';
import type { Repository, RepositoryContext } from '../core/repository.js';
import { saysNoRepository, toGitError } from './failure.js';
import { readGitFile } from './git-file.js';
import { readOperation } from './operation.js';
import { parseVersion } from './parsers/version.js';
import { parseWorktreeList } from './parsers/worktree-list.js';
import { type GitRunner, withoutLastNewline } from './run.js';
import { mayHaveSuperproject } from './superproject.js';
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

const PLAIN_LAYOUT_ARGS = [
  'rev-parse',
  '--path-format=absolute',
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--is-inside-git-dir',
  '--is-shallow-repository',
  '--git-dir',
  '--git-common-dir',
  '--show-object-format',
];
/** One question that git answers in every kind of repository. */
const LAYOUT_ARGS = [...PLAIN_LAYOUT_ARGS, '--show-superproject-working-tree'];

const LAYOUT_LINES = 8;

/**
 * The same with what git says only inside a work tree, and of a HEAD that names a commit: the top
 * of the work tree, the commit, and the full name of HEAD's branch.
 */
const CHECKED_OUT = ['--show-toplevel', 'HEAD^{commit}', '--symbolic-full-name', 'HEAD'];
/** Of a repository without a superproject, which takes no line of its own. */
const CHECKED_OUT_LINES = LAYOUT_LINES - 1 + 3;

/** Where `directory` stands with regard to git; `none` outside of any repository. */
export async function readContext(git: GitRunner, directory: string): Promise<RepositoryContext> {
  const asked = askContext(git, directory);
  const beingAsked = knownTo(git).asked;
  beingAsked.set(directory, asked);
  try {
    return await asked;
  } finally {
    if (beingAsked.get(directory) === asked) beingAsked.delete(directory);
  }
}

async function askContext(git: GitRunner, directory: string): Promise<RepositoryContext> {
  const doing = `look for a repository at ${directory}`;
  const layoutArgs = (await mayHaveSuperproject(directory)) ? LAYOUT_ARGS : PLAIN_LAYOUT_ARGS;
  const args = [...layoutArgs, ...CHECKED_OUT];
  const asked = await git.run(directory, args, { doing, accept: 'any' });
  if (asked.code === 0) {
    const found = parseCheckedOut(asked.stdout.toString('utf8'), resolve(directory));
    if (found !== undefined) return contextOf(git, directory, found);
  } else if (saysNoRepository(asked.stderr)) {
    return noRepository(directory, doing);
  }
  const { code, stdout, stderr } = await git.run(directory, LAYOUT_ARGS, { doing, accept: 'any' });
  if (code !== 0) throw toGitError({ doing, args: LAYOUT_ARGS, code, stderr });
  const layout = parseLayout(stdout.toString('utf8'), resolve(directory));
  const [head, worktree] = await Promise.all([
    readHead(git, directory),
    layout.isInsideWorkTree ? topLevel(git, directory) : undefined,
  ]);
  return contextOf(git, directory, { layout, head, worktree });
}

interface Found {
  layout: Layout;
  head: Repository['head'];
  worktree: string | undefined;
}

async function contextOf(
  git: GitRunner,
  directory: string,
  { layout, head, worktree }: Found,
): Promise<RepositoryContext> {
  const [commonDir, gitDir, operation] = await Promise.all([
    realpath(layout.commonDir),
    realpath(layout.gitDir),
    readOperation(layout.gitDir),
  ]);
  const isLinkedWorktree = gitDir !== commonDir;
  if (worktree !== undefined && !isLinkedWorktree) await noteCommonDir(git, worktree, commonDir);
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

/** Undefined where the answer may mean more than one thing: a submodule, a line break in a path. */
function parseCheckedOut(output: string, directory: string): Found | undefined {
  const lines = withoutLastNewline(output).split('\n');
  const [worktree, oid = '', name = ''] = lines.slice(LAYOUT_LINES - 1);
  const isPlain = lines.length === CHECKED_OUT_LINES && /^[0-9a-f]{40,64}$/.test(oid);
  const branch = name.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : undefined;
  if (!isPlain || (branch === undefined && name !== 'HEAD')) return undefined;
  return {
    layout: parseLayout(lines.slice(0, LAYOUT_LINES - 1).join('\n'), directory),
    head: branch === undefined ? { kind: 'detached', oid } : { kind: 'branch', branch, oid },
    worktree,
  };
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

/** What git said of a directory that has a `.git`, as long as that and its repository stay. */
interface KnownCommonDir {
  stamp: string;
  commonDir: string;
}

/** What is known, or is being asked, of directories. */
interface Known {
  commonDirs: Map<string, KnownCommonDir>;
  asked: Map<string, Promise<RepositoryContext>>;
}

const knownBy = new WeakMap<object, Known>();

/** Realpath of the git directory that all worktrees share; git is asked once for each directory. */
export async function commonDirOf(git: GitRunner, repo: string): Promise<string> {
  const { commonDirs, asked } = knownTo(git);
  // Its answer tells this as well; what is wrong with it is told to whoever has asked.
  await asked.get(repo)?.catch(() => undefined);
  const before = commonDirs.get(repo);
  if (before !== undefined && (await stampOf(repo, before.commonDir)) === before.stamp) {
    return before.commonDir;
  }
  const path = await git.text(repo, ['rev-parse', '--path-format=absolute', '--git-common-dir'], {
    doing: `find the repository of ${repo}`,
  });
  const commonDir = await realpath(path);
  await noteCommonDir(git, repo, commonDir);
  return commonDir;
}

async function noteCommonDir(git: GitRunner, repo: string, commonDir: string): Promise<void> {
  const known = knownTo(git).commonDirs;
  const stamp = await stampOf(repo, commonDir);
  if (stamp === undefined) known.delete(repo);
  else known.set(repo, { stamp, commonDir });
}

function knownTo(git: GitRunner): Known {
  const known = knownBy.get(git.env) ?? { commonDirs: new Map(), asked: new Map() };
  knownBy.set(git.env, known);
  return known;
}

/** Differs when a `.git` of another repository, or another repository, has taken the place. */
async function stampOf(repo: string, commonDir: string): Promise<string | undefined> {
  try {
    const [link, common] = await Promise.all([stat(join(repo, '.git')), stat(commonDir)]);
    const content = link.isFile() ? ` ${link.size} ${link.mtimeMs}` : '';
    return `${link.dev} ${link.ino}${content} ${common.dev} ${common.ino}`;
  } catch {
    // Gone, or not to be looked at: what was known of it counts no more.
    return undefined;
  }
}

/** Absolute path of a file of the git directory, where this worktree has its own or shares it. */
export function gitPath(git: GitRunner, worktree: string, name: string): Promise<string> {
  return git.text(worktree, ['rev-parse', '--path-format=absolute', '--git-path', name], {
    doing: `find ${name} of ${worktree}`,
  });
}

/** Git directory of this worktree alone; a linked one says itself where that is. */
export async function ownGitDir(git: GitRunner, worktree: string): Promise<string> {
  return (await readGitFile(worktree)) ?? gitPath(git, worktree, '.');
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
