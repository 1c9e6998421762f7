import type { Cancellable } from '../core/cancellable.js';
import { QtuiError } from '../core/errors.js';
import type { AheadBehind, BranchNameProblem, BranchSummary, Oid } from '../core/repository.js';
import { saysBrokenRef, saysNoSuchRef, toGitError, wasStopped } from './failure.js';
import { parseRefRows, refFormat } from './parsers/for-each-ref.js';
import { type GitRunner, withoutLastNewline } from './run.js';
import { listWorktrees, ownersOf } from './worktree-entries.js';

/** Longer input is no revision, and would not fit into an argument. */
const LONGEST_REVISION = 4096;
/** A component becomes a file name with `.lock` behind it; file systems take 255 bytes. */
const LONGEST_COMPONENT = 250;

/** How git ends where it gives up, for whatever reason. */
const FATAL = 128;

/** What the first line of the reflog holds of a branch that qtui has made. */
export const CREATED_BY_QTUI = 'branch: created by qtui';

/** The full name of the ref of a branch. */
export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

/** The commit that a person's words name; undefined when they name none. Safe for any input. */
export async function resolveCommit(
  git: GitRunner,
  repo: string,
  revision: string,
): Promise<Oid | undefined> {
  if (revision === '' || revision.includes('\0') || revision.length > LONGEST_REVISION) {
    return undefined;
  }
  const { code, stdout } = await git.run(
    repo,
    ['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`],
    { doing: `look up ${revision}`, accept: 'any' },
  );
  const oid = withoutLastNewline(stdout.toString('utf8'));
  return code === 0 && /^[0-9a-f]{40,64}$/.test(oid) ? oid : undefined;
}

/** Whether a ref can be given to git as an argument at all. */
export function isUsableRef(ref: string): boolean {
  return !ref.includes('\0') && ref.length <= LONGEST_REVISION;
}

/**
 * Tip of a full ref; undefined when it does not exist, or none can be called so. The name is taken as
 * it is: `rev-parse` would also read `refs/heads/main^{commit}` and `refs/heads/main-0-gabc1234` as
 * revisions. Throws where git cannot tell.
 */
export async function readRef(git: GitRunner, repo: string, ref: string): Promise<Oid | undefined> {
  if (!isUsableRef(ref)) return undefined;
  const doing = `look up ${ref}`;
  const args = ['show-ref', '--verify', '-s', '--', ref];
  const { code, stdout, stderr } = await git.run(repo, args, { doing, accept: [0, FATAL] });
  if (code === 0) return withoutLastNewline(stdout.toString('utf8'));
  if (!saysNoSuchRef(stderr)) throw toGitError({ code, stderr, cwd: repo, args, doing });
  await refuseDamaged(git, repo, ref, doing);
  return undefined;
}

/** Of a ref whose file is damaged, as after a loss of power, git says too that it is not there. */
async function refuseDamaged(
  git: GitRunner,
  repo: string,
  ref: string,
  doing: string,
): Promise<void> {
  const { stderr } = await git.run(repo, ['for-each-ref', refFormat(['refname']), ref], { doing });
  if (!saysBrokenRef(stderr, ref)) return;
  throw new QtuiError('repository-damaged', `Could not ${doing}: what it holds is no commit.`, {
    hint: 'See `git reflog` for where it was, and write it anew with `git update-ref`.',
    data: { ref },
  });
}

/** The branch that has a renaming of `branch` in its reflog; undefined when none has. */
export async function findRenamed(
  git: GitRunner,
  repo: string,
  branch: string,
): Promise<string | undefined> {
  if (branch.includes('\0') || branch.length > LONGEST_REVISION) return undefined;
  const words = `Branch: renamed ${branchRef(branch)} to `;
  const pick = ['--walk-reflogs', '--fixed-strings', `--grep-reflog=${words}`, '-n1'];
  const entry = await git.text(repo, ['log', ...pick, '--format=%gD', '--branches', '--'], {
    doing: `look for the new name of ${branch}`,
  });
  const name = entry.replace(/@\{\d+\}$/, '').replace(/^refs\/heads\//, '');
  const isThere = name !== '' && (await readRef(git, repo, branchRef(name))) !== undefined;
  return isThere ? name : undefined;
}

/** Commits that only `ours` has (ahead), and that only `theirs` has (behind). */
export async function countAheadBehind(
  git: GitRunner,
  repo: string,
  ours: Oid,
  theirs: Oid,
): Promise<AheadBehind> {
  if (ours === theirs) return { ahead: 0, behind: 0 };
  const args = ['rev-list', '--left-right', '--count', `${ours}...${theirs}`];
  const counts = await git.text(repo, args, { doing: 'compare two branches' });
  const [ahead, behind] = counts.split('\t').map(Number);
  return { ahead: ahead ?? 0, behind: behind ?? 0 };
}

/** Local and remote-tracking branches, newest commit first; symbolic refs are left out. */
export async function listBranches(git: GitRunner, repo: string): Promise<BranchSummary[]> {
  const atoms = ['refname', 'objectname', 'committerdate:iso-strict', 'worktreepath', 'symref'];
  const { stdout } = await git.run(
    repo,
    ['for-each-ref', '--sort=-committerdate', refFormat(atoms), 'refs/heads', 'refs/remotes'],
    { doing: `list the branches of ${repo}` },
  );
  return parseRefRows(stdout, atoms.length)
    .filter(([, , , , symref]) => symref === '')
    .map(([refname = '', oid = '', date = '', worktree = '']) => ({
      name: refname.replace(/^refs\/(heads|remotes)\//, ''),
      oid,
      isRemote: refname.startsWith('refs/remotes/'),
      ...(worktree === '' ? {} : { worktree }),
      date,
    }));
}

/** origin/HEAD's branch, else main, else master, else the current one; only those that exist. */
export async function readDefaultTarget(git: GitRunner, repo: string): Promise<string | undefined> {
  const symbolic = async (ref: string, prefix: string) => {
    const { stdout } = await git.run(repo, ['symbolic-ref', '-q', ref], {
      doing: `read ${ref}`,
      accept: 'any',
    });
    const name = withoutLastNewline(stdout.toString('utf8'));
    return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
  };
  const [remote, current] = await Promise.all([
    symbolic('refs/remotes/origin/HEAD', 'refs/remotes/origin/'),
    symbolic('HEAD', 'refs/heads/'),
  ]);
  for (const candidate of [remote, 'main', 'master', current]) {
    if (candidate && (await readRef(git, repo, branchRef(candidate)))) return candidate;
  }
  return undefined;
}

/** Empty when `name` can become a new branch. */
export async function findNameProblems(
  git: GitRunner,
  repo: string,
  name: string,
  protectedBranches: readonly string[],
): Promise<BranchNameProblem[]> {
  const reason = malformedReason(name) ?? (await refusedByGit(git, repo, name));
  if (reason !== undefined) return [{ kind: 'malformed', reason }];
  const problems: BranchNameProblem[] = protectedBranches.includes(name)
    ? [{ kind: 'protected', branch: name }]
    : [];
  return [...problems, ...(await findCollisions(git, repo, name))];
}

/** What git's own check lets through although it cannot, or must not, become a branch. */
function malformedReason(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.startsWith('-')) return 'it starts with a dash';
  if (name.startsWith('refs/')) return 'it starts with refs/';
  if (name === 'HEAD' || name === '@') return `${name} has a meaning of its own`;
  if (name.includes('\0')) return 'it holds a NUL';
  if (/[\u202a-\u202e\u2066-\u2069]/.test(name)) return 'it holds marks of direction';
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return 'it looks like an object id';
  if (name.split('/').some((part) => Buffer.byteLength(part) > LONGEST_COMPONENT)) {
    return `a part of it is longer than ${LONGEST_COMPONENT} bytes`;
  }
  return name.length > LONGEST_REVISION ? 'it is too long' : undefined;
}

async function refusedByGit(
  git: GitRunner,
  repo: string,
  name: string,
): Promise<string | undefined> {
  const { code } = await git.run(repo, ['check-ref-format', branchRef(name)], {
    doing: `check the name ${name}`,
    accept: 'any',
  });
  return code === 0
    ? undefined
    : 'git allows no spaces, no control characters, none of ~^:?*[\\, no "..", "//" or "@{", ' +
        'and no part that starts with a dot or ends with ".lock", a dot or a slash';
}

/** Names that are equal so are one file to some file systems. */
function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

async function findCollisions(
  git: GitRunner,
  repo: string,
  name: string,
): Promise<BranchNameProblem[]> {
  const parts = name.split('/');
  const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
  // git knows nothing of letters that can be written in two ways; with them all are looked at.
  const patterns = /^[\0-\x7f]*$/.test(name)
    ? [...parents, name].map(branchRef)
    : [branchRef('').slice(0, -1)];
  const args = ['for-each-ref', '--ignore-case', refFormat(['refname']), ...patterns];
  const { stdout } = await git.run(repo, args, { doing: `look for branches like ${name}` });
  const folded = foldedName(name);
  const foldedParents = new Set(parents.map(foldedName));
  return parseRefRows(stdout, 1).flatMap(([refname = '']): BranchNameProblem[] => {
    const branch = refname.replace(/^refs\/heads\//, '');
    const other = foldedName(branch);
    if (branch === name) return [{ kind: 'exists', branch }];
    if (other === folded) return [{ kind: 'case-twin', branch }];
    const isPrefix = foldedParents.has(other) || other.startsWith(`${folded}/`);
    return isPrefix ? [{ kind: 'prefix-conflict', branch }] : [];
  });
}

/** Creates a ref at `oid` by compare-and-swap from nothing; false when it exists. */
async function createRef(
  git: GitRunner,
  repo: string,
  ref: string,
  oid: Oid,
  { reason, signal }: { reason: string } & Cancellable,
): Promise<boolean> {
  const args = ['update-ref', '--no-deref', '--create-reflog', '-m', reason, ref, oid];
  try {
    await git.run(repo, [...args, nullOid(oid)], { doing: `create ${ref}`, signal });
    return true;
  } catch (thrown) {
    // What keeps git from reading it is what has kept it from writing.
    const tip = await readRef(git, repo, ref).catch(() => undefined);
    if (tip === undefined) throw thrown;
    return tip === oid && wasStopped(thrown);
  }
}

/**
 * Makes a branch at `oid` where there is none. Throws `name-taken` for one that is there, or whose
 * name stands in the way of this one.
 */
export async function createBranch(
  git: GitRunner,
  repo: string,
  branch: string,
  oid: Oid,
  { signal, reason: logged = CREATED_BY_QTUI }: { reason?: string } & Cancellable = {},
): Promise<void> {
  const taken = (other: string, cause?: unknown) =>
    new QtuiError('name-taken', `Cannot create branch ${branch}: ${other} exists.`, {
      untouched: `${other} was left as it is.`,
      hint: 'Choose another name.',
      data: { branch, other },
      cause,
    });
  const reason = malformedReason(branch);
  if (reason !== undefined) {
    throw new QtuiError('invalid-name', `"${branch}" cannot name a branch: ${reason}.`, {
      untouched: 'Nothing was created.',
    });
  }
  let isCreated: boolean;
  try {
    isCreated = await createRef(git, repo, branchRef(branch), oid, {
      reason: logged,
      signal,
    });
  } catch (thrown) {
    // Only for better words: what git has said is thrown else.
    const problems = await findCollisions(git, repo, branch).catch(() => []);
    const twin = problems.find(({ kind }) => kind === 'prefix-conflict');
    throw twin && 'branch' in twin ? taken(twin.branch, thrown) : thrown;
  }
  if (!isCreated) throw taken(branch);
}

/** Deletes by compare-and-swap; refuses a branch that a worktree stands on. */
export async function deleteBranch(
  git: GitRunner,
  repo: string,
  branch: string,
  oid: Oid,
  { signal }: Cancellable = {},
): Promise<void> {
  const untouched = `Branch ${branch} was left as it is.`;
  const owner = ownersOf(await listWorktrees(git, repo), branch)[0];
  if (owner !== undefined && owner.prunable === undefined) {
    throw new QtuiError('would-lose-work', `Branch ${branch} is checked out in ${owner.path}.`, {
      untouched,
      hint: 'Remove that worktree first, or check out another branch there.',
    });
  }
  try {
    await git.run(repo, ['update-ref', '--no-deref', '-d', branchRef(branch), oid], {
      doing: `delete branch ${branch}`,
      details: { untouched },
      signal,
    });
  } catch (thrown) {
    const tip = await readRef(git, repo, branchRef(branch));
    if (tip === oid) throw thrown;
    if (tip !== undefined || !wasStopped(thrown)) throw movedSince(branch, oid, tip);
  }
  // As `git branch -d` does: a later branch of this name must not push to the old upstream.
  await git.run(repo, ['config', '--local', '--remove-section', `branch.${branch}`], {
    doing: `forget the settings of branch ${branch}`,
    accept: 'any',
  });
}

function movedSince(branch: string, oid: Oid, tip: Oid | undefined): QtuiError {
  return new QtuiError(
    'branch-moved',
    tip === undefined
      ? `There is no branch ${branch} any more.`
      : `Branch ${branch} moved since it was looked at: it is at ${tip.slice(0, 12)}.`,
    {
      untouched: `Branch ${branch} was left as it is.`,
      hint: 'Look at it again.',
      data: { branch, expected: oid, actual: tip },
    },
  );
}

/** What git takes for "no such ref", as long as `like`: repositories differ in their hash. */
export function nullOid(like: Oid): Oid {
  return '0'.repeat(like.length);
}
