import { QtuiError } from '../../core/errors.js';
import type { NameSuggestion } from '../../core/ports/naming.js';
import type { BranchNameProblem, Repository } from '../../core/repository.js';
import type { SessionType } from '../../core/session.js';
import type { SessionConfig, SessionDependencies } from '../dependencies.js';
import {
  expandPrefix,
  nameCandidates,
  slugFromMessage,
  slugifyPath,
  wordPair,
} from '../names/naming.js';
import { suggestedBranch } from '../names/suggestion.js';
import { newNameSuffix } from '../registry/ids.js';
import { mayExist } from '../registry/rows.js';
import { canonicalPath, worktreePath } from './worktree-path.js';

/** The names that a worktree session gets. */
export interface Placement {
  branch: string;
  /** Absolute path of the worktree; nothing is there. */
  path: string;
  /** Derived names may be replaced by others when somebody else is faster. */
  isDerived: boolean;
}

export interface PlacementQuestion {
  repository: Repository;
  config: SessionConfig;
  /** Never a session's branch. */
  protectedBranches: readonly string[];
  /** The branch that the person asked for, to be taken as it is or not at all. */
  branch?: string | undefined;
  /** It is there already, and the session goes on with it. */
  isOpened?: boolean;
  name?: string | undefined;
  message: string;
  type: SessionType;
  suggestion?: NameSuggestion | undefined;
}

/** Branches that no session works on: those of the settings and the default one. */
export function protectedBranches(
  { branches }: SessionConfig,
  defaultTarget: string | undefined,
): string[] {
  return [...branches.protected, ...(defaultTarget === undefined ? [] : [defaultTarget])];
}

const MAX_DIRECTORIES = 9;

/**
 * A free branch name and directory. A branch that was asked for is taken or refused with the
 * reason (`invalid-name`, `protected-branch`, `name-taken`); a derived one gives way to others.
 */
export async function choosePlacement(
  deps: SessionDependencies,
  question: PlacementQuestion,
): Promise<Placement> {
  if (question.branch !== undefined) return placeExactly(deps, question, question.branch.trim());
  const wanted = await derivedBranch(deps, question);
  return (
    (await placeFirstFree(deps, question, wanted)) ??
    // `a/b` is impossible beside a branch `a`, whatever is appended to it.
    (await placeFirstFree(deps, question, wanted.replaceAll('/', '-'))) ??
    fail(wanted)
  );
}

async function placeExactly(
  deps: SessionDependencies,
  question: PlacementQuestion,
  branch: string,
): Promise<Placement> {
  const { repository, protectedBranches, isOpened } = question;
  const problems = await deps.git.branches.nameProblems(repository.root, branch, protectedBranches);
  const problem = problems.find(({ kind }) => !isOpened || kind === 'protected');
  if (problem) throw nameError(branch, problem);
  const path = await directoryFor(deps, question, branch);
  for (let number = 1; number <= MAX_DIRECTORIES; number += 1) {
    const candidate = number === 1 ? path : `${path}-${number}`;
    if (!(await mayExist(candidate))) return { branch, path: candidate, isDerived: false };
  }
  throw new QtuiError('path-exists', `The directory ${path} exists already.`, {
    untouched: 'Nothing was created.',
    hint: 'Choose another branch name, or move the directory away.',
    data: { path },
  });
}

async function placeFirstFree(
  deps: SessionDependencies,
  question: PlacementQuestion,
  wanted: string,
): Promise<Placement | undefined> {
  for await (const branch of freeNames(deps, question, wanted)) {
    const path = await directoryFor(deps, question, branch);
    if (!(await mayExist(path))) return { branch, path, isDerived: true };
  }
  return undefined;
}

type NamePlace = Pick<PlacementQuestion, 'repository' | 'protectedBranches'> & {
  /** A branch that may keep its name. */
  own?: string;
};

/** A free name like `wanted`, for a branch whose directory is there already. */
export async function freeBranch(
  deps: SessionDependencies,
  question: NamePlace,
  wanted: string,
): Promise<string> {
  for (const name of [wanted, wanted.replaceAll('/', '-')]) {
    for await (const branch of freeNames(deps, question, name)) return branch;
  }
  return fail(wanted);
}

/** Names like `wanted` that no branch has or stands in the way of, the best one first. */
async function* freeNames(
  deps: SessionDependencies,
  { repository, protectedBranches, own }: NamePlace,
  wanted: string,
): AsyncGenerator<string> {
  for (const branch of nameCandidates(wanted, newNameSuffix)) {
    if (branch === own) yield branch;
    const problems = await deps.git.branches.nameProblems(
      repository.root,
      branch,
      protectedBranches,
    );
    const malformed = problems.find(({ kind }) => kind === 'malformed');
    if (malformed) throw nameError(branch, malformed);
    if (problems.length === 0) yield branch;
  }
}

export type DerivedNameQuestion = Pick<
  PlacementQuestion,
  'repository' | 'config' | 'name' | 'message' | 'type' | 'suggestion'
>;

/** The name that is made of what the person, or a model for them, has said; it may be taken. */
export async function derivedBranch(
  deps: SessionDependencies,
  question: DerivedNameQuestion,
): Promise<string> {
  const { name, message, type, suggestion } = question;
  const prefix = await prefixOf(deps, question);
  const given = slugifyPath(name ?? '');
  if (given) return `${prefix}${given}`;
  if (suggestion?.kind === 'words') return suggestedBranch(suggestion.words, type, prefix);
  const slug = suggestion ? '' : slugFromMessage(message);
  return `${prefix}${slug || wordPair()}`;
}

async function prefixOf(
  deps: SessionDependencies,
  { repository, config }: DerivedNameQuestion,
): Promise<string> {
  const { prefix } = config.branches;
  const user = prefix.includes('{user}')
    ? ((await deps.git.reader.userName(repository.root)) ?? deps.environment['USER'])
    : undefined;
  return expandPrefix(prefix, user);
}

function directoryFor(
  deps: SessionDependencies,
  { repository, config }: PlacementQuestion,
  branch: string,
): Promise<string> {
  const { dataDirectory } = deps.paths;
  return canonicalPath(
    worktreePath(config.worktrees.path, { dataDirectory, root: repository.root, branch }),
  );
}

function nameError(branch: string, problem: BranchNameProblem): QtuiError {
  const details = { untouched: 'Nothing was created.', data: { branch, problem: problem.kind } };
  switch (problem.kind) {
    case 'malformed':
      return new QtuiError('invalid-name', `"${branch}" cannot be a branch: ${problem.reason}.`, {
        ...details,
        hint: 'Use letters, digits, "-", "_", "." and "/".',
      });
    case 'protected':
      return new QtuiError('protected-branch', `"${branch}" is a protected branch.`, {
        ...details,
        hint: 'Choose another name: a session never works on a protected branch.',
      });
    case 'exists':
      return new QtuiError('name-taken', `The branch "${branch}" exists already.`, {
        ...details,
        hint: 'Choose another name.',
      });
    case 'case-twin':
      return new QtuiError(
        'name-taken',
        `The branch "${problem.branch}" differs from "${branch}" only in ${problem.branch.toLowerCase() === branch.toLowerCase() ? 'case' : 'how its letters are encoded'}.`,
        { ...details, hint: 'Choose another name: some file systems cannot hold both.' },
      );
    case 'prefix-conflict':
      return new QtuiError(
        'name-taken',
        `"${branch}" cannot be beside the branch "${problem.branch}": one would be a directory of the other.`,
        { ...details, hint: 'Choose another name.' },
      );
  }
}

function fail(wanted: string): never {
  throw new QtuiError('name-taken', `No free branch name like "${wanted}" was found.`, {
    untouched: 'Nothing was created.',
    hint: 'Give the session a name of its own.',
    data: { branch: wanted },
  });
}
