import type { RepositoryContext } from '../../core/repository.js';
import type { SessionType } from '../../core/session.js';
import { TYPE_POLICIES } from './types.js';

/** Where a new session works. `create` without a name derives one. */
export type WorktreeStrategy =
  | { kind: 'create'; name?: string }
  | { kind: 'createTemp' }
  | { kind: 'useExisting' }
  | { kind: 'never' }
  | { kind: 'ask' };

export interface StrategyQuestion {
  flags: { worktree?: string; noWorktree?: boolean };
  type: SessionType;
  /** What the skill or agent demands; absent when it does not care. */
  requiresWorktree?: boolean;
  git: GitState;
  /** Whether a person can be asked. */
  interactive: boolean;
}

export type GitState =
  | 'no-repository'
  | 'linked-worktree'
  | 'default-branch'
  | 'other-branch'
  | 'detached';

/**
 * Whether a new session gets a worktree: flags, then the type, then the skill or
 * agent, then the state of the repository; the first that answers wins, else the person is
 * asked. Where nobody can be asked, asking means creating. Only a flag asks for a worktree where
 * there is no repository: that is then refused with the reason, not silently dropped.
 */
export function resolveWorktreeStrategy(question: StrategyQuestion): WorktreeStrategy {
  const answer =
    byFlags(question.flags) ??
    (question.git === 'no-repository' ? ({ kind: 'never' } as const) : undefined) ??
    byType(question.type) ??
    byRequirement(question.requiresWorktree) ??
    byGitState(question.git);
  return answer.kind === 'ask' && !question.interactive ? { kind: 'create' } : answer;
}

/**
 * The state that the strategy asks about; `defaultBranch` is the repository's, if it has one. A
 * linked worktree on that is nobody's own: beside a bare repository it is where a person starts.
 */
export function gitStateOf(context: RepositoryContext, defaultBranch?: string): GitState {
  if (context.kind === 'none') return 'no-repository';
  const { isLinkedWorktree, head } = context.repository;
  if (head.kind !== 'detached' && head.branch === defaultBranch) return 'default-branch';
  if (isLinkedWorktree) return 'linked-worktree';
  return head.kind === 'detached' ? 'detached' : 'other-branch';
}

function byFlags({ worktree, noWorktree }: StrategyQuestion['flags']) {
  if (worktree !== undefined) return { kind: 'create', name: worktree } as const;
  return noWorktree ? ({ kind: 'never' } as const) : undefined;
}

function byType(type: SessionType): WorktreeStrategy | undefined {
  switch (TYPE_POLICIES[type].worktree) {
    case 'required':
      return { kind: 'create' };
    case 'temporary':
      return { kind: 'createTemp' };
    case 'ask':
      return { kind: 'ask' };
    case 'none':
      return { kind: 'never' };
    case 'undecided':
      return undefined;
  }
}

function byRequirement(requiresWorktree: boolean | undefined): WorktreeStrategy | undefined {
  if (requiresWorktree === undefined) return undefined;
  return requiresWorktree ? { kind: 'create' } : { kind: 'never' };
}

function byGitState(git: GitState): WorktreeStrategy {
  switch (git) {
    case 'no-repository':
      return { kind: 'never' };
    case 'linked-worktree':
    case 'other-branch':
      return { kind: 'useExisting' };
    case 'default-branch':
    case 'detached':
      return { kind: 'ask' };
  }
}
