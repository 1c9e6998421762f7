import type { SessionMetadata } from '../../src/core/session.js';
import type { TempRepo } from '../../test/support/temp-repo.js';

/** The row of a session whose worktree at `path` was made by hand; it goes by its branch's name. */
export function sessionRow(
  repo: TempRepo,
  path: string,
  branch: string,
  baseOid: string,
): SessionMetadata {
  return {
    version: 2,
    id: branch,
    status: 'background',
    created: '2026-01-01T00:00:00.000Z',
    lastActive: '2026-01-01T00:00:00.000Z',
    firstMessage: branch,
    type: 'feature',
    fileCount: 0,
    messageCount: 0,
    agent: { kind: 'shell', command: ['/bin/sh'] },
    directory: path,
    repoRoot: repo.path,
    worktreeInfo: {
      ...{ path, branch, repoRoot: repo.path, isTemporary: false, mergeTarget: 'main', baseOid },
    },
    customFields: {},
  };
}
