import type { PushedBranch } from '../core/ports/remotes.js';

/** A push as `--json` shows it. */
export function pushedJson({ remote, branch, oid, outcome, said }: PushedBranch) {
  return { remote, branch, commit: oid, outcome, said };
}
