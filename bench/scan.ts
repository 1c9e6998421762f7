import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openRegistry } from '../test/support/registry.js';
import type { TempRepo } from '../test/support/temp-repo.js';
import { runCommand } from './support/command.js';
import { type Benchmark, besideReference, type Measurement, timed } from './support/measure.js';
import { createSandbox, type Sandbox } from './support/sandbox.js';
import { sessionRow } from './support/session-row.js';

const WORKTREES = 200;
const REPOSITORIES = 10;

/** What git and a shell need to read the same: every worktree and its mark, which none has to have. */
const BY_HAND =
  'git worktree list --porcelain | sed -n "s/^worktree //p" | ' +
  'while read -r path; do cat "$path/.qtui/session.json" 2>/dev/null; done; true';

/** The whole command, from the start of its process to its end. */
export const scanBenchmark: Benchmark = {
  name: 'scan',
  what: `qtui sessions scan: ${WORKTREES} worktrees of sessions, in one repository or ${REPOSITORIES}`,
  async run({ root, quick }): Promise<Measurement[]> {
    const rounds = quick ? 3 : 15;
    const [single, several] = [await createSandbox(root), await createSandbox(root)];
    try {
      const one = await makeWorktrees(single, single.repo.path, WORKTREES);
      // As many worktrees once more take long to make.
      const many = quick ? undefined : await makeWorkspace(several);
      const rows: Record<string, number[]> = {};
      const note = async (name: string, work: () => Promise<unknown>) => {
        rows[name] ??= [];
        rows[name].push(await timed(work));
      };
      const reference = 'git worktree list, and cat in a loop of the shell';
      for (let round = 0; round < rounds; round += 1) {
        await note(reference, () => run(single, one.path, ['/bin/sh', '-c', BY_HAND]));
        await forgetCache(single);
        await note('one repository, nothing known', () => scan(single, one));
        await note('one repository, as before', () => scan(single, one));
        if (!many) continue;
        await forgetCache(several);
        await note('workspace, nothing known', () => scan(several, many));
        await note('workspace, as before', () => scan(several, many));
      }
      return besideReference(rows, reference);
    } finally {
      await single.dispose();
      await several.dispose();
    }
  },
};

interface Place {
  path: string;
  repositories: number;
  worktrees: number;
}

async function makeWorkspace(sandbox: Sandbox): Promise<Place> {
  const path = join(sandbox.root, 'workspace');
  await mkdir(path);
  for (let i = 0; i < REPOSITORIES; i += 1) {
    const clone = join(path, `app-${i}`);
    await sandbox.repo.gitIn(path, 'clone', '-q', sandbox.repo.path, clone);
    await makeWorktrees(sandbox, clone, WORKTREES / REPOSITORIES);
  }
  return { path, repositories: REPOSITORIES, worktrees: REPOSITORIES + WORKTREES };
}

/** Worktrees of sessions, locked and marked. */
async function makeWorktrees(
  { repo, root, env }: Sandbox,
  path: string,
  amount: number,
): Promise<Place> {
  const registry = openRegistry(join(env['XDG_STATE_HOME'] ?? root, 'qtui'));
  const base = await repo.gitIn(path, 'rev-parse', 'HEAD');
  const prefix = path.slice(root.length + 1).replaceAll('/', '-');
  const owner: TempRepo = { ...repo, path };
  for (let i = 0; i < amount; i += 1) {
    const branch = `${prefix}-${i}`;
    const worktree = join(root, 'worktrees', branch);
    const args = ['-q', '--lock', '--reason', `qtui:${branch}`, '--no-track', '-b', branch];
    await repo.gitIn(path, 'worktree', 'add', ...args, worktree, base);
    await registry.save(sessionRow(owner, worktree, branch, base), null);
  }
  return { path, repositories: 1, worktrees: amount + 1 };
}

async function forgetCache({ env, root }: Sandbox): Promise<void> {
  const state = join(env['XDG_STATE_HOME'] ?? root, 'qtui');
  await rm(join(state, 'worktrees'), { recursive: true, force: true });
}

function run({ env }: Sandbox, cwd: string, argv: readonly string[]): Promise<string> {
  return runCommand(argv, { cwd, env });
}

async function scan(sandbox: Sandbox, place: Place): Promise<void> {
  const answer = await run(sandbox, place.path, [...sandbox.qtui, 'sessions', 'scan', '--json']);
  const { repositories, warnings } = JSON.parse(answer) as {
    repositories: { worktrees: { state: string }[] }[];
    warnings: unknown[];
  };
  const worktrees = repositories.flatMap((each) => each.worktrees);
  const isRight =
    repositories.length === place.repositories &&
    worktrees.length === place.worktrees &&
    worktrees.every(({ state }) => state === 'ok') &&
    warnings.length === 0;
  if (!isRight)
    throw new Error(`A scan of ${place.path} found something else: ${answer.slice(0, 1_000)}`);
}
