import { EXIT } from '../../../core/errors.js';
import {
  isAdoptable,
  type ScannedRepository,
  type ScanOptions,
  type ScanReport,
} from '../../../core/ports/worktrees.js';
import { sessionTitle } from '../../../core/session.js';
import { count, printable, shellCommand } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import { interruptible } from '../../interrupt.js';
import type { Output } from '../../output.js';
import { sessionJson } from '../../session-json.js';
import { printFindings, printWorktrees, worktreeJson } from '../../worktree-words.js';

export const scanSessionsCommand: CommandDefinition = {
  name: 'scan',
  summary: 'find worktrees and lost sessions, here or in many repositories',
  details:
    'Looks at this repository, or, outside of one, at those below the directory. Sessions that the ' +
    'registry has lost are restored: every worktree carries a mark with all that is known of its ' +
    'session, and where that is gone too a record is made of what git knows. Worktrees that never ' +
    'had a session are not touched, but named: "qtui sessions adopt" makes sessions of them. What ' +
    `cannot be read is told and does not stop the rest; the exit code is ${EXIT.failed} then.`,
  arguments: [
    { syntax: '[directories...]', description: 'repositories, or directories that hold some' },
  ],
  options: [
    {
      flags: '-a, --all',
      description: 'also every repository that has sessions or was scanned before',
    },
    { flags: '-n, --dry-run', description: 'only show what is there; restore nothing' },
    JSON_OPTION,
  ],
  examples: [
    { command: 'qtui sessions scan ~/src', does: 'the repositories below it' },
    { command: 'qtui sessions scan --all --dry-run', does: 'everything that is known' },
  ],
  async run({ app, out }, [directories], given) {
    await app.requireGit();
    const service = await app.sessions();
    const isTrial = given['dryRun'] === true;
    const report = await interruptible((signal) =>
      service.scan(app.cwd, {
        ...{ isTrial, signal, places: placesOf(directories) },
        scope: given['all'] === true ? 'known' : 'here',
        onProgress: ({ done, total }) => out.progress(`Repository ${done} of ${total} …`),
      }),
    );
    out.endProgress();
    if (out.json) {
      const { sessions } = report.restored.length === 0 ? { sessions: [] } : await service.list();
      const restored = report.restored.flatMap(
        ({ id }) => sessions.find(({ session }) => session.id === id) ?? [],
      );
      out.answer({
        dryRun: isTrial,
        restored: restored.map(sessionJson),
        repositories: report.repositories.map(repositoryJson),
        warnings: report.warnings,
      });
    } else {
      printReport(out, report, isTrial);
    }
    return report.repositories.some(({ problem }) => problem) ? EXIT.failed : EXIT.done;
  },
};

function placesOf(
  words: string | undefined | readonly string[],
): NonNullable<ScanOptions['places']> {
  return typeof words === 'string' ? [words] : (words ?? []);
}

/** A repository as `--json` shows it (docs/cli.md). */
function repositoryJson({ path, name, worktrees, problem }: ScannedRepository) {
  return {
    path,
    name,
    worktrees: worktrees.map((view) => {
      const { commit: _commit, ...json } = worktreeJson(view);
      return { ...json, isAdoptable: isAdoptable(view) };
    }),
    error: problem ? { ...problem, hint: problem.hint ?? null } : null,
  };
}

function printReport(
  out: Output,
  { restored, repositories, warnings }: ScanReport,
  isTrial: boolean,
): void {
  out.warn(warnings);
  for (const each of repositories) printRepository(out, each);
  for (const session of restored) {
    const title = printable(sessionTitle(session));
    out.print(`Restored ${session.id}  ${title}  ${printable(session.directory)}`);
  }
  const worktrees = repositories.flatMap((each) => each.worktrees);
  const lost = worktrees.filter(({ findings }) => findings.some(({ state }) => state === 'lost'));
  const unread = repositories.filter(({ problem }) => problem).length;
  const parts = [
    count(repositories.length - unread, 'repository', 'repositories'),
    count(worktrees.length, 'worktree'),
    ...(unread > 0 ? [`${count(unread, 'repository', 'repositories')} that cannot be read`] : []),
    isTrial && lost.length > 0
      ? `${count(lost.length, 'lost session')} to restore`
      : sentence(restored.length),
  ];
  out.print(`${parts.join(', ')}.`);
}

function sentence(restored: number): string {
  return restored === 0 ? 'no session was lost' : `${count(restored, 'session')} restored`;
}

function printRepository(out: Output, { name, path, worktrees, problem }: ScannedRepository): void {
  const { bold, dim, red } = out.style;
  out.print(`${bold(printable(name))}  ${dim(printable(path))}`);
  if (problem) {
    out.print(`  ${red(printable(problem.message))}`);
    if (problem.hint !== undefined) out.print(`  ${dim(printable(problem.hint))}`);
  } else {
    printWorktrees(out, worktrees, '  ');
  }
  // Of those that only wait to be adopted the command says enough.
  const told = worktrees.filter(
    (view) => view.findings.length > 1 || (view.findings.length > 0 && !isAdoptable(view)),
  );
  for (const each of told) printFindings(out, each, '  ');
  const adoptable = worktrees.filter(isAdoptable);
  if (adoptable.length > 0) {
    out.print(`\n  ${count(adoptable.length, 'worktree')} without a session; to adopt:`);
    for (const view of adoptable) {
      out.print(`    ${printable(shellCommand('qtui', 'sessions', 'adopt', view.path))}`);
    }
  }
  out.print('');
}
