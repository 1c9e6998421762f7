import { EXIT } from '../../../core/errors.js';
import { isWorkMerged } from '../../../core/merged-words.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import {
  compareRank,
  isPutAway,
  rankWords,
  type SessionMetadata,
  sessionTitle,
} from '../../../core/session.js';
import { isOpen } from '../../../core/session-status.js';
import { count, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { lookAtMerged, mergedJson, type Verdicts } from '../../merged.js';
import type { Output } from '../../output.js';
import { listedRadar, printRadarNotes, radarJson } from '../../radar.js';
import { sessionJson } from '../../session-json.js';
import { ago } from '../../text.js';

export const listSessionsCommand: CommandDefinition = {
  name: 'list',
  summary: 'list your sessions, by repository',
  details:
    'Of the sessions of the repository you are in it also tells which ones change the same files, ' +
    'if that is known within half a second: see "qtui sessions radar". "merged" beside the state ' +
    'means that all of its work is in its target.',
  options: [
    { flags: '-a, --all', description: 'also those that are merged and removed, or archived' },
    { flags: '--radar', description: 'compare the sessions however long it takes' },
    { flags: '--no-radar', description: 'do not compare them' },
    { flags: '--merged', description: 'tell what is merged however long it takes' },
    { flags: '--no-merged', description: 'do not look at what is merged' },
    JSON_OPTION,
  ],
  async run({ app, out }, _words, options) {
    const service = await app.sessions();
    const merged = lookAtMerged(service, options['merged'] ?? (out.json || undefined));
    const { sessions: every, warnings } = await service.overview(app.cwd);
    const { verdicts, note: unknown } = await merged();
    const sessions =
      options['all'] === true ? [...every] : every.filter(({ session }) => !isPutAway(session));
    sessions.sort((a, b) => compareRank(a.session, b.session));
    const compare = () => listedRadar({ app, out }, service, sessions, options['radar']);
    if (out.json) {
      const { report } = await compare();
      out.answer({
        sessions: sessions.map((view) => ({
          ...sessionJson(view),
          merged: mergedJson(verdicts.get(view.session.id)),
        })),
        ...(report && { radar: radarJson(report) }),
        warnings: [...warnings, ...(report?.warnings ?? [])],
      });
      return EXIT.done;
    }
    out.warn(warnings);
    if (sessions.length === 0) {
      out.print('No sessions. "qtui new" makes one.');
      noteArchived(out, every, sessions);
      return EXIT.done;
    }
    for (const [repository, members] of byRepository(sessions)) {
      printGroup(out, repository, members, verdicts);
    }
    noteArchived(out, every, sessions);
    if (unknown !== undefined) out.note(unknown);
    // The list itself does not wait for it.
    const { report, note } = await compare();
    if (report !== undefined) printRadarNotes(out, report);
    if (note !== undefined) out.note(note);
    return EXIT.done;
  },
};

/** Sessions that are put away and yet have their worktree would be forgotten about. */
function noteArchived(
  out: Output,
  every: readonly SessionView[],
  shown: readonly SessionView[],
): void {
  const archived = every.filter(
    (view) =>
      !shown.includes(view) &&
      view.session.status === 'archived' &&
      view.session.worktreeInfo !== undefined &&
      view.directoryExists,
  );
  if (archived.length === 0) return;
  out.note(`${count(archived.length, 'archived session')} not shown; --all shows all.`);
}

function byRepository(sessions: readonly SessionView[]): Map<string, SessionView[]> {
  const groups = new Map<string, SessionView[]>();
  for (const view of sessions) {
    const key = view.session.worktreeInfo?.repoRoot ?? view.session.repoRoot ?? '';
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [view]);
    else members.push(view);
  }
  return groups;
}

function printGroup(
  out: Output,
  repository: string,
  members: readonly SessionView[],
  verdicts: Verdicts,
): void {
  out.print(out.style.bold(printable(repository) || 'Outside a repository'));
  const now = Date.now();
  out.table(
    [
      { title: 'ID' },
      { title: 'SESSION', flexible: true },
      { title: 'STATE' },
      { title: 'AGENT' },
      { title: 'BRANCH', flexible: true },
      { title: 'INTO', flexible: true },
      { title: 'ACTIVE' },
    ],
    members.map(({ session, ...live }) => [
      session.id,
      titleWords(session),
      stateWord({ session, ...live }) + (isWorkMerged(verdicts.get(session.id)) ? ', merged' : ''),
      printable(session.agent.kind),
      printable(session.worktreeInfo?.branch ?? '-') +
        (session.worktreeInfo?.isTemporary ? ' (temp)' : ''),
      printable(session.worktreeInfo?.mergeTarget ?? '-'),
      ago(session.lastActive, now),
    ]),
    '  ',
  );
}

function titleWords(session: SessionMetadata): string {
  const rank = rankWords(session);
  return printable(sessionTitle(session)) + (rank === '' ? '' : ` (${rank})`);
}

function stateWord(view: SessionView): string {
  if (isPutAway(view.session)) return view.session.status;
  if (!view.directoryExists) return 'missing';
  if (view.agentState !== undefined) return view.agentState;
  // `active` and `background` tell what the person wants of a session, not that something runs.
  return isOpen(view.session) ? 'closed' : view.session.status;
}
