import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** How often the trace of a running command is looked at, ms. */
const LOOK_EVERY = 2;

/** A moment of an act that holds on a slow machine too: counted in the gits that it starts. */
export interface Moment {
  /** How many gits have been started by then. */
  gits: number;
  /** Time since the last of them was started, ms. */
  afterMs: number;
}

/** When an act that nobody killed started its gits, and when it ended: ms after its own start. */
export interface Course {
  gitStarts: readonly number[];
  durationMs: number;
}

/** Part of a command's time in which it only loads itself, and there is little to kill. */
const START_UP = 0.15;

/** Where the last gits of a course begin: those that change what others see. */
const LAST_GITS = 0.85;

/**
 * A random moment of a course. By the clock alone nearly all would fall where the time goes, before
 * anything is changed for good; so a quarter counts every git alike, and half the last ones.
 */
export function randomMoment(course: Course, random: () => number): Moment {
  const { gitStarts, durationMs } = course;
  const kind = random();
  if (kind < 1 / 4 || gitStarts.length === 0) {
    const at = (START_UP + random() * (1 - START_UP)) * durationMs;
    const gits = gitStarts.filter((start) => start <= at).length;
    return { gits, afterMs: Math.round(at - (gitStarts[gits - 1] ?? 0)) };
  }
  const first = kind < 1 / 2 ? 0 : Math.floor(gitStarts.length * LAST_GITS);
  const index = first + Math.floor(random() * (gitStarts.length - first));
  const start = gitStarts[index] ?? 0;
  const next = gitStarts[index + 1] ?? durationMs;
  return { gits: index + 1, afterMs: Math.round(random() * Math.max(next - start, 1)) };
}

/** Waits for a moment of the command that writes `trace`; `signal` ends the waiting. */
export async function reach(moment: Moment, trace: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await startsIn(trace)).length < moment.gits) await delay(LOOK_EVERY);
  await delay(moment.afterMs, undefined, { signal }).catch(() => {});
}

/**
 * Times at which gits were started, ms since the epoch, ascending; those that a git starts itself
 * do not count. Source: https://git-scm.com/docs/api-trace2#_the_event_format_target
 */
export async function startsIn(trace: string): Promise<number[]> {
  const text = await readFile(trace, 'utf8').catch(() => '');
  const starts = text.matchAll(/^\{"event":"start","sid":"[^"/]+",.*?"time":"([^"]+)"/gm);
  return [...starts].map(([, time = '']) => Date.parse(time)).sort((a, b) => a - b);
}
