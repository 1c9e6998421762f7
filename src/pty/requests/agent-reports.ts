import type { AgentState } from '../../core/session.js';
import type { EmulatorContext } from './context.js';
import { onOsc } from './payload.js';

const STATE_BY_REPORT: Readonly<Record<string, AgentState>> = {
  working: 'busy',
  blocked: 'waiting',
  idle: 'idle',
  done: 'idle',
  error: 'waiting',
};

/** OSC 7501, by which agents tell their state: `state=working:app=codex`. */
export function registerAgentReports({ core, listener }: EmulatorContext): void {
  onOsc(core, 7501, 4_096, (data) => {
    const state = reportedState(data);
    if (state !== 'ignored') listener.agentState(state);
  });
}

/** `state=clear` takes the report back. */
function reportedState(data: string): AgentState | undefined | 'ignored' {
  const state = /(?:^|:)state=([a-z]+)/.exec(data)?.[1] ?? '';
  if (state === 'clear') return undefined;
  return STATE_BY_REPORT[state] ?? 'ignored';
}
