/** The radar's report as lines to read. */
import type { RadarReport, SessionPair } from '../../core/radar.js';
import {
  meetingsBySession,
  meetingWords,
  outcomeWords,
  overlapWords,
  pairWords,
} from '../../core/radar-words.js';
import { count, printable } from '../../core/text.js';
import { type Line, type Role, shorten, span, wrapped } from '../views/line.js';

/** Files shown for two sessions; the command line shows more. */
const FILES_SHOWN = 12;

/** Pairs shown, those with most conflicts first; nobody reads more of them here. */
const PAIRS_SHOWN = 100;

/** Everything the report says, in lines of at most `width` cells. */
export function radarLines(report: RadarReport, width: number, unicode: boolean): Line[] {
  const { sessions, pairs, order, warnings } = report;
  const titles = new Map(sessions.map(({ sessionId, title }) => [sessionId, printable(title)]));
  const titleOf = (id: string) => titles.get(id) ?? id;
  const warned = warnings.flatMap(({ message }) => wrapped(printable(message), width, 'warning'));
  if (sessions.length === 0) {
    return [...warned, ...wrapped('No session of this repository has a worktree.', width)];
  }
  const meetings = meetingsBySession(report);
  const shared = sessions.flatMap(({ sessionId, title }) => {
    const met = meetings.get(sessionId);
    const words = met ? meetingWords(met) : '';
    if (words === '') return [];
    const role: Role = words.includes('conflict') ? 'warning' : 'normal';
    return wrapped(`${printable(title)}: ${printable(words)}`, width, role);
  });
  if (shared.length === 0) {
    return [...warned, ...wrapped('No two sessions change the same files.', width)];
  }
  const ranked = [...pairs].sort((x, y) => conflictsIn(y) - conflictsIn(x));
  const met = ranked
    .slice(0, PAIRS_SHOWN)
    .flatMap((pair): Line[] => [
      [],
      ...wrapped(`${titleOf(pair.a)} and ${titleOf(pair.b)}: ${pairWords(pair)}`, width, 'strong'),
      ...pairLines(pair, width, unicode),
    ]);
  const steps = order.flatMap(({ sessionId, reason }, index) =>
    wrapped(`${index + 1}. ${titleOf(sessionId)}: ${printable(reason)}`, width),
  );
  const ordered: Line[] =
    order.length > 1 ? [[], [span('Suggested order of merging', 'strong')], ...steps] : [];
  const rest = pairs.length - PAIRS_SHOWN;
  const more: Line[] =
    rest > 0
      ? [
          [],
          ...wrapped(`and ${count(rest, 'more pair')}: qtui sessions radar --json`, width, 'muted'),
        ]
      : [];
  return [...warned, ...shared, ...met, ...more, ...ordered];
}

function conflictsIn({ conflicts = [] }: SessionPair): number {
  return conflicts.length;
}

function pairLines({ overlaps }: SessionPair, width: number, unicode: boolean): Line[] {
  const conflictsFirst = [
    ...overlaps.filter(({ willConflict }) => willConflict),
    ...overlaps.filter(({ willConflict }) => !willConflict),
  ];
  const lines = conflictsFirst.slice(0, FILES_SHOWN).flatMap((overlap): Line[] => {
    const outcome = outcomeWords(overlap);
    return [
      [
        span(`  ${outcome.padEnd(8)} `, overlap.willConflict ? 'error' : 'muted'),
        span(shorten(printable(overlap.path), Math.max(8, width - 11), unicode)),
      ],
      ...wrapped(overlapWords(overlap), width - 11, 'muted').map((line) => [
        span(' '.repeat(11)),
        ...line,
      ]),
    ];
  });
  const rest = overlaps.length - FILES_SHOWN;
  return rest > 0 ? [...lines, [span(`  and ${rest} more`, 'muted')]] : lines;
}
