import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, QtuiError } from '../../core/errors.js';
import type { LandingJournal, LandingRecord, OpenLanding } from './journal.js';

/** ms that a move of a branch waits for another one of it, whose hooks may take their time. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 25;

export interface TurnOptions {
  refused: ErrorCode;
  untouched: string;
  signal?: AbortSignal | undefined;
}

/**
 * Begins a move of the branch when no other one of it is under way: git writes files before it
 * compares the branch, so that two at once would leave those of one of them behind. `begin` puts the
 * move on record, `giveUp` takes that back where another one has begun at the same moment. Throws
 * `refused` when the other one takes too long, `aborted`.
 */
export async function inTurn(
  journal: LandingJournal,
  branch: Pick<LandingRecord, 'commonDir' | 'target'>,
  steps: { begin: () => Promise<OpenLanding>; giveUp: (landing: OpenLanding) => Promise<void> },
  { refused, untouched, signal }: TurnOptions,
): Promise<OpenLanding> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    while (await journal.isMoving(branch)) {
      if (Date.now() > end) {
        throw new QtuiError(refused, `Another qtui is moving ${branch.target}.`, {
          untouched,
          hint: 'Try again when it has ended; a hook may take its time.',
        });
      }
      await pause(signal, LOOK_MS);
    }
    const landing = await steps.begin();
    if (!(await journal.isMoving(branch, landing))) return landing;
    // Whoever looks last sees the other one, so both may give up, and come back at other times.
    await steps.giveUp(landing);
    await pause(signal, LOOK_MS * (1 + 4 * Math.random()));
  }
}

async function pause(signal: AbortSignal | undefined, ms: number): Promise<void> {
  signal?.throwIfAborted();
  await delay(ms);
}
