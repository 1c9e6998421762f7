/** Whether a session of the dialog gets a worktree, and the words that say why. */
import { decideWorktree } from '../../core/decide-worktree.js';
import type { NewSessionDefaults } from '../../core/ports/sessions.js';
import type { SessionType } from '../../core/session.js';
import type { Skill } from '../../core/skill.js';
import type { WorktreeDecision } from '../../core/strategy.js';
import { type Line, type Role, span, wrapped } from '../views/line.js';
import { ROOM_BESIDE_LABEL } from './text-field.js';
import { LABEL_WIDTH } from './widget.js';

/** `branch` and `pull-request` go on with what is there, the first two begin a branch. */
export type WorktreeChoice = 'new' | 'temporary' | 'branch' | 'pull-request' | 'none';

/** What would be done without a choice of the person's. */
export interface ProposedWorktree {
  choice: WorktreeChoice;
  /** Why; undefined where it needs no words, as none can be made. */
  reason?: string;
}

/**
 * The type, the skill and the agent say whether there is a worktree; where they leave it open, the key that
 * has opened the dialog means one.
 */
export function proposeWorktree(
  defaults: NewSessionDefaults,
  { type, agentKind, skill }: { type: SessionType; agentKind: string; skill?: Skill | undefined },
): ProposedWorktree {
  if (defaults.worktreeObstacle) return { choice: 'none' };
  const wish = { flags: {}, type, agentKind, skill, interactive: true };
  const decision = decideWorktree(defaults, wish);
  const made = defaults.types[type].temporary ? 'temporary' : 'new';
  return { choice: choiceOf(decision, made), reason: reasonOf(decision) };
}

function choiceOf({ kind }: WorktreeDecision, made: WorktreeChoice): WorktreeChoice {
  if (kind === 'createTemp') return 'temporary';
  return kind === 'never' ? 'none' : made;
}

function reasonOf({ kind, reason }: WorktreeDecision): string {
  if (kind === 'ask') return `yours to choose, because ${reason}`;
  if (kind === 'useExisting') return `a new one, though ${reason}`;
  return `because ${reason}`;
}

/** Below the choice: why it is so, or what was proposed in its place. */
export function reasonLines(
  { choice, reason }: ProposedWorktree,
  chosen: WorktreeChoice,
  width: number,
): readonly Line[] {
  if (reason === undefined) return [];
  const isOwn = chosen !== choice;
  const role: Role = isOwn ? 'warning' : 'muted';
  const words = isOwn ? `your choice (proposed: ${choice}, ${reason})` : reason;
  const indent = ' '.repeat(width < ROOM_BESIDE_LABEL ? 0 : LABEL_WIDTH);
  return wrapped(words, width - indent.length, role).map((line): Line => [span(indent), ...line]);
}
