import { isAbsolute, join } from 'node:path';
import { type ErrorCode, type ErrorDetails, QtuiError } from '../core/errors.js';

/** A git command that ended with a code nobody accepted. */
export interface GitFailure {
  /** Completes "Could not …". */
  doing: string;
  /** Where it ran. */
  cwd?: string;
  args: readonly string[];
  code: number;
  stderr: string;
  details?: ErrorDetails | undefined;
  /** Causes that only commands of this kind have; they are looked for first. */
  causes?: readonly Cause[] | undefined;
}

/** What git says of a cause that it has no exit code for, and what that means. */
export interface Cause {
  words: RegExp;
  code: ErrorCode;
  /** Completes "Could not …: ". */
  reason: string;
  /** git's words say more than the reason: both are told. */
  isQuoted?: true;
  hint: string;
}

/** `'/r/.git/index.lock': File exists`, and `lock config file .git/config: File exists`. */
const LOCK = /'([^'\n]*\.lock)': File exists|could not lock config file (.*): File exists/;

/**
 * The one place that reads git's words, and only those that name a cause which git gives no code
 * for. `LC_ALL=C` keeps them in English; the messages of errno are the C library's.
 */
const CAUSES: readonly Cause[] = [
  {
    // Before all others: what a hook says may read like any of them.
    words: /ref updates aborted by hook|hook declined/,
    code: 'hook-failed',
    reason: 'a hook refused it',
    isQuoted: true,
    hint: 'Fix what the hook complains about, then try again.',
  },
  {
    words: /failed to sign|[Ss]igning ?key|Couldn't (?:load public key|get agent socket)/,
    code: 'signing-failed',
    reason: 'it could not be signed',
    isQuoted: true,
    hint: 'Check your signing key, user.signingKey and gpg.format, or use --no-sign.',
  },
  {
    words: /No space left on device|Disk quota exceeded|Out of diskspace/,
    code: 'disk-full',
    reason: 'the disk is full',
    hint: 'Free some space and try again.',
  },
  {
    // A checkout, a ref and the shell that starts git tell of no errno.
    words: /unable to write file|couldn't write '|printf: (?:I\/O|write) error/,
    code: 'disk-full',
    reason: 'files could not be written whole, as on a full disk',
    hint: 'Look for free space with `df`, make some, and try again.',
  },
  {
    words: /Read-only file system/,
    code: 'read-only',
    reason: 'the file system is read-only',
    hint: 'Mount it writable, or work in a clone elsewhere.',
  },
  {
    words: LOCK,
    code: 'git-locked',
    reason: 'another git process holds a lock',
    hint: 'Wait for that git command to end. If none runs, delete the lock file.',
  },
  {
    words: /File name too long/,
    code: 'unusable-path',
    reason: 'a name is longer than the file system allows',
    isQuoted: true,
    hint: 'Choose a shorter name, or a directory nearer to the root.',
  },
  {
    words: /Permission denied|insufficient permission|Operation not permitted/,
    code: 'permission-denied',
    reason: 'permission denied',
    hint: 'Check who owns the repository and its .git directory.',
  },
  {
    words: /detected dubious ownership/,
    code: 'dubious-ownership',
    reason: 'the repository belongs to another user',
    hint: '',
  },
  {
    words:
      /unknown repository extension|Expected git repo version|unknown (?:ref storage|object) format/,
    code: 'repository-unsupported',
    reason: 'this git does not know how the repository is stored',
    hint: 'Install a newer git: the repository was made, or changed, by one.',
  },
  {
    words: /not a git repository/,
    code: 'not-a-repository',
    reason: 'it is not a git repository',
    hint: 'Run it inside a repository, or make one with `git init`.',
  },
  {
    words: /promisor remote/,
    code: 'remote-unreachable',
    reason: 'objects that a partial clone lacks could not be fetched',
    isQuoted: true,
    hint: 'Check the connection to the network, then try again.',
  },
  {
    words:
      /with nonexistent object|invalid object [0-7]+ [0-9a-f]+ for|error building trees|[0-9a-f]{40} is not a valid object/,
    code: 'repository-damaged',
    reason: 'an object that was just written is gone, as `git gc --prune=now` does it',
    isQuoted: true,
    hint: 'Wait until no clean-up of git runs, then try again.',
  },
  {
    words:
      /object file \S* is empty|is corrupt|bad object|inflate: data stream|packfile .* (?:cannot|is)|unable to (?:read|find) [0-9a-f]{40}|missing (?:blob|tree|commit) object|unable to read tree|invalid sha1 pointer|show-ref: bad ref/,
    code: 'repository-damaged',
    reason: 'an object or a ref of the repository is missing or damaged',
    isQuoted: true,
    hint: 'See what is wrong with `git fsck`. A clone or the remote may still have it.',
  },
  {
    words:
      /unknown revision|bad revision|[Nn]ot a valid (?:object|commit) name|[Nn]eeded a single revision|invalid reference|not something we can merge/,
    code: 'unknown-revision',
    reason: 'there is no such branch or commit',
    isQuoted: true,
    hint: 'See the branches with `git branch --all`.',
  },
  {
    words: /cannot lock ref|is at [0-9a-f]+ but expected/,
    code: 'git-failed',
    reason: 'a branch is in the way, or has moved meanwhile',
    isQuoted: true,
    hint: 'Look at the branches with `git branch --all`, then try again.',
  },
  {
    words: /bad (?:config|numeric config|boolean config)|bad config (?:line|value|variable)/,
    code: 'git-failed',
    reason: 'the configuration of git has a mistake',
    isQuoted: true,
    hint: 'See where each setting comes from with `git config --list --show-origin`.',
  },
  {
    words:
      /Too many open files|Cannot allocate memory|[Oo]ut of memory|Resource temporarily unavailable/,
    code: 'git-failed',
    reason: 'the machine has no more memory, processes or open files to give',
    isQuoted: true,
    hint: 'End some programs, then try again.',
  },
  {
    words:
      /[Uu]nable to (?:write|create|append)|could not (?:write|create)|failed to write|Input\/output error/,
    code: 'git-failed',
    reason: 'a file could not be written or read',
    isQuoted: true,
    hint: 'Check the free space on the disk, and who owns the files.',
  },
];

/** git was made to end: what it had done by then stands, and a hook may have been all that was left. */
export function wasStopped(thrown: unknown): thrown is QtuiError {
  return thrown instanceof QtuiError && (thrown.code === 'aborted' || thrown.code === 'timeout');
}

/** git's complaint that a directory is in no repository at all, as opposed to a broken one. */
export function saysNoRepository(stderr: string): boolean {
  return /not a git repository \(or any/.test(stderr);
}

/** What `show-ref --verify` says of a ref that is not there, and of one that it cannot read. */
export function saysNoSuchRef(stderr: string): boolean {
  return / - not a valid ref$/m.test(stderr);
}

/** Whether git has passed over this ref, as its file holds no object id. */
export function saysBrokenRef(stderr: string, ref: string): boolean {
  return stderr.split('\n').includes(`warning: ignoring broken ref ${ref}`);
}

/** The index is locked, and git has changed nothing yet: the command can be tried again. */
export function saysIndexLocked(stderr: string): boolean {
  return /index\.lock': File exists/.test(stderr);
}

/**
 * git came upon a worktree that another process was registering at that instant, whose files are
 * there but still empty. It reads all worktrees before it changes anything, so it can try again.
 */
export function saysWorktreeHalfMade(stderr: string): boolean {
  return /failed to read \S*worktrees\/[^/\n]+\/(?:commondir|gitdir|HEAD)/.test(stderr);
}

/** The settings are locked; git has changed none of them. */
export function saysConfigLocked(stderr: string): boolean {
  return /^error: could not lock config file .*: File exists/m.test(stderr);
}

/** The lock file that was in git's way; git names some from the directory it runs in. */
function lockFileOf(stderr: string, cwd: string): string | undefined {
  const [, file, config] = LOCK.exec(stderr) ?? [];
  const named = file ?? (config === undefined ? undefined : `${config}.lock`);
  return named === undefined || isAbsolute(named) ? named : join(cwd, named);
}

/** Turns a failed command into the error that a person and a caller can act on. */
export function toGitError(failure: GitFailure): QtuiError {
  const { doing, cwd = '', args, code, stderr, details } = failure;
  const words = gitWords(stderr);
  const data = { command: args.join(' '), exitCode: code, stderr: words, ...details?.data };
  const candidates = [...(failure.causes ?? []), ...CAUSES];
  const cause = candidates.find((candidate) => candidate.words.test(stderr));
  if (cause === undefined) {
    const reason = words || `git ended with code ${code}`;
    return new QtuiError('git-failed', `Could not ${doing}: ${reason}`, { ...details, data });
  }
  const lock = cause.code === 'git-locked' ? lockFileOf(stderr, cwd) : undefined;
  // What is known of the cause says more than the command's own hint.
  const hint = cause.code === 'dubious-ownership' ? ownershipHint(stderr) : cause.hint;
  const quoted = cause.isQuoted ? `:\n${words}` : '.';
  return new QtuiError(
    cause.code,
    `Could not ${doing}: ${cause.reason}${lock ? ` (${lock})` : ''}${quoted}`,
    { ...details, hint, data: { ...data, ...(lock ? { lock } : {}) } },
  );
}

/** `text` with the credentials taken out of every address in it. */
function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s'"]*@/gi, '$1');
}

/** What git adds for people at a prompt, `Updating files:  85% (51/60)` among it. */
const ADVICE =
  /^hint:|^(?:remote: )?[A-Z][\w ]*: +\d+% \(|^Use '--' to separate paths from revisions|^'git <command> \[/;

/**
 * What git said, without the prefixes and the hints it adds for people at a prompt, and without
 * credentials.
 */
export function gitWords(stderr: string): string {
  return withoutCredentials(stderr)
    .split(/[\r\n]+/)
    .filter((line) => line !== '' && !ADVICE.test(line))
    .map((line) =>
      line.replace(/^(?:(?:fatal|error|warning): )?(?:update_ref failed for ref '[^']*': )?/, ''),
    )
    .slice(-20)
    .join('\n')
    .trimEnd();
}

function ownershipHint(stderr: string): string {
  const command = /git config --global --add safe\.directory .*/.exec(stderr)?.[0];
  return command === undefined
    ? 'If you trust it, add it to safe.directory in your git configuration.'
    : `If you trust it, run: ${command}`;
}
