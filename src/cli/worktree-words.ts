/** Worktrees as commands show them. */
import type { WorktreeView } from '../core/ports/worktrees.js';
import { isPutAway } from '../core/session.js';
import { printable } from '../core/text.js';
import type { Output } from './output.js';
import type { Cell } from './table.js';

/** A worktree as `--json` shows it (docs/cli.md); what does not apply is null. */
export function worktreeJson({ session, findings, ...view }: WorktreeView) {
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

/** One row for each. */
export function printWorktrees(out: Output, worktrees: readonly WorktreeView[], indent = ''): void {
  out.table(
    [
      { title: 'WORKTREE', flexible: true, cut: 'start' },
      { title: 'BRANCH', flexible: true },
      { title: 'SESSION', flexible: true },
      { title: 'STATE' },
    ],
    worktrees.map((view) => [
      printable(view.path),
      printable(view.branch ?? (view.isBare ? '(bare)' : '(detached)')),
      printable(sessionWords(view)),
      stateCell(out, view),
    ]),
    indent,
  );
}

function sessionWords({ session, isMain }: WorktreeView): string {
  if (!session) return isMain ? '(main)' : '-';
  return `${session.title}${isPutAway(session) ? ` (${session.status})` : ''}`;
}

/** What is the matter with a worktree, and what to do about it; nothing where all is well. */
export function printFindings(out: Output, { path, findings }: WorktreeView, indent = ''): void {
  if (findings.length === 0) return;
  out.print(`\n${indent}${out.style.bold(printable(path))}`);
  for (const { message, hint } of findings) {
    out.print(`${indent}  ${printable(message)}`);
    if (hint !== undefined) out.print(`${indent}  ${out.style.dim(printable(hint))}`);
  }
}

/** What must be seen to stands out from what is only to be known. */
function stateCell({ style }: Output, { findings }: WorktreeView): Cell {
  const states = findings.map(({ state }) => state);
  if (states.length === 0) return { text: 'ok', look: style.green };
  const isWrong = states.some((state) => WRONG.has(state));
  return { text: states.join(', '), look: isWrong ? style.red.bold : style.yellow };
}

const WRONG: ReadonlySet<string> = new Set(['missing', 'moved', 'broken', 'another-session']);
