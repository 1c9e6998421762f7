import { EXIT } from '../../../core/errors.js';
import type { WorktreeView } from '../../../core/ports/worktrees.js';
import { isPutAway } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION } from '../../command.js';
import type { Output } from '../../output.js';

export const worktreesCommand: CommandDefinition = {
  name: 'worktrees',
  summary: 'list all worktrees of this repository, with whose they are and their state',
  details:
    'Also those that no session has: made by hand, or by other programs. Below the table stands ' +
    'what is the matter with one, and what to do about it.',
  options: [JSON_OPTION],
  async run({ app, out }) {
    await app.requireGit();
    const service = await app.sessions();
    const recovered = await service.recover(app.cwd);
    const { worktrees, warnings: found } = await service.worktrees(app.cwd);
    const warnings = [...recovered, ...found];
    if (out.json) {
      out.answer({ worktrees: worktrees.map(worktreeJson), warnings });
      return EXIT.done;
    }
    out.warn(warnings);
    printTable(out, worktrees);
    for (const each of worktrees) printFindings(out, each);
    return EXIT.done;
  },
};

/** A worktree as `--json` shows it (docs/cli.md); what does not apply is null. */
function worktreeJson({ session, findings, ...view }: WorktreeView) {
  return {
    path: view.path,
    movedTo: view.movedTo ?? null,
    branch: view.branch ?? null,
    commit: view.oid ?? null,
    isMain: view.isMain,
    isBare: view.isBare,
    session: session ?? null,
    state: findings[0]?.state ?? 'ok',
    findings: findings.map(({ state, message, hint }) => ({ state, message, hint: hint ?? null })),
  };
}

function printTable(out: Output, worktrees: readonly WorktreeView[]): void {
  out.table(
    [
      { title: 'WORKTREE', flexible: true },
      { title: 'BRANCH', flexible: true },
      { title: 'SESSION', flexible: true },
      { title: 'STATE' },
    ],
    worktrees.map((view) => [
      printable(view.path),
      printable(view.branch ?? (view.isBare ? '(bare)' : '(detached)')),
      printable(sessionWords(view)),
      view.findings.map(({ state }) => state).join(', ') || 'ok',
    ]),
  );
}

function sessionWords({ session, isMain }: WorktreeView): string {
  if (!session) return isMain ? '(main)' : '-';
  return `${session.title}${isPutAway(session) ? ` (${session.status})` : ''}`;
}

function printFindings(out: Output, { path, findings }: WorktreeView): void {
  if (findings.length === 0) return;
  out.print(`\n${out.style.bold(printable(path))}`);
  for (const { message, hint } of findings) {
    out.print(`  ${printable(message)}`);
    if (hint !== undefined) out.print(`  ${out.style.dim(printable(hint))}`);
  }
}
