import type { Config } from '../core/config.js';
import type { TypePolicies, TypePolicy } from '../core/session-type.js';

/** A type's policy: what it says itself, and for the rest what holds for any. */
const policy = (own: Partial<TypePolicy>): TypePolicy => ({
  worktree: 'undecided',
  temporary: false,
  check: true,
  checkWhenIdle: false,
  background: 'never',
  cleanupDays: 30,
  archiveDays: 0,
  ...own,
});

const TYPES: TypePolicies = {
  development: policy({ background: 'allowed', checkWhenIdle: true }),
  feature: policy({ worktree: 'required' }),
  debug: policy({ worktree: 'none' }),
  refactor: policy({ worktree: 'required' }),
  hotfix: policy({ worktree: 'ask' }),
  experiment: policy({ worktree: 'temporary', temporary: true, cleanupDays: 14 }),
  exploration: policy({ worktree: 'none' }),
  planning: policy({ worktree: 'none' }),
  'code-review': policy({ worktree: 'none' }),
};

/** What applies where neither the user's nor the project's file says otherwise. */
export const DEFAULT_CONFIG: Config = Object.freeze({
  keys: { leader: 'ctrl-b', newSession: 'ctrl-n', merge: 'ctrl-m' },
  agents: { manifests: {}, newlines: {}, requiresWorktree: {} },
  worktrees: {
    path: '{data}/worktrees/{repo}/{name}',
    copy: [],
    link: [],
    sparse: [],
    submodules: false,
    setup: [],
    fetch: true,
  },
  workspaces: { depth: 1 },
  sessions: { ports: [20_000, 29_999], portCount: 10 },
  branches: { prefix: '', protected: ['main', 'master', 'develop'] },
  merge: {
    ...{ strategy: 'merge', check: [], checkMinutes: 30, trailers: [] },
    ...{ suggestMessage: false, syntax: {}, speculate: true, speculateCheck: false },
  },
  llm: {
    apiKeyCommand: [],
    command: [],
    timeoutSeconds: 15,
    conflictTimeoutSeconds: 60,
    conflictsAtOnce: 4,
  },
  names: { suggest: 'off', timeoutSeconds: 4 },
  types: TYPES,
  removal: { important: [], ordinary: [] },
  backups: { keepDays: 30, keepCount: 50 },
  terminal: {
    scrollback: 10_000,
    saveScrollback: true,
    color: 'auto',
    unicode: 'auto',
    mouse: true,
    pasteNewlines: 'ask',
    copyOnSelect: true,
    bell: 'forward',
    notifications: 'forward',
    clipboardRead: 'ask',
    copyCommand: [],
    pasteCommand: [],
  },
} satisfies Config);
