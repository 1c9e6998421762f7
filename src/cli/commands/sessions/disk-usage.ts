import { addSizes, type DiskSize, type DiskUsageReport } from '../../../core/disk-usage.js';
import { EXIT } from '../../../core/errors.js';
import { sessionTitle } from '../../../core/session.js';
import { count, formatBytes, printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { sizeWords } from '../../disk-words.js';
import { interruptible } from '../../interrupt.js';
import type { Output } from '../../output.js';
import { sessionJson } from '../../session-json.js';

export const diskUsageCommand: CommandDefinition = {
  name: 'disk-usage',
  summary: 'show what sessions take up on disk',
  details:
    'Counts what is taken from the disk: files of the worktrees (a file with several names once), ' +
    'what git keeps for each, saved output, backups and what is still being deleted.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    const service = await app.sessions();
    const report = await interruptible((signal) =>
      service.diskUsage({
        signal,
        onProgress: ({ sessions, files }) =>
          out.progress(`Session ${sessions.done} of ${sessions.total}, ${count(files, 'file')} …`),
      }),
    );
    out.endProgress();
    if (out.json) out.answer(reportJson(report));
    else printReport(out, report);
    return EXIT.done;
  },
};

function printReport(out: Output, { sessions, repositories, total, warnings }: DiskUsageReport) {
  out.warn(warnings);
  if (sessions.length === 0) {
    out.print('No sessions.');
    return;
  }
  const shown = sessions.filter(
    ({ worktree, git, output }) => addSizes(worktree, git, output).allocated > 0,
  );
  out.table(
    [
      { title: 'SESSION', flexible: true },
      { title: 'WORKTREE', align: 'right' },
      { title: 'FILES', align: 'right' },
      { title: 'GIT', align: 'right' },
      { title: 'OUTPUT', align: 'right' },
    ],
    shown.map(({ session, worktree, git, output }) => [
      printable(sessionTitle(session)),
      sizeWords(worktree),
      String(worktree.files),
      sizeWords(git),
      sizeWords(output),
    ]),
  );
  const empty = sessions.length - shown.length;
  if (empty > 0) out.note(`${count(empty, 'more session')} without files.`);
  for (const { repoRoot, backups, trash } of repositories) {
    if (backups > 0) out.print(`Backups in ${printable(repoRoot)}: about ${formatBytes(backups)}`);
    if (trash.allocated > 0) {
      out.print(`Being deleted in ${printable(repoRoot)}: ${sizeWords(trash)}`);
    }
  }
  const saved = repositories.reduce((sum, { backups }) => sum + backups, 0);
  out.print(out.style.bold(`Total: ${sizeWords(withBackups(total, saved))}`));
  if (total.unread.length === 0) return;
  const [first = '', ...others] = total.unread;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  out.note(out.style.yellow(`Not counted, as it cannot be read: ${printable(first)}${more}`));
}

function withBackups(size: DiskSize, backups: number): DiskSize {
  return { ...size, allocated: size.allocated + backups, apparent: size.apparent + backups };
}

function reportJson({ sessions, repositories, total, warnings }: DiskUsageReport) {
  return {
    sessions: sessions.map(({ session, worktree, git, output }) => ({
      session: sessionJson({ session, revision: '', directoryExists: true }),
      ...{ worktree, git, output },
    })),
    repositories,
    total: withBackups(
      total,
      repositories.reduce((sum, { backups }) => sum + backups, 0),
    ),
    warnings,
  };
}
