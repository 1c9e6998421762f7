import type { ContextAdvice } from '../core/context-advice.js';
import type {
  Repository,
  RepositoryContext,
  Surroundings,
  WorktreeEntry,
} from '../core/repository.js';

/** What is known of a directory besides its context. */
export interface AdviceFacts {
  surroundings?: Surroundings;
  /** Where a session goes back to unless another branch is named. */
  mergeTarget?: string;
  /** Repositories inside a directory that is none itself. */
  repositoriesBelow?: number;
}

/**
 * Everything the person should know about the directory before a session is made in it, what
 * forbids a worktree first. Pure: one owner of the words for every kind of repository.
 */
export function advise(context: RepositoryContext, facts: AdviceFacts = {}): ContextAdvice[] {
  if (context.kind === 'none') return [outsideGit(context, facts.repositoriesBelow ?? 0)];
  const { repository } = context;
  const { surroundings } = facts;
  return [
    unbornHead(repository),
    insideGitDirectory(repository),
    submodule(repository),
    detachedHead(repository, facts),
    shallow(repository),
    ...(surroundings?.worktrees ?? []).map(operationIn),
    ignoredEnvironment(repository, surroundings),
    bare(repository),
    noRemote(surroundings, facts.mergeTarget),
  ].filter((advice): advice is ContextAdvice => advice !== undefined);
}

/** Why no worktree can be made; undefined where one can. */
export function worktreeObstacle(
  context: RepositoryContext,
  facts: AdviceFacts = {},
): ContextAdvice | undefined {
  return advise(context, facts).find(({ level }) => level === 'obstacle');
}

function outsideGit(
  { directory, problem }: Extract<RepositoryContext, { kind: 'none' }>,
  below: number,
): ContextAdvice {
  if (problem) {
    const isGone = problem.code === 'not-a-repository';
    return {
      hint: '',
      ...problem,
      level: 'obstacle',
      ...(isGone && { action: 'repair' as const }),
    };
  }
  if (below > 0) {
    const words = below === 1 ? 'one repository' : `${below} repositories`;
    return {
      code: 'workspace',
      level: 'obstacle',
      message: `${directory} is no git repository, but holds ${words}.`,
      hint: 'Choose the one that the session works on, or work here without a worktree.',
      action: 'choose-repository',
    };
  }
  return {
    code: 'no-repository',
    level: 'obstacle',
    message: `${directory} is in no git repository, so a session here has no worktree.`,
    hint: 'Work without a worktree, or make it a repository with `git init`.',
    action: 'init',
  };
}

function unbornHead({ head, root }: Repository): ContextAdvice | undefined {
  if (head.kind !== 'unborn') return undefined;
  return {
    code: 'unborn-head',
    level: 'obstacle',
    message: `The repository ${root} has no commit yet.`,
    hint: 'Make a first commit; a worktree starts from one.',
    action: 'first-commit',
  };
}

function insideGitDirectory(repository: Repository): ContextAdvice | undefined {
  const { isInsideGitDir, isBare, root, directory } = repository;
  if (!isInsideGitDir || isBare) return undefined;
  return {
    code: 'inside-git-directory',
    level: 'warning',
    message: `${directory} is inside git's own directory.`,
    hint: `A session with a worktree is made for ${root}; without one, go there first.`,
  };
}

function submodule({ superproject, root }: Repository): ContextAdvice | undefined {
  if (superproject === undefined) return undefined;
  return {
    code: 'submodule',
    level: 'warning',
    message: `${root} is a submodule of ${superproject}.`,
    hint: 'A session works on the submodule alone; commit its new state in the superproject yourself.',
  };
}

function detachedHead(
  { head, operation }: Repository,
  { mergeTarget }: AdviceFacts,
): ContextAdvice | undefined {
  if (head.kind !== 'detached' || operation !== undefined) return undefined;
  const target =
    mergeTarget === undefined
      ? 'Name the branch that it shall be merged into.'
      : `It is merged into ${mergeTarget} unless you name another branch.`;
  return {
    code: 'detached-head',
    level: 'warning',
    message: `HEAD is detached at ${head.oid.slice(0, 8)}, and a session starts from there.`,
    hint: target,
    action: 'name-target',
  };
}

function shallow({ isShallow }: Repository): ContextAdvice | undefined {
  if (!isShallow) return undefined;
  return {
    code: 'shallow',
    level: 'warning',
    message: 'This is a shallow clone: a merge may find no commit in common.',
    hint: '`git fetch --deepen=1000` brings more of the history, `git fetch --unshallow` all of it.',
    action: 'deepen',
  };
}

function operationIn(entry: WorktreeEntry): ContextAdvice | undefined {
  const { operation, operationBranch, branch, path } = entry;
  if (operation === undefined) return undefined;
  const owned = operationBranch ?? branch;
  return {
    code: 'operation-in-progress',
    level: 'warning',
    message: `${article(operation)} ${operation}${owned === undefined ? '' : ` of ${owned}`} is not finished in ${path}.`,
    hint:
      owned === undefined
        ? 'Sessions can be made meanwhile.'
        : `Sessions can be made meanwhile; nothing is merged into ${owned} until it is.`,
  };
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'An' : 'A';
}

function ignoredEnvironment(
  { root }: Repository,
  surroundings: Surroundings | undefined,
): ContextAdvice | undefined {
  const names = surroundings?.ignoredVariables ?? [];
  if (names.length === 0) return undefined;
  const verb = names.length === 1 ? 'is' : 'are';
  return {
    code: 'git-environment',
    level: 'note',
    message: `${names.join(', ')} ${verb} set, as in a git hook.`,
    hint: `qtui goes by the directory, and works on ${root}; sessions do not see ${names.length === 1 ? 'it' : 'them'}.`,
  };
}

function bare({ isBare, root }: Repository): ContextAdvice | undefined {
  if (!isBare) return undefined;
  return {
    code: 'bare',
    level: 'note',
    message: `${root} is a bare repository: it has no files of its own.`,
    hint: 'Sessions get worktrees; without one a program would stand in an empty place.',
  };
}

function noRemote(
  surroundings: Surroundings | undefined,
  mergeTarget: string | undefined,
): ContextAdvice | undefined {
  if (surroundings === undefined || surroundings.remotes.length > 0) return undefined;
  return {
    code: 'no-remote',
    level: 'note',
    message: 'The repository has no remote, so nothing is fetched or pushed.',
    hint:
      mergeTarget === undefined
        ? 'Name the branch that a session shall be merged into.'
        : `Sessions go back to the local branch ${mergeTarget}.`,
  };
}
