import type { CheckRecord } from '../../../core/check-record.js';
import { checkRecordWords } from '../../../core/check-words.js';
import { EXIT } from '../../../core/errors.js';
import { type ForeseenMerge, foreseenWords } from '../../../core/foreseen-merge.js';
import type { SessionGitStatus, SessionView } from '../../../core/ports/sessions.js';
import { pullRequestOf } from '../../../core/pull-request-field.js';
import { rankWords, type SessionMetadata, sessionTitle } from '../../../core/session.js';
import { skillNameOf } from '../../../core/skill.js';
import { count, printable } from '../../../core/text.js';
import { lacksOf } from '../../../session/creation/lacks.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import { selectSession } from '../../select.js';
import { sessionJson } from '../../session-json.js';
import { foreseenJson } from '../../session-list/rows.js';

export const showSessionCommand: CommandDefinition = {
  name: 'show',
  summary: 'show one session',
  arguments: [
    {
      syntax: '[session]',
      description: 'id, id prefix, name or branch; by default the one of this directory',
    },
  ],
  options: [JSON_OPTION],
  async run({ app, out }, [selector]) {
    const view = await selectSession(app, textOf(selector));
    const service = await app.sessions();
    const git = view.directoryExists
      ? await service.gitStatus(view.session, undefined, { countsFiles: true })
      : undefined;
    const fileCount = git?.status.changedFiles ?? view.session.fileCount;
    await service.saveActivity({ fileCounts: new Map([[view.session.id, fileCount]]) });
    const switched = (await service.switched([view])).get(view.session.id);
    if (switched) out.warn([switched]);
    const { records, warnings } = await service.checks(view.session.id);
    out.warn(warnings);
    const [lastCheck] = records;
    const foreseen = (await service.foreseenMerges([view.session])).get(view.session.id);
    if (out.json) {
      out.answer({
        session: {
          ...sessionJson(view, fileCount),
          firstMessage: view.session.firstMessage,
          directoryExists: view.directoryExists,
          skill: skillNameOf(view.session) ?? null,
          pullRequest: pullRequestOf(view.session) ?? null,
          directory: view.session.directory,
          ports: view.session.ports ?? null,
          lacks: lacksOf(view.session),
          lastCheck: lastCheck ?? null,
          merge: foreseenJson(foreseen),
          git: git === undefined ? null : gitJson(git),
        },
      });
      return EXIT.done;
    }
    const lines = [
      ...facts(view, git, fileCount),
      ...mergeFacts(foreseen),
      ...checkFacts(lastCheck),
    ];
    const width = Math.max(...lines.map(([label]) => label.length));
    out.print(out.style.bold(printable(sessionTitle(view.session))));
    for (const [label, value] of lines) {
      out.print(`  ${out.style.dim(label.padEnd(width))}  ${printable(value)}`);
    }
    return EXIT.done;
  },
};

function gitJson({ status, aheadBehind }: SessionGitStatus) {
  return {
    branch: status.branch ?? null,
    dirty: status.dirty,
    staged: status.staged,
    unstaged: status.unstaged,
    untracked: status.untracked,
    conflicted: status.conflicted,
    operation: status.operation ?? null,
    ahead: aheadBehind?.ahead ?? null,
    behind: aheadBehind?.behind ?? null,
  };
}

/** Nothing where it is not known, and where there is nothing to merge. */
function mergeFacts(foreseen: ForeseenMerge | undefined): [string, string][] {
  const words = foreseen ? foreseenWords(foreseen) : '';
  return words === '' ? [] : [['merge', words]];
}

function checkFacts(last: CheckRecord | undefined): [string, string][] {
  if (last === undefined) return [];
  return [
    ['last check', checkRecordWords(last, Date.now())],
    ['check log', last.log],
  ];
}

/** A fact of a session whose row a newer qtui has written. */
const READ_ONLY: [string, string] = ['record', 'written by a newer qtui, read-only here'];

function endOf({ ended, status }: SessionMetadata): [string, string][] {
  if (!ended) return [];
  return [
    [status === 'merged' ? 'removed' : 'put away', ended.time],
    ['summary', ended.summary],
  ];
}

function stateWords({ session: { status }, agentState, isPaused }: SessionView): string {
  const agent = agentState === undefined ? [] : [`agent ${agentState}`];
  return [status, ...agent, ...(isPaused ? ['paused'] : [])].join(', ');
}

function facts(
  view: SessionView,
  git: SessionGitStatus | undefined,
  fileCount: number,
): [string, string][] {
  const { session } = view;
  const { worktreeInfo } = session;
  const lines: [string, string][] = [
    ['id', session.id],
    ['state', stateWords(view)],
    ...(view.isReadOnly ? [READ_ONLY] : []),
    ...endOf(session),
    ['type', session.type],
    ...(rankWords(session) === '' ? [] : [['rank', rankWords(session)] satisfies [string, string]]),
    ['agent', `${session.agent.kind} (${session.agent.command.join(' ')})`],
    ['directory', session.directory + (view.directoryExists ? '' : ' (missing)')],
  ];
  const skill = skillNameOf(session);
  if (skill !== undefined) lines.push(['skill', skill]);
  if (worktreeInfo !== undefined) {
    const into = `${worktreeInfo.branch} → ${worktreeInfo.mergeTarget}`;
    lines.push(['branch', worktreeInfo.isTemporary ? `${into} (temporary)` : into]);
    lines.push(['repository', worktreeInfo.repoRoot]);
  }
  const pullRequest = pullRequestOf(session);
  if (pullRequest) lines.push(['pull request', `#${pullRequest.number} ${pullRequest.url}`]);
  for (const words of lacksOf(session)) lines.push(['lacks', words]);
  if (session.ports !== undefined) {
    const { first, count: amount } = session.ports;
    lines.push(['ports', `${first}–${first + amount - 1}`]);
  }
  if (git !== undefined) {
    const { aheadBehind } = git;
    const distance =
      aheadBehind === undefined ? '' : `, ${aheadBehind.ahead} ahead, ${aheadBehind.behind} behind`;
    lines.push(['changes', `${git.status.dirty} uncommitted${distance}`]);
  }
  if (worktreeInfo) lines.push(['files', `${count(fileCount, 'file')} changed`]);
  lines.push([session.agent.kind === 'shell' ? 'lines' : 'messages', `${session.messageCount}`]);
  lines.push(['created', session.created], ['last active', session.lastActive]);
  if (session.firstMessage !== '') lines.push(['first message', session.firstMessage]);
  return lines;
}
