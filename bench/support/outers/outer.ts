import { multiplexersOf, type Usage, usageOf } from '../processes.js';
import { type Program, startProgram } from '../program.js';
import type { Sandbox } from '../sandbox.js';

/** Printed by the first pane's program when it runs. */
export const READY = 'BENCHREADY';

export interface Arrangement {
  /** For /bin/sh, one a pane; the first has the focus, and prints READY. */
  readonly commands: readonly string[];
  /** Which panes are on the screen. */
  readonly show: 'first' | 'all';
}

/** A multiplexer that runs in a sandbox of its own. */
export interface OuterRun {
  /** What the person sees and types into. */
  readonly client: Program;
  /** Of all processes but those in the panes; undefined where the system does not tell. */
  usage(): Usage | undefined;
  /** Milliseconds from the start of another client until it shows the first pane. */
  attach?(): Promise<number>;
  close(): Promise<void>;
}

export interface Outer {
  readonly name: string;
  /** Undefined when it cannot show panes so. */
  open(sandbox: Sandbox, arrangement: Arrangement): Promise<OuterRun> | undefined;
}

interface Parts {
  readonly sandbox: Sandbox;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Command of another client. */
  readonly attach?: readonly string[];
  stop?(): Promise<unknown>;
}

/** Starts the client and waits until the first pane is ready. */
export async function startOuter({ sandbox, argv, env, attach, stop }: Parts): Promise<OuterRun> {
  const where = { cwd: sandbox.repo.path, env: { ...sandbox.env, ...env } };
  const client = startProgram(argv, where);
  await client.until(READY);
  return {
    client,
    usage: () => usageOf(multiplexersOf(sandbox.home)),
    ...(attach && {
      async attach() {
        const other = startProgram(attach, where);
        try {
          return await other.until(READY);
        } finally {
          await other.kill();
        }
      },
    }),
    async close() {
      await client.kill();
      // Some end by themselves when their client goes; what is left ends with the sandbox.
      await stop?.().catch(() => {});
    },
  };
}
