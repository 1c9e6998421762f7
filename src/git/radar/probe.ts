import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { access, constants, lstat } from 'node:fs/promises';
import { QtuiError } from '../../core/errors.js';
import type { Cancellable } from '../../core/ports/git.js';
import type { RadarSubject } from '../../core/radar.js';
import type { Oid } from '../../core/repository.js';
import type { StatusFile } from '../parsers/status.js';
import { pathBelow } from '../path-text.js';
import { exists } from '../paths.js';
import type { GitRunner } from '../run.js';
import { readStatusFiles } from '../status.js';

/** Uncommitted files beyond this size are named only: reading them takes longer than it tells. */
const FILE_LIMIT_BYTES = 5n * 1024n * 1024n;
/** Uncommitted files beyond this number are named only, as where a directory is not ignored yet. */
const FILES_LIMIT = 5_000;
const PARALLEL = 64;

/** What a session has in its worktree, found without reading a file. */
export interface Probe {
  subject: RadarSubject;
  head: Oid;
  branch?: string;
  /** Number of uncommitted files. */
  uncommitted: number;
  /** Files whose content is to be put in the index, and names to be taken out of it. */
  write: string[];
  remove: string[];
  unread: string[];
  /** Changes with any of it; undefined where the file system does not tell of every change. */
  fingerprint?: string;
}

/** Looks at a worktree by one `git status` and one lstat for each uncommitted file. */
export async function probe(
  git: GitRunner,
  subject: RadarSubject,
  { signal }: Cancellable,
): Promise<Probe> {
  const { path } = subject;
  if (!(await exists(path))) {
    throw new QtuiError('path-missing', `Its worktree ${path} is gone.`);
  }
  const { oid, branch, files } = await readStatusFiles(git, path, {
    renames: false,
    ...(signal && { signal }),
  });
  if (oid === undefined) throw new QtuiError('unborn-head', `${path} has no commit.`);
  const found: Probe = {
    subject,
    head: oid,
    ...(branch !== undefined && { branch }),
    uncommitted: files.length,
    write: [],
    remove: [],
    unread: [],
  };
  const hash = createHash('sha256');
  let isTold = true;
  const known = files.slice(0, FILES_LIMIT);
  found.unread.push(...files.slice(FILES_LIMIT).map((file) => file.path));
  for (let start = 0; start < known.length; start += PARALLEL) {
    const chunk = known.slice(start, start + PARALLEL);
    const stats = await Promise.all(chunk.map((file) => statOf(path, file)));
    for (const [index, file] of chunk.entries()) {
      const stat = stats[index];
      hash.update(`${file.path}\0${file.index}${file.worktree}\0${file.indexOid ?? ''}\0`);
      hash.update(stat ? `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}\0` : 'gone\0');
      // A submodule's commit is nothing that its directory tells.
      isTold &&= file.submodule === undefined;
      sort(found, file, stat);
    }
  }
  for (const name of found.unread) hash.update(`${name}\0`);
  return isTold ? { ...found, fingerprint: hash.digest('hex') } : found;
}

type Stat = BigIntStats & { isReadable: boolean };

async function statOf(root: string, { path }: StatusFile): Promise<Stat | undefined> {
  const file = pathBelow(root, path);
  const stat = await lstat(file, { bigint: true }).catch(() => undefined);
  if (stat === undefined) return undefined;
  const isReadable =
    !stat.isFile() ||
    (await access(file, constants.R_OK).then(
      () => true,
      () => false,
    ));
  return Object.assign(stat, { isReadable });
}

/** Decides what has to happen to a copy of the index so that it holds the file as it is now. */
function sort(found: Probe, file: StatusFile, stat: Stat | undefined): void {
  const { path } = file;
  // What differs from HEAD in the index alone is there already.
  if (file.worktree === '.' && file.kind === 'changed') return;
  if (file.submodule !== undefined && stat?.isDirectory()) {
    // `S`, then whether its commit differs; files inside are work of another repository.
    if (file.kind === 'conflicted' || file.submodule[1] === 'C') found.write.push(path);
    return;
  }
  if (stat === undefined || (file.worktree === 'D' && file.kind === 'changed')) {
    if (file.kind !== 'untracked') found.remove.push(path);
    return;
  }
  const isContent = stat.isSymbolicLink() || stat.isFile();
  if (isContent && stat.isReadable && stat.size <= FILE_LIMIT_BYTES) {
    found.write.push(path);
    return;
  }
  found.unread.push(path.replace(/\/$/, ''));
  // A conflicted index is no tree.
  if (file.kind === 'conflicted') found.remove.push(path);
}
