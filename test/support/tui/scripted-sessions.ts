import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import type { CheckRecord } from '../../../src/core/check-record.js';
import type {
  CleanupItem,
  CleanupPlan,
  CleanupRequest,
  CleanupResult,
} from '../../../src/core/cleanup.js';
import type { ConflictProposal } from '../../../src/core/conflict/proposal.js';
import type { DiffRange, FileDiff } from '../../../src/core/diff.js';
import { type DiffComment, mergedComments } from '../../../src/core/diff-comment.js';
import { type DiskSize, type DiskUsageReport, NO_SIZE } from '../../../src/core/disk-usage.js';
import { QtuiError, type Warning } from '../../../src/core/errors.js';
import { NO_USAGE } from '../../../src/core/llm.js';
import type {
  BuiltMerge,
  ConflictFiles,
  LandedMerge,
  MergeConflict,
  MergePlan,
  UntrustedFile,
  VerifiedMerge,
} from '../../../src/core/merge.js';
import type {
  FoundMergeDraft,
  MergeDraft,
  ResumedMerge,
  SavedMergeDraft,
} from '../../../src/core/merge-draft.js';
import type { AfterMergeChoice } from '../../../src/core/ports/after-merge.js';
import type { CutOffEdit, EditedFile, OpenEdit } from '../../../src/core/ports/editing.js';
import type { Cancellable } from '../../../src/core/ports/git.js';
import type {
  MergeForecastOptions,
  SessionForecast,
} from '../../../src/core/ports/merge-forecasts.js';
import type {
  CheckWorkOptions,
  VerifyMergeOptions,
} from '../../../src/core/ports/merge-progress.js';
import type {
  BranchSuggestion,
  NamedRequest,
  NameSuggestion,
} from '../../../src/core/ports/naming.js';
import type {
  AskedConflict,
  AskingBound,
  ProposalOptions,
} from '../../../src/core/ports/proposing.js';
import type { PublishedSession, PullRequestOutcome } from '../../../src/core/ports/publishing.js';
import type { DiffPart, SessionDiff } from '../../../src/core/ports/session-diff.js';
import type { SaveActivityOptions } from '../../../src/core/ports/session-use.js';
import type {
  CreatedSession,
  CreateProgress,
  CutOffSetup,
  NewSessionDefaults,
  NewSessionRequest,
  RemovalOutcome,
  RemovalPlan,
  SessionGitStatus,
  SessionService,
  SessionView,
  UndoableAct,
  UndoOutcome,
  UndoPlan,
} from '../../../src/core/ports/sessions.js';
import type { SyntaxVerdict } from '../../../src/core/ports/syntax-checker.js';
import type { UntrustedCommand } from '../../../src/core/ports/trust.js';
import type {
  AdoptedWorktree,
  AdoptRequest,
  KnownRepository,
  RepairedWorktree,
  ScannedRepository,
  WorktreeView,
} from '../../../src/core/ports/worktrees.js';
import type { RadarReport } from '../../../src/core/radar.js';
import type { MergedVerdict } from '../../../src/core/repository.js';
import type { SessionMetadata, SessionPriority } from '../../../src/core/session.js';
import { sessionRow } from '../sessions.js';
import type { ScriptedHost } from './scripted-host.js';

const ROOT = '/work/my-repo';
const TIME = '2026-01-31T09:00:00.000Z';

export const REPOSITORY_DEFAULTS: NewSessionDefaults = {
  context: {
    kind: 'repository',
    repository: {
      directory: '/work/my-repo',
      commonDir: '/work/my-repo/.git',
      gitDir: '/work/my-repo/.git',
      worktree: '/work/my-repo',
      root: ROOT,
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head: { kind: 'branch', branch: 'main', oid: '1'.repeat(40) },
    },
  },
  agents: [
    { kind: 'claude', label: 'Claude Code', program: '/usr/bin/claude' },
    { kind: 'shell', label: 'Shell', program: '/bin/sh' },
  ],
  agentKind: 'claude',
  type: 'feature',
  types: DEFAULT_CONFIG.types,
  gitState: 'default-branch',
  branches: [],
  mergeTarget: 'main',
  warnings: [],
  advice: [],
};

export function mergePlan(change: Partial<MergePlan> = {}): MergePlan {
  return {
    request: {
      repoRoot: '/work/my-repo',
      worktree: '/wt/auth',
      source: 'feature/auth',
      target: 'main',
      strategy: 'merge',
    },
    sourceOid: 'a'.repeat(40),
    targetOid: 'b'.repeat(40),
    ontoOid: 'b'.repeat(40),
    commits: [{ oid: 'c'.repeat(40), subject: 'Check the token', author: 'A', date: '2026-01-01' }],
    files: [{ path: 'src/auth.ts', kind: 'modified', added: 12, removed: 3, isBinary: false }],
    uncommitted: [],
    conflicts: [],
    resolved: [],
    obstacles: [],
    isUpToDate: false,
    resultTree: 'd'.repeat(40),
    targetWorktree: '/work/my-repo',
    suggestedMessage: "Merge branch 'feature/auth'",
    trailers: [],
    ...change,
  };
}

export function undoPlan(change: Partial<UndoPlan> = {}): UndoPlan {
  return {
    act: {
      version: 1,
      id: 'k3f9x',
      kind: 'removal',
      time: '2026-01-31T09:00:00.000Z',
      commonDir: '/work/my-repo/.git',
      ref: 'refs/qtui/backup/k3f9x/record',
      oid: 'a'.repeat(40),
      isUndone: false,
      isMoved: false,
    },
    repoRoot: ROOT,
    intent: { actId: 'k3f9x' },
    what: 'removal of "auth"',
    steps: ['The worktree (2 changed files) comes back at /wt/auth', 'The branch comes back'],
    notes: [],
    refusals: [],
    ...change,
  };
}

type Step = (
  request: NewSessionRequest,
  onProgress: (progress: CreateProgress) => void,
  signal: AbortSignal | undefined,
) => Promise<CreatedSession>;

/** A session service that does what a test says, and writes down what it was asked. */
export class ScriptedSessions implements SessionService {
  readonly host: ScriptedHost;
  cleanupPlan: CleanupPlan = { items: [], repositories: [] };
  readonly calls: unknown[][] = [];
  views: SessionView[] = [];
  defaultsResult: NewSessionDefaults | Error = REPOSITORY_DEFAULTS;
  git: SessionGitStatus | undefined;
  plan: MergePlan | Error = mergePlan();
  /** What a refresh comes to. */
  freshPlan: Promise<MergePlan | Error> = Promise.resolve(mergePlan());
  removal: Partial<RemovalPlan> = {};
  landError: Error | undefined;
  commitError: Error | undefined;
  #created = 0;

  constructor(host: ScriptedHost) {
    this.host = host;
  }

  /** A live session with its pane. */
  open(change: Partial<SessionMetadata> & { id: string }, pane: object = {}): SessionMetadata {
    const session = sessionRow({ name: change.id, repoRoot: ROOT, ...change });
    this.views.push({ session, revision: '1', directoryExists: true });
    this.host.add({ paneId: session.id, agentKind: session.agent.kind, ...pane });
    return session;
  }

  async defaults(directory: string): Promise<NewSessionDefaults> {
    this.calls.push(['defaults', directory]);
    if (this.defaultsResult instanceof Error) throw this.defaultsResult;
    return this.defaultsResult;
  }

  known: KnownRepository[] = [{ path: ROOT, name: 'my-repo', origin: 'here' }];

  async repositories(directory: string): Promise<KnownRepository[]> {
    this.calls.push(['repositories', directory]);
    return this.known;
  }

  worktreeViews: WorktreeView[] = [];

  async worktrees() {
    return { worktrees: this.worktreeViews, warnings: [] };
  }

  async switched() {
    return new Map();
  }

  verdicts: ReadonlyMap<string, MergedVerdict> | Error = new Map();

  async merged() {
    this.calls.push(['merged']);
    if (this.verdicts instanceof Error) throw this.verdicts;
    return this.verdicts;
  }

  /** Repositories in the directory, in place of the one that it is in. */
  scanned: ScannedRepository[] | Error | undefined;

  async scan() {
    if (this.scanned instanceof Error) throw this.scanned;
    const here = { path: ROOT, name: 'my-repo', worktrees: this.worktreeViews };
    return { restored: [], repositories: this.scanned ?? [here], warnings: [] };
  }

  async adopt(request: AdoptRequest): Promise<AdoptedWorktree> {
    this.calls.push(['adopt', request]);
    const session = this.open({ id: 'adopted', directory: request.path });
    return { session, kind: 'made', warnings: [] };
  }

  repaired: RepairedWorktree[] = [];

  async repair() {
    return { repaired: this.repaired, warnings: [] };
  }

  async suggestBranch(request: NamedRequest): Promise<BranchSuggestion | undefined> {
    this.calls.push(['suggestBranch', request]);
    return this.suggestion(request.name || request.message, request.suggestion);
  }

  /** What a model is taken to suggest. */
  name: (message: string) => Promise<NameSuggestion | undefined> = async () => undefined;
  suggestName(question: Parameters<SessionService['suggestName']>[0]) {
    this.calls.push(['suggestName', question]);
    return this.name(question.message);
  }

  suggestion: (text: string, suggestion?: NameSuggestion) => BranchSuggestion | undefined = (
    text,
  ) => (text ? { branch: text.replaceAll(' ', '-') } : undefined);

  async fetchAhead(repo: string, target: string): Promise<void> {
    this.calls.push(['fetchAhead', repo, target]);
  }

  createStep: Step = async (request, onProgress) => {
    this.#created += 1;
    const id = `session${this.#created}`;
    const name = request.name ?? (request.message || id);
    const session = sessionRow({
      id,
      name,
      repoRoot: ROOT,
      agent: { kind: request.agentKind, command: [] },
    });
    onProgress({ step: 'reserved', session });
    onProgress({ step: 'launching' });
    this.open(session);
    return { session, warnings: [] };
  };

  async create(
    request: NewSessionRequest,
    options: {
      onProgress?: (progress: CreateProgress) => void;
      signal?: AbortSignal | undefined;
    } = {},
  ): Promise<CreatedSession> {
    this.calls.push(['create', request]);
    return this.createStep(request, options.onProgress ?? (() => {}), options.signal);
  }

  warnings: Warning[] = [];

  async list() {
    return { sessions: this.views, warnings: this.warnings };
  }

  overview() {
    return this.list();
  }

  async find(selector: string): Promise<SessionView> {
    const view = this.views.find(({ session }) => session.id === selector);
    if (!view) throw new QtuiError('session-not-found', `There is no session ${selector}.`);
    return view;
  }

  async gitStatus(): Promise<SessionGitStatus | undefined> {
    return this.git;
  }

  async trustAndSetUp(id: string, { command }: UntrustedCommand): Promise<void> {
    this.calls.push(['trustAndSetUp', id, command]);
  }

  async setUpAgain(id: string): Promise<void> {
    this.calls.push(['setUpAgain', id]);
  }

  async leaveSetupOut(id: string): Promise<void> {
    this.calls.push(['leaveSetupOut', id]);
  }

  /** What had become of the setup of a session that is opened again. */
  cutOffSetup: CutOffSetup | undefined;

  async reopen(id: string): Promise<CreatedSession> {
    this.calls.push(['reopen', id]);
    const { session } = await this.find(id);
    this.host.add({ paneId: id });
    const { cutOffSetup } = this;
    return { session, warnings: [], ...(cutOffSetup && { cutOffSetup }) };
  }

  async rename(id: string, name: string): Promise<SessionMetadata> {
    this.calls.push(['rename', id, name]);
    return this.#change(id, (session) => ({ ...session, name }));
  }

  async pin(id: string): Promise<SessionMetadata> {
    this.calls.push(['pin', id]);
    return this.#change(id, (session) => ({ ...session, isPinned: true }));
  }

  async unpin(id: string): Promise<SessionMetadata> {
    this.calls.push(['unpin', id]);
    return this.#change(id, ({ isPinned: _pin, ...session }) => session);
  }

  async setPriority(id: string, priority: SessionPriority): Promise<SessionMetadata> {
    this.calls.push(['setPriority', id, priority]);
    return this.#change(id, (session) => ({ ...session, priority }));
  }

  #change(id: string, change: (session: SessionMetadata) => SessionMetadata): SessionMetadata {
    this.views = this.views.map((view) =>
      view.session.id === id ? { ...view, session: change(view.session) } : view,
    );
    const changed = this.views.find(({ session }) => session.id === id);
    if (!changed) throw new QtuiError('session-not-found', `There is no session ${id}.`);
    return changed.session;
  }

  async saveActivity(options: SaveActivityOptions = {}): Promise<void> {
    this.calls.push(['saveActivity', options]);
  }

  async noteSent(id: string, text: string): Promise<void> {
    this.calls.push(['noteSent', id, text]);
  }

  async close(id: string): Promise<SessionMetadata> {
    this.calls.push(['close', id]);
    const { session } = await this.find(id);
    this.host.remove(id);
    return { ...session, status: 'background' };
  }

  async planRemoval(id: string): Promise<RemovalPlan> {
    const { session } = await this.find(id);
    return {
      session,
      report: {
        worktree: session.directory,
        losses: [],
        merged: { merged: true, evidence: 'ancestor' },
      },
      branchRemovable: true,
      refusals: [],
      ...this.removal,
    };
  }

  async remove(plan: RemovalPlan, options: object): Promise<RemovalOutcome> {
    this.calls.push(['remove', plan.session.id, options]);
    this.host.remove(plan.session.id);
    return {
      worktreeRemoved: true,
      unsaved: [],
      branchDeleted: true,
      actId: 'k3f9x',
      warnings: [],
    };
  }

  diffs = new Map<string, FileDiff>();

  async diff(id: string, { part = 'all' }: { part?: DiffPart } = {}): Promise<SessionDiff> {
    this.calls.push(['diff', id, part]);
    const session = this.#change(id, (same) => same);
    return {
      session,
      part,
      directory: session.directory,
      range: { from: 'b'.repeat(40), to: part === 'committed' ? 'c'.repeat(40) : 'worktree' },
      base: { oid: 'b'.repeat(40), branch: 'main' },
      notes: [],
      files: [...this.diffs.values()].map(({ path, kind, added, removed, isBinary }) => ({
        path,
        kind,
        isBinary,
        ...(added !== undefined && { added }),
        ...(removed !== undefined && { removed }),
      })),
    };
  }

  async fileDiff(_directory: string, _range: DiffRange, { path }: { path: string }) {
    this.calls.push(['fileDiff', path]);
    return this.diffs.get(path);
  }

  async patch(): Promise<void> {}

  async planMerge(
    id: string,
    {
      signal: _signal,
      ...options
    }: { strategy?: MergePlan['request']['strategy']; refresh?: boolean } & Cancellable = {},
  ) {
    this.calls.push(['planMerge', id, options]);
    const plan = options.refresh ? await this.freshPlan : this.plan;
    if (plan instanceof Error) throw plan;
    const strategy = options.strategy ?? plan.request.strategy;
    return { ...plan, request: { ...plan.request, strategy } };
  }

  /** What a push, and a pull request of it, come to; without one there is no remote. */
  published: PullRequestOutcome | undefined;

  async push(id: string): Promise<PublishedSession> {
    this.calls.push(['push', id]);
    return this.#publish();
  }

  async openPullRequest(id: string): Promise<PullRequestOutcome> {
    this.calls.push(['openPullRequest', id]);
    return this.#publish();
  }

  #publish(): PullRequestOutcome {
    if (this.published) return this.published;
    throw new QtuiError('remote-not-found', 'The repository has no remote.');
  }

  async checkWhenIdle() {
    return undefined;
  }

  async foreseenMerges() {
    return new Map();
  }

  async speculate() {
    return false;
  }

  forecasts: SessionForecast[] = [];

  async forecastMerges(_directory: string, { sessions, onStep }: MergeForecastOptions = {}) {
    const asked = this.forecasts.filter(({ session }) => sessions?.includes(session.id) ?? true);
    asked.forEach((step, index) => {
      onStep?.(step, index);
    });
    return asked;
  }

  async commitForMerge(id: string, options: { signal?: AbortSignal | undefined }): Promise<string> {
    const { signal: _signal, ...wish } = options;
    this.calls.push(['commit', id, wish]);
    if (this.commitError) {
      const error = this.commitError;
      this.commitError = undefined;
      throw error;
    }
    return 'e'.repeat(40);
  }

  async buildMerge(plan: MergePlan, options: { message: string }): Promise<BuiltMerge> {
    this.calls.push(['build', plan.request.strategy, options.message]);
    return { plan, commit: 'f'.repeat(40), ref: 'refs/qtui/merge/1' };
  }

  /** What is in conflict, by path. */
  readonly conflictFiles = new Map<string, ConflictFiles>();

  async readConflict(_plan: MergePlan, { path }: { path: string }): Promise<ConflictFiles> {
    return this.conflictFiles.get(path) ?? {};
  }

  async countHunks(_plan: MergePlan, conflicts: readonly unknown[]) {
    return conflicts.map(() => undefined);
  }

  /** What git remembers of conflicts, by path. */
  readonly remembered = new Map<string, string>();

  async rememberedResolution(_plan: MergePlan, { path }: { path: string }) {
    return this.remembered.get(path);
  }

  async writeContent() {
    return '6'.repeat(40);
  }

  /** What a model answers; without it there is none. */
  propose:
    | ((conflict: MergeConflict, options: ProposalOptions) => Promise<ConflictProposal>)
    | undefined;

  async proposeResolution(
    _plan: MergePlan,
    conflict: MergeConflict,
    options: ProposalOptions = {},
  ): Promise<ConflictProposal> {
    if (!this.propose) throw new Error('not scripted');
    this.calls.push(['propose', conflict.path, options.hunks]);
    return this.propose(conflict, options);
  }

  /** Whether what is settled parses. */
  syntax: SyntaxVerdict = { kind: 'unknown' };

  async settledSyntax(): Promise<SyntaxVerdict> {
    return this.syntax;
  }

  async boundOfAsking(_plan: MergePlan, asked: readonly AskedConflict[]): Promise<AskingBound> {
    const hunks = asked.reduce((sum, each) => sum + (each.hunks?.length ?? 0), 0);
    const usage = { tokensIn: hunks * 1000, tokensOut: hunks * 100, isEstimated: true, cost: 0.5 };
    return { hunks, usage };
  }

  /** What a model writes for uncommitted work; without it there is no model. */
  commitMessage: ((paths: readonly string[]) => Promise<string>) | undefined;
  /** It is asked without being asked to. */
  suggestsUnasked = false;

  async suggestCommitMessage(id: string, { paths = [] }: { paths?: readonly string[] } = {}) {
    this.calls.push(['suggest message', id, paths]);
    return { message: (await this.commitMessage?.(paths)) ?? '', usage: NO_USAGE };
  }

  async suggestsMessages() {
    return this.suggestsUnasked;
  }

  async modelProblem() {
    if (this.commitMessage ?? this.propose) return undefined;
    return { message: 'No language model is set.', hint: 'Name one in your settings.' };
  }

  async discardMerge(built: BuiltMerge): Promise<void> {
    this.calls.push(['discard', built.ref]);
  }

  /** What the check says, and how it ends. */
  check: { lines: string[]; ended: (signal?: AbortSignal) => Promise<unknown> } | undefined;

  async verifyMerge(built: BuiltMerge, options: VerifyMergeOptions = {}): Promise<VerifiedMerge> {
    if (options.skipCheck) this.calls.push(['skip check']);
    if (options.acceptFailure) this.calls.push(['accept failure', options.acceptFailure]);
    for (const line of this.check?.lines ?? []) options.onOutput?.(line);
    await this.check?.ended(options.signal);
    return { built };
  }

  /** As the scripted person has written them. */
  readonly comments = new Map<string, readonly DiffComment[]>();

  async diffComments(id: string) {
    return { comments: this.comments.get(id) ?? [], warnings: [] };
  }

  async keepDiffComments(
    id: string,
    comments: readonly DiffComment[],
    known: readonly DiffComment[],
  ): Promise<readonly DiffComment[]> {
    const all = mergedComments(known, comments, this.comments.get(id) ?? []);
    if (all.length > 0) this.comments.set(id, all);
    else this.comments.delete(id);
    return all;
  }

  /** As the scripted person has saved them. */
  readonly drafts = new Map<string, SavedMergeDraft>();

  async mergeDraft(id: string): Promise<FoundMergeDraft> {
    const draft = this.drafts.get(id);
    return { ...(draft && { draft }), warnings: [] };
  }

  async saveMergeDraft(id: string, draft: MergeDraft): Promise<boolean> {
    this.calls.push(['save draft', id, draft.step]);
    const saved = { repoRoot: ROOT, time: TIME, writer: { pid: 1, host: 'here' } };
    this.drafts.set(id, { ...draft, ...saved });
    return true;
  }

  async dropMergeDraft(id: string): Promise<boolean> {
    this.calls.push(['drop draft', id]);
    return this.drafts.delete(id);
  }

  async resumeMerge(id: string, draft: MergeDraft): Promise<ResumedMerge> {
    this.calls.push(['resume', id, draft.step]);
    if (this.plan instanceof Error) throw this.plan;
    return { plan: this.plan, lost: [], moved: [] };
  }

  /** How a check of a session's own work ends. */
  workChecked: CheckRecord | Error = {
    tree: 'd'.repeat(40),
    command: ['npm', 'test'],
    outcome: 'passed',
    exitCode: 0,
    durationMs: 1200,
    time: TIME,
    log: '/state/checks/a/1.log',
  };

  /** What the merge is once its file is trusted. */
  trustedPlan: MergePlan | undefined;

  async trustCheck({ file }: UntrustedFile): Promise<void> {
    this.calls.push(['trust', file]);
    if (this.trustedPlan) this.plan = this.trustedPlan;
  }

  async checkWork(id: string, options: CheckWorkOptions = {}): Promise<CheckRecord> {
    this.calls.push(['check work', id]);
    for (const line of this.check?.lines ?? []) options.onOutput?.(line);
    await this.check?.ended(options.signal);
    if (this.workChecked instanceof Error) throw this.workChecked;
    return this.workChecked;
  }

  readonly checkRecords: CheckRecord[] = [];

  async checks() {
    return { records: this.checkRecords, warnings: [] };
  }

  /** Commits that were made while a merge was landing. */
  leftOut = 0;

  /** How long a landing takes. */
  landing: Promise<void> | undefined;

  async landMerge(id: string, { built }: VerifiedMerge): Promise<LandedMerge> {
    this.calls.push(['land', id]);
    await this.landing;
    if (this.landError) throw this.landError;
    const { leftOut } = this;
    return { built, actId: 'k3f9x', backupRef: 'refs/qtui/backup/k3f9x/tip', leftOut };
  }

  goOnError: Error | undefined;

  async goOn(id: string) {
    this.calls.push(['go on', id]);
    if (this.goOnError) throw this.goOnError;
    return { session: (await this.find(id)).session, actId: 'old7x' };
  }

  afterMerge: AfterMergeChoice | undefined;

  async lastAfterMerge() {
    return this.afterMerge;
  }

  async rememberAfterMerge(_repoRoot: string, choice: AfterMergeChoice): Promise<void> {
    this.afterMerge = choice;
  }

  undoPlan: UndoPlan | Error = undoPlan();
  undoError: Error | undefined;

  radarResult: RadarReport | Error = {
    repoRoot: ROOT,
    sessions: [],
    pairs: [],
    order: [],
    warnings: [],
  };

  async radar(directory: string): Promise<RadarReport> {
    this.calls.push(['radar', directory]);
    if (this.radarResult instanceof Error) throw this.radarResult;
    return this.radarResult;
  }

  async archive(id: string): Promise<SessionMetadata> {
    this.calls.push(['archive', id]);
    this.host.remove(id);
    return this.#change(id, (session) => ({ ...session, status: 'archived' }));
  }

  async unarchive(id: string): Promise<SessionMetadata> {
    this.calls.push(['unarchive', id]);
    return this.#change(id, (session) => ({ ...session, status: 'background' }));
  }

  async diskUsage(): Promise<DiskUsageReport> {
    return { sessions: [], repositories: [], total: NO_SIZE, warnings: [] };
  }

  async planCleanup(directory: string, request: CleanupRequest) {
    this.calls.push(['planCleanup', directory, request]);
    return { plan: this.cleanupPlan, warnings: [] };
  }

  /** Bytes by title. */
  cleanupSizes: Readonly<Record<string, number>> = {};

  async measureCleanup(
    plan: CleanupPlan,
    { onSize }: { onSize?: (item: CleanupItem, size: DiskSize) => void } = {},
  ) {
    for (const item of plan.items) {
      const bytes = this.cleanupSizes[item.title];
      if (bytes !== undefined) onSize?.(item, { ...NO_SIZE, allocated: bytes });
    }
    return new Map();
  }

  async cleanUp(plan: CleanupPlan): Promise<CleanupResult[]> {
    this.calls.push(['cleanUp', plan.items.map(({ title }) => title)]);
    return plan.items.map((item) => ({
      item,
      state: item.keptBecause.length > 0 ? 'kept' : 'removed',
      warnings: [],
    }));
  }

  acts: UndoableAct[] = [];

  async listActs() {
    return { acts: this.acts, older: [], warnings: [] };
  }

  async expireBackups() {
    return { acts: [], older: [], warnings: [] };
  }

  async planUndo(directory: string, options: { id?: string } = {}): Promise<UndoPlan> {
    this.calls.push(['planUndo', directory, options]);
    if (this.undoPlan instanceof Error) throw this.undoPlan;
    return this.undoPlan;
  }

  async undo(plan: UndoPlan): Promise<UndoOutcome> {
    this.calls.push(['undo', plan.act.id]);
    if (this.undoError) throw this.undoError;
    return { id: plan.act.id, what: plan.what, warnings: [] };
  }

  recovered: readonly Warning[] = [];

  async debug(): Promise<never> {
    throw new Error('not scripted');
  }
  async recoverRows() {
    return [];
  }
  /** What was given to the person's editor, newest last. */
  readonly edited: EditedFile[] = [];
  /** What the editor saves. */
  editorSaves: Uint8Array = new Uint8Array();
  /** Edits that are left, by title. */
  readonly openEdits = new Set<string>();
  cutOff: CutOffEdit[] = [];

  async beginEdit(file: EditedFile): Promise<OpenEdit> {
    this.edited.push(file);
    this.openEdits.add(file.title);
    return {
      file: `/state/edits/1/file/${file.name}`,
      argv: ['/usr/bin/vi', file.name],
      cwd: '/state/edits/1/file',
      env: {},
      read: async () => this.editorSaves,
      remove: async () => {
        this.openEdits.delete(file.title);
      },
    };
  }

  async cutOffEdits(): Promise<CutOffEdit[]> {
    return this.cutOff.splice(0);
  }

  async recover() {
    return [...this.recovered];
  }

  async prepareRepository(directory: string): Promise<void> {
    this.calls.push(['prepare', directory]);
    this.defaultsResult = REPOSITORY_DEFAULTS;
  }
}
