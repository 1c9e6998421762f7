import { METADATA_VERSION, type SessionMetadata } from '../../src/core/session.js';

/** A complete row of a worktree session; `change` replaces fields. */
export function sessionRow(change: Partial<SessionMetadata> = {}): SessionMetadata {
  const id = change.id ?? 'abcdefghij';
  return {
    version: METADATA_VERSION,
    id,
    status: 'active',
    created: '2026-01-02T03:04:05.000Z',
    lastActive: '2026-01-02T03:04:05.000Z',
    firstMessage: 'Fix the login',
    type: 'feature',
    fileCount: 0,
    messageCount: 1,
    agent: { kind: 'claude', command: ['/usr/bin/claude'] },
    directory: `/data/worktrees/repo/${id}`,
    repoRoot: '/repo',
    worktreeInfo: {
      path: `/data/worktrees/repo/${id}`,
      branch: `branch-${id}`,
      repoRoot: '/repo',
      isTemporary: false,
      mergeTarget: 'main',
      baseOid: '1'.repeat(40),
    },
    customFields: {},
    ...change,
  };
}
