import type { AgentManifest } from './agent.js';
import type { MergeStrategy } from './merge.js';
import type { ProjectFile } from './ports/trust.js';

/** Commands that a repository's settings name; each is a program with its arguments. */
export interface ProjectCommands {
  /** Run in every new worktree before the agent starts. */
  setup?: readonly string[];
  /** Run before a merge. */
  check?: readonly string[];
}

/** Program and arguments by what a file's name ends with (`rs`) or is (`Makefile`). */
export type SyntaxCommands = Readonly<Record<string, readonly string[]>>;

import type { RemovalRules } from './repository.js';
import type { SessionType } from './session.js';
import type { TypePolicies, TypePolicy } from './session-type.js';

export type ColorDepth = 'truecolor' | '256' | '16' | 'none';

/** Settings after defaults, user file and project file were laid over each other. */
export interface Config {
  keys: {
    /** Key names as in `ctrl-b`. */
    leader: string;
    newSession: string;
    merge: string;
  };
  agents: {
    /** Manifest id used when the person has not chosen yet. */
    default?: string;
    /** Manifests of the user, by kind; they replace shipped ones of the same kind. */
    manifests: Readonly<Record<string, AgentManifest>>;
    /** What Shift+Enter sends, by kind, in place of the manifest's; '' sends a plain Enter. */
    newlines: Readonly<Record<string, string>>;
    /** Whether sessions of an agent need a worktree, by kind, in place of the manifest's word. */
    requiresWorktree: Readonly<Record<string, boolean>>;
  };
  worktrees: {
    /** Directory pattern; `{data}`, `{repo}`, `{root}`, `{name}` are replaced. */
    path: string;
    /** Ignored files copied from the main worktree into a new one, as git pathspecs. */
    copy: readonly string[];
    /** Ignored files and directories linked to the main worktree's, as git pathspecs. */
    link: readonly string[];
    /** Directories that new worktrees are limited to; empty for all. */
    sparse: readonly string[];
    /** New worktrees get their submodules. */
    submodules: boolean;
    /** The person's own setup command, program and arguments; empty for none. */
    setup: readonly string[];
    /** New sessions and merges ask the merge target's remote first. */
    fetch: boolean;
  };
  workspaces: {
    /** Levels of directories that are looked into for repositories, outside of one. */
    depth: number;
  };
  sessions: {
    /** First and last port that sessions get ranges of. */
    ports: readonly [number, number];
    /** Ports of each session; 0 for none. */
    portCount: number;
  };
  branches: {
    /** Put before a derived branch name; `{user}` is the git user's name as a slug. */
    prefix: string;
    protected: readonly string[];
  };
  merge: {
    strategy: MergeStrategy;
    target?: string;
    /** The person's own check command, program and arguments; empty for none. */
    check: readonly string[];
    /** Minutes that a check may take. */
    checkMinutes: number;
    /** Added to the message of a merge or squash commit, each `Key: value`. */
    trailers: readonly string[];
    /** The model of `llm` is asked for the message of uncommitted work, without being told to. */
    suggestMessage: boolean;
    /**
     * The person's own commands that tell whether a file parses, by the end of its name or by all
     * of it; program and arguments, empty for none.
     */
    syntax: SyntaxCommands;
    /** Merges of sessions are tried in idle time, so that lists can tell what would come of them. */
    speculate: boolean;
    /** The check runs there too, on what each target would be with all that merge into it. */
    speculateCheck: boolean;
  };
  /** How a language model is reached; nothing is sent anywhere but by what asks for it. */
  llm: {
    /** Address of an endpoint that speaks OpenAI's protocol; absent for OpenAI's own. */
    baseUrl?: string;
    model?: string;
    /** Variable that holds the key. */
    apiKeyEnv?: string;
    /** Program with arguments that prints the key; empty for none. */
    apiKeyCommand: readonly string[];
    /** Program with arguments that answers a prompt, in place of an endpoint; empty for none. */
    command: readonly string[];
    /** Longest that an answer may take, s. */
    timeoutSeconds: number;
    /** The same for an answer about a place in conflict, s. */
    conflictTimeoutSeconds: number;
    /** Questions about places in conflict that are under way at the same time. */
    conflictsAtOnce: number;
    /** What a million tokens cost that are sent, and that are answered, in a currency of choice. */
    priceIn?: number;
    priceOut?: number;
  };
  names: {
    /** Who suggests the names of branches: nobody, the endpoint or the command of `llm`. */
    suggest: 'off' | 'llm' | 'command';
    /** Longest that a name is waited for, s. */
    timeoutSeconds: number;
  };
  /** What holds for each type of session. */
  types: TypePolicies;
  /** The repository's file and the commands in it, which run only when it is trusted. */
  project?: {
    file: ProjectFile;
    commands: ProjectCommands;
    /** Checks of the types that it names, in place of yours; a command needs trust as others do. */
    typeChecks?: Readonly<Partial<Record<SessionType, TypePolicy['check']>>>;
    /** Its own commands that tell whether a file parses. */
    syntax?: SyntaxCommands;
  };
  /** What ignored files are worth when their worktree is to be removed, beside what is known. */
  removal: RemovalRules;
  backups: {
    /** Days that what an undo needs is kept. */
    keepDays: number;
    /** Acts of a repository that are kept; older ones go first. */
    keepCount: number;
  };
  terminal: {
    /** Lines of scrollback a pane keeps. */
    scrollback: number;
    /** What panes show is kept on disk for the time after a restart. */
    saveScrollback: boolean;
    color: ColorDepth | 'auto';
    unicode: boolean | 'auto';
    mouse: boolean;
    /** A paste with line breaks into a program that takes them for Enter: asked for first or not. */
    pasteNewlines: 'ask' | 'allow';
    /** What the mouse has selected is copied when the button goes up. */
    copyOnSelect: boolean;
    /** Program with arguments that opens an address; empty for none, absent for the desktop's. */
    openCommand?: readonly string[];
    /** What a program's bell does beside marking its tab. */
    bell: 'mark' | 'forward';
    /** What a program's notification does: nothing, a line on the screen, that and the terminal's own. */
    notifications: 'off' | 'show' | 'forward';
    /** What a program that asks for the clipboard gets. */
    clipboardRead: 'ask' | 'deny';
    /** Program with arguments that is given what is copied, on its stdin; empty for none. */
    copyCommand: readonly string[];
    /** Program with arguments that prints the clipboard; empty for none. */
    pasteCommand: readonly string[];
  };
}

/** Choices remembered between runs; not configuration. */
export interface Preferences {
  agentKind?: string;
  type?: string;
  /** By the root of a repository: what was chosen last after a merge there. */
  afterMerge?: Readonly<Record<string, string>>;
}

export interface PreferenceStore {
  load(): Promise<Preferences>;
  /** Merges into what is stored, and what is by repository into what is stored of each. */
  save(change: Preferences): Promise<void>;
}

/** Appends one JSON line to the log; never throws, never prints, never given prompts or secrets. */
export interface Logger {
  log(
    level: 'info' | 'warn' | 'error',
    event: string,
    fields?: Readonly<Record<string, unknown>>,
  ): void;
}
