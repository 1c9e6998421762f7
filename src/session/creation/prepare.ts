import { isAbsolute } from 'node:path';
import { QtuiError, type Warning } from '../../core/errors.js';
import type { AgentChoice, NewSessionRequest } from '../../core/ports/sessions.js';
import type { Oid, Repository } from '../../core/repository.js';
import type { SessionType } from '../../core/session.js';
import { worktreeObstacle } from '../advice.js';
import { contextOrNone } from '../context.js';
import type { AgentStart, SessionConfig, SessionDependencies } from '../dependencies.js';
import { configForType } from '../policy.js';
import { isDirectory } from '../registry/rows.js';
import { repositoriesBelow } from '../worktrees/repositories.js';
import { chooseBase, type FetchWatch } from './base.js';
import { type OpenedBranch, openBranch } from './open-branch.js';
import { protectedBranches } from './placement.js';
import { chooseSparse } from './sparse.js';

/** A request with every question answered that needs nothing to be made. */
export interface PreparedSession {
  request: NewSessionRequest;
  config: SessionConfig;
  start: AgentStart;
  repoRoot?: string;
  worktree?: PreparedWorktree;
  warnings: Warning[];
}

export interface PreparedWorktree {
  repository: Repository;
  mergeTarget: string;
  baseOid: Oid;
  protectedBranches: string[];
  isTemporary: boolean;
  /** Directories that it is limited to. */
  sparse?: string[];
  withSubmodules: boolean;
  /** Branch that the person asked for. */
  branch?: string;
  /** A branch that is there already, and that the session goes on with. */
  opened?: OpenedBranch;
  warnings: Warning[];
}

const NOTHING_CREATED = 'Nothing was created.';

/**
 * Checks a request and resolves its agent, repository, base and merge target. Changes nothing
 * but remote-tracking branches. Throws
 * `agent-not-found`, `path-missing`, `not-a-repository`, `unborn-head`, `unknown-revision`, …
 */
export async function prepareSession(
  deps: SessionDependencies,
  request: NewSessionRequest,
  watch: FetchWatch = {},
): Promise<PreparedSession> {
  if (!isAbsolute(request.directory) || !(await isDirectory(request.directory))) {
    throw new QtuiError('path-missing', `There is no directory ${request.directory}.`, {
      untouched: NOTHING_CREATED,
      hint: 'Start the session in a directory that exists.',
    });
  }
  const [settings, choice] = await Promise.all([
    deps.config(request.directory),
    chooseAgent(deps, request),
  ]);
  const config = configForType(settings, request.type);
  const { command, skill } = request;
  const message = skill?.prompt ?? request.message;
  const start = deps.agents.plan(choice, { message, command });
  const prepared: PreparedSession = { request, config, start, warnings: [] };
  if (request.worktree.kind === 'create') {
    const worktree = await prepareWorktree(deps, request, request.worktree, config, watch);
    const { repository, warnings } = worktree;
    return { ...prepared, worktree, repoRoot: repository.root, warnings };
  }
  const { context, warning } = await contextOrNone(deps, request.directory);
  return {
    ...prepared,
    ...(context.kind === 'repository' ? { repoRoot: context.repository.root } : {}),
    warnings: warning ? [warning] : [],
  };
}

/** With a command of the person's own the agent's program need not be installed. */
async function chooseAgent(
  deps: SessionDependencies,
  { agentKind, command }: NewSessionRequest,
): Promise<AgentChoice> {
  const agents = await deps.agents.find();
  const choice = agents.find(({ kind }) => kind === agentKind);
  if (choice) return choice;
  const [program] = command ?? [];
  if (program !== undefined) return { kind: agentKind, label: agentKind, program };
  throw new QtuiError('agent-not-found', `The agent "${agentKind}" is not installed.`, {
    untouched: NOTHING_CREATED,
    hint: `Install it, or choose one of: ${agents.map(({ kind }) => kind).join(', ')}.`,
    data: { agentKind, found: agents.map(({ kind }) => kind) },
  });
}

async function prepareWorktree(
  deps: SessionDependencies,
  request: NewSessionRequest,
  wanted: Extract<NewSessionRequest['worktree'], { kind: 'create' }>,
  config: SessionConfig,
  watch: FetchWatch,
): Promise<PreparedWorktree> {
  const { context } = await contextOrNone(deps, request.directory);
  const isOutside = context.kind === 'none' && context.problem === undefined;
  const below = isOutside ? await repositoriesBelow(deps, request.directory, config) : [];
  const obstacle = worktreeObstacle(context, { repositoriesBelow: below.length });
  if (context.kind === 'none' || obstacle) {
    const code =
      context.kind === 'none' ? (context.problem?.code ?? 'not-a-repository') : 'unborn-head';
    throw new QtuiError(code, obstacle?.message ?? '', {
      untouched: NOTHING_CREATED,
      ...(obstacle ? { hint: obstacle.hint } : {}),
    });
  }
  const { repository } = context;
  const defaultTarget = await deps.git.reader.defaultTarget(repository.root);
  const isFetched = wanted.fetch ?? config.worktrees.fetch;
  const opened =
    wanted.open && (await openBranch(deps, repository, wanted.open, { isFetched, ...watch }));
  const mergeTarget = requireTarget(
    wanted.mergeTarget ??
      opened?.mergeTarget ??
      (await proposeMergeTarget(deps, repository, config, defaultTarget)),
  );
  const targetOid = await requireBranch(deps, repository, mergeTarget);
  const question = { target: mergeTarget, targetOid, isFetched, opened, ...watch };
  const base = await baseOf(deps, repository, baseWish(wanted, request.type, config), question);
  const branch = opened?.branch ?? wanted.branch;
  const { sparse, warnings } = await chooseSparse(deps, repository, opened?.startOid ?? base.oid, {
    asked: wanted.sparse,
    configured: config.worktrees.sparse,
  });
  return {
    repository,
    mergeTarget,
    baseOid: base.oid,
    warnings: [...(opened?.warnings ?? []), ...base.warnings, ...warnings],
    withSubmodules: wanted.submodules ?? config.worktrees.submodules,
    ...(sparse && { sparse }),
    protectedBranches: protectedBranches(config, defaultTarget),
    isTemporary: wanted.isTemporary,
    ...(branch === undefined ? {} : { branch }),
    ...(opened && { opened }),
  };
}

/** A base that a session is asked to start from, and the setting that asks for it. */
interface BaseWish {
  base?: string;
  setting?: string;
}

function baseWish(
  { base }: { base?: string },
  type: SessionType,
  { types }: SessionConfig,
): BaseWish {
  if (base !== undefined) return { base };
  const configured = types[type].base;
  return configured ? { base: configured, setting: `types.${type}.base` } : {};
}

function requireTarget(mergeTarget: string | undefined): string {
  if (mergeTarget !== undefined) return mergeTarget;
  throw new QtuiError('usage', 'There is no branch that the session could go back to.', {
    untouched: NOTHING_CREATED,
    hint: 'Name the merge target: HEAD is detached and there is no main branch.',
  });
}

/** Where the session starts from; where it left the target for a branch that is there already. */
async function baseOf(
  deps: SessionDependencies,
  repository: Repository,
  wanted: BaseWish,
  question: {
    target: string;
    targetOid: Oid;
    isFetched: boolean;
    opened: OpenedBranch | undefined;
  } & FetchWatch,
): Promise<{ oid: Oid; warnings: Warning[] }> {
  const { target, targetOid, isFetched, opened, signal, onFetch } = question;
  const { root } = repository;
  if (opened) {
    const left = await deps.git.reader.mergeBase(root, targetOid, opened.startOid);
    return { oid: left ?? opened.startOid, warnings: [] };
  }
  const given =
    wanted.base === undefined
      ? detachedCommit(repository)
      : await requireCommit(deps, repository, wanted.base, wanted.setting);
  if (given !== undefined) return { oid: given, warnings: [] };
  const watch = { ...(signal && { signal }), onFetch };
  return chooseBase(deps, root, { target, oid: targetOid, isFetched, ...watch });
}

/** What somebody looks at who has checked a commit out; a rebase or bisect only passes by. */
function detachedCommit({ head, operation }: Repository): Oid | undefined {
  return head.kind === 'detached' && operation === undefined ? head.oid : undefined;
}

/**
 * Where a session that is started here goes back to: the branch of the session that the person
 * stands in, else the configured target, else the repository's own.
 */
export async function proposeMergeTarget(
  deps: SessionDependencies,
  { head, root }: Repository,
  config: SessionConfig,
  defaultTarget: string | undefined,
): Promise<string | undefined> {
  if (head.kind === 'branch' && head.branch !== defaultTarget) {
    const { sessions } = await deps.repository.list();
    const isSession = sessions.some(
      ({ session: { worktreeInfo } }) =>
        worktreeInfo?.repoRoot === root && worktreeInfo.branch === head.branch,
    );
    if (isSession) return head.branch;
  }
  return config.merge.target ?? defaultTarget;
}

/** Only a branch can be moved by a merge, and only one that is named exactly is found again. */
async function requireBranch(
  deps: SessionDependencies,
  repository: Repository,
  branch: string,
): Promise<Oid> {
  const oid = await deps.git.reader.branchTip(repository.root, branch);
  if (oid !== undefined) return oid;
  throw new QtuiError('unknown-revision', `There is no branch "${branch}" to merge into.`, {
    untouched: NOTHING_CREATED,
    hint: 'The merge target must be a local branch, named as `git branch` shows it.',
    data: { revision: branch },
  });
}

async function requireCommit(
  deps: SessionDependencies,
  repository: Repository,
  revision: string,
  setting?: string,
): Promise<Oid> {
  const oid = await deps.git.reader.resolveCommit(repository.root, revision);
  if (oid !== undefined) return oid;
  throw new QtuiError('unknown-revision', `"${revision}" is no commit of ${repository.root}.`, {
    untouched: NOTHING_CREATED,
    hint:
      setting === undefined
        ? 'Name a branch, tag or commit that exists.'
        : `The setting ${setting} names it: name another base for this session, or change that.`,
    data: { revision },
  });
}
