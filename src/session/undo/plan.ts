import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { QtuiError, toQtuiError } from '../../core/errors.js';
import type { UndoPlan } from '../../core/ports/sessions.js';
import type { WorktreeEntry } from '../../core/repository.js';
import { someOf } from '../../core/text.js';
import type { ActLanding, ActWorktree, StoredAct, UndoIntent } from '../../core/undo.js';
import type { SessionDependencies } from '../dependencies.js';
import { isTaken } from '../registry/rows.js';
import { actsOf, actWords, knownRepositories, repositoryOf, worktreeWords } from './acts.js';
import { hasGoneOn, presentRow } from './row.js';

/** Endings of a branch's name that are tried when it is taken. */
const NAMES_TRIED = 20;

type Draft = {
  intent: UndoIntent;
  steps: string[];
  notes: string[];
  refusals: { message: string; hint?: string }[];
};

/** What undoing an act would do as things are. Reads only. */
export async function planUndo(
  deps: SessionDependencies,
  directory: string,
  { id, path }: { id?: string; path?: string } = {},
): Promise<UndoPlan> {
  const { act, repoRoot } = await findAct(deps, directory, id);
  if (path !== undefined && act.worktree === undefined) {
    throw new QtuiError('usage', `The undo of the ${actWords(act)} makes no worktree.`, {
      untouched: 'Nothing was changed.',
      hint: 'Leave --path out.',
    });
  }
  const draft = act.landing
    ? await planLanding(deps, repoRoot, act, act.landing)
    : await planRestoration(deps, repoRoot, act, path);
  if (act.isMoved) draft.notes.push(`It was done when the repository was at ${act.commonDir}.`);
  return { act, repoRoot, what: actWords(act), ...draft };
}

async function findAct(
  deps: SessionDependencies,
  directory: string,
  id: string | undefined,
): Promise<{ act: StoredAct; repoRoot: string }> {
  const words = id?.trim().toLowerCase();
  if (words === undefined || words === '') {
    const repoRoot = await repositoryOf(deps, directory);
    const act = (await actsOf(deps, repoRoot)).acts.find(({ isUndone }) => !isUndone);
    if (act !== undefined) return { act, repoRoot };
    throw new QtuiError('act-not-found', 'There is nothing to undo in this repository.', {
      hint: '`qtui undo --list --all` shows those of every repository.',
    });
  }
  for (const repoRoot of await knownRepositories(deps, directory)) {
    const matches = (await actsOf(deps, repoRoot)).acts.filter((act) => act.id.startsWith(words));
    const [act] = matches;
    if (act === undefined) continue;
    if (matches.length > 1) throw ambiguous(words, matches);
    if (act.isUndone) throw undoneBefore(act);
    return { act, repoRoot };
  }
  throw new QtuiError('act-not-found', `There is no act "${id}" to undo.`, {
    untouched: 'Nothing was changed.',
    hint: '`qtui undo --list` shows the acts there are.',
  });
}

function ambiguous(words: string, acts: readonly StoredAct[]): QtuiError {
  const names = acts.map((act) => `${act.id} (${actWords(act)})`).join(', ');
  return new QtuiError('usage', `"${words}" begins several ids: ${names}.`, {
    untouched: 'Nothing was changed.',
  });
}

/** The error for an act that is to be undone a second time. */
export function undoneBefore(act: StoredAct): QtuiError {
  return new QtuiError('undo-refused', `The ${actWords(act)} (${act.id}) was undone before.`, {
    untouched: 'Nothing was changed.',
    hint: '`qtui undo --list` shows what can be undone.',
  });
}

async function planLanding(
  deps: SessionDependencies,
  repo: string,
  act: StoredAct,
  landing: ActLanding,
): Promise<Draft> {
  const { target, old, new: landed } = landing;
  const steps = [
    `${target} goes back from ${landed.slice(0, 10)} to ${old.slice(0, 10)}`,
    'What you have changed yourself where it is checked out stays as it is',
  ];
  if (act.session) steps.push(`Session "${act.session.title}" counts as not merged`);
  const draft: Draft = { intent: { actId: act.id }, steps, notes: [], refusals: [] };
  try {
    await deps.git.merges.checkTakeBack(repo, landing);
  } catch (thrown) {
    const error = toQtuiError(thrown, `look at ${target}`);
    if (error.code !== 'branch-moved' && error.code !== 'undo-refused') throw error;
    draft.refusals.push(
      error.code === 'branch-moved'
        ? await movedOn(deps, repo, act, landing)
        : { message: error.message, ...(error.hint && { hint: error.hint }) },
    );
  }
  const tip = await deps.git.reader.branchTip(repo, landing.source);
  if (tip === undefined) {
    draft.notes.push(
      `The branch ${landing.source} was deleted since; its commits stay in the backup.`,
    );
  }
  const row = act.session && (await presentRow(deps, act.session.id))?.session;
  if (row && hasGoneOn(row, landing)) {
    draft.notes.push(
      `The session has gone on from there: ${landing.source} and its files stay as they are, at or ` +
        `after ${landed.slice(0, 10)}. All of that is its own work again.`,
    );
  }
  const published = (await deps.git.reader.branches(repo)).find(
    ({ isRemote, oid }) => isRemote && oid === landed,
  );
  if (published) {
    draft.notes.push(`${published.name} has the merge already: there it is not undone.`);
  }
  return draft;
}

/** Why a target that is elsewhere by now cannot be moved back, and what can be done instead. */
async function movedOn(
  deps: SessionDependencies,
  repo: string,
  act: StoredAct,
  { target, strategy, old, new: landed }: ActLanding,
): Promise<{ message: string; hint?: string }> {
  const tip = await deps.git.reader.branchTip(repo, target);
  if (tip === undefined) {
    const hint = `Its tips are kept: git branch ${target} ${old.slice(0, 12)}`;
    return { message: `The branch ${target} is gone.`, hint };
  }
  if (tip === old) return { message: `${target} is at its former tip already.` };
  const { acts } = await actsOf(deps, repo);
  const later = acts.filter(
    (other) =>
      !other.isUndone &&
      other.landing?.target === target &&
      Date.parse(other.time) > Date.parse(act.time),
  );
  const range = `${old.slice(0, 12)}..${landed.slice(0, 12)}`;
  const revert = {
    merge: `git revert -m 1 ${landed.slice(0, 12)}`,
    squash: `git revert ${landed.slice(0, 12)}`,
    rebase: `git revert ${range}`,
    'ff-only': `git revert ${range}`,
  }[strategy];
  const first = later.map(({ id }) => id).join(', ');
  return {
    message: `${target} has moved on since the merge: it is at ${tip.slice(0, 10)}.`,
    hint:
      first === ''
        ? `Take its changes out with a new commit: ${revert}`
        : `Undo what was merged after it first (${first}), or: ${revert}`,
  };
}

async function planRestoration(
  deps: SessionDependencies,
  repo: string,
  act: StoredAct,
  elsewhere: string | undefined,
): Promise<Draft> {
  const entries = await deps.git.reader.worktrees(repo);
  const draft: Draft = { intent: { actId: act.id }, steps: [], notes: [], refusals: [] };
  const { worktree } = act;
  if (worktree) await planWorktree(deps, repo, { act, worktree, elsewhere, entries }, draft);
  else if (act.branch) await planBranch(deps, repo, act.branch, entries, draft);
  if (act.session) draft.steps.push(`Session "${act.session.title}" is in the list again`);
  const unsaved = worktree?.unsavedPaths ?? [];
  if (unsaved.length > 0) draft.notes.push(`Not in the backup: ${someOf(unsaved)}.`);
  if (worktree?.saved === 'index') {
    draft.notes.push('Its directory was gone already: what was not staged is not in the backup.');
  }
  return draft;
}

async function planWorktree(
  deps: SessionDependencies,
  repo: string,
  what: {
    act: StoredAct;
    worktree: ActWorktree;
    elsewhere: string | undefined;
    entries: readonly WorktreeEntry[];
  },
  draft: Draft,
): Promise<void> {
  const { act, worktree, elsewhere, entries } = what;
  const path = elsewhere === undefined ? worktree.path : await canonical(elsewhere);
  const workshop = join(dirname(path), `.qtui-undo-${act.id}`);
  if (await isTaken(path)) {
    draft.refusals.push({
      message: `Something is at ${path} by now.`,
      hint: 'Move it away, or restore to another place with --path.',
    });
  }
  draft.steps.push(`The ${worktreeWords(worktree)} comes back at ${path}`);
  let branch = worktree.branch;
  if (branch !== undefined) {
    const made = await planBranch(
      deps,
      repo,
      { name: branch, oid: worktree.head },
      entries.filter((entry) => entry.path !== worktree.path),
      draft,
    );
    branch = made;
  }
  draft.intent = {
    ...draft.intent,
    worktree: { path, workshop, ...(branch !== undefined && { branch }) },
  };
}

/** The name under which the branch comes back: its own, else one that is free. */
async function planBranch(
  deps: SessionDependencies,
  repo: string,
  { name, oid }: { name: string; oid: string },
  entries: readonly WorktreeEntry[],
  draft: Draft,
): Promise<string> {
  const tip = await deps.git.reader.branchTip(repo, name);
  const owner = entries.find(
    ({ branch, operationBranch }) => branch === name || operationBranch === name,
  );
  if (tip === oid && owner === undefined) return name;
  const free = await freeName(deps, repo, name);
  draft.intent = { ...draft.intent, branch: { name: free, oid } };
  draft.steps.push(`The branch ${free} comes back at ${oid.slice(0, 10)}`);
  if (free !== name) {
    const reason = owner
      ? `is checked out in ${owner.path}`
      : tip === undefined
        ? 'cannot be made any more, as one like it exists'
        : `has moved to ${tip.slice(0, 10)}`;
    draft.notes.push(`The branch ${name} ${reason}, so it comes back as ${free}.`);
  }
  return free;
}

async function freeName(deps: SessionDependencies, repo: string, name: string): Promise<string> {
  for (let attempt = 0; attempt < NAMES_TRIED; attempt += 1) {
    const candidate = attempt === 0 ? name : `${name}-undo${attempt === 1 ? '' : attempt}`;
    const problems = await deps.git.branches.nameProblems(repo, candidate, []);
    if (problems.length === 0) return candidate;
  }
  throw new QtuiError('name-taken', `Every name like ${name} is taken.`, {
    untouched: 'Nothing was changed.',
    hint: 'Delete or rename one of those branches.',
  });
}

/** As git lists it: without links in what is there already. */
async function canonical(path: string): Promise<string> {
  const absolute = resolve(path);
  // Where nothing is there yet, the path is what it is called.
  const parent = await realpath(dirname(absolute)).catch(() => dirname(absolute));
  return join(parent, basename(absolute));
}

/** What a settled undo has brought back, for the answer. */
export function restored({ worktree, branch }: UndoIntent, { landing }: StoredAct) {
  const name = landing?.target ?? worktree?.branch ?? branch?.name;
  return {
    ...(worktree && { path: worktree.path }),
    ...(name !== undefined && { branch: name }),
  };
}
