import type { Config, Logger, PreferenceStore } from '../core/config.js';
import type { Forge } from '../core/ports/forge.js';
import type { Git } from '../core/ports/git.js';
import type { HostConnection } from '../core/ports/host.js';
import type { MergeModel } from '../core/ports/merge-model.js';
import type { CheckStore, MergeDraftStore } from '../core/ports/merge-progress.js';
import type { NameSuggester } from '../core/ports/naming.js';
import type { DiffCommentStore } from '../core/ports/session-diff.js';
import type { WorktreeSessionRepository } from '../core/ports/session-repository.js';
import type { AgentChoice } from '../core/ports/sessions.js';
import type { SkillStore } from '../core/ports/skills.js';
import type { SyntaxChecker } from '../core/ports/syntax-checker.js';
import type { TrustStore } from '../core/ports/trust.js';

/** How an agent is started: see `planLaunch` of src/agents. */
export interface AgentStart {
  /** Program and arguments without the first prompt. */
  command: string[];
  argv: string[];
  typedPrompt?: string;
}

/** The agents that can be started on this machine. */
export interface AgentCatalog {
  /** Those whose program is there; the shell is always among them, last. */
  find(): Promise<AgentChoice[]>;
  plan(
    choice: AgentChoice,
    options: { message: string; command?: readonly string[] | undefined },
  ): AgentStart;
}

export type SessionConfig = Pick<
  Config,
  | 'agents'
  | 'worktrees'
  | 'sessions'
  | 'workspaces'
  | 'branches'
  | 'merge'
  | 'types'
  | 'removal'
  | 'backups'
  | 'project'
>;

/** Everything the use cases of sessions work with. */
export interface SessionDependencies {
  git: Git;
  forge: Forge;
  repository: WorktreeSessionRepository;
  /**
   * The link to the host; rejects with `host-not-running` when none runs and `start` is not set.
   * It belongs to whoever made the service: sessions never dispose it.
   */
  connectHost(options: { start: boolean }): Promise<HostConnection>;
  /** The file that keeps the output of a session's program; it may not be there. */
  savedOutputPath(id: string): Promise<string>;
  /** Removes what was kept on disk of the output of a session's program. */
  removeSavedOutput(id: string): Promise<void>;
  agents: AgentCatalog;
  names: NameSuggester;
  skills: SkillStore;
  /** Asked about merges, only by what a person starts. */
  model: MergeModel;
  syntax: SyntaxChecker;
  /** Settings as they hold in `directory`. */
  config(directory: string): Promise<SessionConfig>;
  /** Which project files' commands may run. */
  trust: TrustStore;
  preferences: PreferenceStore;
  drafts: MergeDraftStore;
  comments: DiffCommentStore;
  checks: CheckStore;
  paths: {
    /** Where locks are; made when it is needed. */
    stateDirectory: string;
    /** Base of the worktrees. */
    dataDirectory: string;
    /** The host's socket, told to every pane. */
    socket: string;
  };
  /** Environment of panes, already free of what belongs to qtui's own terminal. */
  environment: Readonly<Record<string, string>>;
  log: Logger;
  now(): Date;
}
