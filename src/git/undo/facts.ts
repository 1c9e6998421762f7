import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toQtuiError } from '../../core/errors.js';
import type { Oid } from '../../core/repository.js';
import { ownGitDir } from '../context.js';
import { absoluteBytes, hashFiles } from '../hash-files.js';
import { presentAmong } from '../hidden-edits.js';
import { readReflog } from '../loss/only-here.js';
import { DURABLE } from '../objects.js';
import { parseRaw, type RawChange } from '../parsers/diff.js';
import { splitNul } from '../parsers/fields.js';
import { nulEnded, pathBytes } from '../path-text.js';
import type { GitRunner } from '../run.js';
import { withTemporaryDirectory } from '../temporary-directory.js';
import { type IndexEnvironment, ownIndex } from '../temporary-index.js';

/**
 * Names in the tree of facts: what a worktree has beside the files that its backup's own tree
 * holds. Each is left out where there is nothing to say.
 */
export const FACT = {
  /** The index, byte for byte, with its flags and conflicts; none where it is as HEAD is. */
  index: 'index',
  /** `MODE SP PATH NUL` for files and directories that are not as a checkout makes them. */
  modes: 'modes',
  /** Directories with nothing in them, each ended by NUL. */
  emptyDirectories: 'empty-directories',
  /** Tracked files that a sparse checkout had left out, each ended by NUL. */
  leftOut: 'left-out',
  /** Tree of files whose bytes git's filters would not bring back. */
  raw: 'raw',
  /** Trees of the sides of conflicts, so that no gc takes them. */
  stages: 'stages',
  sparsePatterns: 'sparse-checkout',
  worktreeConfig: 'config.worktree',
  /** Where HEAD was, one line a move, as git keeps it for every worktree. */
  reflog: 'reflog',
} as const;

const REGULAR = new Set(['100644', '100755']);
const PARALLEL = 64;

/** An entry of a tree that is built: `path` as Latin-1. */
interface TreeEntry {
  mode: string;
  oid: Oid;
  path: string;
}

/** How a worktree differs from its commit. */
export interface Changes {
  /** An index of which a raw copy is kept. */
  index: IndexEnvironment;
  /** The trees between which the changed files lie. */
  head: Oid;
  worktree: Oid;
}

/**
 * Writes the tree of facts of the worktree at `root`. Without `changes` index and files are as
 * HEAD has them.
 */
export async function writeFacts(
  git: GitRunner,
  root: string,
  saved: {
    changes?: Changes;
    ignoredPaths: readonly string[];
    /** Directories with nothing in them outside of ignored ones. */
    emptyDirectories: readonly string[];
  },
): Promise<Oid> {
  const { changes } = saved;
  const changed = changes ? await changedFiles(git, root, changes) : [];
  const empty = [
    ...(await emptyDirectoriesIn(root, saved.ignoredPaths)),
    ...saved.emptyDirectories.map((path) => pathBytes(path).toString('latin1')),
  ];
  const entries: TreeEntry[] = [
    ...(changes ? await indexFacts(git, root, changes.index) : []),
    ...(await rawFiles(git, root, changed)),
  ];
  const text = async (path: string, content: Buffer | undefined) => {
    entries.push(...(await contentFact(git, root, path, content)));
  };
  await text(FACT.modes, await modesOf(root, changed, empty));
  await text(FACT.emptyDirectories, joined(empty));
  if (changes) await text(FACT.leftOut, nulEnded(await leftOut(git, root, changes.index)));
  await text(FACT.sparsePatterns, await ownFile(git, root, 'info/sparse-checkout'));
  await text(FACT.worktreeConfig, await ownFile(git, root, 'config.worktree'));
  await text(FACT.reflog, await ownFile(git, root, 'logs/HEAD'));
  return writeTree(git, root, entries);
}

/** The facts of a worktree of which git has nothing but its own record. */
export async function writeIndexFacts(
  git: GitRunner,
  gitDir: string,
  index: IndexEnvironment,
): Promise<Oid> {
  return writeTree(git, gitDir, [
    ...(await indexFacts(git, gitDir, index)),
    ...(await contentFact(git, gitDir, FACT.reflog, await readReflog(gitDir))),
  ]);
}

async function contentFact(
  git: GitRunner,
  root: string,
  path: string,
  content: Buffer | undefined,
): Promise<TreeEntry[]> {
  if (content === undefined || content.length === 0) return [];
  const args = [...DURABLE, 'hash-object', '-w', '--stdin'];
  const oid = await git.text(root, args, { doing: `back up ${root}`, input: content });
  return [{ mode: '100644', oid, path }];
}

/** Files that differ from HEAD, by path, mode and object, paths as Latin-1. */
async function changedFiles(
  git: GitRunner,
  root: string,
  { head, worktree }: Changes,
): Promise<RawChange[]> {
  const { stdout } = await git.run(
    root,
    ['diff-tree', '-r', '-z', '--raw', '--no-renames', head, worktree],
    { doing: `back up ${root}` },
  );
  return parseRaw(stdout.toString('latin1')).filter(({ newMode }) => newMode !== '000000');
}

async function indexFacts(
  git: GitRunner,
  root: string,
  env: IndexEnvironment,
): Promise<TreeEntry[]> {
  const doing = `back up the index of ${root}`;
  const run = (args: string[]) => git.run(root, args, { doing, env });
  // A split index lives in two files, and a monitor's answers would hold no more.
  const alone = ['core.splitIndex', 'core.untrackedCache', 'core.fsmonitor'];
  const settings = alone.flatMap((name) => ['-c', `${name}=false`]);
  await run([...settings, 'update-index', '--no-split-index', '--force-write-index']);
  const path = env.GIT_INDEX_FILE;
  const args = [...DURABLE, 'hash-object', '-w', '--no-filters', '--', path];
  const index = await git.text(root, args, { doing });
  const { stdout } = await run(['ls-files', '-u', '-z']);
  const stages = splitNul(stdout.toString('latin1')).map((entry) => {
    const [facts = '', name = ''] = cut(entry, '\t');
    const [mode = '', oid = '', stage = ''] = facts.split(' ');
    return { mode, oid, path: `${FACT.stages}/${stage}/${name}` };
  });
  return [{ mode: '100644', oid: index, path: FACT.index }, ...stages];
}

/** Contents that a filter (line ends, say) would not give back when the file is checked out. */
async function rawFiles(
  git: GitRunner,
  root: string,
  changed: readonly RawChange[],
): Promise<TreeEntry[]> {
  const regular = changed.filter(({ newMode }) => REGULAR.has(newMode));
  const paths = regular.map(({ path }) => path);
  const hashes = await hashFiles(git, root, paths, { doing: `back up ${root}`, isRaw: true });
  return regular.flatMap(({ path, newOid }) => {
    const oid = hashes.get(path);
    if (oid === undefined || oid === newOid) return [];
    return [{ mode: '100644', oid, path: `${FACT.raw}/${path}` }];
  });
}

async function modesOf(
  root: string,
  changed: readonly RawChange[],
  empty: readonly string[],
): Promise<Buffer> {
  const directories = new Set<string>(['', ...empty]);
  for (const path of [...changed.map(({ path: file }) => file), ...empty]) {
    const parts = path.split('/');
    for (let end = 1; end < parts.length; end += 1) directories.add(parts.slice(0, end).join('/'));
  }
  const files = changed.filter(({ newMode }) => REGULAR.has(newMode)).map(({ path }) => path);
  const lines: string[] = [];
  const paths = [...directories, ...files];
  for (let start = 0; start < paths.length; start += PARALLEL) {
    const chunk = paths.slice(start, start + PARALLEL).map(async (path) => {
      const { mode } = await lstat(absoluteBytes(root, path));
      return `${(mode & 0o7777).toString(8)} ${path}\0`;
    });
    lines.push(...(await Promise.all(chunk)));
  }
  return Buffer.from(lines.join(''), 'latin1');
}

/** A tree keeps no empty directory, so those in what was named are listed. */
async function emptyDirectoriesIn(root: string, named: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const pending = named
    .filter((path) => path.endsWith('/'))
    .map((path) => pathBytes(path.slice(0, -1)).toString('latin1'));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const directory = absoluteBytes(root, path);
    if (!(await lstat(directory)).isDirectory()) continue;
    const entries = await readdir(directory, { encoding: 'buffer', withFileTypes: true });
    if (entries.length === 0) found.push(path);
    for (const entry of entries) {
      const name = (entry.name as unknown as Buffer).toString('latin1');
      if (entry.isDirectory()) pending.push(`${path}/${name}`);
    }
  }
  return found;
}

async function leftOut(git: GitRunner, root: string, env: IndexEnvironment): Promise<string[]> {
  const { stdout } = await git.run(root, ['ls-files', '-t', '-z'], {
    doing: `look for files that ${root} leaves out`,
    env,
  });
  const skipped = splitNul(stdout)
    .filter((entry) => entry.startsWith('S '))
    .map((entry) => entry.slice(2));
  const present = new Set(await presentAmong(root, skipped));
  return skipped.filter((path) => !present.has(path));
}

/** A file of the worktree's own git directory; undefined where it has none. */
async function ownFile(git: GitRunner, root: string, name: string): Promise<Buffer | undefined> {
  const file = join(await ownGitDir(git, root), name);
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw toQtuiError(error, `read ${file}`);
  });
}

async function writeTree(
  git: GitRunner,
  root: string,
  entries: readonly TreeEntry[],
): Promise<Oid> {
  const doing = `back up ${root}`;
  const lines = entries.map(({ mode, oid, path }) => `${mode} ${oid}\t${path}\0`).join('');
  return withTemporaryDirectory(async (directory) => {
    const env = ownIndex(join(directory, 'index'));
    const input = Buffer.from(lines, 'latin1');
    await git.run(root, ['update-index', '-z', '--index-info'], { doing, env, input });
    return git.text(root, [...DURABLE, 'write-tree'], { doing, env });
  });
}

function joined(paths: readonly string[]): Buffer {
  return Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
