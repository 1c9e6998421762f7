import { readableText } from '../core/conflict/encoding.js';
import type { SyntaxChecker } from '../core/ports/syntax-checker.js';
import { checkByCommand, commandFor, type RunProgram } from './command.js';
import { parserFor } from './parsers.js';

/** Beyond so many bytes no parser of our own is asked: the screen would stand still meanwhile. */
const LARGEST = 2 * 1024 * 1024;

/** Checks by the commands that are given, else by parsers of our own, each loaded when needed. */
export function createSyntaxChecker(run: RunProgram): SyntaxChecker {
  return {
    async check(path, bytes, { commands, signal }) {
      signal?.throwIfAborted();
      const command = commandFor(path, commands);
      if (command?.[0] !== undefined) return checkByCommand(run, command, path, bytes, signal);
      const parser = command === undefined ? parserFor(path) : undefined;
      if (parser === undefined || bytes.length > LARGEST) return { kind: 'unknown' };
      const fault = await parser(readableText(bytes));
      return fault === undefined ? { kind: 'parses' } : { kind: 'fails', ...fault };
    },
  };
}
