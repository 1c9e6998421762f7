/** Exit codes of the command line. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  conflicts: 4,
  notFound: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Every way qtui can fail, with the exit code that a command ends with. */
const EXIT_CODE_BY_ERROR = {
  usage: EXIT.usage,
  'invalid-name': EXIT.usage,
  'invalid-config': EXIT.usage,
  'name-taken': EXIT.failed,
  'not-a-terminal': EXIT.usage,
  'git-missing': EXIT.failed,
  'git-too-old': EXIT.failed,
  'git-failed': EXIT.failed,
  'git-locked': EXIT.failed,
  'git-identity-missing': EXIT.failed,
  'not-a-repository': EXIT.failed,
  'dubious-ownership': EXIT.failed,
  'repository-unsupported': EXIT.failed,
  'repository-damaged': EXIT.failed,
  'unusable-path': EXIT.failed,
  'unborn-head': EXIT.failed,
  'unknown-revision': EXIT.notFound,
  'protected-branch': EXIT.refused,
  'branch-moved': EXIT.refused,
  'operation-in-progress': EXIT.refused,
  'would-lose-work': EXIT.refused,
  'merge-refused': EXIT.refused,
  'resolution-refused': EXIT.refused,
  'undo-refused': EXIT.refused,
  'adopt-refused': EXIT.refused,
  'act-not-found': EXIT.notFound,
  'draft-not-found': EXIT.notFound,
  'merge-conflicts': EXIT.conflicts,
  'remote-unreachable': EXIT.failed,
  'remote-denied': EXIT.failed,
  'remote-not-found': EXIT.notFound,
  'push-rejected': EXIT.refused,
  'pull-request-failed': EXIT.failed,
  'check-failed': EXIT.failed,
  'signing-failed': EXIT.failed,
  'hook-failed': EXIT.failed,
  'read-only': EXIT.failed,
  'disk-full': EXIT.failed,
  'permission-denied': EXIT.failed,
  'path-exists': EXIT.failed,
  'path-missing': EXIT.failed,
  'skill-not-found': EXIT.notFound,
  'invalid-skill': EXIT.usage,
  'agent-not-found': EXIT.failed,
  'agent-failed': EXIT.failed,
  'editor-not-found': EXIT.failed,
  'session-not-found': EXIT.notFound,
  'session-ambiguous': EXIT.usage,
  'session-not-running': EXIT.failed,
  'revision-conflict': EXIT.failed,
  'lock-busy': EXIT.failed,
  'trust-unreadable': EXIT.failed,
  'metadata-corrupt': EXIT.failed,
  'metadata-newer': EXIT.failed,
  'host-unreachable': EXIT.failed,
  'host-version': EXIT.failed,
  'host-lost': EXIT.failed,
  'host-not-running': EXIT.failed,
  'socket-unsafe': EXIT.refused,
  'pane-not-found': EXIT.notFound,
  'no-screen': EXIT.failed,
  'clipboard-failed': EXIT.failed,
  'link-failed': EXIT.failed,
  'llm-unavailable': EXIT.failed,
  timeout: EXIT.failed,
  aborted: EXIT.interrupted,
  internal: EXIT.failed,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof EXIT_CODE_BY_ERROR;

export interface ErrorDetails {
  /** What was left as it was, as a sentence ("Branch and worktree were not created."). */
  untouched?: string;
  /** What the person can do next, as a sentence. */
  hint?: string;
  /** Machine-readable facts for `--json` and logs; never secrets. */
  data?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** The one error type that crosses folders; `message` says what happened and to which thing. */
export class QtuiError extends Error {
  override readonly name = 'QtuiError';
  readonly code: ErrorCode;
  readonly untouched: string | undefined;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.untouched = details.untouched;
    this.hint = details.hint;
    this.data = details.data ?? {};
  }
}

/** What a command ends with after this error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return EXIT_CODE_BY_ERROR[code];
}

/** Whether it is one of ours; another version of qtui may have others. */
export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(EXIT_CODE_BY_ERROR, value);
}

interface SystemErrorLike {
  name?: unknown;
  code?: unknown;
  path?: unknown;
  dest?: unknown;
  message?: unknown;
}

const CODE_BY_ERRNO: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'read-only',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ENOENT: 'path-missing',
  EEXIST: 'path-exists',
};

const WORDS_BY_ERRNO: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOENT: 'it does not exist',
  EEXIST: 'it already exists',
  EISDIR: 'it is a directory',
  ENOTDIR: 'it is no directory',
  ENOTEMPTY: 'it is not empty',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reported an error',
  EBUSY: 'it is in use, or a file system is mounted there',
};

const HINT_BY_ERRNO: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space and try again.',
  EDQUOT: 'Free some space and try again.',
  EROFS: 'Make it writable and try again.',
  EACCES: 'Check who owns it, and its permissions.',
  EPERM: 'Check who owns it, and its permissions.',
  EMFILE: 'End some programs, then try again.',
  ENFILE: 'End some programs, then try again.',
  EIO: 'Look at what the system says of the disk before you go on.',
  EBUSY: 'Close what uses it, or unmount it, then try again.',
};

/** "ESTALE: stale file handle, open '/x'" as "stale file handle (open '/x')". */
function withoutErrno(message: string): string {
  return message.replace(/^E[A-Z0-9]+: (.*), (\w+(?: .*)?)$/s, '$1 ($2)');
}

/** Whether a system error says that nothing is there; any other may hide what is. */
export function isMissing(thrown: unknown): boolean {
  const { code } = (thrown ?? {}) as SystemErrorLike;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Any thrown value as a `QtuiError`; one that already is stays itself. System errors (errno) keep
 * their meaning, anything else becomes `internal`. `doing` completes "Could not …".
 */
export function toQtuiError(thrown: unknown, doing: string, details: ErrorDetails = {}): QtuiError {
  if (thrown instanceof QtuiError) return thrown;
  const { name, code, path, dest, message } = (thrown ?? {}) as SystemErrorLike;
  const errno = typeof code === 'string' ? code : '';
  if (errno === 'ABORT_ERR' || name === 'AbortError') {
    return new QtuiError('aborted', `Cancelled: ${doing}.`, { ...details, cause: thrown });
  }
  const known = CODE_BY_ERRNO[errno];
  const reason =
    WORDS_BY_ERRNO[errno] ?? (typeof message === 'string' ? withoutErrno(message) : String(thrown));
  // Of a copy it is the new file that finds no place.
  const place = known === 'disk-full' ? (dest ?? path) : path;
  const where = typeof place === 'string' ? ` (${place})` : '';
  const isExplained = errno in WORDS_BY_ERRNO;
  return new QtuiError(
    known ?? 'internal',
    `Could not ${doing}: ${reason}${isExplained ? where : ''}.`,
    {
      ...(HINT_BY_ERRNO[errno] !== undefined && { hint: HINT_BY_ERRNO[errno] }),
      ...details,
      cause: thrown,
    },
  );
}

/** `error` with these details in place of its own; what they leave out stays. */
export function withDetails(error: QtuiError, details: ErrorDetails): QtuiError {
  const { code, message, untouched, hint, data } = error;
  return new QtuiError(code, message, {
    ...(untouched !== undefined && { untouched }),
    ...(hint !== undefined && { hint }),
    ...{ data, cause: error },
    ...details,
  });
}

/** A system error as one about `path`: the temporary file it is of would tell a person nothing. */
export function aboutPath(thrown: unknown, path: string): unknown {
  const isSystemError = thrown instanceof Error && 'errno' in thrown;
  return isSystemError ? Object.assign(thrown, { path }) : thrown;
}

/** A problem that did not stop the work; shown beside the result. */
export interface Warning {
  code: string;
  message: string;
  hint?: string;
}

/** An error that did not stop the work. */
export function asWarning({ code, message, hint }: QtuiError): Warning {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** Each message once, the one told first in its place: two steps may meet the same obstacle. */
export function onceEach(told: readonly Warning[]): Warning[] {
  return [...new Map(told.map((each) => [each.message, each])).values()];
}
