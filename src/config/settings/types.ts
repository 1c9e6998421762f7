import * as z from 'zod/mini';
import { MERGE_STRATEGIES } from '../../core/merge.js';
import { SESSION_TYPES } from '../../core/session.js';
import { BACKGROUND_RULES, type TypePolicy, WORKTREE_NEEDS } from '../../core/session-type.js';
import { amount, choice, command, flag, text } from './kinds.js';
import type { SettingsOf } from './node.js';

const MOST_DAYS = 3650;

const revision = () =>
  text().check(z.refine((name) => !name.startsWith('-'), 'must not begin with "-"'));

/** A command of its own, or whether the check of all sessions holds. */
const check = () =>
  z.union([flag(), command()], 'must be true, false or a list: the program, then its arguments');

/** What one type of session asks for. */
const TYPE = {
  worktree: {
    kind: 'setting',
    type: choice(WORKTREE_NEEDS),
    project: true,
    summary:
      'whether its sessions get a worktree: "required", a "temporary" one, "ask" each time, "none", or "undecided": the agent or the place says',
    otherwise: 'by type',
  },
  temporary: {
    kind: 'setting',
    type: flag(),
    project: true,
    summary: 'whether its worktrees are made to be thrown away, whoever asked for them',
    otherwise: 'by type',
    example: true,
  },
  base: {
    kind: 'setting',
    type: revision(),
    project: true,
    summary: 'revision that its sessions start from; "" for the merge target’s tip',
    otherwise: 'the merge target’s tip',
    example: 'origin/production',
  },
  prefix: {
    kind: 'setting',
    type: text(),
    project: true,
    summary: 'put before a branch name that qtui derives, in place of branches.prefix',
    otherwise: 'branches.prefix',
    example: 'hotfix/',
  },
  strategy: {
    kind: 'setting',
    type: choice(MERGE_STRATEGIES),
    project: true,
    summary:
      'how its work is brought to its merge target: "merge", "squash", "ff-only" or "rebase"',
    otherwise: 'merge.strategy',
  },
  check: {
    kind: 'setting',
    type: check(),
    project: true,
    meets: 'apart',
    isCommand: true,
    summary:
      'program with its arguments that checks its merges; true for merge.check, false for none',
    see: 'worktrees.md#trust',
    otherwise: 'by type',
    example: ['make', 'smoke'],
  },
  'check-when-idle': {
    kind: 'setting',
    type: flag(),
    summary:
      'whether its check runs on what is committed when its agent comes to rest, to offer the merge',
    see: 'checks.md#when-an-agent-comes-to-rest',
    otherwise: 'by type',
    example: true,
  },
  background: {
    kind: 'setting',
    type: choice(BACKGROUND_RULES),
    summary:
      'whether its sessions begin without being shown: "never", "allowed": the dialog offers it, or "always", unless you say otherwise',
    otherwise: 'by type',
  },
  'cleanup-days': {
    kind: 'setting',
    type: amount(0, MOST_DAYS, 'days'),
    project: true,
    summary: 'days without use after which "qtui sessions cleanup" proposes one; 0 for never',
    see: 'sessions.md#cleaning-up',
    otherwise: 'by type',
    example: 14,
  },
  'archive-days': {
    kind: 'setting',
    type: amount(0, MOST_DAYS, 'days'),
    summary: 'days without use after which one is archived by itself; 0 for never',
    see: 'sessions.md#putting-away',
    otherwise: 'by type',
    example: 60,
  },
} satisfies SettingsOf<TypePolicy>;

export const TYPES = { kind: 'each', placeholder: 'TYPE', names: SESSION_TYPES, of: TYPE } as const;
