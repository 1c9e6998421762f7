import { QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { HostConnection } from '../../core/ports/host.js';
import type { NameSuggestion } from '../../core/ports/naming.js';
import type {
  CreatedSession,
  CreateProgress,
  NewSessionRequest,
} from '../../core/ports/sessions.js';
import type { UntrustedCommand } from '../../core/ports/trust.js';
import { withPullRequest } from '../../core/pull-request-field.js';
import {
  METADATA_VERSION,
  type PortRange,
  type SessionMetadata,
  type WorktreeInfo,
} from '../../core/session.js';
import { FIRST_STATUS } from '../../core/session-status.js';
import { withSkillName } from '../../core/skill.js';
import type { AgentStart, SessionDependencies } from '../dependencies.js';
import { type Asking, askForName } from '../names/asking.js';
import { cleanName } from '../names/naming.js';
import { nameWhenSuggested } from '../names/rename.js';
import { withCreator, withoutCreator } from '../registry/creator.js';
import { newSessionId } from '../registry/ids.js';
import { writeMark } from '../registry/mark.js';
import { updateRow } from '../registry/rows.js';
import { moved } from '../status.js';
import { lockReason } from '../worktrees/lock.js';
import { withLacks } from './lacks.js';
import { paneLaunch } from './pane.js';
import { choosePlacement, type Placement } from './placement.js';
import { claimPorts } from './ports.js';
import { type PreparedSession, type PreparedWorktree, prepareSession } from './prepare.js';
import { chooseSetup } from './set-up.js';
import { UndoStack } from './transaction.js';
import { fillWorktree, sameDirectory } from './worktree-files.js';

/**
 * Rounds with other derived names when somebody else is faster with the chosen one. One of those
 * who race wins each round, so this is how many may race.
 */
const NAME_ATTEMPTS = 12;
/** How long a hook may take that holds up the undoing of a creation. */
const UNDO_LIMIT_MS = 10_000;

export interface CreateOptions {
  onProgress?: (progress: CreateProgress) => void;
  signal?: AbortSignal;
}

interface Creation {
  deps: SessionDependencies;
  prepared: PreparedSession;
  session: SessionMetadata;
  options: CreateOptions;
  undo: UndoStack;
  warnings: CreatedSession['warnings'];
  /** True once the names are ours: from then on no other ones are tried. */
  isReserved: boolean;
}

/**
 * Makes a session: row, branch, worktree, files, mark, pane. On failure or cancel it undoes
 * exactly what it made, newest first, and rejects with the reason; `untouched` says so.
 */
export async function createSession(
  deps: SessionDependencies,
  request: NewSessionRequest,
  options: CreateOptions = {},
): Promise<CreatedSession> {
  const asking = askForName(deps, request);
  try {
    return await createNamed(deps, request, options, asking);
  } catch (thrown) {
    asking?.cancel();
    throw thrown;
  }
}

async function createNamed(
  deps: SessionDependencies,
  request: NewSessionRequest,
  options: CreateOptions,
  asking: Asking | undefined,
): Promise<CreatedSession> {
  const prepared = await prepareSession(deps, request, {
    ...(options.signal && { signal: options.signal }),
    onFetch: (what) => options.onProgress?.({ step: 'fetching', what }),
  });
  for (let attempt = 1; ; attempt += 1) {
    // A name that comes later is given to what then is there: nothing waits for it.
    const suggested = asking?.settled;
    const placement = await place(deps, prepared, suggested?.suggestion);
    const creation = begin(deps, prepared, placement, options);
    try {
      const made = await make(creation);
      if (!asking || suggested?.suggestion) return made;
      return { ...made, naming: nameWhenSuggested(deps, made.session.id, asking) };
    } catch (thrown) {
      const error = toQtuiError(thrown, 'create the session');
      const rolledBack = await rollBack(creation, error);
      const wasTooSlow = !creation.isReserved && isTaken(error) && rolledBack.code === error.code;
      if (wasTooSlow && placement?.isDerived && attempt < NAME_ATTEMPTS) continue;
      deps.log.log('warn', 'session-not-created', {
        id: creation.session.id,
        code: rolledBack.code,
        message: rolledBack.message,
      });
      throw rolledBack;
    }
  }
}

async function place(
  deps: SessionDependencies,
  { worktree, request, config }: PreparedSession,
  suggested: NameSuggestion | undefined,
): Promise<Placement | undefined> {
  if (worktree === undefined) return undefined;
  const { repository, protectedBranches, branch, opened } = worktree;
  const { name, message, type, suggestion = suggested } = request;
  return choosePlacement(deps, {
    ...{ repository, protectedBranches, branch, config, name, message, type, suggestion },
    isOpened: opened?.exists ?? false,
  });
}

function begin(
  deps: SessionDependencies,
  prepared: PreparedSession,
  placement: Placement | undefined,
  options: CreateOptions,
): Creation {
  const { request, start, worktree, repoRoot, warnings } = prepared;
  const time = deps.now().toISOString();
  const name = cleanName(request.name ?? '');
  const session: SessionMetadata = {
    version: METADATA_VERSION,
    id: newSessionId(),
    status: FIRST_STATUS.create,
    created: time,
    lastActive: time,
    firstMessage: request.message,
    ...(name === '' ? {} : { name }),
    type: request.type,
    fileCount: 0,
    messageCount: givesPrompt(start) ? 1 : 0,
    agent: { kind: request.agentKind, command: start.command },
    directory: placement?.path ?? request.directory,
    ...(repoRoot === undefined ? {} : { repoRoot }),
    ...(placement && worktree ? { worktreeInfo: worktreeInfo(placement, worktree) } : {}),
    customFields: {},
  };
  const { pullRequest } = worktree?.opened ?? {};
  const withFields = request.skill ? withSkillName(session, request.skill.name) : session;
  return {
    deps,
    prepared,
    session: pullRequest ? withPullRequest(withFields, pullRequest) : withFields,
    options,
    undo: new UndoStack(),
    warnings: [...warnings, ...skillWarnings(request, start)],
    isReserved: false,
  };
}

function worktreeInfo({ branch, path }: Placement, worktree: PreparedWorktree): WorktreeInfo {
  const { repository, isTemporary, mergeTarget, baseOid, opened } = worktree;
  return {
    ...{ path, branch, repoRoot: repository.root, isTemporary, mergeTarget, baseOid },
    ...(opened && opened.startOid !== baseOid && { startOid: opened.startOid }),
    ...(opened?.exists && { branchExisted: true }),
  };
}

async function make(creation: Creation): Promise<CreatedSession> {
  const { deps, options, warnings } = creation;
  checkCancelled(creation);
  await deps.repository.save(await withCreator(creation.session), null);
  await addWorktree(creation);
  creation.isReserved = true;
  options.onProgress?.({ step: 'reserved', session: creation.session });
  // The host may have to be started; that goes on while git writes the files.
  const connection = deps.connectHost({ start: true });
  // It is awaited, and its failure told, when the files are there.
  connection.catch(() => {});
  const claiming = claimPorts(deps, creation.prepared.config.sessions, creation.session.id);
  const hiding = hideMark(creation);
  try {
    await fill(creation);
  } finally {
    // Nothing is undone while the row is being written.
    await Promise.allSettled([claiming, hiding]);
  }
  warnings.push(...(await hiding));
  await complete(creation, await claiming);
  checkCancelled(creation);
  options.onProgress?.({ step: 'launching' });
  const untrustedSetup = await launch(creation, await connection);
  checkCancelled(creation);
  const { id, directory, customFields } = creation.session;
  const session = await updateRow(deps, id, (row) =>
    finished({ ...row, directory, customFields: { ...row.customFields, ...customFields } }),
  );
  await rememberChoice(creation);
  return { session, warnings, ...(untrustedSetup && { untrustedSetup }) };
}

async function addWorktree(creation: Creation): Promise<void> {
  const { deps, session, undo, options } = creation;
  const info = session.worktreeInfo;
  if (!info) return;
  const { worktrees } = deps.git;
  const { repoRoot, branch, path } = info;
  if (!info.branchExisted) await makeBranch(creation, info);
  await worktrees.add(repoRoot, {
    ...{ path, branch, lockReason: lockReason(session.id) },
    ...(options.signal && { signal: options.signal }),
  });
  undo.push(`the worktree ${path}`, () => worktrees.discardNew(repoRoot, path));
}

async function hideMark({ deps, session }: Creation): Promise<Warning[]> {
  const repoRoot = session.worktreeInfo?.repoRoot;
  return repoRoot === undefined ? [] : deps.git.worktrees.excludeMark(repoRoot);
}

async function makeBranch(creation: Creation, info: WorktreeInfo): Promise<void> {
  const { deps, undo, prepared, options } = creation;
  const { branches, remotes } = deps.git;
  const { repoRoot, branch, baseOid, startOid = baseOid } = info;
  await branches.create(repoRoot, branch, startOid, options);
  // The hook that hung while it was made may hang again.
  undo.push(`the branch ${branch}`, () =>
    branches.delete(repoRoot, branch, startOid, { signal: AbortSignal.timeout(UNDO_LIMIT_MS) }),
  );
  const remote = prepared.worktree?.opened?.follows;
  if (remote !== undefined) await remotes.followOwnName(repoRoot, { branch, remote });
}

async function fill(creation: Creation): Promise<void> {
  const { deps, prepared, session, options, warnings } = creation;
  const info = session.worktreeInfo;
  if (!info || !prepared.worktree) return;
  checkCancelled(creation);
  const filled = await fillWorktree(deps, prepared, info.path, options);
  warnings.push(...filled.warnings);
  creation.session = withLacks(session, filled.lacks);
}

/** What is known only now, and the mark: from then on the worktree tells whose it is. */
async function complete(creation: Creation, ports: PortRange | undefined): Promise<void> {
  const { session, prepared } = creation;
  const { worktreeInfo: info } = session;
  const place = prepared.worktree?.repository;
  const directory = info && place ? await sameDirectory(place, info.path) : session.directory;
  creation.session = { ...session, directory, ...(ports && { ports }) };
  if (info) await writeMark(info.path, finished(creation.session));
}

async function launch(
  { deps, session, prepared, undo, warnings }: Creation,
  host: HostConnection,
): Promise<UntrustedCommand | undefined> {
  const choice = await chooseSetup(deps, prepared, session.worktreeInfo?.path);
  warnings.push(...choice.warnings);
  const { start, request } = prepared;
  await host.launch(paneLaunch(deps, session, start, request.size, choice.setup));
  undo.push('the started program', () => host.close(session.id));
  return choice.untrusted;
}

async function rememberChoice({ deps, prepared, warnings }: Creation): Promise<void> {
  const { agentKind, type, skill } = prepared.request;
  // What a skill asks for is no choice for the sessions after it.
  if (skill) return;
  try {
    await deps.preferences.save({ agentKind, type });
  } catch (error) {
    const { code, message } = toQtuiError(error, 'remember the choice of agent and type');
    warnings.push({ code, message });
  }
}

function finished(session: SessionMetadata): SessionMetadata {
  return withoutCreator(moved(session, 'finish'));
}

/**
 * Undoes what was made, the row last. Where that fails, the row stays as `failed`, so that what
 * is left has a name and can be removed.
 */
async function rollBack({ deps, session, undo }: Creation, error: QtuiError): Promise<QtuiError> {
  const { undone, failed } = await undo.rollBack();
  try {
    const row = await deps.repository.get(session.id);
    if (row && failed.length === 0) await deps.repository.delete(session.id, row.revision);
    else if (row) {
      await updateRow(deps, session.id, (made) => withoutCreator(moved(made, 'fail')));
    }
  } catch (rowError) {
    failed.push({
      what: `the record of session ${session.id}`,
      error: toQtuiError(rowError, 'undo the record'),
    });
  }
  const untouched =
    undone.length === 0 ? 'Nothing was created.' : `Undone again: ${undone.join(', ')}.`;
  if (failed.length === 0) {
    return new QtuiError(error.code, error.message, {
      untouched,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      data: error.data,
      cause: error.cause ?? error,
    });
  }
  const remains = failed.map(({ what, error: reason }) => `${what} (${reason.message})`).join(', ');
  return new QtuiError(
    error.code,
    `${error.message} What was made could not all be undone: ${remains}`,
    {
      untouched,
      hint: `Run \`qtui sessions close ${session.id} --remove\` once the cause is gone.`,
      data: { ...error.data, id: session.id, remains: failed.map(({ what }) => what) },
      cause: error,
    },
  );
}

/** A shell takes no prompt, nor does an agent of the person's own without a way to give it one. */
function skillWarnings({ skill, agentKind }: NewSessionRequest, start: AgentStart): Warning[] {
  if (skill === undefined || givesPrompt(start)) return [];
  const message = `The agent ${agentKind} takes no prompt: it was not told what the skill ${skill.name} says.`;
  return [{ code: 'skill-not-told', message, hint: 'Choose another agent for it.' }];
}

function givesPrompt({ argv, command, typedPrompt }: AgentStart): boolean {
  return typedPrompt !== undefined || argv.length > command.length;
}

function isTaken({ code }: QtuiError): boolean {
  return code === 'name-taken' || code === 'path-exists';
}

function checkCancelled({ options: { signal } }: Creation): void {
  if (signal?.aborted) {
    throw new QtuiError('aborted', 'Creating the session was cancelled.', { cause: signal.reason });
  }
}
