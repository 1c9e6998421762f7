/** Comments on the lines of a difference, as a person writes them before they go to an agent. */
import type { DiffLine } from './diff.js';

export interface DiffComment {
  readonly id: number;
  readonly path: string;
  /** The lines it is about, as they were when it was written or found again. */
  readonly lines: readonly DiffLine[];
  readonly text: string;
  /** Its lines are no part of the difference any more. */
  readonly isOutdated?: true;
}
