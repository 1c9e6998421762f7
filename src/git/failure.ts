import { type ErrorCode, type ErrorDetails, QtuiError } from '../core/errors.js';

/** A git command that ended with a code nobody accepted. */
export interface GitFailure {
  /** Completes "Could not …". */
  doing: string;
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

/**
 * The one place that reads git's words, and only those that name a cause which git gives no code
 * for. `LC_ALL=C` keeps them in English; the messages of errno are the C library's.
 */
const CAUSES: readonly Cause[] = [
  {
    words: /failed to sign|[Ss]igning ?key|Couldn't (?:load public key|get agent socket)/,
    code: 'signing-failed',
    reason: 'it could not be signed',
    isQuoted: true,
    hint: 'Check your signing key, user.signingKey and gpg.format, or use --no-sign.',
  },
  {
    words: /No space left on device|Disk quota exceeded/,
    code: 'disk-full',
    reason: 'the disk is full',
    hint: 'Free some space and try again.',
  },
  {
    words: /Read-only file system/,
    code: 'read-only',
    reason: 'the file system is read-only',
    hint: 'Mount it writable, or work in a clone elsewhere.',
  },
  {
    words: /\.lock': File exists/,
    code: 'git-locked',
    reason: 'another git process holds a lock',
    hint: 'Wait for that git command to end. If none runs, delete the lock file.',
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
];

/** git's complaint that a directory is in no repository at all, as opposed to a broken one. */
export function saysNoRepository(stderr: string): boolean {
  return /not a git repository \(or any/.test(stderr);
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

/** Turns a failed command into the error that a person and a caller can act on. */
export function toGitError(failure: GitFailure): QtuiError {
  const { doing, args, code, stderr, details } = failure;
  const words = gitWords(stderr);
  const data = { command: args.join(' '), exitCode: code, stderr: words, ...details?.data };
  const candidates = [...(failure.causes ?? []), ...CAUSES];
  const cause = candidates.find((candidate) => candidate.words.test(stderr));
  if (cause === undefined) {
    const reason = words || `git ended with code ${code}`;
    return new QtuiError('git-failed', `Could not ${doing}: ${reason}`, { ...details, data });
  }
  const lock = cause.code === 'git-locked' ? /'([^']*\.lock)': File exists/.exec(stderr)?.[1] : '';
  const hint = cause.code === 'dubious-ownership' ? ownershipHint(stderr) : cause.hint;
  const quoted = cause.isQuoted ? `:\n${words}` : '.';
  return new QtuiError(
    cause.code,
    `Could not ${doing}: ${cause.reason}${lock ? ` (${lock})` : ''}${quoted}`,
    { hint, ...details, data: { ...data, ...(lock ? { lock } : {}) } },
  );
}

/** `text` with the credentials taken out of every address in it. */
function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s'"]*@/gi, '$1');
}

/**
 * What git said, without the prefixes and the hints it adds for people at a prompt, and without
 * credentials.
 */
export function gitWords(stderr: string): string {
  return withoutCredentials(stderr)
    .split(/[\r\n]+/)
    .filter((line) => line !== '' && !line.startsWith('hint:'))
    .map((line) => line.replace(/^(fatal|error|warning): /, ''))
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
