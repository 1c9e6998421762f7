import type { PushedBranch } from '../core/ports/remotes.js';
import { printable } from '../core/text.js';

/** A push as `--json` shows it. */
export function pushedJson({ remote, branch, oid, outcome, said }: PushedBranch) {
  return { remote, branch, commit: oid, outcome, said };
}

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
