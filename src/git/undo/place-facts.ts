import { chmod, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../../core/errors.js';
import { makeDirectories } from '../../core/make-directories.js';
import type { Oid } from '../../core/repository.js';
import { gitPath } from '../context.js';
import { absoluteBytes } from '../hash-files.js';
import { splitNul } from '../parsers/fields.js';
import type { GitRunner, RunOptions } from '../run.js';
import { FACT } from './facts.js';

/** Files whose contents are read at once. */
const BATCH = 100;

/** What the tree of facts says, read from a record's commit. */
export interface Facts {
  /** Paths ended by NUL, for git's stdin. */
  leftOut: Buffer;
  /** The worktree's index; undefined where it was as HEAD is. */
  index: Buffer | undefined;
  raw: readonly { oid: Oid; path: string }[];
  /** Permission bits by path as Latin-1, that of the worktree itself under ''. */
  modes: ReadonlyMap<string, number>;
  emptyDirectories: readonly string[];
  /** Undefined where git kept none, or an older version saved none. */
  reflog: Buffer | undefined;
  /** Settings of the worktree that decide how its files are written. */
  beforeCheckout(worktree: string): Promise<void>;
}

/** The facts of the record at `commit`: they hang on its third parent. */
export async function readFacts(git: GitRunner, repo: string, commit: Oid): Promise<Facts> {
  const doing = 'read a backup';
  const tree = `${commit}^3^1^{tree}`;
  const { stdout } = await git.run(repo, ['ls-tree', '-r', '-z', tree], { doing });
  const entries = splitNul(stdout.toString('latin1')).map((entry) => {
    const end = entry.indexOf('\t');
    return { oid: entry.slice(0, end).split(' ')[2] ?? '', path: entry.slice(end + 1) };
  });
  const fact = async (name: string) => {
    const oid = entries.find(({ path }) => path === name)?.oid;
    if (oid === undefined) return undefined;
    return (await git.run(repo, ['cat-file', 'blob', oid], { doing })).stdout;
  };
  const paths = async (name: string) => (await fact(name)) ?? Buffer.alloc(0);
  const modes = splitNul((await paths(FACT.modes)).toString('latin1')).map(
    (line): [string, number] => {
      const end = line.indexOf(' ');
      return [line.slice(end + 1), Number.parseInt(line.slice(0, end), 8)];
    },
  );
  const prefix = `${FACT.raw}/`;
  const [config, patterns] = [await fact(FACT.worktreeConfig), await fact(FACT.sparsePatterns)];
  return {
    leftOut: await paths(FACT.leftOut),
    index: await fact(FACT.index),
    raw: entries
      .filter(({ path }) => path.startsWith(prefix))
      .map(({ oid, path }) => ({ oid, path: path.slice(prefix.length) })),
    modes: new Map(modes),
    emptyDirectories: splitNul((await paths(FACT.emptyDirectories)).toString('latin1')),
    reflog: await fact(FACT.reflog),
    async beforeCheckout(worktree) {
      await replaceOwnFile(git, worktree, 'config.worktree', config);
      await replaceOwnFile(git, worktree, 'info/sparse-checkout', patterns);
    },
  };
}

/** Lays the facts over the files that were checked out at `worktree`; all but its own mode. */
export async function placeFacts(
  git: GitRunner,
  worktree: string,
  facts: Facts,
  guarded: (options?: Omit<RunOptions, 'doing'>) => RunOptions,
): Promise<void> {
  await writeRaw(git, worktree, facts.raw);
  for (const path of facts.emptyDirectories) {
    await makeDirectories(mkdir, absoluteBytes(worktree, path));
  }
  // The innermost first: a directory may turn out to be read-only.
  const deepestFirst = [...facts.modes].sort(([a], [b]) => depth(b) - depth(a));
  for (const [path, mode] of deepestFirst) {
    if (path !== '') await setMode(absoluteBytes(worktree, path), mode);
  }
  if (facts.index === undefined) await git.run(worktree, ['read-tree', 'HEAD'], guarded());
  else await writeFile(await gitPath(git, worktree, 'index'), facts.index);
  // It says of every file when it was written: git would have to read them all again.
  await git.run(
    worktree,
    ['-c', 'core.fsmonitor=false', 'update-index', '-q', '--refresh'],
    guarded({ accept: 'any' }),
  );
}

/**
 * Gives the worktree the refs that it had for itself and its record of where HEAD was; for when
 * nothing moves HEAD any more.
 */
export async function placeOwnRefs(
  git: GitRunner,
  worktree: string,
  saved: { facts: Facts; refs: readonly { ref: string; oid: Oid }[] },
): Promise<void> {
  const { facts, refs } = saved;
  if (refs.length > 0) {
    await git.run(worktree, ['update-ref', '--no-deref', '--stdin'], {
      doing: `restore the refs of ${worktree}`,
      input: refs.map(({ ref, oid }) => `create ${ref} ${oid}\n`).join(''),
    });
  }
  if (facts.reflog) await replaceOwnFile(git, worktree, 'logs/HEAD', facts.reflog);
}

/** Mode of the worktree's own directory, which decides whether it can still be moved. */
export async function restoreOwnMode(worktree: string, facts: Facts): Promise<void> {
  const mode = facts.modes.get('');
  if (mode !== undefined) await chmod(worktree, mode);
}

async function setMode(path: Buffer, mode: number): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (found === undefined || found.isSymbolicLink()) return;
  if ((found.mode & 0o7777) !== mode) await chmod(path, mode);
}

async function writeRaw(git: GitRunner, worktree: string, raw: Facts['raw']): Promise<void> {
  for (let start = 0; start < raw.length; start += BATCH) {
    const chunk = raw.slice(start, start + BATCH);
    const { stdout } = await git.run(worktree, ['cat-file', '--batch'], {
      doing: 'read the files of a backup',
      input: chunk.map(({ oid }) => `${oid}\n`).join(''),
    });
    let at = 0;
    for (const { path } of chunk) {
      const end = stdout.indexOf('\n', at);
      const size = Number(stdout.toString('latin1', at, end).split(' ')[2]);
      await writeFile(absoluteBytes(worktree, path), stdout.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
    }
  }
}

/** A new worktree may have been given a copy of another one's: then that goes. */
async function replaceOwnFile(
  git: GitRunner,
  worktree: string,
  name: string,
  content: Buffer | undefined,
): Promise<void> {
  const file = await gitPath(git, worktree, name);
  if (content === undefined) {
    await rm(file, { force: true });
    return;
  }
  await makeDirectories(mkdir, dirname(file));
  await writeFile(file, content);
}

function depth(path: string): number {
  return path.split('/').length;
}
