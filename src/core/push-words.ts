/** What a push came to, in words that are safe to show. */
import type { PushedBranch } from './ports/remotes.js';
import { printable } from './text.js';

const OUTCOME_WORDS: Readonly<Record<PushedBranch['outcome'], string>> = {
  created: 'as a new branch',
  updated: 'on top of what was there',
  forced: 'in place of what was there',
  'up-to-date': 'where it was already',
};

/** The outcome in one line that is safe to print. */
export function pushedWords({ remote, branch, oid, outcome }: PushedBranch): string {
  return `Pushed ${printable(branch)} (${oid.slice(0, 10)}) to ${printable(remote)}, ${OUTCOME_WORDS[outcome]}.`;
}

/** The server's own words, as text from outside. */
export function saidLines({ remote, said }: PushedBranch): string[] {
  return said.map((line) => `${printable(remote)}: ${printable(line)}`);
}
