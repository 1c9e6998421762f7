import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { QtuiError } from '../../core/errors.js';

type Environment = Readonly<Record<string, string>>;

const FALLBACKS = ['vi', 'nano'] as const;

/** What git hands to a shell (prepare_shell_cmd of its run-command.c), less space and tab. */
const FOR_A_SHELL = /[|&;<>()$`\\"'\n*?[#~=%]/;

/**
 * Program and arguments that edit `file`: $VISUAL, else $EDITOR, read as git reads them; else the
 * first of vi and nano that is there. Throws `editor-not-found`.
 */
export async function editorFor(file: string, env: Environment): Promise<string[]> {
  const variable = ['VISUAL', 'EDITOR'].find((name) => (env[name] ?? '').trim() !== '');
  if (variable === undefined) return [await fallback(env), file];
  const command = (env[variable] ?? '').trim();
  // The person's own words, as git runs them; the file is an argument beside them.
  if (FOR_A_SHELL.test(command)) return ['/bin/sh', '-c', `${command} "$@"`, command, file];
  const [program = '', ...args] = command.split(/[ \t]+/);
  if (await isThere(program, env)) return [program, ...args, file];
  throw new QtuiError('editor-not-found', `The editor "${program}" of ${variable} is not there.`, {
    untouched: 'Nothing was opened.',
    hint: `Install it, or set ${variable} to another one, and start qtui again.`,
  });
}

async function fallback(env: Environment): Promise<string> {
  for (const program of FALLBACKS) if (await isThere(program, env)) return program;
  throw new QtuiError('editor-not-found', 'No editor is set, and neither vi nor nano is there.', {
    untouched: 'Nothing was opened.',
    hint: 'Set VISUAL or EDITOR to the editor to use, and start qtui again.',
  });
}

async function isThere(program: string, env: Environment): Promise<boolean> {
  const directories = program.includes('/')
    ? ['']
    : (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  for (const directory of directories) {
    const path = join(directory, program);
    const found = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (found) return true;
  }
  return false;
}
