import type { RepositoryContext } from './repository.js';
import type { SessionType } from './session.js';
import type { WorktreeNeed } from './session-type.js';
import { printable } from './text.js';

/** Where a new session works. `create` without a name derives one. */
export type WorktreeStrategy =
  | { kind: 'create'; name?: string }
  | { kind: 'createTemp' }
  | { kind: 'useExisting' }
  | { kind: 'never' }
  | { kind: 'ask' };

/** Who has answered, in the order of who is asked. */
export type StrategyLayer = 'flags' | 'type' | 'requirement' | 'git' | 'ask';

/** A strategy, with the layer that has answered and its reason as a clause without a stop. */
export type WorktreeDecision = WorktreeStrategy & { layer: StrategyLayer; reason: string };

export interface WorktreeFlags {
  /** Branch of `--worktree`. */
  worktree?: string;
  /** `--no-worktree`. */
  noWorktree?: boolean;
  /** `--temporary`. */
  temporary?: boolean;
  /** Another flag that says something about a worktree, and so asks for one: `--base`. */
  implying?: string;
}

/** What a skill and an agent demand; absent where they do not care. */
export interface WorktreeRequirement {
  skill?: { name: string; requiresWorktree: boolean } | undefined;
  agent?: boolean | undefined;
}

/** Where the person is, as far as it bears on worktrees. */
export type GitState =
  | 'no-repository'
  /** A repository without a commit. */
  | 'unborn'
  | 'linked-worktree'
  | 'default-branch'
  | 'other-branch'
  | 'detached';

/**
 * Whether a new session gets a worktree, in layers of which the first that answers wins: flags,
 * the session's type, the skill or else the agent, the state of the repository, the person. Where
 * nobody can be asked, asking means creating. Pure.
 */
export function resolveWorktreeStrategy(
  flags: WorktreeFlags,
  type: { name: SessionType; worktree: WorktreeNeed },
  requirement: WorktreeRequirement,
  git: GitState,
  { interactive }: { interactive: boolean },
): WorktreeDecision {
  const answers: readonly [StrategyLayer, WorktreeStrategy | undefined][] = [
    ['flags', byFlags(flags)],
    ['type', byType(type.worktree)],
    ['requirement', byRequirement(requirement)],
    ['git', byGitState(git)],
  ];
  const facts = { flags, type, requirement, git };
  const [layer, strategy] = answers.find(answered) ?? (['ask', { kind: 'ask' }] as const);
  const reason = reasonOf(layer, facts);
  if (strategy.kind !== 'ask' || interactive) return { ...strategy, layer, reason };
  return { kind: 'create', layer: 'ask', reason: `${reason}, and nobody can be asked` };
}

function answered(
  answer: readonly [StrategyLayer, WorktreeStrategy | undefined],
): answer is [StrategyLayer, WorktreeStrategy] {
  return answer[1] !== undefined;
}

function byFlags(flags: WorktreeFlags): WorktreeStrategy | undefined {
  const { worktree, noWorktree, temporary, implying } = flags;
  if (worktree !== undefined) return { kind: 'create', name: worktree };
  if (noWorktree) return { kind: 'never' };
  if (temporary) return { kind: 'createTemp' };
  return implying === undefined ? undefined : { kind: 'create' };
}

function byType(need: WorktreeNeed): WorktreeStrategy | undefined {
  switch (need) {
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

/** A skill is chosen for one task, an agent for many: the skill's word counts first. */
function byRequirement({ skill, agent }: WorktreeRequirement): WorktreeStrategy | undefined {
  const requires = skill?.requiresWorktree ?? agent;
  if (requires === undefined) return undefined;
  return requires ? { kind: 'create' } : { kind: 'never' };
}

function byGitState(git: GitState): WorktreeStrategy | undefined {
  switch (git) {
    case 'no-repository':
    case 'unborn':
      return { kind: 'never' };
    case 'linked-worktree':
    case 'other-branch':
      return { kind: 'useExisting' };
    case 'default-branch':
      return { kind: 'ask' };
    case 'detached':
      return undefined;
  }
}

/**
 * The state that the strategy asks about; `defaultBranch` is the repository's, if it has one. A
 * linked worktree on that is nobody's own: beside a bare repository it is where a person starts.
 */
export function gitStateOf(context: RepositoryContext, defaultBranch?: string): GitState {
  if (context.kind === 'none') return 'no-repository';
  const { isLinkedWorktree, head } = context.repository;
  if (head.kind === 'unborn') return 'unborn';
  if (head.kind === 'branch' && head.branch === defaultBranch) return 'default-branch';
  if (isLinkedWorktree) return 'linked-worktree';
  return head.kind === 'detached' ? 'detached' : 'other-branch';
}

/** The reason of a layer's answer, as a clause: `the type feature requires one`. */
function reasonOf(
  layer: StrategyLayer,
  facts: {
    flags: WorktreeFlags;
    type: { name: SessionType; worktree: WorktreeNeed };
    requirement: WorktreeRequirement;
    git: GitState;
  },
): string {
  switch (layer) {
    case 'flags':
      return flagWords(facts.flags);
    case 'type':
      return `the type ${facts.type.name} ${NEED_WORDS[facts.type.worktree]}`;
    case 'requirement':
      return requirementWords(facts.requirement);
    case 'git':
    case 'ask':
      return GIT_WORDS[facts.git];
  }
}

/** `a worktree of its own, because the type feature requires one` */
export function decisionWords({ kind, reason }: WorktreeDecision): string {
  return `${STRATEGY_WORDS[kind]}, because ${reason}`;
}

const STRATEGY_WORDS: Record<WorktreeStrategy['kind'], string> = {
  create: 'a worktree of its own',
  createTemp: 'a temporary worktree',
  useExisting: 'no new worktree',
  never: 'no worktree',
  ask: 'yours to choose',
};

const NEED_WORDS: Record<WorktreeNeed, string> = {
  required: 'requires one',
  temporary: 'gets a temporary one',
  ask: 'asks each time',
  none: 'needs none',
  undecided: 'leaves it open',
};

const GIT_WORDS: Record<GitState, string> = {
  'no-repository': 'there is no repository here',
  unborn: 'the repository has no commit yet',
  'linked-worktree': 'you are in a worktree already',
  'other-branch': 'you are on a branch beside the default one already',
  'default-branch': 'you are on the default branch',
  detached: 'HEAD is detached',
};

function flagWords({ worktree, noWorktree, temporary, implying }: WorktreeFlags): string {
  if (worktree !== undefined) return '--worktree asks for it';
  if (noWorktree) return '--no-worktree says so';
  return `${temporary ? '--temporary' : (implying ?? 'a flag')} asks for it`;
}

function requirementWords({ skill, agent }: WorktreeRequirement): string {
  const requires = skill?.requiresWorktree ?? agent;
  const who = skill === undefined ? 'agent' : `skill ${printable(skill.name)}`;
  return `the ${who} ${requires ? 'requires one' : 'needs none'}`;
}
