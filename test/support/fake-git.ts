import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QtuiError, type Warning } from '../../src/core/errors.js';
import type { TargetGround } from '../../src/core/merge.js';
import type { Git, InterruptedRemoval } from '../../src/core/ports/git.js';
import type { Upstream } from '../../src/core/ports/remotes.js';
import type { RadarScan } from '../../src/core/radar.js';
import type {
  FileChange,
  FoundRepository,
  LossReport,
  Repository,
  RepositoryContext,
  WorktreeEntry,
} from '../../src/core/repository.js';
import type { ActRecord, OlderBackup, StoredAct } from '../../src/core/undo.js';

const EMPTY_STATUS = { dirty: 0, staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };

/**
 * One repository at the git port: branches and worktrees are records, worktrees also empty
 * directories on disk. `fail` makes an operation reject; `calls` is what was changed, in order.
 */
export class FakeGit implements Git {
  readonly calls: string[] = [];
  readonly fail = new Map<string, () => Error>();
  /** Runs before an operation, to change the world under it. */
  readonly before = new Map<string, () => void | Promise<void>>();
  readonly branchTips = new Map<string, string>([['main', '1'.repeat(40)]]);
  readonly entries: WorktreeEntry[];
  context: RepositoryContext;
  losses: LossReport['losses'] = [];
  merged: LossReport['merged'] = { merged: true, evidence: 'no-work' };
  changes: FileChange[] = [];
  ignored: string[] = [];
  below: FoundRepository[] = [];
  landings: Warning[] = [];
  checkoutWarnings: string[] = [];
  readonly acts: StoredAct[] = [];
  older: OlderBackup[] = [];
  isExpiryDue = false;
  radarScan: RadarScan = { sessions: [], pairs: [], problems: [] };
  interrupted: InterruptedRemoval[] = [];

  constructor(readonly root: string) {
    this.entries = [{ path: root, branch: 'main', isMain: true, isBare: false, isDetached: false }];
    this.context = { kind: 'repository', repository: this.repository({}) };
  }

  repository(change: Partial<Repository>): Repository {
    return {
      directory: this.root,
      commonDir: `${this.root}/.git`,
      gitDir: `${this.root}/.git`,
      worktree: this.root,
      root: this.root,
      isBare: false,
      isLinkedWorktree: false,
      isInsideGitDir: false,
      isShallow: false,
      objectFormat: 'sha1',
      head: { kind: 'branch', branch: 'main', oid: '1'.repeat(40) },
      ...change,
    };
  }

  readonly reader: Git['reader'] = {
    version: async () => '2.39.5',
    context: async () => this.#run('context', () => this.context),
    surroundings: async () =>
      this.#run('surroundings', () => ({
        worktrees: this.entries.map((entry) => ({ ...entry })),
        remotes: ['origin'],
        ignoredVariables: [],
      })),
    repositoriesBelow: async () => this.#run('repositories', () => this.below),
    status: async () => this.#run('status', () => ({ ...EMPTY_STATUS })),
    treeOf: async (_repo, commit) => commit,
    tipsInFiles: async () => new Map(),
    aheadBehind: async () => ({ ahead: 0, behind: 0 }),
    worktrees: async () => this.entries.map((entry) => ({ ...entry })),
    listing: async () => ({
      ...{ root: this.root, commonDir: `${this.root}/.git`, isSubmodule: false, links: [] },
      entries: this.entries.map((entry) => ({ ...entry })),
    }),
    branches: async () =>
      [...this.branchTips].map(([name, oid]) => ({ name, oid, isRemote: false, date: '' })),
    defaultTarget: async () => (this.branchTips.has('main') ? 'main' : undefined),
    branchTip: async (_repo, branch) => this.branchTips.get(branch),
    remoteBranchTip: async () => undefined,
    commits: async () => [],
    commitsTouching: async () => [],
    changes: async () => [],
    resolveCommit: async (_repo, revision) => {
      const short = revision.replace(/^refs\/heads\//, '');
      return this.branchTips.get(short) ?? (/^\d{40}$/.test(revision) ? revision : undefined);
    },
    uncommittedChanges: async () => this.changes,
    diffFiles: async () => this.changes,
    fileDiff: async () => undefined,
    patch: async () => undefined,
    workBase: async () => undefined,
    ignoredFiles: async () => this.#run('ignored', () => this.ignored),
    hasWorktreeSettings: async () => false,
    missingDirectories: async () => [],
    ignoredEntries: async () => [],
    includedFiles: async () => [],
    userName: async () => 'Ada Lovelace',
    renamedBranch: async () => undefined,
    mergeBase: async () => '1'.repeat(40),
    storage: async () => ({ gitDirs: new Map(), backupBytes: 0, trash: [] }),
    survey: async () => ({
      commonDir: `${this.root}/.git`,
      worktrees: this.entries.map((entry) => ({ ...entry })),
      branches: [...this.branchTips].map(([name, oid]) => ({
        ...{ name, oid, isRemote: false, date: '', isOurs: false, isLeftOver: false },
      })),
      verdicts: this.verdicts(),
    }),
    areMerged: async () => this.verdicts(),
    changesIn: async (paths) => new Map(paths.map((path) => [path, this.losses])),
    isMerged: async () => this.merged,
  };

  private verdicts(): Map<string, LossReport['merged']> {
    return new Map([...this.branchTips.keys()].map((name) => [name, this.merged]));
  }

  readonly branches: Git['branches'] = {
    nameProblems: async (_repo, name, protectedBranches) => {
      if (name.includes('..')) return [{ kind: 'malformed', reason: 'it has ".."' }];
      if (protectedBranches.includes(name)) return [{ kind: 'protected', branch: name }];
      if (this.branchTips.has(name)) return [{ kind: 'exists', branch: name }];
      const parent = [...this.branchTips.keys()].find((other) => name.startsWith(`${other}/`));
      return parent === undefined ? [] : [{ kind: 'prefix-conflict', branch: parent }];
    },
    create: async (_repo, branch, oid) =>
      this.#run('create-branch', () => {
        if (this.branchTips.has(branch)) throw new QtuiError('name-taken', `${branch} is taken.`);
        this.branchTips.set(branch, oid);
        this.calls.push(`branch ${branch}`);
      }),
    delete: async (_repo, branch, oid) =>
      this.#run('delete-branch', () => {
        if (this.branchTips.get(branch) !== oid) {
          throw new QtuiError('branch-moved', `${branch} moved.`);
        }
        this.branchTips.delete(branch);
        this.calls.push(`delete branch ${branch}`);
      }),
    rename: async (_repo, { from, to, oid }) =>
      this.#run('rename-branch', () => {
        if (this.branchTips.get(from) !== oid)
          throw new QtuiError('branch-moved', `${from} moved.`);
        if (this.branchTips.has(to)) throw new QtuiError('name-taken', `${to} is taken.`);
        this.branchTips.delete(from);
        this.branchTips.set(to, oid);
        for (const entry of this.entries) if (entry.branch === from) entry.branch = to;
        this.calls.push(`rename ${from} to ${to}`);
      }),
    finishRename: async () => false,
  };

  readonly worktrees: Git['worktrees'] = {
    add: async (_repo, { path, branch, lockReason }) =>
      this.#run('add', async () => {
        await mkdir(path, { recursive: true });
        await writeFile(join(path, '.git'), '');
        this.entries.push({
          path,
          branch,
          oid: this.branchTips.get(branch) ?? '',
          locked: lockReason,
          isMain: false,
          isBare: false,
          isDetached: false,
        });
        this.calls.push(`add ${path}`);
      }),
    checkout: async (_path, { onProgress, signal }) =>
      this.#run('checkout', () => {
        onProgress?.({ done: 1, total: 1 });
        if (signal?.aborted) throw new QtuiError('aborted', 'The checkout was cancelled.');
        return { warnings: this.checkoutWarnings, lacks: [] };
      }),
    lock: async (_repo, path, reason) =>
      this.#run('lock', () => {
        const entry = this.entries.find((each) => each.path === path);
        if (entry && entry.locked === undefined) entry.locked = reason;
      }),
    unlock: async (_repo, path, reason) => {
      const entry = this.entries.find((each) => each.path === path);
      if (entry?.locked !== reason) return false;
      delete entry.locked;
      return true;
    },
    links: async () => [],
    repair: async (_repo, paths) => {
      this.calls.push(`repair ${paths.join(' ')}`);
    },
    discardNew: async (_repo, path) =>
      this.#run('discard', async () => {
        await rm(path, { recursive: true, force: true });
        this.#forget(path);
        this.calls.push(`discard ${path}`);
      }),
    forget: async (_repo, path) =>
      this.#run('forget', () => {
        this.#forget(path);
        this.calls.push(`forget ${path}`);
      }),
    initSubmodules: async () => [],
    exclude: async () => {},
    excludeMark: async () => this.#run('exclude', () => []),
    scanLoss: async (path) => ({
      worktree: path,
      ...this.#tipOf(path),
      losses: this.losses,
      merged: this.merged,
    }),
    remove: async (path) =>
      this.#run('remove', async () => {
        await rm(path, { recursive: true, force: true });
        this.#forget(path);
        this.calls.push(`remove ${path}`);
        return {
          finish: () => this.#run('finish-removal', () => {}),
          release: () => this.calls.push('release removal'),
        };
      }),
    recoverRemovals: async () => ({ interrupted: this.interrupted, warnings: [] }),
  };

  upstream: Upstream | undefined;
  /** Where a branch stands against its upstream, in place of having none. */
  ground: TargetGround | undefined;

  readonly remotes: Git['remotes'] = {
    list: async () => (this.upstream ? [this.upstream.remote] : []),
    upstreamOf: async () => this.upstream,
    groundOf: async (_repo, { oid }) =>
      this.#run('ground', () => ({ ontoOid: oid, ...this.ground })),
    fetchAhead: async () => {},
    fetchBranch: async (_repo, { remote, branch }) =>
      this.#run('fetch', () => {
        this.calls.push(`fetch ${branch} from ${remote}`);
        return '1'.repeat(40);
      }),
    fetchPullRequest: async (_repo, { remote, number }) =>
      this.#run('fetch', () => {
        this.calls.push(`fetch pull request ${number} from ${remote}`);
        return '6'.repeat(40);
      }),
    pushRemote: async () => 'origin',
    push: async (_repo, { remote, branch }) =>
      this.#run('push', () => {
        this.calls.push(`push ${branch} to ${remote}`);
        return { remote, branch, oid: '3'.repeat(40), outcome: 'created' as const, said: [] };
      }),
    followOwnName: async () => this.#run('follow', () => {}),
    hostedAt: async () => undefined,
    comparePage: () => '',
  };

  readonly merges: Git['merges'] = {
    plan: async (request) => ({
      request,
      sourceOid: '3'.repeat(40),
      targetOid: '1'.repeat(40),
      ontoOid: '1'.repeat(40),
      commits: [],
      files: this.changes,
      uncommitted: [],
      conflicts: [],
      resolved: [],
      obstacles: [],
      isUpToDate: false,
      suggestedMessage: 'Merge',
      trailers: [],
    }),
    commit: async (worktree, { message }) => {
      this.calls.push(`commit ${worktree} ${message}`);
      return '4'.repeat(40);
    },
    forecast: async () => [],
    build: async (plan) => ({ plan, commit: '5'.repeat(40), ref: 'refs/qtui/merge/1' }),
    readConflict: async () => ({}),
    async *readConflicts() {},
    remembered: async () => undefined,
    remember: async () => undefined,
    writeContent: async () => '6'.repeat(40),
    discard: async ({ ref }) => {
      this.calls.push(`discard ${ref}`);
    },
    verify: async (built) => ({ built }),
    check: async () => ({ tree: '7'.repeat(40), outcome: 'passed', durationMs: 1, warnings: [] }),
    moveClean: async ({ branch, to }, { keep, moved }) => {
      await keep();
      this.calls.push(`move ${branch} ${to}`);
      await moved();
    },
    sweepContents: async () => {},
    keepContents: async (_repo, name, oids) => {
      this.calls.push(`keep ${[name, ...oids].join(' ')}`);
    },
    land: async ({ built }) =>
      this.#run('land', () => ({
        built,
        actId: 'abcde',
        backupRef: 'refs/qtui/backup/abcde/tip',
        leftOut: 0,
      })),
    checkTakeBack: async () => this.#run('check-take-back', () => {}),
    takeBack: async (_repo, { landing }) =>
      this.#run('take-back', () => {
        this.branchTips.set(landing.target, landing.old);
        this.calls.push(`take back ${landing.target}`);
      }),
    recover: async () => this.#run('recover', () => this.landings),
  };

  readonly undo: Git['undo'] = {
    saveWorktree: async (path, facts, ignoredPaths) =>
      this.#run('backup', () => {
        this.calls.push(`backup ${[facts.session?.id, ...ignoredPaths].join(' ')}`);
        const worktree = { path, head: '', saved: 'files' as const, changedFiles: 0, ignoredPaths };
        return this.#saveAct({ kind: 'removal', ...facts, worktree });
      }),
    saveVanished: async (_repo, _path, facts) =>
      this.#run('backup', () => {
        this.calls.push(`save record of ${facts.session?.id}`);
        return this.#saveAct({ kind: 'forget', ...facts });
      }),
    saveBranch: async (_repo, { time }) =>
      this.#run('backup', () => this.#saveAct({ kind: 'forget', time })),
    list: async () => ({ acts: [...this.acts], unreadable: [] }),
    listOlder: async () => [...this.older],
    dropOlder: async (_repo, { ref }) => {
      this.calls.push(`drop ${ref}`);
      return true;
    },
    drop: async (_repo, id) => {
      const index = this.acts.findIndex((act) => act.id === id);
      if (index >= 0) this.acts.splice(index, 1);
      this.calls.push(`drop backup`);
      return index >= 0;
    },
    claim: async (_repo, intent) => ({ intent, release: async () => {}, abandon: () => {} }),
    takeAbandoned: async () => [],
    claimed: async () => new Set(),
    unreadable: async () => [],
    restore: async () => this.#run('restore', () => ({ warnings: [] })),
    settle: async () => false,
    finish: async (_repo, { id }) => {
      for (const act of this.acts) if (act.id === id) act.isUndone = true;
    },
    isExpiryDue: async () => this.isExpiryDue,
  };

  readonly setup: Git['setup'] = {
    init: async () => {
      this.calls.push('init');
      return this.repository({ head: { kind: 'unborn', branch: 'main' } });
    },
    createFirstCommit: async (_repo, message) => {
      this.calls.push(`first commit ${message}`);
      return '1'.repeat(40);
    },
  };

  readonly radar: Git['radar'] = {
    scan: async () => this.#run('radar', () => this.radarScan),
  };

  #saveAct(fields: Omit<ActRecord, 'version' | 'id' | 'commonDir'>) {
    const id = `act${this.acts.length + 10}`;
    const ref = `refs/qtui/backup/${id}/record`;
    const place = { commonDir: `${this.root}/.git`, ref, oid: '', isUndone: false, isMoved: false };
    this.acts.unshift({ version: 1, id, ...place, ...fields });
    return { id, ref };
  }

  #tipOf(path: string) {
    const branch = this.entries.find((entry) => entry.path === path)?.branch;
    const oid = branch === undefined ? undefined : this.branchTips.get(branch);
    return { ...(branch ? { branch } : {}), ...(oid ? { oid } : {}) };
  }

  #forget(path: string): void {
    const index = this.entries.findIndex((entry) => entry.path === path);
    if (index >= 0) this.entries.splice(index, 1);
  }

  async #run<T>(operation: string, work: () => T | Promise<T>): Promise<T> {
    await this.before.get(operation)?.();
    const error = this.fail.get(operation);
    if (error) throw error();
    return work();
  }
}
