import { readableText } from '../core/conflict/encoding.js';
import type { SyntaxChecker, SyntaxVerdict } from '../core/ports/syntax-checker.js';
import { checkByCommand, commandFor, type RunProgram } from './command.js';
import { languageOf } from './languages.js';
import type { ParseRequest } from './parse-request.js';

/** Beyond so many bytes no parser of our own is asked: what it makes of a text is many times that. */
const LARGEST = 2 * 1024 * 1024;

/** Whether a text parses. Throws `aborted`. */
export type Parse = (
  request: ParseRequest,
  signal: AbortSignal | undefined,
) => Promise<SyntaxVerdict>;

/** Checks by the commands that are given, run by `run`, else by parsers of our own. */
export function createSyntaxChecker(run: RunProgram, parse: Parse): SyntaxChecker {
  return {
    async check(path, bytes, { commands, signal }) {
      signal?.throwIfAborted();
      const command = commandFor(path, commands);
      if (command?.[0] !== undefined) return checkByCommand(run, command, path, bytes, signal);
      const language = command === undefined ? languageOf(path) : undefined;
      if (language === undefined || bytes.length > LARGEST) return { kind: 'unknown' };
      return parse({ language, text: readableText(bytes) }, signal);
    },
  };
}
