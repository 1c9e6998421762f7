import type { MergeStrategy } from '../../src/core/merge.js';
import type { SessionConfig } from '../../src/session/dependencies.js';

/** What `fixtures/session/act.ts` is to do. */
export type Act = (
  | { kind: 'create'; branch: string }
  | { kind: 'merge'; id: string; target: string; strategy: MergeStrategy }
  | { kind: 'remove'; id: string }
  | { kind: 'undo'; id: string }
  | { kind: 'adopt'; path: string }
  | { kind: 'recover' }
) & { worktrees?: Partial<SessionConfig['worktrees']>; merge?: Partial<SessionConfig['merge']> };

export interface ActOrder {
  /** Directory of everything, and the repository in it. */
  root: string;
  repo: string;
  act: Act;
  /** Number of the change before which it is killed; 0 for never. */
  killAt: number;
  moment: 'before' | 'started';
  /** Gets what it was about to change, a line each, when it was not killed. */
  momentsFile?: string;
}
