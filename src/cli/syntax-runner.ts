import type { SyntaxChecker } from '../core/ports/syntax-checker.js';
import { runInGroup } from '../git/process-group.js';
import { createSyntaxChecker } from '../syntax/checker.js';
import type { RunProgram } from '../syntax/command.js';
import { ParserThread } from '../syntax/parser-thread.js';

/**
 * A checker whose commands end with all that they have started, and whose parsers work in a thread;
 * `entry` is its built file.
 */
export function createSyntaxRunner(
  env: Readonly<Record<string, string>>,
  entry: URL,
): SyntaxChecker {
  const thread = new ParserThread(entry);
  const run: RunProgram = async ([file = '', ...args], { onOutput, input, ...how }) => {
    const ended = await runInGroup(
      { file, args, cwd: how.cwd, env },
      {
        ...{ timeoutMs: how.timeoutMs, signal: how.signal, endsWithLeader: true },
        ...(input && { input: Buffer.from(input) }),
        onStdout: (data) => onOutput(data.toString('utf8')),
        onStderr: onOutput,
      },
    ).catch(() => undefined); // What cannot be run says nothing of the file.
    if (ended === undefined || 'error' in ended) return undefined;
    if (ended.stopped !== undefined) return ended.stopped === 'aborted' ? 'aborted' : undefined;
    return { code: ended.code };
  };
  return createSyntaxChecker(run, (request, signal) => thread.parse(request, signal));
}
