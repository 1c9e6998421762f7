import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EXIT, QtuiError, toQtuiError, withDetails } from '../../../core/errors.js';
import type { ForeseenMerge } from '../../../core/foreseen-merge.js';
import type { SessionView } from '../../../core/ports/sessions.js';
import type { RadarReport } from '../../../core/radar.js';
import { SESSION_TYPES } from '../../../core/session.js';
import { count, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import type { Application } from '../../compose.js';
import { lookAtMerged, mergedJson, type Verdicts } from '../../merged.js';
import type { Output } from '../../output.js';
import { listedRadar, printRadarNotes, radarJson } from '../../radar.js';
import { sessionJson } from '../../session-json.js';
import { type Changes, changesJson, lookAtChanges } from '../../session-list/changes.js';
import {
  byRepository,
  chosenSessions,
  type ListChoice,
  parseStates,
  parseTypes,
  repositoryAround,
  SORT_KEYS,
  STATES,
} from '../../session-list/choice.js';
import { foreseenJson, LIST_COLUMNS, listRow } from '../../session-list/rows.js';

interface ListOptions extends Omit<ListChoice, 'repoRoot'> {
  repo?: string;
  radar?: boolean;
  merged?: boolean;
  changes?: boolean;
}

export const listSessionsCommand: CommandDefinition = {
  name: 'list',
  summary: 'list your sessions, by repository',
  details:
    'Those of the repository you are in come first; pinned and important ones above the others. ' +
    'CHANGES has what is uncommitted (±), the commits that the target lacks (↑) and those that it ' +
    'has ahead (↓), or "merged" where all of the work is in the target; and whether the merge would ' +
    'conflict, where an open screen has tried it since. Of the repository you are ' +
    'in it also tells which sessions change the same files: see "qtui sessions radar". What takes ' +
    'longer than a moment is left out, and said so.',
  options: [
    { flags: '-a, --all', description: 'also those that are merged and removed, or archived' },
    { flags: '--archived', description: 'only those that are archived' },
    {
      flags: '--status <state>',
      description: 'only those in this state (waiting, busy, idle, closed, …); several: a,b',
      parse: parseStates,
      suggests: STATES,
    },
    {
      flags: '--type <type>',
      description: 'only those of this type (feature, debug, …); several: a,b',
      parse: parseTypes,
      suggests: SESSION_TYPES,
    },
    { flags: '--repo <directory>', description: 'only those of that repository' },
    { flags: '--sort <key>', description: 'order, by default active', choices: SORT_KEYS },
    { flags: '-r, --reverse', description: 'the other way around' },
    { flags: '--changes', description: 'tell what is changed however long it takes' },
    { flags: '--no-changes', description: 'do not look at what is changed' },
    { flags: '--radar', description: 'compare the sessions however long it takes' },
    { flags: '--no-radar', description: 'do not compare them' },
    { flags: '--merged', description: 'tell what is merged however long it takes' },
    { flags: '--no-merged', description: 'do not look at what is merged' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui sessions list --status waiting', does: 'those that wait for you' },
    { command: 'qtui sessions list --type hotfix,debug --sort created', does: 'newest first' },
  ],
  async run({ app, out }, _words, given) {
    const { repo, radar, merged: wish, changes: changesWish, ...choice } = given as ListOptions;
    const repoRoot = repo === undefined ? undefined : await repositoryAt(app, repo);
    const service = await app.sessions();
    const merged = lookAtMerged(service, wish ?? (out.json || undefined));
    const { sessions: every, warnings } = await service.overview(app.cwd);
    const sessions = chosenSessions(every, { ...choice, ...(repoRoot && { repoRoot }) });
    const [foreseen, { verdicts, note: unknown }, { changes, note: late }] = await Promise.all([
      service.foreseenMerges(sessions.map(({ session }) => session)),
      merged(),
      lookAtChanges(service, sessions, changesWish ?? (out.json ? false : undefined)),
    ]);
    const compare = () => listedRadar({ app, out }, service, sessions, radar);
    if (out.json) {
      const { report } = await compare();
      const fileCounts = fileCountsOf(report);
      out.answer({
        sessions: sessions.map((view) => ({
          ...sessionJson(view, fileCounts.get(view.session.id)),
          merged: mergedJson(verdicts.get(view.session.id)),
          changes: changesJson(changes.get(view.session.id)),
          merge: foreseenJson(foreseen.get(view.session.id)),
        })),
        ...(report && { radar: radarJson(report) }),
        warnings: [...warnings, ...(report?.warnings ?? [])],
      });
      await service.saveActivity({ fileCounts });
      return EXIT.done;
    }
    out.warn(warnings);
    if (sessions.length === 0) {
      out.print(nothingWords(every, choice, repoRoot));
      noteArchived(out, every, sessions);
      return EXIT.done;
    }
    const here = repositoryAround(every, await realpath(app.cwd));
    printGroups(out, byRepository(sessions, here), { verdicts, changes, foreseen });
    noteArchived(out, every, sessions);
    for (const note of [unknown, late]) if (note !== undefined) out.note(note);
    // The list itself does not wait for it.
    const { report, note } = await compare();
    if (report !== undefined) printRadarNotes(out, report);
    if (note !== undefined) out.note(note);
    await service.saveActivity({ fileCounts: fileCountsOf(report) });
    return EXIT.done;
  },
};

/** How many files the sessions change that were compared, by their ids. */
function fileCountsOf(report: RadarReport | undefined): Map<string, number> {
  return new Map(report?.sessions.map(({ sessionId, files }) => [sessionId, files.length]));
}

const WITHOUT_REPO = '"qtui sessions list" without --repo lists the sessions of all.';

/** Main worktree of the repository of a directory; throws `not-a-repository`, `path-missing`. */
async function repositoryAt(app: Application, directory: string): Promise<string> {
  const path = resolve(app.cwd, directory);
  const { reader } = await app.git();
  const context = await reader.context(path).catch((thrown: unknown) => {
    const error = toQtuiError(thrown, 'look for the repository');
    if (error.code !== 'path-missing') throw error;
    throw withDetails(error, { hint: `Name a directory that is there; ${WITHOUT_REPO}` });
  });
  if (context.kind !== 'none') return context.repository.root;
  throw new QtuiError('not-a-repository', `${path} is in no git repository.`, {
    hint: WITHOUT_REPO,
  });
}

/** What to do where there is nothing to show. */
function nothingWords(
  every: readonly SessionView[],
  { all, archived, status, type }: ListChoice,
  repoRoot: string | undefined,
): string {
  const isNarrowed = [archived, status, type, repoRoot].some((each) => each !== undefined);
  if (!isNarrowed || every.length === 0) return 'No sessions. "qtui new" makes one.';
  const other = all === true ? '"qtui sessions list"' : '"qtui sessions list --all"';
  return `No such session. ${count(every.length, 'session is', 'sessions are')} there: see ${other}.`;
}

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

function printGroups(
  out: Output,
  groups: ReturnType<typeof byRepository>,
  {
    verdicts,
    changes,
    foreseen,
  }: { verdicts: Verdicts; changes: Changes; foreseen: ReadonlyMap<string, ForeseenMerge> },
): void {
  const { style } = out;
  const now = Date.now();
  out.tables(
    LIST_COLUMNS,
    groups.map(([repository, members]) => ({
      heading: printable(repository) || 'Outside a repository',
      rows: members.map((view) => {
        const { id } = view.session;
        return listRow(view, {
          ...{ style, now, foreseen: foreseen.get(id) },
          ...{ verdict: verdicts.get(id), status: changes.get(id) },
        });
      }),
    })),
    '  ',
  );
}
