import { readFile } from 'node:fs/promises';
import type { Oid } from '../core/repository.js';
import { DURABLE } from './objects.js';
import type { GitRunner } from './run.js';

/** Bytes of a path below `root`, from its Latin-1 form. */
export function absoluteBytes(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** A path in its Latin-1 form as a person reads it. */
export function readablePath(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

/**
 * Object ids of the files at `paths` (bytes as Latin-1, below the worktree's top): as git would
 * store them, through the filters of their paths, or with `isRaw` stored byte for byte.
 */
export async function hashFiles(
  git: GitRunner,
  worktree: string,
  paths: readonly string[],
  { doing, isRaw = false }: { doing: string; isRaw?: boolean },
): Promise<Map<string, Oid>> {
  const command = [...(isRaw ? DURABLE : []), 'hash-object'];
  // One path a line, and a leading quote starts a quoted one: such names go one by one.
  const odd = paths.filter((path) => path.includes('\n') || path.startsWith('"'));
  const plain = paths.filter((path) => !odd.includes(path));
  const hashes = new Map<string, Oid>();
  if (plain.length > 0) {
    const how = isRaw ? ['-w', '--no-filters'] : [];
    const output = await git.text(worktree, [...command, ...how, '--stdin-paths'], {
      doing,
      input: Buffer.from(plain.map((path) => `${path}\n`).join(''), 'latin1'),
    });
    const oids = output.split('\n');
    for (const [index, path] of plain.entries()) hashes.set(path, oids[index] ?? '');
  }
  for (const path of odd) {
    const input = await readFile(absoluteBytes(worktree, path));
    const how = isRaw ? ['-w', '--no-filters'] : [`--path=${readablePath(path)}`];
    const args = [...command, '--stdin', ...how];
    hashes.set(path, await git.text(worktree, args, { doing, input }));
  }
  return hashes;
}
