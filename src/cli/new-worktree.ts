/** Whether `qtui new` makes a worktree, and what for one: flags, settings, the place, the person. */
import { decideWorktree } from '../core/decide-worktree.js';
import { QtuiError } from '../core/errors.js';
import type {
  BranchSource,
  NewSessionDefaults,
  NewSessionRequest,
} from '../core/ports/sessions.js';
import type { SessionType } from '../core/session.js';
import type { Skill } from '../core/skill.js';
import type { WorktreeDecision } from '../core/strategy.js';
import { choose } from './prompt.js';

/** The options of `qtui new` that say something about a worktree. */
export interface WorktreeOptions {
  worktree?: string | false;
  branch?: string;
  pr?: number;
  base?: string;
  into?: string;
  temporary?: boolean;
  fetch?: boolean;
  sparse?: string[];
  submodules?: boolean;
}

type WorktreeRequest = NewSessionRequest['worktree'];

/** What is asked of the service, and who has decided that. */
export interface ChosenWorktree {
  request: WorktreeRequest;
  decision: WorktreeDecision;
}

/** Throws `usage` for options that contradict each other. */
export async function chooseWorktree(
  options: WorktreeOptions,
  {
    defaults,
    type,
    agentKind,
    skill,
    interactive,
  }: {
    defaults: NewSessionDefaults;
    type: SessionType;
    agentKind: string;
    skill: Skill | undefined;
    interactive: boolean;
  },
): Promise<ChosenWorktree> {
  const implying = implyingFlag(options);
  refuseContradictions(options, implying);
  const decided = decideWorktree(defaults, {
    flags: {
      ...(typeof options.worktree === 'string' && { worktree: options.worktree }),
      noWorktree: options.worktree === false,
      ...(options.temporary && { temporary: true }),
      ...(implying !== undefined && { implying }),
    },
    type,
    agentKind,
    skill,
    interactive,
  });
  const decision = decided.kind === 'ask' ? await askForWorktree(decided) : decided;
  const isTemporary =
    decision.kind === 'createTemp' || options.temporary === true || defaults.types[type].temporary;
  return { request: requestOf(options, decision, isTemporary), decision };
}

function requestOf(
  { base, into, fetch, sparse, submodules, ...options }: WorktreeOptions,
  decision: WorktreeDecision,
  isTemporary: boolean,
): WorktreeRequest {
  if (decision.kind !== 'create' && decision.kind !== 'createTemp') return { kind: 'none' };
  const name = decision.kind === 'create' ? decision.name : undefined;
  const open = sourceOf(options);
  return {
    kind: 'create',
    ...(name !== undefined && { branch: name }),
    ...(open && { open }),
    ...(base !== undefined && { base }),
    ...(into !== undefined && { mergeTarget: into }),
    ...(fetch === false && { fetch: false }),
    ...(sparse && { sparse }),
    ...(submodules && { submodules }),
    isTemporary,
  };
}

/** The branch that the session shall go on with; undefined for a new one. */
function sourceOf({
  branch,
  pr,
}: Pick<WorktreeOptions, 'branch' | 'pr'>): BranchSource | undefined {
  if (branch !== undefined) return { kind: 'branch', name: branch };
  return pr === undefined ? undefined : { kind: 'pull-request', number: pr };
}

/** The flag that says what a worktree shall be, and so asks for one. */
function implyingFlag(options: WorktreeOptions): string | undefined {
  const names = ['branch', 'pr', 'base', 'into', 'temporary', 'sparse', 'submodules'] as const;
  const given = names.find((name) => options[name] !== undefined);
  return given && `--${given}`;
}

function refuseContradictions(options: WorktreeOptions, implying: string | undefined): void {
  const { worktree } = options;
  const untouched = 'Nothing was created.';
  if (implying !== undefined && worktree === false) {
    throw new QtuiError(
      'usage',
      '--no-worktree contradicts --branch, --pr, --base, --into, --temporary, --sparse and ' +
        '--submodules.',
      {
        untouched,
        hint: 'They say what the worktree shall be: leave them out, or --no-worktree.',
      },
    );
  }
  if (sourceOf(options) && typeof worktree === 'string') {
    throw new QtuiError('usage', '--worktree names a new branch; --branch and --pr one there is.', {
      untouched,
      hint: 'Leave one of them out.',
    });
  }
}

async function askForWorktree({ reason }: WorktreeDecision): Promise<WorktreeDecision> {
  const answer = await choose(`Where shall the session work? You are asked, as ${reason}.`, [
    { value: 'create', key: 'w', label: 'in a worktree of its own' },
    { value: 'createTemp', key: 't', label: 'in a temporary worktree' },
    { value: 'never', key: 'h', label: 'here, in this directory' },
  ]);
  return { kind: answer, layer: 'ask', reason: 'you chose so' };
}
