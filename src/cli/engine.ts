/**
 * What almost every command needs, in one piece: each import() is a chunk of its own in the build,
 * what several of them share another one, and node takes about a millisecond for each of those.
 */
export { findAgents } from '../agents/catalog.js';
export { planLaunch } from '../agents/launch.js';
export { resolveManifests } from '../agents/manifests.js';
export { createGitHub } from '../git/github.js';
export { createGit, endRunning } from '../git/index.js';
export { createFileCheckStore } from '../session/checks/check-files.js';
export { createFileCommentStore } from '../session/comment-files.js';
export { createFileDraftStore } from '../session/drafts/draft-files.js';
export { createFileSessionRepository } from '../session/registry/file-repository.js';
export { createWorktreeSessionRepository } from '../session/registry/worktree-repository.js';
export { createSessionService } from '../session/service.js';
export { createFileTrustStore } from '../session/trust-store.js';
