import { addWorktree, createByCommand, createSession } from './support/creation.js';
import { createLargeRepository } from './support/large-repository.js';
import type { Benchmark, Measurement } from './support/measure.js';
import { installedRivals } from './support/rivals.js';
import { createSandbox } from './support/sandbox.js';

/**
 * Ctrl-n to a pane and to a ready worktree, and the command `new`, beside a plain `git worktree add`
 * and the rivals on PATH.
 */
export const createBenchmark: Benchmark = {
  name: 'create',
  what: 'Enter in the new-session dialog until the pane shows, and until its shell is ready',
  async run({ root, quick, large }): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const files of quick ? [1_000] : [1_000, 50_000, ...(large ? [200_000] : [])]) {
      measurements.push(...(await measureCreation(root, files, quick ? 2 : files > 1_000 ? 3 : 5)));
    }
    return measurements;
  },
};

async function measureCreation(root: string, files: number, rounds: number) {
  const sandbox = await createSandbox(root, await createLargeRepository(files));
  try {
    const rivals = await installedRivals();
    const label = `${files.toLocaleString('en')} files`;
    const reference = `${label}, git worktree add`;
    const names = ['pane visible', 'shell ready', '`qtui new`', ...rivals.map(({ name }) => name)];
    const values = new Map(names.map((name) => [name, [] as number[]]));
    const git: number[] = [];
    // Its first command also starts the host.
    await createByCommand(sandbox, 'first');
    for (let round = 0; round < rounds; round += 1) {
      git.push(await addWorktree(sandbox, round));
      const session = await createSession(sandbox, round);
      values.get('pane visible')?.push(session.visible);
      values.get('shell ready')?.push(session.ready);
      values.get('`qtui new`')?.push(await createByCommand(sandbox, `command-${round}`));
      for (const { name, create } of rivals) {
        const where = { cwd: sandbox.repo.path, env: sandbox.env };
        values.get(name)?.push(await create(`${name}-${round}`, where));
      }
    }
    return [
      { name: reference, unit: 'ms' as const, values: git },
      ...names.map((name) => ({
        name: `${label}, ${name}`,
        unit: 'ms' as const,
        values: values.get(name) ?? [],
        ...(name === 'pane visible' ? {} : { comparedWith: reference }),
      })),
    ];
  } finally {
    await sandbox.dispose();
  }
}
