import { EXIT, type ExitCode, isErrorCode, type Warning } from './errors.js';

/** Codes of what a recovery tells, where the matter is not settled. */
export const NOT_RECOVERED = {
  /** An edit of the person's is in the way; nothing was changed. */
  stopped: 'recovery-stopped',
  /** A program that was begun then still runs. */
  waiting: 'recovery-waiting',
  /** A record of another version of qtui, or one that is damaged. */
  unreadable: 'record-unreadable',
} as const;

const OPEN = new Set<string>([
  ...Object.values(NOT_RECOVERED),
  ...[
    'trash-kept',
    'session-lost',
    'mark-foreign',
    'worktree-shared',
    'time-to-come',
    'mark-visible',
  ],
]);

/** Whether what a recovery tells of is settled; else it is told again by the next one. */
export function isSettled({ code }: Warning): boolean {
  return !OPEN.has(code) && !isErrorCode(code);
}

/** What a command ends with that was asked to recover, and told this. */
export function recoveryExitCode(told: readonly Warning[]): ExitCode {
  if (told.some(({ code }) => code === NOT_RECOVERED.stopped)) return EXIT.refused;
  return told.every(isSettled) ? EXIT.done : EXIT.failed;
}
