import { QtuiError } from '../../core/errors.js';
import type { AgentChoice } from '../../core/ports/sessions.js';
import type { Oid } from '../../core/repository.js';
import { METADATA_VERSION, type SessionMetadata } from '../../core/session.js';
import { FIRST_STATUS } from '../../core/session-status.js';
import type { SessionDependencies } from '../dependencies.js';
import { cleanName } from '../names/naming.js';

export interface WorktreeFacts {
  id: string;
  /** Repository, worktree and the branch that it stands on. */
  root: string;
  path: string;
  branch: string;
  mergeTarget: string;
  name?: string;
  agentKind?: string;
}

/** A closed session of a worktree that was not made for one. Reads only. */
export async function sessionOfWorktree(
  deps: SessionDependencies,
  { id, root, path, branch, mergeTarget, name, agentKind }: WorktreeFacts,
): Promise<SessionMetadata> {
  const [agent, baseOid] = await Promise.all([
    chooseAgent(deps, root, agentKind),
    baseOf(deps, root, branch, mergeTarget),
  ]);
  const time = deps.now().toISOString();
  const title = cleanName(name ?? '');
  return {
    version: METADATA_VERSION,
    id,
    status: FIRST_STATUS.adopt,
    created: time,
    lastActive: time,
    firstMessage: '',
    ...(title === '' ? {} : { name: title }),
    type: 'development',
    fileCount: 0,
    messageCount: 0,
    agent: { kind: agent.kind, command: deps.agents.plan(agent, { message: '' }).command },
    directory: path,
    repoRoot: root,
    worktreeInfo: { path, branch, repoRoot: root, isTemporary: false, mergeTarget, baseOid },
    customFields: {},
  };
}

/**
 * Where the branch's own work begins: what it has in common with its target. Never its tip where
 * it has work, which would pass for none.
 */
export async function baseOf(
  deps: SessionDependencies,
  root: string,
  branch: string,
  mergeTarget: string,
): Promise<Oid> {
  const tips = await Promise.all(
    [branch, mergeTarget].map((name) => deps.git.reader.branchTip(root, name)),
  );
  const [own, target] = tips;
  if (own === undefined || target === undefined) {
    const missing = own === undefined ? branch : mergeTarget;
    throw new QtuiError('unknown-revision', `There is no branch "${missing}".`, {
      untouched: 'Nothing was changed.',
      hint: 'Name a local branch, as `git branch` shows it.',
      data: { revision: missing },
    });
  }
  return (await deps.git.reader.mergeBase(root, target, own)) ?? target;
}

/** The named one, else the last chosen, the configured, the first found. */
async function chooseAgent(
  deps: SessionDependencies,
  directory: string,
  wanted: string | undefined,
): Promise<AgentChoice> {
  const [agents, preferences, config] = await Promise.all([
    deps.agents.find(),
    deps.preferences.load(),
    deps.config(directory),
  ]);
  const kinds = wanted === undefined ? [preferences.agentKind, config.agents.default] : [wanted];
  const named = kinds.map((kind) => agents.find((agent) => agent.kind === kind));
  const choice = named.find((agent) => agent !== undefined) ?? (wanted ? undefined : agents[0]);
  if (choice) return choice;
  throw new QtuiError('agent-not-found', `The agent "${wanted ?? ''}" is not installed.`, {
    untouched: 'Nothing was changed.',
    hint: `Install it, or choose one of: ${agents.map(({ kind }) => kind).join(', ')}.`,
  });
}
