import type { Warning } from '../../src/core/errors.js';
import type { LandedMerge, MergeStrategy } from '../../src/core/merge.js';
import type { SessionConfig } from '../../src/session/dependencies.js';
import type { Scene } from './scene.js';

/** What `fixtures/session/act.ts` is to do. */
export type Act = (
  | { kind: 'create'; branch: string }
  | { kind: 'merge'; id: string; target: string; strategy: MergeStrategy }
  | { kind: 'remove'; id: string }
  | { kind: 'undo'; id: string }
  | { kind: 'adopt'; path: string }
  | { kind: 'go-on'; id: string; landed: LandedMerge }
  | { kind: 'recover' }
) & { worktrees?: Partial<SessionConfig['worktrees']>; merge?: Partial<SessionConfig['merge']> };

/** `started`: right after the git of that moment was started, which then goes on alone. */
export type Moment = 'before' | 'started';

export interface ActOrder {
  /** Directory of everything, and the repository in it. */
  root: string;
  repo: string;
  act: Act;
  /** Number of the change before which it is killed; 0 for never. */
  killAt: number;
  moment: Moment;
  /** Gets an `ActResult` as JSON, when it was not killed. */
  resultFile: string;
  /** Is not killed, looks before and after, and recovers in the end. */
  isJudged?: boolean;
}

export interface ActResult {
  /** What it was about to change, in words. */
  moments: string[];
  /** What a recovery has told. */
  told: Warning[];
  judged?: {
    before: Scene;
    after: Scene;
    /** What that recovery told. */
    toldAgain: Warning[];
  };
}
