import { isDeepStrictEqual } from 'node:util';
import { asWarning, QtuiError, toQtuiError, type Warning } from '../../core/errors.js';
import { isPutAway, type SessionMetadata } from '../../core/session.js';
import { withoutUse } from '../../core/session-activity.js';
import type { ActLanding, StoredAct, UndoIntent } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { parseMetadata } from '../registry/metadata.js';
import { saveRow, updateRow } from '../registry/rows.js';
import { moved, movedBack } from '../status.js';

/**
 * Gives the session of an undone act its row again. A row that somebody has changed since keeps
 * those changes. What cannot be done becomes a warning: the work itself is back.
 */
export async function restoreRow(
  deps: SessionDependencies,
  act: StoredAct,
  intent: UndoIntent,
): Promise<Warning[]> {
  const { session } = act;
  if (session === undefined) return [];
  const before = parseMetadata(session.row, `the record of ${act.id}`).session;
  const back = relocated(before, act, intent);
  const warnings: Warning[] = [];
  const current = await presentRow(deps, session.id);
  if (current === undefined) {
    // A row says what `attach` runs: only this very repository may bring one of its own.
    if (act.isMoved) return [notListed(session.title)];
    await saveRow(deps, back);
  } else {
    await updateRow(deps, session.id, (row) => {
      warnings.length = 0;
      if (isAsRemoved(row, before) || isDeepStrictEqual(row, back)) return withUseOf(back, row);
      warnings.push({
        code: 'session-changed',
        message: `Session "${session.title}" was changed since; those changes were kept.`,
      });
      return withPlace(row, before, back);
    });
  }
  return warnings;
}

function notListed(title: string): Warning {
  return {
    code: 'session-not-restored',
    message: `Session "${title}" is not known here, so only its worktree and branch are back.`,
    hint: 'Make a session there with `qtui new` in that directory.',
  };
}

/**
 * Takes the record of a merge back from the session's row, if it still is of this merge, or if the
 * session has gone on from it: its work begins where it did before then.
 */
export async function unmergeRow(
  deps: SessionDependencies,
  { id, session, landing }: StoredAct,
): Promise<Warning[]> {
  if (session === undefined || landing === undefined) return [];
  const before = parseMetadata(session.row, `the record of ${id}`).session;
  if ((await presentRow(deps, session.id)) === undefined) return [];
  await updateRow(deps, session.id, (row) => {
    const isGoneOn = hasGoneOn(row, landing);
    if (!row.worktreeInfo) return row;
    if (!isGoneOn && row.worktreeInfo.mergedOid !== landing.sourceOid) return row;
    const { mergedOid: _merged, landedOid: _landed, ...info } = row.worktreeInfo;
    const { mergedOid: former, landedOid, baseOid, startOid } = before.worktreeInfo ?? {};
    return {
      ...(former === undefined ? moved(row, 'undoLanding') : row),
      worktreeInfo: {
        ...info,
        ...(isGoneOn && baseOid !== undefined && { baseOid }),
        ...(isGoneOn && startOid !== undefined && { startOid }),
        ...(former !== undefined && { mergedOid: former }),
        ...(landedOid !== undefined && { landedOid }),
      },
    };
  });
  return [];
}

/** The session's branch was moved to what has landed, and begins anew there. */
export function hasGoneOn(
  { worktreeInfo: info }: SessionMetadata,
  { source, new: landed }: ActLanding,
): boolean {
  return info?.branch === source && info.baseOid === landed && info.mergedOid === undefined;
}

/** Undefined as well for a row that is beyond repair: the recorded one is better. */
export async function presentRow(deps: SessionDependencies, id: string) {
  try {
    return await deps.repository.get(id);
  } catch (error) {
    if (error instanceof QtuiError && error.code === 'metadata-corrupt') return undefined;
    throw error;
  }
}

/** True when nothing but what a removal writes differs. */
function isAsRemoved(row: SessionMetadata, before: SessionMetadata): boolean {
  if (!isPutAway(row)) return false;
  const kept = ({ status, ended, ...rest }: Partial<SessionMetadata>) => rest;
  return isDeepStrictEqual(kept(withoutUse(row)), kept(withoutUse(before)));
}

/** What was counted when its program was ended, after the record was made. */
function withUseOf(back: SessionMetadata, row: SessionMetadata): SessionMetadata {
  const { messageCount, countedPrompts } = row;
  return { ...back, messageCount, ...(countedPrompts && { countedPrompts }) };
}

function withPlace(
  row: SessionMetadata,
  before: SessionMetadata,
  back: SessionMetadata,
): SessionMetadata {
  if (!isPutAway(row)) return row;
  const info = row.worktreeInfo;
  const { worktreeInfo } = back;
  return {
    ...movedBack(row, before),
    directory: back.directory,
    ...(info && worktreeInfo
      ? { worktreeInfo: { ...info, path: worktreeInfo.path, branch: worktreeInfo.branch } }
      : {}),
  };
}

/** The row with the place and the branch that the worktree has come back to. */
function relocated(
  before: SessionMetadata,
  { worktree, branch }: StoredAct,
  intent: UndoIntent,
): SessionMetadata {
  const info = before.worktreeInfo;
  if (info === undefined) return before;
  const path = intent.worktree?.path ?? info.path;
  const former = worktree?.branch ?? branch?.name;
  const present = intent.worktree?.branch ?? intent.branch?.name;
  const isRenamed = present !== undefined && former === info.branch;
  const isInside = before.directory === info.path || before.directory.startsWith(`${info.path}/`);
  return {
    ...before,
    directory: isInside ? path + before.directory.slice(info.path.length) : before.directory,
    worktreeInfo: { ...info, path, ...(isRenamed ? { branch: present } : {}) },
  };
}

/** A failure of `restoreRow` or `unmergeRow` as a warning that says what to do. */
export function rowWarning(thrown: unknown, act: StoredAct): Warning {
  const title = act.session?.title ?? act.id;
  const warning = asWarning(toQtuiError(thrown, `restore the record of session "${title}"`));
  return { hint: 'The files are back; only the registry does not show it.', ...warning };
}
