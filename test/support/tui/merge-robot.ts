import type { MergePlan } from '../../../src/core/merge.js';
import { sessionRow } from '../sessions.js';
import type { Robot, RobotOptions } from './robot.js';
import { start } from './robots.js';
import { ScriptedHost } from './scripted-host.js';
import { mergePlan, ScriptedSessions } from './scripted-sessions.js';

/** Branch of the session `auth`, as `mergePlan` has it. */
const SOURCE = 'feature/auth';
export const CHECK = { command: ['npm', 'test'] };
export const NOTES = { path: 'notes.txt', kind: 'added' as const, isBinary: false };

/** A screen with the session `auth`, and `others` beside it. */
export async function opened(
  options: RobotOptions = {},
  others: readonly string[] = [],
): Promise<Robot> {
  const host = new ScriptedHost();
  const sessions = new ScriptedSessions(host);
  const { worktreeInfo: made } = sessionRow({ id: 'auth' });
  const worktreeInfo = made && { ...made, repoRoot: mergePlan().request.repoRoot };
  if (worktreeInfo)
    sessions.open({ id: 'auth', worktreeInfo: { ...worktreeInfo, branch: SOURCE } });
  for (const id of others) {
    if (worktreeInfo) sessions.open({ id, worktreeInfo: { ...worktreeInfo, branch: id } });
  }
  const robot = start({ scriptedHost: host, sessions, ...options });
  await robot.see('1 auth', 'feature/auth → main');
  return robot;
}

/** The same with its merge open at the preview. */
export async function openMerge(
  change: Partial<MergePlan> = {},
  options: RobotOptions = {},
): Promise<Robot> {
  const robot = await opened(options);
  robot.sessions.plan = mergePlan(change);
  robot.sessions.freshPlan = Promise.resolve(robot.sessions.plan);
  robot.press('ctrl-b', 'm');
  await robot.see('[Preview]');
  return robot;
}

/** What the service was asked by this name. */
export function called(robot: Robot, name: string): unknown[][] {
  return robot.sessions.calls.filter(([called]) => called === name);
}
