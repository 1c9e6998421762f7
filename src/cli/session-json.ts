import type { SessionView } from '../core/ports/sessions.js';

/**
 * A session as `--json` shows it (docs/cli.md); what does not apply is null. `fileCount` is what
 * somebody has just counted.
 */
export function sessionJson(
  { session, agentState, isPaused, isReadOnly }: SessionView,
  fileCount = session.fileCount,
) {
  const { worktreeInfo } = session;
  return {
    id: session.id,
    name: session.name ?? null,
    type: session.type,
    status: session.status,
    agentState: agentState ?? null,
    isPaused: isPaused ?? false,
    agent: { kind: session.agent.kind },
    branch: worktreeInfo?.branch ?? null,
    mergeTarget: worktreeInfo?.mergeTarget ?? null,
    isTemporary: worktreeInfo?.isTemporary ?? false,
    path: worktreeInfo?.path ?? session.directory,
    repoRoot: worktreeInfo?.repoRoot ?? session.repoRoot ?? null,
    created: session.created,
    lastActive: session.lastActive,
    ended: session.ended ? { time: session.ended.time, summary: session.ended.summary } : null,
    messageCount: session.messageCount,
    fileCount,
    isPinned: session.isPinned ?? false,
    priority: session.priority ?? 'normal',
    isReadOnly: isReadOnly ?? false,
  };
}
