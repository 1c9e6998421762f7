import type { NewSessionDefaults } from './ports/sessions.js';
import type { SessionType } from './session.js';
import type { Skill } from './skill.js';
import {
  resolveWorktreeStrategy,
  type WorktreeDecision,
  type WorktreeFlags,
  type WorktreeRequirement,
} from './strategy.js';

/** What is known of a session that is to be made, as far as it bears on worktrees. */
export interface WorktreeWish {
  flags: WorktreeFlags;
  type: SessionType;
  agentKind: string;
  /** The skill that it is made with. */
  skill?: Pick<Skill, 'name' | 'requiresWorktree'> | undefined;
  /** Whether a person can be asked. */
  interactive: boolean;
}

/**
 * Whether a session gets a worktree in the place that `defaults` are of, and why. Where it would
 * be left open and none can be made, there is nothing to ask: it gets none. What a flag, the type,
 * the skill or the agent demands stays demanded, and is refused with the reason when it is made.
 */
export function decideWorktree(
  {
    types,
    agents,
    gitState,
    worktreeObstacle,
  }: Pick<NewSessionDefaults, 'types' | 'agents' | 'gitState' | 'worktreeObstacle'>,
  { flags, type, agentKind, skill, interactive }: WorktreeWish,
): WorktreeDecision {
  const agent = agents.find(({ kind }) => kind === agentKind)?.requiresWorktree;
  const decision = resolveWorktreeStrategy(
    flags,
    { name: type, worktree: types[type].worktree },
    { skill: demandOf(skill), agent },
    gitState,
    { interactive },
  );
  const isOpen = decision.kind === 'ask' || decision.layer === 'ask';
  if (!isOpen || worktreeObstacle === undefined) return decision;
  return { kind: 'never', layer: 'git', reason: 'none can be made here' };
}

function demandOf(skill: WorktreeWish['skill']): WorktreeRequirement['skill'] {
  const { name = '', requiresWorktree } = skill ?? {};
  return requiresWorktree === undefined ? undefined : { name, requiresWorktree };
}
