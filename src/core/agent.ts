import type { AgentState } from './session.js';

/** Patterns that tell an agent's state; regular expression sources, matched with flags `imu`. */
export interface AgentMarkers {
  title?: readonly string[];
  /** Matched against the text near the prompt: the last lines of the screen. */
  screen?: readonly string[];
}

/** What qtui knows of one agent program; data, so that a user can override it. */
export interface AgentManifest {
  kind: string;
  /** Name shown to a person. */
  label: string;
  /** Program names to look for on PATH, first found wins. */
  programs: readonly string[];
  /** Arguments before everything else. */
  args: readonly string[];
  /**
   * How a first prompt is given: `argument` appends `promptArgs` with `{prompt}` replaced,
   * `typed` pastes it when the agent is idle, `none` where it takes none.
   */
  prompt: { how: 'argument'; args: readonly string[] } | { how: 'typed' } | { how: 'none' };
  /** Whether its sessions need a worktree; absent where it does not care. */
  requiresWorktree?: boolean;
  /** Bytes that insert a newline without submitting (Shift+Enter, Alt+Enter in a legacy pane). */
  newline?: string;
  markers: Partial<Record<Exclude<AgentState, 'exited' | 'unknown'>, AgentMarkers>>;
  /** Screens that hide the state (a transcript, a picker): the state stays what it was. */
  frozen?: readonly string[];
}

/** What an agent's state is judged by; times are milliseconds of a monotonic clock. */
export interface AgentEvidence {
  kind: string;
  title: string;
  /** The last non-empty lines of the screen, oldest first. */
  screen: readonly string[];
  /** Newest state the agent has reported itself (hook or OSC 7501), if any. */
  reported?: { state: AgentState; at: number };
  /** When the program last printed something that was not caused by our own resize. */
  lastOutputAt: number;
  /**
   * When something was last typed or pasted into it before it printed that, so that an echo is not
   * taken for work, nor is the echo of one key when the next one is pressed.
   */
  lastInputAt?: number;
  /** What was judged the last time; absent the first time. */
  previous?: AgentState;
  startedAt: number;
  now: number;
}

export interface AgentJudgement {
  state: AgentState;
  /**
   * The next time at which the same evidence may be judged otherwise, ms of the clock of the
   * evidence; absent when time alone changes nothing any more.
   */
  changesAt?: number;
}

/** Judges an agent's state; pure, so that host, CLI and TUI cannot disagree. */
export type AgentStateDetector = (evidence: AgentEvidence) => AgentJudgement;
