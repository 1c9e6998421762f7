import type { Warning } from '../core/errors.js';
import type { ComparedCopy, SessionDebug } from '../core/ports/session-debug.js';
import { isPutAway } from '../core/session.js';
import { shellCommand } from '../core/text.js';
import { lockedFor } from './worktrees/lock.js';

type Facts = Omit<SessionDebug, 'findings'>;

/** What of these facts is not as it should be, the gravest first, each with what to do. */
export function findingsOf(facts: Facts): Warning[] {
  return [
    ...rowFindings(facts),
    ...facts.copies.flatMap((copy) => (copy.copy === 'mark' ? markFindings(facts, copy) : [])),
    ...worktreeFindings(facts),
    ...branchFindings(facts),
    ...lockFindings(facts),
    ...indexFindings(facts),
    ...leftoverFindings(facts),
  ];
}

function rowFindings({ id, session, recoveredFrom, problem, row }: Facts): Warning[] {
  const recover = `\`qtui sessions recover ${id}\``;
  const current = row.files.find(({ role }) => role === 'current');
  if (recoveredFrom !== undefined) {
    const why = current?.problem ?? `${row.directory} has no metadata.json.`;
    return [
      {
        code: 'row-unreadable',
        message: `${why} The session is shown as ${recoveredFrom} has it.`,
        hint: `${recover} writes the row anew and keeps what cannot be read.`,
      },
    ];
  }
  if (session !== undefined) return [];
  // One of a newer version, or that may not be read, is a good one.
  if (problem !== undefined && problem.code !== 'metadata-corrupt') return [problem];
  return [
    {
      code: 'row-lost',
      message: problem?.message ?? `The registry has no row of session ${id}.`,
      hint: `${recover} makes it of the worktree where there is one, else puts it aside.`,
    },
  ];
}

function markFindings({ id, session, worktree }: Facts, { path, state, differs }: ComparedCopy) {
  if (session === undefined || worktree?.isThere !== true || isFine(state)) return [];
  const rewrite = `\`qtui sessions recover ${id}\` writes it anew, from the row.`;
  const told: Record<Exclude<ComparedCopy['state'], Fine>, Warning> = {
    missing: { code: 'mark-missing', message: `There is no mark ${path}.`, hint: rewrite },
    differs: {
      code: 'mark-differs',
      message: `The mark ${path} differs from the row in ${differs.join(', ')}.`,
      hint: rewrite,
    },
    unreadable: {
      code: 'mark-unreadable',
      message: `The mark ${path} cannot be read.`,
      hint: `${rewrite} One of a newer version is left alone.`,
    },
    'another-session': {
      code: 'mark-foreign',
      message: `The mark ${path} is that of another session.`,
      hint: `\`qtui sessions close ${id} --remove\` puts this record away; the worktree stays.`,
    },
  };
  return [told[state]];
}

type Fine = 'agrees' | 'alone';

function isFine(state: ComparedCopy['state']): state is Fine {
  return state === 'agrees' || state === 'alone';
}

function worktreeFindings({ id, session, worktree }: Facts): Warning[] {
  if (worktree === undefined || (session !== undefined && isPutAway(session))) return [];
  const { path, isThere, entry, isUnread } = worktree;
  if (!isThere) {
    return [
      {
        code: 'worktree-missing',
        message: `Its worktree is gone: ${path}`,
        hint: `If it was moved, \`qtui sessions repair PATH\`; else \`qtui sessions close ${id} --remove\` puts the record away, and the branch stays.`,
      },
    ];
  }
  // That it could not be asked is a finding of its own.
  if (isUnread) return [];
  if (entry === undefined) {
    return [
      {
        code: 'worktree-unknown',
        message: `git has no worktree at ${path} on record.`,
        hint: `\`${shellCommand('qtui', 'sessions', 'repair', path)}\` joins it with its repository again.`,
      },
    ];
  }
  const findings: Warning[] = [];
  const owner = lockedFor(entry);
  if (owner !== id && session !== undefined) {
    findings.push({
      code: owner === undefined ? 'worktree-unlocked' : 'worktree-of-another',
      message:
        owner === undefined
          ? `git has ${path} not locked for the session, so \`git worktree prune\` could forget it.`
          : `git has ${path} locked for session ${owner}.`,
      hint:
        owner === undefined
          ? `\`qtui attach ${id}\` locks it.`
          : `\`qtui sessions debug ${owner}\``,
    });
  }
  const branch = entry.operationBranch ?? entry.branch;
  const expected = session?.worktreeInfo?.branch;
  if (expected !== undefined && branch !== expected) {
    findings.push({
      code: 'worktree-switched',
      message: `It stands on ${branch ?? 'a detached HEAD'}, and the row says ${expected}.`,
      hint: '`qtui sessions worktrees` tells how to go back, or to take the new one.',
    });
  }
  return findings;
}

function branchFindings({ session, branch }: Facts): Warning[] {
  if (session === undefined || isPutAway(session) || branch === undefined) return [];
  const missing = [
    ...(branch.tip === undefined ? [branch.name] : []),
    ...(branch.targetTip === undefined ? [branch.mergeTarget] : []),
  ];
  return missing.map((name) => ({
    code: 'branch-missing',
    message: `There is no branch "${name}" any more.`,
    hint: '`git reflog` and `qtui undo --list` tell where it was.',
  }));
}

function lockFindings({ row: { lock } }: Facts): Warning[] {
  if (lock === undefined || lock.state === 'held') return [];
  return [
    {
      code: 'lock-left',
      message:
        lock.state === 'abandoned'
          ? `A process that has ended has left its lock ${lock.path}.`
          : `Nobody can tell whether the holder of the lock ${lock.path} still runs.`,
      hint: 'The next qtui that needs it takes it over, the latter after a minute.',
    },
  ];
}

function indexFindings({ row: { index } }: Facts): Warning[] {
  if (index?.state !== 'differs') return [];
  return [
    {
      code: 'index-differs',
      message: `${index.path} says something else of this session than its row.`,
      hint: `Remove ${index.path}: it is made anew.`,
    },
  ];
}

function leftoverFindings({ row: { files } }: Facts): Warning[] {
  const kept = files.filter(({ role }) => role === 'unreadable');
  if (kept.length === 0) return [];
  return [
    {
      code: 'kept-unreadable',
      message: `What could not be read was kept: ${kept.map(({ path }) => path).join(', ')}.`,
      hint: 'Remove it once nothing in it is missed.',
    },
  ];
}
