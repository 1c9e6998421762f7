import type { Oid } from '../core/repository.js';
import type { GitRunner } from './run.js';

export interface Blob {
  /** In bytes. */
  size: number;
  /** Absent when the blob is larger than the limit it was read with. */
  bytes?: Buffer;
}

/** As git does it: a NUL among the first bytes. */
const BINARY_PROBE_BYTES = 8000;

/** As git judges it: a NUL among the first bytes. */
export function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, BINARY_PROBE_BYTES).includes(0);
}

/** Sizes in bytes of the blobs among the ids, by one git. */
export async function readBlobSizes(
  git: GitRunner,
  repo: string,
  oids: Iterable<Oid>,
  doing: string,
): Promise<Map<Oid, number>> {
  const wanted = [...new Set(oids)];
  const sizes = new Map<Oid, number>();
  if (wanted.length === 0) return sizes;
  const input = linesOf(wanted);
  const answer = await git.text(repo, ['cat-file', '--batch-check'], { doing, input });
  for (const line of answer.split('\n')) {
    const [oid = '', type, size] = line.split(' ');
    if (type === 'blob') sizes.set(oid, Number(size));
  }
  return sizes;
}

function linesOf(oids: readonly Oid[]): string {
  return oids.map((oid) => `${oid}\n`).join('');
}

/** Blobs by id, in two runs of git however many they are; an id without a blob has no entry. */
export async function readBlobs(
  git: GitRunner,
  repo: string,
  oids: Iterable<Oid>,
  { limit, doing }: { limit: number; doing: string },
): Promise<Map<Oid, Blob>> {
  const sizes = await readBlobSizes(git, repo, oids, doing);
  const blobs = new Map<Oid, Blob>([...sizes].map(([oid, size]) => [oid, { size }]));
  const small = [...blobs].filter(([, { size }]) => size <= limit).map(([oid]) => oid);
  if (small.length === 0) return blobs;
  const { stdout } = await git.run(repo, ['cat-file', '--batch'], { doing, input: linesOf(small) });
  let at = 0;
  for (const oid of small) {
    const start = stdout.indexOf('\n', at) + 1;
    const size = blobs.get(oid)?.size ?? 0;
    blobs.set(oid, { size, bytes: stdout.subarray(start, start + size) });
    at = start + size + 1;
  }
  return blobs;
}
