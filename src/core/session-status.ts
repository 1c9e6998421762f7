/** The statuses of a session, and which may become which by what: the one table of it. */

export const SESSION_STATUSES = [
  'creating',
  'active',
  'background',
  'archived',
  'merged',
  'failed',
] as const;
/**
 * `creating`: being made, by the process named in the journal. `active`: has, or should have, a
 * pane. `background`: closed by the person, worktree kept, can be opened again. `merged`: landed
 * and its worktree removed. `archived`: put away. `failed`: creation could not be rolled back.
 */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** What begins a session, with the status it begins in. */
export const FIRST_STATUS = {
  create: 'creating',
  adopt: 'background',
} as const satisfies Record<string, SessionStatus>;

/** Why a status stays as it is although something else was wanted. */
export type StatusRefusal = 'being-made' | 'never-finished' | 'is-removed' | 'is-made';

/** A status: what it becomes, the same where the act changes nothing. */
type Outcome = SessionStatus | { refusal: StatusRefusal };

const BEING_MADE = { refusal: 'being-made' } as const;
const NEVER_FINISHED = { refusal: 'never-finished' } as const;
const IS_REMOVED = { refusal: 'is-removed' } as const;
const IS_MADE = { refusal: 'is-made' } as const;

/**
 * `keep`: the making was cut off, and what is there holds work. `fail`: it was undone, not wholly.
 * `removeLanded`: removed after its work has landed. `undoLanding`: of a session that is removed.
 */
const MOVES = {
  finish: {
    creating: 'active',
    active: 'active',
    // Who took its maker for dead has kept it.
    background: 'active',
    archived: IS_MADE,
    merged: IS_MADE,
    failed: NEVER_FINISHED,
  },
  keep: {
    creating: 'background',
    active: 'active',
    background: 'background',
    archived: IS_MADE,
    merged: IS_MADE,
    failed: NEVER_FINISHED,
  },
  fail: {
    creating: 'failed',
    active: IS_MADE,
    background: IS_MADE,
    archived: IS_MADE,
    merged: IS_MADE,
    failed: 'failed',
  },
  open: {
    creating: BEING_MADE,
    active: 'active',
    background: 'active',
    archived: 'active',
    merged: IS_REMOVED,
    failed: NEVER_FINISHED,
  },
  close: {
    creating: BEING_MADE,
    active: 'background',
    background: 'background',
    archived: 'archived',
    merged: 'merged',
    failed: 'failed',
  },
  archive: {
    creating: BEING_MADE,
    active: 'archived',
    background: 'archived',
    archived: 'archived',
    merged: IS_REMOVED,
    failed: NEVER_FINISHED,
  },
  unarchive: {
    creating: 'creating',
    active: 'active',
    background: 'background',
    archived: 'background',
    merged: 'merged',
    failed: 'failed',
  },
  remove: {
    creating: BEING_MADE,
    active: 'archived',
    background: 'archived',
    archived: 'archived',
    merged: 'merged',
    failed: 'archived',
  },
  removeLanded: {
    creating: BEING_MADE,
    active: 'merged',
    background: 'merged',
    archived: 'merged',
    merged: 'merged',
    failed: 'merged',
  },
  undoLanding: {
    creating: 'creating',
    active: 'active',
    background: 'background',
    archived: 'archived',
    merged: 'archived',
    failed: 'failed',
  },
} as const satisfies Record<string, Record<SessionStatus, Outcome>>;

export type StatusAct = keyof typeof MOVES;
export type StatusMove = { to: SessionStatus } | { refusal: StatusRefusal };

/** What an act makes of a status, or why it may not. */
export function moveStatus(from: SessionStatus, act: StatusAct): StatusMove {
  const outcome: Outcome = MOVES[act][from];
  return typeof outcome === 'string' ? { to: outcome } : outcome;
}

/** What the undo of a removal makes of a status: what it was, unless it was opened again since. */
export function statusBeforeRemoval(present: SessionStatus, before: SessionStatus): StatusMove {
  if (!isPutAway({ status: present })) return { to: present };
  return before === 'creating' ? BEING_MADE : { to: before };
}

/** One that is worked on: it has a pane, or can get one. */
export function isOpen({ status }: { status: SessionStatus }): boolean {
  return status === 'active' || status === 'background';
}

/** Over, by the person's wish: landed and removed, or archived. */
export function isPutAway({ status }: { status: SessionStatus }): boolean {
  return status === 'archived' || status === 'merged';
}

/** Nothing goes on with it any more: put away, or never finished. */
export function isHistorical(session: { status: SessionStatus }): boolean {
  return isPutAway(session) || session.status === 'failed';
}
