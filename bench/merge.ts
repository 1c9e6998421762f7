import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createGit } from '../src/git/index.js';
import type { TempRepo } from '../test/support/temp-repo.js';
import { createLargeRepository } from './support/large-repository.js';
import { type Benchmark, besideReference, type Measurement, timed } from './support/measure.js';

/** Files that each side of the merge changes. */
const CHANGED = 50;

/** The account of a merge before anything is done, beside git doing the merge to see what happens. */
export const mergeBenchmark: Benchmark = {
  name: 'merge',
  what: 'plan of a merge, and a merge as objects up to its landing, beside `git merge` in a worktree',
  async run({ quick, large }): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const files of quick ? [1_000] : [1_000, 50_000, ...(large ? [200_000] : [])]) {
      measurements.push(...(await measureMerges(files, quick ? 3 : 7)));
    }
    return measurements;
  },
};

async function measureMerges(files: number, rounds: number): Promise<Measurement[]> {
  const repo = await createLargeRepository(files);
  try {
    const worktree = await diverge(repo);
    const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
    const request = {
      repoRoot: repo.path,
      worktree,
      source: 'work',
      target: 'main',
      strategy: 'merge' as const,
    };
    const [tried, planned, built]: number[][] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      tried?.push(await timed(() => tryInWorktree(repo)));
      planned?.push(await timed(() => git.merges.plan(request)));
      const plan = await git.merges.plan(request);
      built?.push(await timed(() => git.merges.build(plan, { message: 'merge' })));
    }
    const label = `${files.toLocaleString('en')} files`;
    const reference = `${label}, git merge and --abort`;
    const rows = { [reference]: tried, [`${label}, plan`]: planned, [`${label}, build`]: built };
    return besideReference(rows, reference);
  } finally {
    await repo.dispose();
  }
}

/** What one does without a plan: merge in the checkout, look, and take it back. */
async function tryInWorktree(repo: TempRepo): Promise<void> {
  await repo.git('merge', '-q', '--no-commit', '--no-ff', 'work');
  await repo.git('merge', '--abort');
}

/** Commits on `main` and on `work`, which is checked out in a worktree; resolves with its path. */
async function diverge(repo: TempRepo): Promise<string> {
  const path = join(repo.root, 'work');
  await repo.git('worktree', 'add', '-q', '-b', 'work', path);
  for (const [root, first] of [
    [repo.path, 0],
    [path, CHANGED],
  ] as const) {
    for (let index = first; index < first + CHANGED; index += 1) {
      const file = join(root, `dir${Math.floor(index / 100)}/file${index}.ts`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `// changed in ${root === path ? 'work' : 'main'}\n`);
    }
    await repo.gitIn(root, 'commit', '-q', '-a', '-m', 'change');
  }
  return path;
}
