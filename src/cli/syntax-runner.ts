import type { SyntaxChecker } from '../core/ports/syntax-checker.js';
import { runInGroup } from '../git/process-group.js';
import { createSyntaxChecker } from '../syntax/checker.js';

/** A checker whose commands end with all that they have started. */
export function createSyntaxRunner(env: Readonly<Record<string, string>>): SyntaxChecker {
  return createSyntaxChecker(async ([file = '', ...args], { onOutput, input, ...how }) => {
    const ended = await runInGroup(
      { file, args, cwd: how.cwd, env },
      {
        ...{ timeoutMs: how.timeoutMs, signal: how.signal, endsWithLeader: true },
        ...(input && { input: Buffer.from(input) }),
        onStdout: (data) => onOutput(data.toString('utf8')),
        onStderr: onOutput,
      },
    ).catch(() => undefined);
    if (ended === undefined || 'error' in ended) return undefined;
    if (ended.stopped !== undefined) return ended.stopped === 'aborted' ? 'aborted' : undefined;
    return { code: ended.code };
  });
}
