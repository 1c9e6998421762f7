export interface FailedHook {
  name: string;
  /** Absent when the hook never ended. */
  code?: number;
}

interface TraceEvent {
  event?: string;
  sid?: string;
  child_id?: number;
  child_class?: string;
  hook_name?: string;
  code?: number;
}

/**
 * The hook that made git fail, from a trace written by GIT_TRACE2_EVENT: git gives a hook's
 * failure no exit code of its own. Events of git processes that hooks start are passed over.
 * https://git-scm.com/docs/api-trace2#_event_format
 */
export function findFailedHook(trace: string): FailedHook | undefined {
  const events = trace
    .split('\n')
    .filter((line) => line.includes('"child_'))
    .map(parseEvent)
    .filter((event) => typeof event?.sid === 'string' && !event.sid.includes('/'));
  for (const start of events) {
    if (start?.event !== 'child_start' || start.child_class !== 'hook' || !start.hook_name)
      continue;
    const exit = events.find(
      (event) => event?.event === 'child_exit' && event.child_id === start.child_id,
    );
    if (exit?.code === undefined) return { name: start.hook_name };
    if (exit.code !== 0) return { name: start.hook_name, code: exit.code };
  }
  return undefined;
}

function parseEvent(line: string): TraceEvent | undefined {
  try {
    return JSON.parse(line) as TraceEvent;
  } catch {
    // The last line of a killed process may be cut.
    return undefined;
  }
}
