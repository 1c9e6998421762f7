import { sep } from 'node:path';
import { QtuiError } from '../../core/errors.js';
import type { SessionView } from '../../core/ports/sessions.js';
import {
  AGENT_STATES,
  compareRank,
  isPutAway,
  SESSION_STATUSES,
  SESSION_TYPES,
  sessionTitle,
} from '../../core/session.js';
import { SHOWN_STATES } from '../../core/shown-state.js';
import { stateOf } from './state.js';

/** What `--status` takes: what is shown of a session, the most urgent first, and the JSON's words. */
export const STATES = [...new Set([...SHOWN_STATES, ...AGENT_STATES, ...SESSION_STATUSES])];
export const SORT_KEYS = ['active', 'created', 'name', 'state'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Which sessions are listed, and in which order. */
export interface ListChoice {
  /** Those that are put away too. */
  all?: boolean;
  archived?: boolean;
  status?: readonly string[];
  type?: readonly string[];
  /** Main worktree of the only repository that is listed. */
  repoRoot?: string;
  sort?: SortKey;
  reverse?: boolean;
}

/** A parser of `a,b`, also given several times; throws `usage` for a word that is none of them. */
function wordsOf(option: string, known: readonly string[]) {
  return (text: string, previous: unknown): string[] => {
    const words = text.split(',').map((word) => word.trim());
    const unknown = words.find((word) => !known.includes(word));
    if (unknown !== undefined) {
      throw new QtuiError('usage', `${option} knows no "${unknown}".`, {
        hint: `One of: ${known.join(', ')}.`,
      });
    }
    return [...(Array.isArray(previous) ? previous : []), ...words];
  };
}

export const parseStates = wordsOf('--status', STATES);
export const parseTypes = wordsOf('--type', SESSION_TYPES);

/** The sessions that are meant, in the order of the list. */
export function chosenSessions(
  views: readonly SessionView[],
  { all, archived, status, type, repoRoot, sort = 'active', reverse }: ListChoice,
): SessionView[] {
  const states = archived ? [...(status ?? []), 'archived'] : status;
  const chosen = views.filter(
    (view) =>
      (states === undefined
        ? all === true || !isPutAway(view.session)
        : wordsFor(view).some((word) => states.includes(word))) &&
      (type === undefined || type.includes(view.session.type)) &&
      (repoRoot === undefined || repositoryOf(view) === repoRoot),
  );
  const order = ORDERS[sort];
  chosen.sort(
    sort === 'active' ? (a, b) => compareRank(a.session, b.session) || order(a, b) : order,
  );
  return reverse ? chosen.reverse() : chosen;
}

/** All that a person may call its state. */
function wordsFor(view: SessionView): string[] {
  const { session, agentState } = view;
  return [session.status, stateOf(view), ...(agentState === undefined ? [] : [agentState])];
}

const ORDERS: Readonly<Record<SortKey, (a: SessionView, b: SessionView) => number>> = {
  active: (a, b) => compareText(b.session.lastActive, a.session.lastActive),
  created: (a, b) => compareText(b.session.created, a.session.created),
  name: (a, b) => sessionTitle(a.session).localeCompare(sessionTitle(b.session)),
  state: (a, b) => SHOWN_STATES.indexOf(stateOf(a)) - SHOWN_STATES.indexOf(stateOf(b)),
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Sessions by the main worktree of their repository, '' without one; `here`'s come first. */
export function byRepository(
  views: readonly SessionView[],
  here: string | undefined,
): [repository: string, members: SessionView[]][] {
  const groups = new Map<string, SessionView[]>();
  for (const view of views) {
    const key = repositoryOf(view) ?? '';
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [view]);
    else members.push(view);
  }
  return [...groups].sort(([a], [b]) => Number(b === here) - Number(a === here));
}

/** The repository whose main worktree, or a session's worktree, holds `path`, as far as rows tell. */
export function repositoryAround(views: readonly SessionView[], path: string): string | undefined {
  const places = views.flatMap((view) => {
    const repository = repositoryOf(view);
    if (repository === undefined) return [];
    const worktree = view.session.worktreeInfo?.path;
    return [repository, ...(worktree === undefined ? [] : [worktree])].map((place) => ({
      place,
      repository,
    }));
  });
  return places
    .filter(({ place }) => path === place || path.startsWith(place + sep))
    .sort((a, b) => b.place.length - a.place.length)[0]?.repository;
}

function repositoryOf({ session }: SessionView): string | undefined {
  return session.worktreeInfo?.repoRoot ?? session.repoRoot;
}
