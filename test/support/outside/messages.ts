import type { Ended, GroupLeader, Supervision } from '../../../src/git/process-group.js';

/** What a test worker sends to its small process that starts programs. */
export type Order =
  | {
      kind: 'run';
      id: number;
      program: GroupLeader;
      how: Pick<Supervision, 'timeoutMs' | 'killDelayMs' | 'input' | 'endsWithLeader'>;
    }
  | { kind: 'abort'; id: number };

/** What comes back for the run `id`. */
export type Report = { id: number } & (
  | { kind: 'started'; pid: number }
  | { kind: 'stdout'; data: Buffer }
  | { kind: 'stderr'; text: string }
  | { kind: 'ended'; ended: EndedThere }
  | { kind: 'rejected'; error: SentError }
);

/** An error with what it carries: on its way it keeps its message only. */
export interface SentError {
  message: string;
  name: string;
  fields: Readonly<Record<string, unknown>>;
}

type EndedThere = Exclude<Ended, { error: Error }> | { error: SentError };

export function toSent(error: Error): SentError {
  return { message: error.message, name: error.name, fields: { ...error } };
}

export function fromSent({ message, name, fields }: SentError): Error {
  return Object.assign(new Error(message), { name }, fields);
}
