import { join } from 'node:path';
import { runCommand } from './support/command.js';
import type { Benchmark, Measurement } from './support/measure.js';
import { startProgram } from './support/program.js';
import { createSandbox, PROMPT, type Sandbox } from './support/sandbox.js';

/** From the start of the process to its first frame, with and without a running host. */
export const startBenchmark: Benchmark = {
  name: 'start',
  what: 'from the start of the command to its first frame, 200×50',
  async run({ root, quick }): Promise<Measurement[]> {
    const sandbox = await createSandbox(root);
    try {
      const tmux: number[] = [];
      const cold: number[] = [];
      const warm: number[] = [];
      for (let round = 0; round < (quick ? 3 : 9); round += 1) {
        tmux.push(await startTmux(sandbox));
        await sandbox.stopHost();
        cold.push(await startQtui(sandbox));
        warm.push(await startQtui(sandbox));
      }
      return [
        { name: 'tmux, server cold', unit: 'ms', values: tmux },
        {
          name: 'qtui, host cold',
          unit: 'ms',
          values: cold,
          comparedWith: 'tmux, server cold',
        },
        {
          name: 'qtui, host warm',
          unit: 'ms',
          values: warm,
          comparedWith: 'tmux, server cold',
        },
      ];
    } finally {
      await sandbox.dispose();
    }
  },
};

async function startTmux(sandbox: Sandbox): Promise<number> {
  const tmux = ['tmux', '-S', join(sandbox.root, 'tmux.sock'), '-f', '/dev/null'];
  const program = startProgram([...tmux, 'new-session', '/bin/sh'], {
    cwd: sandbox.repo.path,
    env: sandbox.env,
  });
  const taken = await program.until(PROMPT.trim());
  await program.kill();
  await runCommand([...tmux, 'kill-server'], { cwd: sandbox.root, env: sandbox.env });
  return taken;
}

async function startQtui(sandbox: Sandbox): Promise<number> {
  const program = startProgram(sandbox.qtui, { cwd: sandbox.repo.path, env: sandbox.env });
  const taken = await program.until('qtui');
  await program.kill();
  return taken;
}
