import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MergePlan, MergeRequest, MergeStrategy, Resolution } from '../../src/core/merge.js';
import type { Git } from '../../src/core/ports/git.js';
import { type GitSession, gitFor, openGitSession } from './git-session.js';
import { createTempRepo, type TempRepo } from './temp-repo.js';

/** Changes of one side, done in this order. */
export interface SideChange {
  remove?: readonly string[];
  rename?: readonly (readonly [from: string, to: string])[];
  write?: Readonly<Record<string, string | Buffer>>;
  link?: Readonly<Record<string, string>>;
  executable?: readonly string[];
  /** Commit ids of submodules; their directories stay empty. */
  submodule?: Readonly<Record<string, string>>;
  /** Arguments of further git commands. */
  git?: readonly (readonly string[])[];
}

/** `main` and the session's branch `topic`, both changed since they parted. */
export class ConflictStage {
  private constructor(
    readonly repo: TempRepo,
    readonly git: Git,
    readonly session: GitSession,
  ) {}

  static async open(
    base: SideChange,
    ours: SideChange,
    theirs: SideChange,
    options: { mergeTimeoutMs?: number } = {},
  ): Promise<ConflictStage> {
    const repo = await createTempRepo();
    const git = gitFor(repo, options);
    await change(repo, repo.path, base);
    await commit(repo, repo.path, 'base');
    const session = await openGitSession(repo, git, 'topic');
    const stage = new ConflictStage(repo, git, session);
    await stage.change('ours', ours);
    await stage.change('theirs', theirs);
    return stage;
  }

  /** One more commit on a side. */
  async change(side: 'ours' | 'theirs', made: SideChange): Promise<void> {
    const path = side === 'ours' ? this.repo.path : this.session.path;
    await change(this.repo, path, made);
    await commit(this.repo, path, side);
  }

  request(strategy: MergeStrategy = 'merge'): MergeRequest {
    return this.session.request(strategy);
  }

  plan(
    resolutions: readonly Resolution[] = [],
    strategy: MergeStrategy = 'merge',
  ): Promise<MergePlan> {
    return this.git.merges.plan({ ...this.request(strategy), resolutions });
  }

  /** Files of a tree by path; a link is `-> target`, a submodule `@ commit`. */
  async files(tree: string | undefined): Promise<Record<string, string>> {
    if (tree === undefined) throw new Error('there is no tree');
    const listing = await this.repo.git('ls-tree', '-r', '-z', tree);
    const files: Record<string, string> = {};
    for (const line of listing.split('\0').filter((each) => each !== '')) {
      const [, mode, oid = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
      if (path === 'README.md') continue;
      const content = mode === '160000' ? oid : await this.repo.git('cat-file', 'blob', oid);
      const sign = { 120000: '-> ', 160000: '@ ', 100755: '* ' }[mode ?? ''] ?? '';
      files[path] = sign + content;
    }
    return files;
  }

  dispose(): Promise<void> {
    return this.repo.dispose();
  }
}

async function change(repo: TempRepo, root: string, made: SideChange): Promise<void> {
  const at = async (path: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const path of made.remove ?? []) await rm(join(root, path), { recursive: true });
  for (const [from, to] of made.rename ?? []) await rename(join(root, from), await at(to));
  for (const [path, text] of Object.entries(made.write ?? {}))
    await writeFile(await at(path), text);
  for (const [path, target] of Object.entries(made.link ?? {})) {
    await rm(join(root, path), { force: true });
    await symlink(target, await at(path));
  }
  for (const path of made.executable ?? []) await chmod(join(root, path), 0o755);
  await repo.gitIn(root, 'add', '-A');
  for (const [path, oid] of Object.entries(made.submodule ?? {})) {
    await mkdir(join(root, path), { recursive: true });
    await repo.gitIn(root, 'update-index', '--add', '--cacheinfo', `160000,${oid},${path}`);
  }
  for (const args of made.git ?? []) await repo.gitIn(root, ...args);
}

function commit(repo: TempRepo, root: string, message: string): Promise<string> {
  return repo.gitIn(root, 'commit', '-q', '--allow-empty', '-m', message);
}
