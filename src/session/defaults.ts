import type { Warning } from '../core/errors.js';
import type { AgentChoice, NewSessionDefaults } from '../core/ports/sessions.js';
import { SESSION_TYPES, type SessionType } from '../core/session.js';
import { contextOrNone, worktreeObstacle } from './context.js';
import type { SessionDependencies } from './dependencies.js';
import { proposeMergeTarget } from './prepare.js';

const DEFAULT_TYPE: SessionType = 'development';

/** What a new session in `directory` starts from: the last choices, where they still hold. */
export async function newSessionDefaults(
  deps: SessionDependencies,
  directory: string,
): Promise<NewSessionDefaults> {
  const [{ context, warning }, agents, preferences, config] = await Promise.all([
    contextOrNone(deps, directory),
    deps.agents.find(),
    deps.preferences.load(),
    deps.config(directory),
  ]);
  const warnings: Warning[] = warning ? [warning] : [];
  if (agents.length === 1) {
    warnings.push({
      code: 'no-agents',
      message: 'No coding agent was found on PATH; sessions start a shell.',
    });
  }
  const common = {
    context,
    agents,
    agentKind: chooseKind(agents, [preferences.agentKind, config.agents.default]),
    type: SESSION_TYPES.find((type) => type === preferences.type) ?? DEFAULT_TYPE,
    warnings,
  };
  const obstacle = worktreeObstacle(context);
  if (context.kind === 'none' || obstacle) {
    return { ...common, branches: [], ...(obstacle ? { worktreeObstacle: obstacle } : {}) };
  }
  const { repository } = context;
  const [branches, defaultTarget] = await Promise.all([
    deps.git.reader.branches(repository.root),
    deps.git.reader.defaultTarget(repository.root),
  ]);
  const mergeTarget = await proposeMergeTarget(deps, repository, config, defaultTarget);
  return { ...common, branches, ...(mergeTarget === undefined ? {} : { mergeTarget }) };
}

function chooseKind(agents: readonly AgentChoice[], wanted: readonly (string | undefined)[]) {
  const kinds = agents.map(({ kind }) => kind);
  return wanted.find((kind) => kind !== undefined && kinds.includes(kind)) ?? kinds[0] ?? 'shell';
}
