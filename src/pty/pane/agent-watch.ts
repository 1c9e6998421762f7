import type { AgentEvidence, AgentStateDetector } from '../../core/agent.js';
import type { AgentState } from '../../core/session.js';
import type { Deadlines } from '../deadlines.js';
import { monotonicNow } from '../deadlines.js';

/** Shortest time between two judgements of one pane, ms. */
const INTERVAL = 250;

/** Judgements of all panes fall on multiples of this, ms: so that many share one timer. */
const GRID = 50;

/** Output this soon after our resize is a repaint, not work of the agent, ms. */
const RESIZE_ECHO = 250;

export interface AgentScreen {
  kind: string;
  title(): string;
  /** The last non-empty lines of the screen, oldest first. */
  lines(): string[];
}

/** Keeps one agent's state up to date while something happens; costs nothing in silence. */
export class AgentWatch {
  readonly #detect: AgentStateDetector;
  readonly #deadlines: Deadlines;
  readonly #screen: AgentScreen;
  readonly #onState: (state: AgentState) => void;
  readonly #evaluate = () => this.#judge();
  readonly #startedAt = monotonicNow();
  #state: AgentState = 'starting';
  #reported: AgentEvidence['reported'];
  #lastOutputAt = monotonicNow();
  #lastInputAt: number | undefined;
  /** The input that the last output may be the echo of. */
  #inputBeforeOutput: number | undefined;
  #lastJudgedAt = Number.NEGATIVE_INFINITY;
  #resizedAt = Number.NEGATIVE_INFINITY;
  #isEnded = false;
  #isPaused = false;

  constructor(
    detect: AgentStateDetector,
    deadlines: Deadlines,
    screen: AgentScreen,
    onState: (state: AgentState) => void,
  ) {
    this.#detect = detect;
    this.#deadlines = deadlines;
    this.#screen = screen;
    this.#onState = onState;
    this.#schedule();
  }

  get state(): AgentState {
    return this.#state;
  }

  outputParsed(): void {
    const now = monotonicNow();
    if (now - this.#resizedAt > RESIZE_ECHO) {
      this.#lastOutputAt = now;
      this.#inputBeforeOutput = this.#lastInputAt;
    }
    this.#schedule();
  }

  /** What the screen shows is another than before, without output. */
  shown(): void {
    this.#schedule();
  }

  /** Something was typed or pasted into the program: what it prints next may be the echo. */
  typed(): void {
    this.#lastInputAt = monotonicNow();
  }

  resized(): void {
    this.#resizedAt = monotonicNow();
  }

  /** The agent told its state; undefined when it takes that back. */
  report(state: AgentState | undefined): void {
    this.#reported = state === undefined ? undefined : { state, at: monotonicNow() };
    this.#schedule();
  }

  /** A program that stands still says nothing by its silence. */
  setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) return;
    this.#lastOutputAt = monotonicNow();
    this.#schedule();
  }

  end(): void {
    this.#isEnded = true;
    this.#deadlines.clear(this.#evaluate);
    this.#become('exited');
  }

  dispose(): void {
    this.#isEnded = true;
    this.#deadlines.clear(this.#evaluate);
  }

  #schedule(at = monotonicNow()): void {
    if (this.#isEnded) return;
    const due = Math.max(at, this.#lastJudgedAt + INTERVAL);
    this.#deadlines.set(this.#evaluate, Math.ceil(due / GRID) * GRID);
  }

  #judge(): void {
    if (this.#isEnded || this.#isPaused) return;
    const now = monotonicNow();
    this.#lastJudgedAt = now;
    const { state, changesAt } = this.#detect({
      kind: this.#screen.kind,
      title: this.#screen.title(),
      screen: this.#screen.lines(),
      ...(this.#reported ? { reported: this.#reported } : {}),
      lastOutputAt: this.#lastOutputAt,
      ...(this.#inputBeforeOutput !== undefined && { lastInputAt: this.#inputBeforeOutput }),
      previous: this.#state,
      startedAt: this.#startedAt,
      now,
    });
    if (changesAt !== undefined) this.#schedule(changesAt);
    this.#become(state);
  }

  #become(state: AgentState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#onState(state);
  }
}
