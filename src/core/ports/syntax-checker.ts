import type { Cancellable } from '../cancellable.js';
import type { SyntaxCommands } from '../config.js';

/** Whether a file parses; `unknown` where nobody can tell. */
export type SyntaxVerdict =
  | { readonly kind: 'parses' }
  /** `message` is one line, in the parser's words: data. Lines count from 1. */
  | { readonly kind: 'fails'; readonly message: string; readonly line?: number }
  /** `reason` is half a sentence about a command that should have told; without it none is set. */
  | { readonly kind: 'unknown'; readonly reason?: string };

export interface SyntaxOptions extends Cancellable {
  /** What tells in place of qtui's own parsers; all of them may run. */
  readonly commands: SyntaxCommands;
}

export interface SyntaxChecker {
  /**
   * Looks at content that would stand at `path`; no file there is read or changed. A command that
   * cannot be run, or does not end in time, leaves it unknown. Throws `aborted`.
   */
  check(path: string, bytes: Uint8Array, options: SyntaxOptions): Promise<SyntaxVerdict>;
}
