/** What panes tell of a session's use, brought into its row: the one owner of those fields. */
import type { PaneActivity, PaneInfo } from './ports/host.js';
import type { CountedPrompts, SessionMetadata } from './session.js';

/** Counters that a row remembers: a client may still hold what a former one has told. */
const KEPT_COUNTERS = 4;

/** A row is not written anew for less of a later `lastActive`, ms. */
const WORTH_SAVING = 60_000;

export interface SessionUse {
  /** Of the session's own pane; absent where none is there. */
  main?: PaneActivity;
  /** Latest activity of any of its panes, ms since the epoch. */
  lastActive?: number;
  /** Files that it changes, where that is known. */
  fileCount?: number;
}

/** The use of a session by its panes; undefined where nothing is known. */
export function useOf(
  id: string,
  panes: readonly Pick<PaneInfo, 'paneId' | 'sessionId' | 'agentState' | 'activity'>[],
  now: number,
): SessionUse | undefined {
  const own = panes.flatMap((pane) =>
    pane.sessionId === id && pane.activity ? [{ ...pane, activity: pane.activity }] : [],
  );
  if (own.length === 0) return undefined;
  const main = own.find(({ paneId }) => paneId === id)?.activity;
  return {
    ...(main && { main }),
    lastActive: Math.max(
      // What works has not told of it since it began.
      ...own.map(({ agentState, activity }) => (agentState === 'busy' ? now : activity.lastActive)),
    ),
  };
}

/**
 * The row with that use added, the same row where it tells nothing new. Told twice it counts once,
 * whoever tells it.
 */
export function withUse(row: SessionMetadata, use: SessionUse): SessionMetadata {
  const lastActive = laterOf(row.lastActive, use.lastActive);
  const counted = use.main && countedWith(row.countedPrompts ?? [], use.main);
  const isFileCountNew = use.fileCount !== undefined && use.fileCount !== row.fileCount;
  if (lastActive === row.lastActive && !counted && !isFileCountNew) return row;
  return {
    ...row,
    lastActive,
    ...(isFileCountNew && { fileCount: use.fileCount }),
    ...(counted && {
      messageCount: row.messageCount + counted.added,
      countedPrompts: counted.counters,
    }),
  };
}

/** The row without what is counted while it is under way: no change by a person. */
export function withoutUse(row: SessionMetadata): Partial<SessionMetadata> {
  const { lastActive, messageCount, countedPrompts, fileCount, ...rest } = row;
  return rest;
}

/** Whether the difference is worth a write; at the end of a pane or a client, any is. */
export function isWorthSaving(
  row: SessionMetadata,
  next: SessionMetadata,
  { isLast = false }: { isLast?: boolean } = {},
): boolean {
  if (next === row) return false;
  if (next.messageCount !== row.messageCount || next.fileCount !== row.fileCount) return true;
  const later = Date.parse(next.lastActive) - Date.parse(row.lastActive);
  return later >= (isLast ? 1_000 : WORTH_SAVING);
}

/** The later of a row's time and another, ms since the epoch: a clock may have been put back. */
export function laterOf(time: string, other: number | undefined): string {
  if (other === undefined || !(other > Date.parse(time))) return time;
  return new Date(other).toISOString();
}

function countedWith(
  counters: readonly CountedPrompts[],
  { counterId, prompts }: PaneActivity,
): { counters: CountedPrompts[]; added: number } | undefined {
  const known = counters.find((each) => each.counterId === counterId);
  const added = prompts - (known?.prompts ?? 0);
  if (added <= 0) return undefined;
  const others = counters.filter((each) => each !== known);
  return { added, counters: [...others, { counterId, prompts }].slice(-KEPT_COUNTERS) };
}
