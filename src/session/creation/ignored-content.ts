import type { Config } from '../../core/config.js';
import type { Warning } from '../../core/errors.js';
import { count } from '../../core/text.js';
import type { SessionDependencies } from '../dependencies.js';
import { type CopyResult, copyFiles, linkEntries, linkPaths } from './copy-files.js';
import { watchShared } from './shared-entries.js';

export interface BringOptions {
  /** In words. */
  onProgress?: ((message: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Takes the place of what is linked elsewhere; resolves with what could not be brought. */
type Link = (paths: readonly string[]) => Promise<CopyResult['skipped']>;

/** Paths named in words; of more their number is told. */
const NAMED = 3;
/** Shortest time between two messages of progress, ms. */
const INTERVAL = 100;

/**
 * Brings the ignored files that a new worktree needs from another worktree of the repository:
 * links what the settings say, and copies what they or `.worktreeinclude` say. Throws `disk-full`,
 * `aborted`; what else cannot be brought becomes a warning.
 */
export async function bringIgnored(
  { git }: Pick<SessionDependencies, 'git'>,
  { copy, link }: Pick<Config['worktrees'], 'copy' | 'link'>,
  { from, to }: { from: string; to: string },
  { onProgress, signal }: BringOptions = {},
): Promise<Warning[]> {
  return bring(git, { copy, link }, { from, to }, { onProgress, signal }, async (paths) => {
    const { linked, skipped } = await linkPaths(from, to, paths);
    await git.worktrees.exclude(to, linked);
    if (linked.length > 0) onProgress?.(`Linked ${inWords(linked)}`);
    return skipped;
  });
}

/**
 * As `bringIgnored`, for a command that comes and goes: what the settings link it may remove and
 * replace without a change of the original. `changes` tells later where something of the
 * original changed all the same.
 */
export async function lendIgnored(
  { git }: Pick<SessionDependencies, 'git'>,
  settings: Pick<Config['worktrees'], 'copy' | 'link'>,
  { from, to }: { from: string; to: string },
  options: BringOptions = {},
): Promise<{ warnings: Warning[]; changes: () => Promise<Warning[]> }> {
  let changes = async (): Promise<Warning[]> => [];
  const warnings = await bring(git, settings, { from, to }, options, async (paths) => {
    const { shared, skipped } = await linkEntries(from, to, paths, options.signal);
    changes = await watchShared(from, shared);
    return skipped;
  });
  return { warnings, changes };
}

async function bring(
  git: SessionDependencies['git'],
  { copy, link }: Pick<Config['worktrees'], 'copy' | 'link'>,
  { from, to }: { from: string; to: string },
  { onProgress, signal }: BringOptions,
  linkThem: Link,
): Promise<Warning[]> {
  const [links, copies, included] = await Promise.all([
    git.reader.ignoredEntries(from, link),
    git.reader.ignoredFiles(from, copy),
    git.reader.includedFiles(from),
  ]);
  const notLinked = await linkThem(links);
  const wanted = [...new Set([...copies, ...included])].filter(
    (path) => !links.some((linked) => path === linked || path.startsWith(`${linked}/`)),
  );
  const { copied, skipped } = await copyFiles(from, to, wanted, {
    onProgress: onProgress && progressOf(wanted.length, onProgress),
    signal,
  });
  if (copied.length > 0) onProgress?.(`Copied ${inWords(copied)}`);
  return [...warningsOf(notLinked, 'linked'), ...warningsOf(skipped, 'copied')];
}

function inWords(paths: readonly string[]): string {
  return paths.length <= NAMED ? paths.join(', ') : count(paths.length, 'ignored file');
}

function progressOf(total: number, tell: (message: string) => void): (done: number) => void {
  let toldAt = Date.now();
  return (done) => {
    const now = Date.now();
    if (now - toldAt < INTERVAL) return;
    toldAt = now;
    tell(`Copying ignored files: ${done} of ${total}`);
  };
}

function warningsOf(skipped: CopyResult['skipped'], done: 'linked' | 'copied'): Warning[] {
  const warnings = skipped.slice(0, NAMED).map(({ path, error }) => ({
    code: `not-${done}`,
    message: `${path} was not ${done} into the worktree: ${error.message}`,
  }));
  const more = skipped.length - warnings.length;
  if (more > 0) {
    const message = `${count(more, 'more ignored file')} could not be ${done} either.`;
    warnings.push({ code: `not-${done}`, message });
  }
  return warnings;
}
