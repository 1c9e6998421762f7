import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { aboutPath, toQtuiError } from '../core/errors.js';
import { formatBytes } from '../core/text.js';
import type { FoundSkill } from './find.js';
import { invalidSkill } from './invalid.js';

/** Longest SKILL.md, bytes: it goes to an agent whole, with every session. */
const MOST_BYTES = 64 * 1024;

/**
 * The text of a SKILL.md. Throws `invalid-skill` for what is no text of a sensible size, or is
 * reached by a link out of the repository; `permission-denied` and the like where it cannot be read.
 */
export async function readSkillFile({ file, place }: FoundSkill): Promise<string> {
  try {
    const real = await realpath(file);
    if (place.boundary !== undefined && isOutside(await realpath(place.boundary), real)) {
      throw invalidSkill(file, 1, `it is a link out of the repository, to ${real}`, {
        hint: 'Copy what it leads to into the repository, or make it a skill of your own.',
      });
    }
    return decode(await readBounded(real, file), file);
  } catch (thrown) {
    throw toQtuiError(aboutPath(thrown, file), 'read the skill', {
      hint: `Make ${file} a file that you can read, or remove it.`,
    });
  }
}

/** Whether a path is not below a directory; both without links. */
export function isOutside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === '..' || way.startsWith('../');
}

async function readBounded(path: string, file: string): Promise<Buffer> {
  // A pipe in its place would be waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw invalidSkill(file, 1, 'it is no regular file');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES + 1), 0);
    if (bytesRead > MOST_BYTES) {
      throw invalidSkill(file, 1, `it is larger than ${formatBytes(MOST_BYTES)}`, {
        hint: 'Move parts of it to files beside it, and name them in it: the agent reads them.',
      });
    }
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidSkill(file, 1, 'it is not UTF-8');
  }
}
