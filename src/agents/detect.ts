import type {
  AgentEvidence,
  AgentJudgement,
  AgentManifest,
  AgentMarkers,
  AgentStateDetector,
} from '../core/agent.js';
import { QtuiError } from '../core/errors.js';
import type { AgentState } from '../core/session.js';

/** Lines above the bottom that markers may stand in; older text is history, not state. */
const PROMPT_LINES = 20;
/** A visible question beats an agent's own report that is older than this. */
const REPORT_TRUST_MS = 2_000;
/** An agent counts as idle only when it has printed nothing for so long. */
const IDLE_DEBOUNCE_MS = 1_500;
/** A program without markers counts as busy for so long after it has printed something. */
const OUTPUT_BUSY_MS = 1_000;
/** Output this soon after a key press is its echo. */
const ECHO_MS = 150;
/** How long an agent with markers may take until it shows the first of them. */
const STARTING_MS = 15_000;

interface CompiledMarkers {
  title: readonly RegExp[];
  screen: readonly RegExp[];
}

interface CompiledManifest {
  starting: CompiledMarkers;
  busy: CompiledMarkers;
  waiting: CompiledMarkers;
  idle: CompiledMarkers;
  frozen: readonly RegExp[];
  /** Without them, the absence of every other mark stands for idle. */
  hasIdleMarks: boolean;
}

/**
 * A detector for these agents. Strongest evidence first: the agent's own report, unless a
 * question is visible that it does not speak of; a question on the screen; busy marks; idle
 * marks, once the output has settled. Silence alone never makes an agent with idle marks idle. The
 * shell and unknown agents are busy while they print. Throws `invalid-config` for a bad pattern.
 */
export function createAgentStateDetector(manifests: readonly AgentManifest[]): AgentStateDetector {
  const compiled = new Map(
    manifests
      .filter((manifest) => Object.keys(manifest.markers).length > 0)
      .map((manifest) => [manifest.kind, compile(manifest)]),
  );
  return (evidence) => {
    const { kind, reported, lastOutputAt, startedAt, now } = evidence;
    const markers = compiled.get(kind);
    if (markers === undefined) {
      if (reported) return { state: reported.state };
      return judgement(stateByOutput(evidence), now, [lastOutputAt + OUTPUT_BUSY_MS]);
    }
    return judgement(stateByMarkers(evidence, markers), now, [
      lastOutputAt + IDLE_DEBOUNCE_MS,
      startedAt + STARTING_MS,
      ...(reported ? [reported.at + REPORT_TRUST_MS] : []),
    ]);
  };
}

/** `limits` are the times at which a piece of the evidence becomes too old to count. */
function judgement(state: AgentState, now: number, limits: readonly number[]): AgentJudgement {
  const changesAt = Math.min(...limits.filter((limit) => limit > now));
  return Number.isFinite(changesAt) ? { state, changesAt } : { state };
}

function stateByMarkers(evidence: AgentEvidence, markers: CompiledManifest): AgentState {
  const { reported, previous, title, now } = evidence;
  const screen = evidence.screen.slice(-PROMPT_LINES).join('\n');
  const shows = (marks: CompiledMarkers) =>
    marks.title.some((pattern) => pattern.test(title)) ||
    marks.screen.some((pattern) => pattern.test(screen));

  if (reported && now - reported.at < REPORT_TRUST_MS) return reported.state;
  if (previous && markers.frozen.some((pattern) => pattern.test(screen))) return previous;
  if (shows(markers.waiting)) return 'waiting';
  if (reported) return reported.state;
  if (shows(markers.busy)) return 'busy';
  if (shows(markers.starting)) return 'starting';
  if (!markers.hasIdleMarks || shows(markers.idle)) return settle(evidence);
  return withoutMark(evidence);
}

/** Typing at an idle prompt is no work, so an agent that was idle stays so. */
function settle({ previous, lastOutputAt, now }: AgentEvidence): AgentState {
  if (previous === 'idle' || now - lastOutputAt >= IDLE_DEBOUNCE_MS) return 'idle';
  return previous === 'starting' || previous === 'waiting' ? previous : 'busy';
}

function withoutMark({ previous, startedAt, lastOutputAt, now }: AgentEvidence): AgentState {
  const isYoung = now - startedAt < STARTING_MS;
  if (isYoung && (previous === undefined || previous === 'starting')) return 'starting';
  if (now - lastOutputAt < IDLE_DEBOUNCE_MS) return 'busy';
  return 'unknown';
}

function stateByOutput({ lastOutputAt, lastInputAt, now }: AgentEvidence): AgentState {
  const sinceInput = lastOutputAt - (lastInputAt ?? Number.NEGATIVE_INFINITY);
  const isEcho = sinceInput >= 0 && sinceInput < ECHO_MS;
  return !isEcho && now - lastOutputAt < OUTPUT_BUSY_MS ? 'busy' : 'idle';
}

function compile({ kind, markers, frozen }: AgentManifest): CompiledManifest {
  const pattern = (source: string) => {
    try {
      return new RegExp(source, 'imu');
    } catch (cause) {
      throw new QtuiError('invalid-config', `The agent "${kind}" has a bad pattern: ${source}`, {
        hint: 'Correct the pattern under agents.manifests in the configuration.',
        cause,
      });
    }
  };
  const marks = (source: AgentMarkers = {}): CompiledMarkers => ({
    title: (source.title ?? []).map(pattern),
    screen: (source.screen ?? []).map(pattern),
  });
  const idle = marks(markers.idle);
  return {
    starting: marks(markers.starting),
    busy: marks(markers.busy),
    waiting: marks(markers.waiting),
    idle,
    hasIdleMarks: idle.title.length + idle.screen.length > 0,
    frozen: (frozen ?? []).map(pattern),
  };
}
