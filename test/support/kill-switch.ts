import childProcess from 'node:child_process';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Functions of `node:fs/promises` that change what is on disk. */
const WRITERS = [
  ...['appendFile', 'chmod', 'copyFile', 'cp', 'link', 'mkdir', 'mkdtemp', 'rename'],
  ...['rm', 'rmdir', 'symlink', 'truncate', 'unlink', 'utimes', 'writeFile'],
] as const;

/** Commands of git that change nothing, whatever their arguments. */
const READERS = new Set([
  ...['cat-file', 'check-attr', 'check-ignore', 'check-ref-format', 'cherry', 'diff', 'diff-files'],
  ...[
    'diff-index',
    'diff-tree',
    'for-each-ref',
    'fsck',
    'log',
    'ls-files',
    'ls-tree',
    'merge-base',
  ],
  ...['merge-tree', 'rev-list', 'rev-parse', 'show', 'show-ref', 'status', 'var', 'version'],
  ...['--version', 'config', 'remote', 'name-rev', 'patch-id'],
  // The shell that starts those gits that change nothing is given no argument.
  '',
]);

export interface KillSwitch {
  /** What was about to change something so far, in words. */
  readonly moments: readonly string[];
}

/**
 * Kills this process, as a power cut would, right before the `nth` time that it writes something or
 * starts a git that does; 0 never. `started`: right after that git was started, which then goes on
 * alone.
 */
export function armKillSwitch(nth: number, moment: 'before' | 'started' = 'before'): KillSwitch {
  const moments: string[] = [];
  const isNow = (words: string) => moments.push(words) === nth;
  const die = () => process.kill(process.pid, 'SIGKILL');

  const module = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of WRITERS) {
    const real = module[name]?.bind(fs);
    module[name] = (...args) => {
      if (isNow(`${name} ${String(args[0])}`)) die();
      return real?.(...args);
    };
  }
  const open = fs.open.bind(fs);
  fs.open = (path, flags, mode) => {
    const isWriting = typeof flags === 'string' && /[wa+]/.test(flags);
    if (isWriting && isNow(`open ${String(path)}`)) die();
    return open(path, flags, mode);
  };
  const spawn = childProcess.spawn.bind(childProcess) as (...args: unknown[]) => unknown;
  (childProcess as { spawn: unknown }).spawn = (...args: unknown[]) => {
    const words = commandOf(args[1]);
    // The shells that start gits run those alone that change nothing.
    const isIdle = args[0] === '/bin/sh' && words === '';
    const isHit = !isIdle && !READERS.has(words.split(' ')[0] ?? '') && isNow(`git ${words}`);
    if (isHit && moment === 'before') die();
    const child = spawn(...args);
    if (isHit) die();
    return child;
  };
  syncBuiltinESMExports();
  return { moments };
}

/** The command of git's and its arguments, without settings and what starts it guarded. */
function commandOf(args: unknown): string {
  const words = (Array.isArray(args) ? args : []).map(String);
  const git = words.indexOf('git');
  const own = words[0] === '-c' && git >= 0 ? words.slice(git + 1) : words;
  let start = 0;
  while (own[start] === '-c') start += 2;
  return own.slice(start).join(' ');
}
