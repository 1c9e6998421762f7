import type { ContextAdvice } from '../../core/context-advice.js';
import type { Warning } from '../../core/errors.js';
import type { AgentChoice, NewSessionDefaults } from '../../core/ports/sessions.js';
import type { RepositoryContext } from '../../core/repository.js';
import { SESSION_TYPES, type SessionType } from '../../core/session.js';
import { DEFAULT_SESSION_TYPE } from '../../core/session-type.js';
import { gitStateOf } from '../../core/strategy.js';
import { advise } from '../advice.js';
import { contextOrNone } from '../context.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { repositoriesBelow } from '../worktrees/repositories.js';
import { proposeMergeTarget } from './prepare.js';

/** What a new session in `directory` starts from: the last choices, where they still hold. */
export async function newSessionDefaults(
  deps: SessionDependencies,
  directory: string,
  { skills: wantsSkills = false }: { skills?: boolean } = {},
): Promise<NewSessionDefaults> {
  const [{ context }, agents, preferences, config, skills] = await Promise.all([
    contextOrNone(deps, directory),
    deps.agents.find(),
    deps.preferences.load(),
    deps.config(directory),
    wantsSkills ? deps.skills.list(directory) : undefined,
  ]);
  const place = await placeDefaults(deps, context, config);
  const warnings: Warning[] = [];
  if (agents.length === 1) {
    warnings.push({
      code: 'no-agents',
      message: 'No coding agent was found on PATH; sessions start a shell.',
    });
  }
  return {
    context,
    agents,
    agentKind: chooseKind(agents, [preferences.agentKind, config.agents.default]),
    type: chooseType(preferences.type, config, place),
    types: config.types,
    warnings,
    ...(skills && { skills: { usable: skills.skills, unusable: skills.warnings.length } }),
    ...place,
  };
}

/**
 * The last choice, but not one that surprises: none that asks for a worktree where none can be made,
 * and none that leaves it out elsewhere, as a new session means one unless the person says otherwise.
 */
function chooseType(
  last: string | undefined,
  { types }: SessionConfig,
  { worktreeObstacle }: Pick<NewSessionDefaults, 'worktreeObstacle'>,
): SessionType {
  const type = SESSION_TYPES.find((known) => known === last) ?? DEFAULT_SESSION_TYPE;
  const { worktree } = types[type];
  const isFitting =
    worktreeObstacle === undefined
      ? worktree !== 'none'
      : worktree === 'none' || worktree === 'undecided';
  return isFitting ? type : DEFAULT_SESSION_TYPE;
}

type PlaceDefaults = Pick<
  NewSessionDefaults,
  'branches' | 'mergeTarget' | 'advice' | 'worktreeObstacle' | 'gitState'
>;

/** Branches, merge target and advice of the place. */
async function placeDefaults(
  deps: SessionDependencies,
  context: RepositoryContext,
  config: SessionConfig,
): Promise<PlaceDefaults> {
  if (context.kind === 'none') {
    const below =
      context.problem === undefined ? await repositoriesBelow(deps, context.directory, config) : [];
    const advice = advise(context, { repositoriesBelow: below.length });
    return { branches: [], gitState: gitStateOf(context), ...sorted(advice) };
  }
  const { repository } = context;
  if (repository.head.kind === 'unborn') {
    return { branches: [], gitState: gitStateOf(context), ...sorted(advise(context)) };
  }
  const [branches, defaultTarget, surroundings] = await Promise.all([
    deps.git.reader.branches(repository.root),
    deps.git.reader.defaultTarget(repository.root),
    deps.git.reader.surroundings(repository.root),
  ]);
  const mergeTarget = await proposeMergeTarget(deps, repository, config, defaultTarget);
  const target = mergeTarget === undefined ? {} : { mergeTarget };
  const gitState = gitStateOf(context, defaultTarget);
  return { branches, gitState, ...target, ...sorted(advise(context, { surroundings, ...target })) };
}

/** The obstacle apart from what only bears on the session. */
function sorted(all: readonly ContextAdvice[]) {
  const worktreeObstacle = all.find(({ level }) => level === 'obstacle');
  const advice = all.filter((each) => each !== worktreeObstacle);
  return { advice, ...(worktreeObstacle && { worktreeObstacle }) };
}

function chooseKind(agents: readonly AgentChoice[], wanted: readonly (string | undefined)[]) {
  const kinds = agents.map(({ kind }) => kind);
  return wanted.find((kind) => kind !== undefined && kinds.includes(kind)) ?? kinds[0] ?? 'shell';
}
