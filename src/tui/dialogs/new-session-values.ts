/** What the dialog for a new session holds, and what is asked of the service for it. */
import type {
  BranchSource,
  NewSessionDefaults,
  NewSessionRequest,
} from '../../core/ports/sessions.js';
import type { SessionType } from '../../core/session.js';
import { type Skill, skillWish } from '../../core/skill.js';
import type { ErrorWords } from '../model/state.js';
import { usualWith } from './new-session-skill.js';
import { proposeWorktree, type WorktreeChoice } from './new-session-worktree.js';

/** What was typed and chosen; kept when creating fails. */
export interface NewSessionValues {
  message: string;
  name: string;
  /** What the agent is told, with the message in it. */
  skill: Skill | undefined;
  agentKind: string;
  type: SessionType;
  worktree: WorktreeChoice;
  base: string;
  /** Name of the branch to go on with. */
  branch: string;
  /** Number of the pull request to go on with. */
  pullRequest: string;
  mergeTarget: string;
  /** `chosen`: the two below say which files there are; else the settings do. */
  files: 'configured' | 'chosen';
  /** Directories that the worktree is limited to, separated by commas. */
  sparse: string;
  hasSubmodules: boolean;
  /** Begins without being shown. */
  inBackground: boolean;
}

export function initialValues(defaults: NewSessionDefaults, skill?: Skill): NewSessionValues {
  const usual = usualWith(skill, defaults);
  return {
    message: '',
    name: '',
    skill,
    ...usual,
    worktree: proposeWorktree(defaults, { ...usual, skill }).choice,
    base: '',
    branch: '',
    pullRequest: '',
    mergeTarget: defaults.mergeTarget ?? '',
    files: 'configured',
    sparse: '',
    hasSubmodules: false,
    inBackground: false,
  };
}

const NOTHING_CREATED = 'Nothing was created.';

/** Why nothing can be asked for with these values; undefined when something can. */
export function problemOf({
  worktree,
  branch,
  pullRequest,
}: NewSessionValues): ErrorWords | undefined {
  if (worktree === 'branch' && branch.trim() === '') {
    return {
      message: 'The branch to go on with is not named.',
      untouched: NOTHING_CREATED,
      hint: 'Type its name, as main or origin/main, or press Ctrl-l to pick one.',
    };
  }
  if (worktree !== 'pull-request' || pullRequestNumber(pullRequest) !== undefined) return undefined;
  const given = pullRequest.trim();
  return {
    message: given
      ? `"${given}" is not the number of a pull request.`
      : 'The pull request is not named.',
    untouched: NOTHING_CREATED,
    hint: 'Give its number, as 123.',
  };
}

function pullRequestNumber(text: string): number | undefined {
  const digits = /^#?([1-9]\d{0,9})$/.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What the session goes on with; undefined for a branch of its own. */
function sourceOf({ worktree, branch, pullRequest }: NewSessionValues): BranchSource | undefined {
  if (worktree === 'branch') return { kind: 'branch', name: branch.trim() };
  const number = pullRequestNumber(pullRequest);
  if (worktree !== 'pull-request' || number === undefined) return undefined;
  return { kind: 'pull-request', number };
}

/** The service's request for what was typed; a name given by hand may also stand alone. */
export function requestOf(
  values: NewSessionValues,
  { directory, defaults }: { directory: string; defaults: NewSessionDefaults },
  size: { cols: number; rows: number },
): NewSessionRequest {
  const { message, name, skill, agentKind, type, worktree } = values;
  return {
    directory,
    message: message.trim(),
    ...(name.trim() && { name: name.trim() }),
    ...skillWish(skill, { message, name }),
    type,
    agentKind,
    worktree: worktree === 'none' ? { kind: 'none' } : worktreeRequest(values, defaults),
    size,
  };
}

function worktreeRequest(
  values: NewSessionValues,
  defaults: NewSessionDefaults,
): Extract<NewSessionRequest['worktree'], { kind: 'create' }> {
  const open = sourceOf(values);
  const base = open ? '' : values.base.trim();
  const target = values.mergeTarget.trim();
  // A pull request says itself where it goes, unless the person has said otherwise.
  const mergeTarget = open && target === defaults.mergeTarget ? '' : target;
  const sparse = values.sparse.split(',').map((path) => path.trim());
  const directories = sparse.filter((path) => path !== '');
  return {
    kind: 'create',
    isTemporary: values.worktree === 'temporary',
    ...(open && { open }),
    ...(base && { base }),
    ...(mergeTarget && { mergeTarget }),
    ...(values.files === 'chosen' && { sparse: directories, submodules: values.hasSubmodules }),
  };
}
