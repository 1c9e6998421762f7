import type { Warning } from '../../core/errors.js';
import type { StoredAct } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { parseMetadata } from '../registry/metadata.js';
import { updateRow } from '../registry/rows.js';
import { recordMove } from './go-on.js';

/**
 * Finishes or undoes what killed processes left of merges in the repository, and puts those that
 * have landed on record in their sessions' rows.
 */
export function recoverMerges(deps: SessionDependencies, repo: string): Promise<Warning[]> {
  return deps.git.merges.recover(
    repo,
    (act) => recordLanding(deps, act),
    (move) => recordMove(deps, move),
  );
}

/** Undefined where the row tells of this merge, or of a later one, already. */
async function recordLanding(
  deps: SessionDependencies,
  { id, session, landing }: StoredAct,
): Promise<Warning | undefined> {
  if (!session || !landing || !(await deps.repository.get(session.id))) return undefined;
  const former = parseMetadata(session.row, `the record of ${id}`).session.worktreeInfo?.landedOid;
  let isRecorded = false;
  await updateRow(deps, session.id, (row) => {
    const { worktreeInfo: info } = row;
    isRecorded = info?.branch === landing.source && info.landedOid === former;
    if (!info || !isRecorded) return row;
    const merged = { mergedOid: landing.sourceOid, landedOid: landing.new };
    return { ...row, worktreeInfo: { ...info, ...merged } };
  });
  if (!isRecorded) return undefined;
  return {
    code: 'merge-recovered',
    message: `The record of session "${session.title}" tells of its merge into ${landing.target} now.`,
  };
}
