/** What a file system says of a file, with times in ns since 1970 (`bigint` of node's `stat`). */
export interface FileFacts {
  dev: bigint;
  ino: bigint;
  size: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
}

/** Equal stamps: the file is the one it was, unless it was fresh when the first was taken. */
export function fileStamp({ dev, ino, size, mtimeNs, ctimeNs }: FileFacts): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/** Clocks of file systems tell times to this at worst (FAT), ms. */
const SLOWEST_TICK_MS = 2_000;

/**
 * Whether the file may change again at `now` (ms since 1970) without another stamp: until the clock
 * of files has moved on by `tickMs`, two versions of it look the same.
 */
export function isFreshFile(
  { ctimeNs }: FileFacts,
  now: number,
  tickMs = SLOWEST_TICK_MS,
): boolean {
  return now - Number(ctimeNs / 1_000_000n) < tickMs;
}
