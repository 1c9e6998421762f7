import type { Config } from '../../core/config.js';
import { MERGE_STRATEGIES } from '../../core/merge.js';
import {
  additions,
  amount,
  choice,
  command,
  directories,
  flag,
  key,
  list,
  portRange,
  text,
  trailers,
  worktreePattern,
} from './kinds.js';
import { LLM, NAMES } from './llm.js';
import { MANIFEST, toManifest } from './manifest.js';
import type { SettingsOf } from './node.js';
import { TERMINAL } from './terminal.js';
import { TYPES } from './types.js';

/**
 * Every setting, in the order of documents. A field of `Config` that is missing here, or has
 * another type, does not compile; its default is in `defaults.ts`.
 */
export const SETTINGS = {
  keys: {
    leader: {
      kind: 'setting',
      type: key(),
      summary: 'begins every key command; pressed twice it is sent to the program',
    },
    'new-session': { kind: 'setting', type: key(), summary: 'opens the new-session dialog' },
    merge: {
      kind: 'setting',
      type: key(),
      summary: 'opens the merge dialog; ctrl-m only where the terminal can tell it from Enter',
    },
  },
  agents: {
    default: {
      kind: 'setting',
      type: text(),
      summary: 'kind of the agent proposed until you have chosen one',
      otherwise: 'the first one found',
      example: 'claude',
    },
    manifests: { kind: 'each', placeholder: 'KIND', of: MANIFEST, make: toManifest },
    newlines: {
      kind: 'each',
      placeholder: 'KIND',
      of: {
        kind: 'setting',
        type: text(),
        summary:
          'what Shift+Enter and Alt+Enter send to an agent that cannot tell them from Enter; "" sends Enter',
        otherwise: 'the manifest’s',
        example: '\n',
      },
    },
    'requires-worktree': {
      kind: 'each',
      placeholder: 'KIND',
      of: {
        kind: 'setting',
        type: flag(),
        summary: 'whether sessions of an agent need a worktree, where their type leaves it open',
        see: 'sessions.md#types',
        example: true,
        otherwise: 'the manifest’s',
      },
    },
  },
  worktrees: {
    path: {
      kind: 'setting',
      type: worktreePattern(),
      summary:
        'where worktrees go: {data} is ~/.local/share/qtui, {repo} the repository’s name, {root} its directory, {name} the session’s',
    },
    copy: {
      kind: 'setting',
      type: list(),
      project: true,
      summary: 'ignored files copied from the main worktree into a new one, as git pathspecs',
    },
    link: {
      kind: 'setting',
      type: list(),
      project: true,
      summary:
        'ignored files and directories that a new worktree shares with the main one by links, as git pathspecs',
    },
    sparse: {
      kind: 'setting',
      type: directories(),
      project: true,
      summary: 'directories of the repository that new worktrees are limited to',
      see: 'worktrees.md#files',
    },
    submodules: {
      kind: 'setting',
      type: flag(),
      project: true,
      summary: 'whether new worktrees get their submodules',
    },
    setup: {
      kind: 'setting',
      type: command(),
      isCommand: true,
      project: true,
      meets: 'apart',
      summary: 'program with its arguments that sets a new worktree up, before the agent starts',
      see: 'worktrees.md#trust',
    },
    fetch: {
      kind: 'setting',
      type: flag(),
      summary:
        'whether new sessions (for 2 s at most) and merges ask the remote of the merge target for what is new first',
      see: 'remote.md',
    },
  },
  workspaces: {
    depth: {
      kind: 'setting',
      type: amount(0, 3, 'levels'),
      summary:
        'outside a repository: levels of directories (0 to 3) in which repositories are looked for',
    },
  },
  sessions: {
    ports: {
      kind: 'setting',
      type: portRange(),
      summary: 'first and last port that sessions get ranges of',
      see: 'worktrees.md#environment',
    },
    'port-count': {
      kind: 'setting',
      type: amount(0, 1000, 'ports'),
      summary: 'how many ports each session gets; 0 for none',
    },
  },
  branches: {
    prefix: {
      kind: 'setting',
      type: text(),
      project: true,
      summary: 'put before a branch name that qtui derives; {user} is the git user’s name',
    },
    protected: {
      kind: 'setting',
      type: list(),
      project: true,
      summary: 'never a session’s branch; the default branch never is either',
    },
  },
  merge: {
    strategy: {
      kind: 'setting',
      type: choice(MERGE_STRATEGIES),
      project: true,
      summary: 'how work is brought to its merge target: "merge", "squash", "ff-only" or "rebase"',
    },
    target: {
      kind: 'setting',
      type: text(),
      project: true,
      summary: 'branch that new sessions go back to',
      otherwise: 'origin’s default branch, else main, else master',
      example: 'main',
    },
    check: {
      kind: 'setting',
      type: command(),
      isCommand: true,
      project: true,
      meets: 'apart',
      summary: 'program with its arguments that checks a merge before it lands',
      see: 'worktrees.md#trust',
    },
    'check-minutes': {
      kind: 'setting',
      type: amount(1, 1440, 'minutes'),
      project: true,
      summary: 'minutes that the check may take',
    },
    trailers: {
      kind: 'setting',
      type: trailers(),
      project: true,
      summary:
        'lines, each "Key: value", that are put at the end of the message of a merge or squash commit',
    },
    'suggest-message': {
      kind: 'setting',
      type: flag(),
      summary:
        'whether the model of llm is asked for the message of uncommitted work before you ask it to',
      see: 'merge.md#the-model',
    },
    speculate: {
      kind: 'setting',
      type: flag(),
      summary:
        'while you do nothing, the merges of sessions are tried, as objects only, for lists and tabs to tell what would come of them',
      see: 'merge.md#before-you-ask',
    },
    'speculate-check': {
      kind: 'setting',
      type: flag(),
      summary:
        'whether the check then runs too, on the target with all that merge into it; it needs merge.speculate',
      see: 'merge.md#before-you-ask',
    },
    syntax: {
      kind: 'each',
      placeholder: 'NAME',
      of: {
        kind: 'setting',
        type: command(),
        isCommand: true,
        project: true,
        meets: 'apart',
        summary:
          'program with its arguments that fails for a file that does not parse, for names that end with .NAME or are NAME; {file} is a file with the content, which else is on stdin',
        see: 'merge.md#the-model',
        otherwise: 'qtui’s own parser for JSON, YAML, TOML, JavaScript and TypeScript',
        example: ['python3', '-m', 'py_compile', '{file}'],
      },
    },
  },
  types: TYPES,
  removal: {
    important: {
      kind: 'setting',
      type: list(),
      project: additions(),
      meets: 'both',
      summary: 'ignored files that a removal asks about and saves, beside those that qtui knows',
      see: 'safety.md#ignored-files',
    },
    ordinary: {
      kind: 'setting',
      type: list(),
      summary: 'ignored files that a removal takes along without a question, as node_modules/ is',
    },
  },
  llm: LLM,
  names: NAMES,
  backups: {
    'keep-days': {
      kind: 'setting',
      type: amount(1, 3650, 'days'),
      summary: 'days that what "qtui undo" needs is kept',
    },
    'keep-count': {
      kind: 'setting',
      type: amount(1, 10_000, 'backups'),
      summary: 'backups of a repository that are kept, newest first',
    },
  },
  terminal: TERMINAL,
} satisfies SettingsOf<Omit<Config, 'project'>>;
