import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGit } from '../src/git/index.js';
import { createWorld, type SessionWorld } from '../test/support/session-world.js';
import { createTempRepo, type TempRepo } from '../test/support/temp-repo.js';
import { runCommand } from './support/command.js';
import { type Benchmark, type Measurement, timed } from './support/measure.js';
import { sessionRow } from './support/session-row.js';

const FILES = 300;

/** What a cleanup finds out before it asks, against the commands that a person would loop over. */
export const cleanupBenchmark: Benchmark = {
  name: 'cleanup',
  what: 'time to know what of many worktrees is merged, dirty or orphaned',
  async run({ quick }): Promise<Measurement[]> {
    const amount = quick ? 40 : 200;
    const rounds = quick ? 3 : 5;
    const repo = await createTempRepo({ files: filesOf(FILES) });
    try {
      const branches = await makeWorktrees(repo, amount);
      const first: number[] = [];
      const warm: number[] = [];
      const naive: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const state = join(repo.root, `state-${round}`);
        const world = await worldOf(repo, state, branches);
        first.push(await scan(world, amount));
        warm.push(await scan(world, amount));
        naive.push(await timed(() => loopOver(repo, branches)));
      }
      const loop = `plain git in a loop, ${amount} worktrees`;
      return [
        { name: loop, unit: 'ms', values: naive },
        { name: 'cleanup scan, nothing cached', unit: 'ms', values: first, comparedWith: loop },
        { name: 'cleanup scan, warm', unit: 'ms', values: warm, comparedWith: loop },
      ];
    } finally {
      await repo.dispose();
    }
  },
};

function filesOf(amount: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: amount }, (_, i) => [`src/${i % 20}/file${i}.txt`, `file ${i}\n`]),
  );
}

/** A quarter merged, a quarter squashed, a quarter open, a quarter open and dirty. */
async function makeWorktrees(repo: TempRepo, amount: number): Promise<string[]> {
  const branches: string[] = [];
  for (let i = 0; i < amount; i += 1) {
    const branch = `work-${i}`;
    const path = pathOf(repo, branch);
    const run = (...args: string[]) => repo.gitIn(path, ...args);
    await mkdir(join(repo.root, 'worktrees'), { recursive: true });
    await repo.git('worktree', 'add', '-q', '--no-track', '-b', branch, path, 'main');
    for (const part of ['a', 'b']) {
      await writeFile(join(path, `${branch}-${part}.txt`), `${branch} ${part}\n`);
      await run('add', '-A');
      await run('commit', '-qm', part);
    }
    if (i % 4 === 0) await repo.git('merge', '-q', '--no-ff', '-m', branch, branch);
    if (i % 4 === 1) {
      await repo.git('merge', '-q', '--squash', branch);
      await repo.git('commit', '-qm', `${branch} (#${i})`);
    }
    if (i % 4 === 3) await writeFile(join(path, 'draft.txt'), 'draft\n');
    branches.push(branch);
  }
  return branches;
}

function pathOf(repo: TempRepo, branch: string): string {
  return join(repo.root, 'worktrees', branch);
}

async function worldOf(
  repo: TempRepo,
  stateDirectory: string,
  branches: readonly string[],
): Promise<SessionWorld<ReturnType<typeof createGit>>> {
  const git = createGit({ env: repo.env, stateDirectory });
  const world = createWorld(repo.root, repo.path, git, async () => {});
  const base = await repo.git('rev-parse', 'main');
  for (const branch of branches) {
    await world.repository.save(sessionRow(repo, pathOf(repo, branch), branch, base), null);
  }
  return world;
}

async function scan({ service, repo }: Awaited<ReturnType<typeof worldOf>>, amount: number) {
  return timed(async () => {
    const { plan } = await service.planCleanup(repo, {
      ...{ all: true, orphaned: true, named: [], force: false, allRepositories: false },
    });
    const going = plan.items.filter(({ keptBecause }) => keptBecause.length === 0).length;
    if (plan.items.length !== amount || going !== amount / 2) {
      throw new Error(`${plan.items.length} found, ${going} to go`);
    }
  });
}

/** The least that tells dirty from clean and merged from open; squashes are not even found by it. */
async function loopOver(repo: TempRepo, branches: readonly string[]): Promise<void> {
  for (const branch of branches) {
    const cwd = pathOf(repo, branch);
    const git = (...args: string[]) => runCommand(['git', ...args], { cwd, env: repo.env });
    await git('status', '--porcelain', '--ignored');
    const merged = await git('branch', '--format=%(refname)', '--merged', 'main', '--list', branch);
    if (merged === '') await git('cherry', 'main', branch);
  }
}
