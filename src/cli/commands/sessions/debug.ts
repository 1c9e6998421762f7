import { EXIT } from '../../../core/errors.js';
import type { ComparedCopy, SessionDebug } from '../../../core/ports/session-debug.js';
import { sessionTitle } from '../../../core/session.js';
import { printable } from '../../../core/text.js';
import { type CommandDefinition, JSON_OPTION, textOf } from '../../command.js';
import type { Output } from '../../output.js';

export const debugSessionCommand: CommandDefinition = {
  name: 'debug',
  summary: 'show everything that is on record of one session, and what is wrong with it',
  details:
    'For a person who mends: the files of its record, whether they can be read and agree, locks, ' +
    'what git knows of its worktree and branch, and its program. Works for a session whose record ' +
    'cannot be read, too; then give its id. Nothing is changed.',
  arguments: [{ syntax: '<session>', description: 'id, id prefix, name or branch' }],
  options: [JSON_OPTION],
  async run({ app, out }, [selector]) {
    const service = await app.sessions();
    const found = await service.debug(app.cwd, textOf(selector) ?? '');
    if (out.json) out.answer({ debug: debugJson(found) });
    else print(out, found);
    return EXIT.done;
  },
};

function debugJson(found: SessionDebug) {
  const { row, worktree, branch, pane } = found;
  return {
    id: found.id,
    record: found.session ?? null,
    recoveredFrom: found.recoveredFrom ?? null,
    problem: found.problem ?? null,
    directory: row.directory,
    files: row.files.map(({ session: _session, version, problem, ...file }) => ({
      ...file,
      version: version ?? null,
      problem: problem ?? null,
    })),
    copies: found.copies,
    index: row.index ?? null,
    lock: row.lock ? { ...row.lock, holder: row.lock.holder ?? null } : null,
    worktree: worktree
      ? {
          path: worktree.path,
          exists: worktree.isThere,
          registered: worktree.isUnread ? null : worktree.entry !== undefined,
          branch: worktree.entry?.operationBranch ?? worktree.entry?.branch ?? null,
          commit: worktree.entry?.oid ?? null,
          locked: worktree.entry?.locked ?? null,
          operation: worktree.entry?.operation ?? null,
        }
      : null,
    branch: branch
      ? { ...branch, tip: branch.tip ?? null, targetTip: branch.targetTip ?? null }
      : null,
    pane: pane ?? null,
    findings: found.findings,
  };
}

function print(out: Output, found: SessionDebug): void {
  const { session, row, findings } = found;
  out.print(out.style.bold(printable(session ? sessionTitle(session) : found.id)));
  const lines = facts(found);
  const width = Math.max(...lines.map(([label]) => label.length));
  for (const [label, value] of lines) {
    out.print(`  ${out.style.dim(label.padEnd(width))}  ${printable(value)}`);
  }
  if (row.files.length > 0) {
    out.print('');
    out.table(
      [
        { title: 'FILE', flexible: true },
        { title: 'BYTES' },
        { title: 'CHANGED' },
        { title: 'HOLDS' },
      ],
      row.files.map(({ path, size, modified, version, problem }) => [
        printable(path.slice(row.directory.length + 1)),
        String(size),
        modified,
        version === undefined
          ? problem === undefined
            ? '-'
            : 'no readable row'
          : `schema ${version}`,
      ]),
      '  ',
    );
  }
  out.print('');
  if (findings.length === 0) out.print('All is well.');
  for (const { message, hint } of findings) {
    out.print(out.style.yellow(printable(message)) + (hint ? `\n  ${printable(hint)}` : ''));
  }
}

function facts(found: SessionDebug): [string, string][] {
  const { id, session, recoveredFrom, row, worktree, branch, pane } = found;
  const lines: [string, string][] = [['id', id]];
  if (session) {
    lines.push(['state', session.status]);
    lines.push(['times', `created ${session.created}, last active ${session.lastActive}`]);
    lines.push(['directory', session.directory]);
  }
  lines.push(['record', row.directory + (recoveredFrom ? ` (read from ${recoveredFrom})` : '')]);
  for (const copy of found.copies) lines.push([copy.copy, copyWords(copy)]);
  if (row.index) lines.push(['index', INDEX_WORDS[row.index.state]]);
  lines.push(['lock', lockWords(row.lock)]);
  if (worktree) lines.push(['worktree', worktreeWords(worktree)]);
  if (branch) {
    const tips = [branch.tip ?? 'gone', branch.targetTip ?? 'gone'].map((tip) => tip.slice(0, 10));
    lines.push(['branch', `${branch.name} (${tips[0]}) → ${branch.mergeTarget} (${tips[1]})`]);
  }
  lines.push([
    'program',
    pane ? `${pane.state}, process ${pane.pid}, in ${pane.directory}` : 'none runs',
  ]);
  return lines;
}

const INDEX_WORDS = {
  none: 'there is none',
  wrong: 'damaged; it is written anew',
  lacks: 'lacks this session; it is read from its row',
  behind: 'behind; the session is read from its row',
  agrees: 'agrees',
  differs: 'differs from the row',
} as const;

function copyWords({ path, state, differs }: ComparedCopy): string {
  const words = {
    agrees: 'agrees',
    alone: 'can be read',
    differs: `differs in ${differs.join(', ')}`,
    missing: 'missing',
    unreadable: 'cannot be read',
    'another-session': 'of another session',
  }[state];
  return `${words}: ${path}`;
}

function lockWords(lock: SessionDebug['row']['lock']): string {
  if (lock === undefined) return 'free';
  const who = lock.holder
    ? `process ${lock.holder.pid} on ${lock.holder.host}`
    : 'nobody that is named';
  return `${lock.state}, by ${who}, since ${lock.since}: ${lock.path}`;
}

function worktreeWords({
  path,
  isThere,
  entry,
  isUnread,
}: NonNullable<SessionDebug['worktree']>): string {
  if (!isThere) return `${path} (missing)`;
  if (isUnread) return `${path} (git cannot tell of it)`;
  if (entry === undefined) return `${path} (git has no record of it)`;
  const at = entry.operationBranch ?? entry.branch ?? 'detached HEAD';
  const lock = entry.locked === undefined ? 'not locked' : `locked: ${entry.locked}`;
  const operation = entry.operation ? `, ${entry.operation} under way` : '';
  return `${path} (on ${at}, ${lock}${operation})`;
}
