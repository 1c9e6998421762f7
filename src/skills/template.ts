import { SESSION_TYPES } from '../core/session.js';

/** The beginning of a skill, which can be used as it is. */
export function skillTemplate(name: string): string {
  return `---
name: ${name}
# One line: what the skill is for, and when to use it.
description: Describe what ${name} does
# Whether its sessions need a worktree of their own. Left out, the agent and the repository decide.
# requires-worktree: true
# Type of its sessions where --type names none: ${SESSION_TYPES.join(', ')}.
# type: feature
# Agent of its sessions where --agent names none; "qtui doctor" lists those found.
# agent: claude
#
# Below the next line of dashes stands what the agent is told. $ARGUMENTS becomes the message of
# the session; without it the message is added at the end.
---

Do this, and say at the end what you have done:

$ARGUMENTS
`;
}
