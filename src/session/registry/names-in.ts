import { readdir } from 'node:fs/promises';
import { isMissing, toQtuiError } from '../../core/errors.js';

/** Names of what is in a directory; none where it is not there. `doing` completes "Could not …". */
export async function allNamesIn(directory: string, doing: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw toQtuiError(error, doing);
  }
}
