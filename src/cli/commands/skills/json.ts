import type { Skill } from '../../../core/skill.js';

/** A skill as `--json` shows it (docs/cli.md), without its prompt; what it does not say is null. */
export function skillJson({
  name,
  description,
  origin,
  file,
  requiresWorktree,
  type,
  agentKind,
  hides,
}: Skill) {
  return {
    ...{ name, description, origin, file },
    requiresWorktree: requiresWorktree ?? null,
    type: type ?? null,
    agent: agentKind ?? null,
    hides,
  };
}
