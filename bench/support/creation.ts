import { runCommand } from './command.js';
import { timed } from './measure.js';
import { startProgram } from './program.js';
import { PROMPT, type Sandbox } from './sandbox.js';

/** ms. */
export function createByCommand({ qtui, repo, env }: Sandbox, branch: string): Promise<number> {
  const argv = [...qtui, 'new', '--agent', 'shell', '--detach', '--worktree', branch];
  return timed(() => runCommand(argv, { cwd: repo.path, env }));
}

/** By plain git; ms. */
export function addWorktree(sandbox: Sandbox, round: number): Promise<number> {
  const path = `${sandbox.root}/plain-${round}`;
  return timed(() =>
    runCommand(['git', 'worktree', 'add', '-q', '-b', `plain-${round}`, path], {
      cwd: sandbox.repo.path,
      env: sandbox.env,
    }),
  );
}

/** By the dialog of a screen of its own; `before` is run before the last key of it. */
export async function createSession(
  sandbox: Sandbox,
  round: number,
  before = async () => {},
): Promise<{ visible: number; ready: number }> {
  const program = startProgram(sandbox.qtui, { cwd: sandbox.repo.path, env: sandbox.env });
  try {
    await program.until('qtui');
    program.write('\x0e');
    // One word of the dialog: blanks that were on the screen before are not painted again.
    await program.until('creates');
    program.write(`bench round ${round}`);
    await before();
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
