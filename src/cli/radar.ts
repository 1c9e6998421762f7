import { toQtuiError } from '../core/errors.js';
import type { SessionService, SessionView } from '../core/ports/sessions.js';
import type { RadarReport, RadarSession } from '../core/radar.js';
import { meetingsBySession, meetingWords } from '../core/radar-words.js';
import { printable } from '../core/text.js';
import type { CommandContext } from './command.js';
import { interruptible } from './interrupt.js';
import type { Output } from './output.js';

/** How long a list waits for the radar unless it is asked for. */
const PATIENCE_MS = 500;

/** A report as `--json` shows it (docs/cli.md); what does not apply is null. */
export function radarJson({ repoRoot, sessions, pairs, order }: RadarReport) {
  return {
    repoRoot,
    sessions: sessions.map((session) => ({
      id: session.sessionId,
      title: session.title,
      branch: session.branch ?? null,
      target: session.target,
      parent: session.parentId ?? null,
      head: session.headOid,
      base: session.baseOid,
      baseNote: session.baseNote ?? null,
      tree: session.snapshotTree,
      files: session.files.map((file) => ({
        path: file.path,
        from: file.from ?? null,
        kind: file.kind,
        added: file.added ?? null,
        removed: file.removed ?? null,
      })),
      uncommitted: session.uncommitted,
      unread: session.unread,
      targetConflicts: session.targetConflicts,
    })),
    pairs: pairs.map(({ a, b, overlaps, conflicts }) => ({
      sessions: [a, b],
      overlaps: overlaps.map(({ path, kind, hunks, hunkCount, willConflict }) => ({
        path,
        kind,
        hunks,
        hunkCount,
        willConflict: willConflict ?? null,
      })),
      conflicts: conflicts ?? null,
    })),
    order: order.map(({ sessionId, reason }) => ({ id: sessionId, reason })),
  };
}

/**
 * The radar beside a list. Unless it is asked for, it is left out of JSON, and where it is not
 * there in time; what it found out by then makes the next one faster.
 */
export async function listedRadar(
  { app, out }: CommandContext,
  service: SessionService,
  listed: readonly SessionView[],
  wish: unknown,
): Promise<{ report?: RadarReport; note?: string }> {
  if (wish === true) {
    return { report: await interruptible((signal) => service.radar(app.cwd, { signal })) };
  }
  if (wish === false || out.json || !hasTwoOfOneRepository(listed)) return {};
  const limit = AbortSignal.timeout(PATIENCE_MS);
  try {
    return { report: await service.radar(app.cwd, { signal: limit }) };
  } catch (thrown) {
    const { code, message } = toQtuiError(thrown, 'compare the sessions');
    if (code === 'not-a-repository') return {};
    if (limit.aborted) {
      return { note: 'Which sessions change the same files: "qtui sessions radar" tells.' };
    }
    return { note: `Sessions were not compared: ${message}` };
  }
}

function hasTwoOfOneRepository(listed: readonly SessionView[]): boolean {
  const roots = listed.flatMap(({ session }) => session.worktreeInfo?.repoRoot ?? []);
  return new Set(roots).size < roots.length;
}

/** Sessions that share files with others, one a line, and the order to merge in. */
export function printRadarNotes(out: Output, report: RadarReport): void {
  out.warn(report.warnings);
  const meetings = meetingsBySession(report);
  const noted = report.sessions
    .map((session) => {
      const met = meetings.get(session.sessionId);
      return { session, words: met ? meetingWords(met) : '' };
    })
    .filter(({ words }) => words !== '');
  if (noted.length === 0) return;
  out.print(`\n${out.style.bold('Sessions that change the same files')}`);
  for (const { session, words } of noted) {
    const line = `  ${printable(session.title)}: ${printable(words)}`;
    out.print(words.includes('conflict') ? out.style.yellow(line) : line);
  }
  if (report.order.length > 1) {
    out.print(`  Merge in this order: ${orderedTitles(report).map(printable).join(', ')}`);
  }
}

function orderedTitles({ order, sessions }: RadarReport): string[] {
  const titles = titlesOf(sessions);
  return order.map(({ sessionId }) => titles.get(sessionId) ?? sessionId);
}

/** Titles of the sessions by their ids. */
export function titlesOf(sessions: readonly RadarSession[]): Map<string, string> {
  return new Map(sessions.map(({ sessionId, title }) => [sessionId, title]));
}
