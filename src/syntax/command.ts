import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { SyntaxCommands } from '../core/config.js';
import type { SyntaxVerdict } from '../core/ports/syntax-checker.js';
import { commandWords, printable } from '../core/text.js';
import { lookCancelled } from './cancelled.js';

/** What becomes of a program that was run; `undefined` where it could not be started or ended. */
export type RunProgram = (
  command: readonly string[],
  how: {
    cwd: string;
    timeoutMs: number;
    signal?: AbortSignal | undefined;
    /** For its stdin; none where it is absent. */
    input?: Uint8Array;
    /** Gets what it prints, on whichever stream. */
    onOutput: (text: string) => void;
  },
) => Promise<{ code: number } | 'aborted' | undefined>;

const TIMEOUT_MS = 20_000;
const PLACEHOLDER = '{file}';
/** Characters of its output that are kept; the end tells what is wrong. */
const KEPT = 4096;
const LONGEST_MESSAGE = 300;

/** The command for a file of that name: by all of it, else by the longest end after a dot. */
export function commandFor(path: string, commands: SyntaxCommands): readonly string[] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const parts = name.split('.');
  const names = [name, ...parts.map((_, index) => parts.slice(index + 1).join('.'))];
  const found = names.find((each) => Object.hasOwn(commands, each));
  return found === undefined ? undefined : commands[found];
}

/** Whether a command takes content for right: by its exit code. Throws `aborted`. */
export async function checkByCommand(
  run: RunProgram,
  command: readonly string[],
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<SyntaxVerdict> {
  const directory = await mkdtemp(join(tmpdir(), 'qtui-syntax-'));
  try {
    const file = join(directory, path.slice(path.lastIndexOf('/') + 1) || 'file');
    const byFile = command.some((word) => word.includes(PLACEHOLDER));
    if (byFile) await writeFile(file, bytes, { mode: 0o600 });
    let output = '';
    const ended = await run(
      command.map((word) => word.replaceAll(PLACEHOLDER, () => file)),
      {
        ...{ cwd: directory, timeoutMs: TIMEOUT_MS, signal },
        ...(!byFile && { input: bytes }),
        onOutput: (text) => {
          output = (output + text).slice(-KEPT);
        },
      },
    );
    if (ended === 'aborted') throw lookCancelled();
    if (ended === undefined) {
      return { kind: 'unknown', reason: `${commandWords(command)} did not start, or did not end` };
    }
    if (ended.code === 0) return { kind: 'parses' };
    return { kind: 'fails', message: messageOf(output.replaceAll(file, path), ended.code) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function messageOf(output: string, code: number): string {
  const lines = stripVTControlCharacters(output).split('\n').map(printable);
  const last = lines.filter((line) => line !== '').at(-1);
  return (last ?? `exit code ${code}`).slice(0, LONGEST_MESSAGE);
}
