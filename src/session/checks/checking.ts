import { type CheckRecord, lastRunOf, proofIn } from '../../core/check-record.js';
import { noCheckSet, untrustedCheck } from '../../core/check-words.js';
import { QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import type { BuiltMerge, PlannedCheck, VerifiedMerge } from '../../core/merge.js';
import type { CheckRun, CheckRunOptions } from '../../core/ports/checks.js';
import type { CheckWorkOptions, VerifyMergeOptions } from '../../core/ports/merge-progress.js';
import { namedCommands } from '../../core/project-commands.js';
import type { Oid } from '../../core/repository.js';
import { commandWords, printable } from '../../core/text.js';
import { lendIgnored } from '../creation/ignored-content.js';
import { projectCommand } from '../creation/project-command.js';
import { furnish } from '../creation/worktree-files.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import { requireWorktree } from '../merge/target/require-worktree.js';
import { configForType } from '../policy.js';
import { isDirectory, requireRow } from '../registry/rows.js';

/** The check that a merge has to pass before it lands; undefined where there is none. */
export async function planCheck(
  deps: SessionDependencies,
  config: SessionConfig,
): Promise<PlannedCheck | undefined> {
  const { command, untrusted } = await projectCommand(deps, config, 'check');
  if (command !== undefined) return { command };
  if (untrusted === undefined || config.project === undefined) return undefined;
  const commands = namedCommands(config.project).filter(({ command: each }) => each.length > 0);
  return { command: untrusted.command, untrusted: { file: untrusted.file, commands } };
}

/** Throws `merge-refused` for a check that the person has not trusted. */
function trustedCommand({ command, untrusted }: PlannedCheck): readonly string[] {
  if (untrusted !== undefined) throw untrustedCheck(untrusted.file.path);
  return command;
}

/** See `MergeProgressService.verifyMerge`; the merge is left as it is where this throws. */
export async function verifySessionMerge(
  deps: SessionDependencies,
  built: BuiltMerge,
  { skipCheck, again, acceptFailure, ...options }: VerifyMergeOptions = {},
): Promise<VerifiedMerge> {
  const { check, request, sessionId, resultTree = '' } = built.plan;
  if (check === undefined || sessionId === undefined || skipCheck)
    return deps.git.merges.verify(built);
  const command = trustedCommand(check);
  const { records } = await deps.checks.read(sessionId);
  if (acceptFailure !== undefined) {
    const earlier = lastRunOf(records, resultTree, command);
    if (earlier) return deps.git.merges.verify(built, { earlier, acceptFailure });
    throw new QtuiError('merge-refused', 'The check has not run on what would be merged.', {
      untouched: 'Nothing was merged.',
      hint: 'Run the check again.',
    });
  }
  const earlier = again ? undefined : proofIn(records, resultTree, command);
  if (earlier) return deps.git.merges.verify(built, { earlier });
  const place = { repoRoot: request.repoRoot, worktree: request.worktree };
  const log = await openLog(deps, sessionId, command, options);
  try {
    return await deps.git.merges.verify(built, {
      ...(await runOptions(deps, place, log.options)),
      command,
      onEnded: (run) => log.record(run, { command, target: request.target }),
    });
  } finally {
    await log.close();
  }
}

/** See `MergeProgressService.checkWork`. */
export async function checkSessionWork(
  deps: SessionDependencies,
  id: string,
  { command: own, isBackground = false, ...options }: CheckWorkOptions = {},
): Promise<CheckRecord> {
  const { session } = await requireRow(deps, id);
  const { repoRoot, branch, path } = requireWorktree(session);
  const config = configForType(await deps.config(repoRoot), session.type);
  const check = own === undefined ? await planCheck(deps, config) : { command: own };
  if (check === undefined) throw noCheckSet();
  const command = trustedCommand(check);
  const commit = await deps.git.reader.branchTip(repoRoot, branch);
  if (commit === undefined) {
    throw new QtuiError('unknown-revision', `There is no branch "${branch}".`, {
      untouched: 'The check was not run.',
      data: { branch },
    });
  }
  const work = { repoRoot, worktree: path, commit, command, isBackground };
  return checkCommit(deps, id, work, options);
}

/** What is checked for a session, and what is put on record of it. */
interface CheckedCommit extends Place {
  commit: Oid;
  command: readonly string[];
  isBackground: boolean;
  about?: Pick<CheckRecord, 'target' | 'others'>;
}

/** Runs a command on a commit, and keeps the run with the session; throws `aborted`. */
export async function checkCommit(
  deps: SessionDependencies,
  id: string,
  { repoRoot, worktree, commit, command, isBackground, about = {} }: CheckedCommit,
  options: Output,
): Promise<CheckRecord> {
  const log = await openLog(deps, id, command, options);
  try {
    const how = await runOptions(deps, { repoRoot, worktree }, log.options);
    const run = await deps.git.merges.check(
      { repo: repoRoot, commit },
      { ...how, command, isBackground },
    );
    for (const { message } of run.warnings) options.onOutput?.(message);
    const record = await log.record(run, { command, ...about });
    if (run.outcome === 'cancelled' && run.error) throw run.error;
    return record;
  } finally {
    await log.close();
  }
}

type Output = Pick<CheckRunOptions, 'onOutput' | 'signal'>;

/** Where a check runs for: it gets what new worktrees get. */
interface Place {
  repoRoot: string;
  worktree: string | undefined;
}

/** The time that a check has, and what it finds in its worktree. */
async function runOptions(
  deps: SessionDependencies,
  place: Place,
  options: Output,
): Promise<CheckRunOptions> {
  const { worktrees, merge } = await deps.config(place.repoRoot);
  return {
    ...options,
    timeoutMs: merge.checkMinutes * 60_000,
    prepare: (directory) => prepare(deps, { ...place, settings: worktrees }, directory, options),
  };
}

/**
 * What is linked into the worktree may be removed there without a change of the original, and
 * submodules are there where the session has them.
 */
async function prepare(
  deps: SessionDependencies,
  { settings, ...place }: Place & { settings: SessionConfig['worktrees'] },
  directory: string,
  { onOutput, signal }: Output,
): Promise<(() => Promise<Warning[]>) | undefined> {
  const from = await lenderOf(deps, place);
  if (from === undefined) return undefined;
  let changes: (() => Promise<Warning[]>) | undefined;
  const warnings = await furnish(deps, { settings, from, submodules: 'as-there' }, directory, {
    signal,
    bring: async (...args) => {
      const lent = await lendIgnored(...args);
      changes = lent.changes;
      return lent.warnings;
    },
  });
  for (const { message } of warnings) onOutput?.(message);
  return changes;
}

/** Whose ignored files and submodules the check gets; undefined where there is no such worktree. */
async function lenderOf(
  { git }: SessionDependencies,
  { worktree, repoRoot }: Place,
): Promise<string | undefined> {
  if (worktree !== undefined && (await isDirectory(worktree))) return worktree;
  const context = await git.reader.context(repoRoot);
  return context.kind === 'repository' ? context.repository.worktree : undefined;
}

interface Recording {
  /** Those given, with the output going to the log too. */
  options: Output;
  /** The run, on record as far as that was possible: that it is not does not fail the run. */
  record(
    run: CheckRun,
    about: Pick<CheckRecord, 'command' | 'target' | 'others'>,
  ): Promise<CheckRecord>;
  close(): Promise<void>;
}

/** Keeps a run and what it prints with the session. */
async function openLog(
  deps: SessionDependencies,
  id: string,
  command: readonly string[],
  options: Output,
): Promise<Recording> {
  const log = await deps.checks.openLog(id);
  log.write(`$ ${commandWords(command)}`);
  return {
    options: {
      ...options,
      onOutput: (line) => {
        log.write(line);
        options.onOutput?.(line);
      },
    },
    async record(run, about) {
      const record = recordOf(deps, run, { ...about, log: log.path });
      log.write(endWords(run));
      await log.close();
      await deps.checks.add(id, record).catch((thrown: unknown) => {
        const { code, message } = toQtuiError(thrown, 'keep the run of the check');
        deps.log.log('warn', 'check-not-recorded', { id, code, message });
      });
      return record;
    },
    close: () => log.close(),
  };
}

function recordOf(
  deps: SessionDependencies,
  { tree, outcome, exitCode, durationMs }: CheckRun,
  about: Pick<CheckRecord, 'command' | 'target' | 'others' | 'log'>,
): CheckRecord {
  return {
    ...{ tree, outcome, durationMs, time: deps.now().toISOString() },
    ...(exitCode !== undefined && { exitCode }),
    ...about,
  };
}

/** The last line of a log. */
function endWords({ outcome, exitCode, durationMs, error }: CheckRun): string {
  const code = exitCode === undefined ? '' : ` with code ${exitCode}`;
  const [why = ''] = exitCode === undefined ? (error?.message ?? '').split('\n', 1) : [];
  return `[${outcome}${code} after ${durationMs} ms] ${printable(why)}`.trimEnd();
}
