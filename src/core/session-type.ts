/** What a type of session asks for: values of the settings, laid over what is shipped. */
import type { MergeStrategy } from './merge.js';
import type { SessionType } from './session.js';

/** Of sessions that nothing is known of: whether there is a worktree is left to other layers. */
export const DEFAULT_SESSION_TYPE: SessionType = 'development';

/**
 * Whether sessions of a type get a worktree. `undecided` leaves it to the skill, the agent and the
 * state of the repository.
 */
export const WORKTREE_NEEDS = ['required', 'temporary', 'ask', 'none', 'undecided'] as const;
export type WorktreeNeed = (typeof WORKTREE_NEEDS)[number];

/**
 * Whether sessions begin without being shown: `never` of themselves, `allowed` where the person
 * chooses it, `always` unless the person says otherwise.
 */
export const BACKGROUND_RULES = ['never', 'allowed', 'always'] as const;
export type BackgroundRule = (typeof BACKGROUND_RULES)[number];

/** What holds for sessions of one type where neither the person nor a flag says otherwise. */
export interface TypePolicy {
  worktree: WorktreeNeed;
  /** Worktrees are made to be thrown away, whoever asked for them. */
  temporary: boolean;
  /** Revision that sessions start from; the merge target's tip where absent or empty. */
  base?: string;
  /** Put before a derived branch name in place of `branches.prefix`. */
  prefix?: string;
  /** In place of `merge.strategy`. */
  strategy?: MergeStrategy;
  /** A check command in place of `merge.check`; true for that one, false for none. */
  check: boolean | readonly string[];
  /** The check runs on its committed work when its agent comes to rest. */
  checkWhenIdle: boolean;
  background: BackgroundRule;
  /** Days without use after which a cleanup by age chooses a session; 0 for never. */
  cleanupDays: number;
  /** Days without use after which a session is archived by itself; 0 for never. */
  archiveDays: number;
}

export type TypePolicies = Readonly<Record<SessionType, TypePolicy>>;
