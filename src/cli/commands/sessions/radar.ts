import { EXIT } from '../../../core/errors.js';
import type { RadarReport, RadarSession, SessionPair } from '../../../core/radar.js';
import { outcomeWords, overlapWords, pairWords } from '../../../core/radar-words.js';
import { count, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { interruptible } from '../../interrupt.js';
import type { Output } from '../../output.js';
import { radarJson, titlesOf } from '../../radar.js';

/** Files listed for two sessions; `--json` has all. */
const FILES_LISTED = 30;

/** Pairs listed, those with most conflicts first; `--json` has all. */
const PAIRS_LISTED = 200;

export const radarCommand: CommandDefinition = {
  name: 'radar',
  summary: 'show which sessions change the same files, and an order to merge them in',
  details:
    'Compares the work of all sessions of this repository that have a worktree, uncommitted and ' +
    'untracked files included, and tries the merge of those that share files. Nothing is touched.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    await app.requireGit();
    const service = await app.sessions();
    out.progress('Comparing the sessions …');
    const report = await interruptible((signal) => service.radar(app.cwd, { signal })).finally(() =>
      out.endProgress(),
    );
    if (out.json) {
      out.answer({ radar: radarJson(report), warnings: report.warnings });
      return EXIT.done;
    }
    out.warn(report.warnings);
    if (report.sessions.length === 0) {
      out.print('No session of this repository has a worktree.');
      return EXIT.done;
    }
    out.print(out.style.bold(printable(report.repoRoot)));
    printSessions(out, report.sessions);
    printPairs(out, report);
    printOrder(out, report);
    return EXIT.done;
  },
};

function printSessions(out: Output, sessions: readonly RadarSession[]): void {
  out.table(
    [
      { title: 'SESSION', flexible: true },
      { title: 'INTO', flexible: true },
      { title: 'FILES', align: 'right' },
      { title: 'LINES', align: 'right' },
      { title: 'UNCOMMITTED', align: 'right' },
      { title: 'WITH ITS TARGET' },
    ],
    sessions.map(({ title, target, files, uncommitted, targetConflicts }) => [
      printable(title),
      printable(target),
      String(files.length),
      linesOf(files),
      uncommitted === 0 ? '-' : String(uncommitted),
      targetConflicts.length === 0
        ? 'merges'
        : { text: count(targetConflicts.length, 'conflict'), look: out.style.yellow },
    ]),
    '  ',
  );
  for (const { title, baseNote, unread } of sessions) {
    if (baseNote !== undefined) {
      out.print(`  ${printable(title)}: compared with where it began, as ${printable(baseNote)}.`);
    }
    if (unread.length > 0) {
      out.print(`  ${printable(title)}: ${count(unread.length, 'file')} known by name only.`);
    }
  }
}

function linesOf(files: RadarSession['files']): string {
  const sum = (key: 'added' | 'removed') =>
    files.reduce((total, file) => total + (file[key] ?? 0), 0);
  return `+${sum('added')} -${sum('removed')}`;
}

function printPairs(out: Output, { sessions, pairs }: RadarReport): void {
  if (pairs.length === 0) {
    if (sessions.length > 1) out.print('\nNo two sessions change the same files.');
    return;
  }
  const titles = titlesOf(sessions);
  const ranked = [...pairs].sort((x, y) => conflictsIn(y) - conflictsIn(x));
  for (const pair of ranked.slice(0, PAIRS_LISTED)) {
    const names = [pair.a, pair.b].map((id) => printable(titles.get(id) ?? id)).join(' and ');
    out.print(`\n${out.style.bold(names)}: ${pairWords(pair)}`);
    const listed = [...pair.overlaps].sort((x, y) => rankOf(x) - rankOf(y));
    out.table(
      [{ title: 'FILE', flexible: true }, { title: 'OUTCOME' }, { title: 'BOTH CHANGE' }],
      listed
        .slice(0, FILES_LISTED)
        .map((overlap) => [printable(overlap.path), outcomeWords(overlap), overlapWords(overlap)]),
      '  ',
    );
    const rest = listed.length - FILES_LISTED;
    if (rest > 0) out.print(`  and ${count(rest, 'more file')}`);
  }
  const unlisted = pairs.length - PAIRS_LISTED;
  if (unlisted > 0) out.print(`\nand ${count(unlisted, 'more pair')}: --json has all`);
}

function conflictsIn({ conflicts = [] }: SessionPair): number {
  return conflicts.length;
}

function rankOf({ willConflict }: SessionPair['overlaps'][number]): number {
  return willConflict === true ? 0 : 1;
}

function printOrder(out: Output, { sessions, order }: RadarReport): void {
  if (order.length < 2) return;
  const titles = titlesOf(sessions);
  out.print(`\n${out.style.bold('Suggested order of merging')}`);
  order.forEach(({ sessionId, reason }, index) => {
    const title = printable(titles.get(sessionId) ?? sessionId);
    out.print(`  ${index + 1}. ${title}: ${printable(reason)}`);
  });
}
