import { runCommand } from './support/command.js';
import { createLargeRepository } from './support/large-repository.js';
import { type Benchmark, type Measurement, timed } from './support/measure.js';
import { startProgram } from './support/program.js';
import { createSandbox, PROMPT, type Sandbox } from './support/sandbox.js';

/** Ctrl-n to a pane and to a ready worktree, beside a plain `git worktree add`. */
export const createBenchmark: Benchmark = {
  name: 'create',
  what: 'Enter in the new-session dialog until the pane shows, and until its shell is ready',
  async run({ root, quick }): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const files of quick ? [10, 5_000] : [10, 1_000, 50_000, 200_000]) {
      measurements.push(
        ...(await measureCreation(root, files, quick ? 2 : files > 100_000 ? 3 : 5)),
      );
    }
    return measurements;
  },
};

async function measureCreation(root: string, files: number, rounds: number) {
  const sandbox = await createSandbox(root, await createLargeRepository(files));
  try {
    const git: number[] = [];
    const visible: number[] = [];
    const ready: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      git.push(await addWorktree(sandbox, round));
      const session = await createSession(sandbox, round);
      visible.push(session.visible);
      ready.push(session.ready);
    }
    const label = `${files.toLocaleString('en')} files`;
    const reference = `${label}, git worktree add`;
    return [
      { name: reference, unit: 'ms' as const, values: git },
      { name: `${label}, pane visible`, unit: 'ms' as const, values: visible },
      {
        name: `${label}, shell ready`,
        unit: 'ms' as const,
        values: ready,
        comparedWith: reference,
      },
    ];
  } finally {
    await sandbox.dispose();
  }
}

function addWorktree(sandbox: Sandbox, round: number): Promise<number> {
  const path = `${sandbox.root}/plain-${round}`;
  return timed(() =>
    runCommand(['git', 'worktree', 'add', '-q', '-b', `plain-${round}`, path], {
      cwd: sandbox.repo.path,
      env: sandbox.env,
    }),
  );
}

async function createSession(sandbox: Sandbox, round: number) {
  const program = startProgram(sandbox.qtui, { cwd: sandbox.repo.path, env: sandbox.env });
  try {
    await program.until('qtui');
    program.write('\x0e');
    // One word of the dialog: blanks that were on the screen before are not painted again.
    await program.until('creates');
    program.write(`bench round ${round}`);
    // The pane's box carries the branch as soon as the branch exists.
    const start = performance.now();
    program.write('\r');
    await program.until(`bench-round-${round}`);
    const visible = performance.now() - start;
    await program.until(PROMPT.trim());
    return { visible, ready: performance.now() - start };
  } finally {
    await program.kill();
  }
}
