import type { RepairedWorktree } from './ports/worktrees.js';
import { printable } from './text.js';

export const NOTHING_TO_REPAIR = 'Nothing was found that needs repair.';

/** What a repair has done to a worktree, as a sentence. */
export function repairedWords({ path, from, session }: RepairedWorktree): string {
  const whose = session ? ` (session "${printable(session.title)}")` : '';
  const place = printable(path);
  return path === from
    ? `${place}${whose} finds its repository again.`
    : `${printable(from)} is at ${place} now${whose}.`;
}
