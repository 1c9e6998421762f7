import { constants } from 'node:fs';
import { access, lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMissing, QtuiError, toQtuiError } from '../core/errors.js';
import { makeDirectories } from '../core/make-directories.js';
import { hashOf } from './content-hash.js';
import { parseDocument, parseSettings } from './parse.js';
import { replaceFile } from './replace-file.js';
import type { SettingsScope } from './schema.js';
import { readSettingsFile } from './settings-file.js';

export interface ChangedSettings {
  path: string;
  /** Hashes of the content before and after; that before is absent where there was no file. */
  before?: string;
  after: string;
  /** False where the file said so already, and was left alone. */
  isChanged: boolean;
}

const UNTOUCHED = 'Nothing was changed.';
/** Others that write the same file are waited for so often. */
const ATTEMPTS = 5;

/**
 * Replaces a file of settings by what `edit` makes of its text, only if the whole result is right.
 * The file keeps its permissions; where it is a link, what it points to is replaced. Throws what
 * `edit` throws, `invalid-config`, and system errors as `QtuiError`; then nothing has changed.
 */
export async function changeSettings(
  path: string,
  scope: SettingsScope,
  edit: (source: string) => string,
): Promise<ChangedSettings> {
  try {
    for (let attempt = 1; ; attempt += 1) {
      const changed = await changeOnce(path, scope, edit);
      if (changed !== undefined) return changed;
      if (attempt === ATTEMPTS) throw busy(path);
    }
  } catch (thrown) {
    const error = toQtuiError(thrown, 'change the settings', { untouched: UNTOUCHED });
    const { code, message, hint, data } = error;
    throw new QtuiError(code, message, {
      ...(hint !== undefined && { hint }),
      ...{ untouched: UNTOUCHED, data, cause: thrown },
    });
  }
}

class ChangedMeanwhile extends Error {}

async function changeOnce(
  path: string,
  scope: SettingsScope,
  edit: (source: string) => string,
): Promise<ChangedSettings | undefined> {
  const target = await linkTarget(path);
  const found = await readSettingsFile(target);
  const source = found?.text ?? '';
  parseDocument(source, path);
  const text = edit(source);
  checkResult(text, source, path, scope);
  const before = found && { before: found.hash };
  const after = hashOf(text);
  if (found?.hash === after) return { path, ...before, after, isChanged: false };
  if (found !== undefined) await access(target, constants.W_OK);
  else await makeDirectories(mkdir, dirname(target), 0o700);
  const mode = found === undefined ? 0o600 : (await stat(target)).mode & 0o777;
  try {
    await replaceFile(target, text, {
      mode,
      before: async () => {
        if ((await readSettingsFile(target))?.hash !== found?.hash) throw new ChangedMeanwhile();
      },
    });
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return undefined;
    throw error;
  }
  return { path, ...before, after, isChanged: true };
}

/** Tells a file that is wrong already from one that the edit would make wrong. */
function checkResult(text: string, source: string, path: string, scope: SettingsScope): void {
  try {
    parseSettings(text, path, scope);
  } catch (error) {
    if (!(error instanceof QtuiError) || !isRight(source, path, scope)) throw error;
    throw new QtuiError('invalid-config', `That would not be right:\n${error.message}`, {
      hint: 'Set what it needs first, or edit the file.',
      data: error.data,
    });
  }
}

function isRight(source: string, path: string, scope: SettingsScope): boolean {
  try {
    parseSettings(source, path, scope);
    return true;
  } catch (error) {
    if (!(error instanceof QtuiError)) throw error;
    return false;
  }
}

/** Where a link leads in the end, also one to a file that is not there yet. */
async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const isLink = await lstat(path).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
  return isLink ? linkTarget(resolve(dirname(path), await readlink(path))) : path;
}

function busy(path: string): QtuiError {
  return new QtuiError('revision-conflict', `${path} is being changed by others all the time.`, {
    hint: 'Try again once they have finished.',
  });
}
