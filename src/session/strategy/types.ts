import type { SessionType } from '../../core/session.js';

/** What a type of session asks of worktrees. */
export interface TypePolicy {
  /** `undecided` leaves it to the skill, the agent and the state of the repository. */
  worktree: 'required' | 'temporary' | 'ask' | 'none' | 'undecided';
  /** The session may run without being shown. */
  mayRunInBackground: boolean;
}

const policy = (worktree: TypePolicy['worktree'], mayRunInBackground = false): TypePolicy => ({
  worktree,
  mayRunInBackground,
});

export const TYPE_POLICIES: Readonly<Record<SessionType, TypePolicy>> = {
  development: policy('undecided', true),
  feature: policy('required'),
  refactor: policy('required'),
  experiment: policy('temporary'),
  hotfix: policy('ask'),
  debug: policy('none'),
  planning: policy('none'),
  'code-review': policy('none'),
  exploration: policy('none'),
};
