import type { Oid } from './repository.js';

/** `cancelled`: by the person; `timeout`: it did not end in its time, and was stopped. */
export const CHECK_OUTCOMES = ['passed', 'failed', 'cancelled', 'timeout'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** One run of a check command, as it is kept with the session. */
export interface CheckRecord {
  /** The content that was checked: what passed on it passes on any commit of it. */
  readonly tree: Oid;
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly outcome: CheckOutcome;
  /** Absent where the command did not come to its end. */
  readonly exitCode?: number;
  readonly durationMs: number;
  /** When it ended, ISO 8601, UTC. */
  readonly time: string;
  /** Absolute path of what it has printed; the file may be gone. */
  readonly log: string;
  /** Branch that the work was merged into; absent for a check of the work alone. */
  readonly target?: string;
  /** How many other sessions were merged into it with this one; absent for none. */
  readonly others?: number;
}

/** The run by which `command` passes on `tree`: the newest of it, of records that are newest first. */
export function proofIn(
  records: readonly CheckRecord[],
  tree: Oid,
  command: readonly string[],
): CheckRecord | undefined {
  const last = lastRunOf(records, tree, command);
  return last?.outcome === 'passed' ? last : undefined;
}

/** The newest run of `command` on `tree` that came to an answer. */
export function lastRunOf(
  records: readonly CheckRecord[],
  tree: Oid,
  command: readonly string[],
): CheckRecord | undefined {
  return records.find(
    (each) =>
      each.tree === tree && each.outcome !== 'cancelled' && isSameCommand(each.command, command),
  );
}

/** A failure that a person has typed to land all the same: of one run on one content. */
export interface AcceptedFailure {
  readonly tree: Oid;
  readonly command: readonly string[];
  /** When that run ended, as its record has it. */
  readonly time: string;
}

/** The failure of the last run on this content, for a person to accept; undefined where none is. */
export function failureOf(
  records: readonly CheckRecord[],
  tree: Oid,
  command: readonly string[],
): AcceptedFailure | undefined {
  const last = lastRunOf(records, tree, command);
  return last && last.outcome !== 'passed' ? { tree, command, time: last.time } : undefined;
}

/** Whether two commands are the same words. */
export function isSameCommand(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}
