import { join } from 'node:path';
import { runCommand } from './command.js';
import { startProgram } from './program.js';
import { PROMPT, type Sandbox } from './sandbox.js';

export interface BenchPane {
  /** Milliseconds until the command has ended and its end was painted. */
  run(command: string): Promise<number>;
  close(): Promise<void>;
}

export type BenchOuter = (sandbox: Sandbox) => Promise<BenchPane>;

// Printed thrice on an empty screen: a painter may leave out cells that are equal by chance.
const END_COMMAND = "clear; printf 'QTUI%s\\n' DONE DONE DONE";
const END_MARK = 'QTUIDONE';

async function paneOf(
  sandbox: Sandbox,
  argv: readonly string[],
  stop: () => Promise<void>,
): Promise<BenchPane> {
  const program = startProgram(argv, { cwd: sandbox.repo.path, env: sandbox.env });
  await program.until(PROMPT.trim());
  return {
    run(command) {
      const done = program.until(END_MARK);
      program.write(`${command}; ${END_COMMAND}\r`);
      return done;
    },
    async close() {
      await program.kill();
      await stop();
    },
  };
}

export const qtuiPane: BenchOuter = (sandbox) =>
  paneOf(sandbox, [...sandbox.qtui, 'new', '--no-worktree', '--agent', 'shell'], () =>
    sandbox.stopHost(),
  );

export const tmuxPane: BenchOuter = (sandbox) => {
  const tmux = ['tmux', '-S', join(sandbox.root, 'tmux.sock'), '-f', '/dev/null'];
  return paneOf(sandbox, [...tmux, 'new-session', '/bin/sh'], async () => {
    await runCommand([...tmux, 'kill-server'], { cwd: sandbox.root, env: sandbox.env });
  });
};
