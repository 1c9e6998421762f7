import { join } from 'node:path';
import type { Environment } from '../../config/env.js';
import { isPutAway, type SessionMetadata, sessionTitle } from '../../core/session.js';
import { printable } from '../../core/text.js';
import { pathsOf } from '../paths-of.js';

/**
 * Words that mean a session, one a line, each with a tab and what it is: names and branches, and
 * the id of every session. Reads the registry alone, and is empty where that cannot be read: a
 * shell has no place for an error between two words.
 */
export async function completionLines(env: Environment): Promise<string> {
  try {
    const { stateDirectory } = pathsOf({ env });
    const { createFileSessionRepository } = await import(
      '../../session/registry/file-repository.js'
    );
    const repository = createFileSessionRepository(join(stateDirectory, 'sessions'), { log() {} });
    const { sessions } = await repository.list();
    return linesOf(sessions.map(({ session }) => session));
  } catch {
    // Whatever it is: between two words there is no place for it.
    return '';
  }
}

/** Those that are open come first; a word that a line cannot hold is left to the id. */
export function linesOf(sessions: readonly SessionMetadata[]): string {
  const ordered = [...sessions].sort((a, b) => Number(isPutAway(a)) - Number(isPutAway(b)));
  const words = new Map<string, string>();
  for (const session of ordered) {
    const { name, worktreeInfo } = session;
    const about = isPutAway(session) ? session.status : session.type;
    for (const word of [name, worktreeInfo?.branch]) {
      if (word && isPlain(word) && !words.has(word)) {
        words.set(word, `${session.id}, ${about}`);
      }
    }
  }
  for (const session of ordered) {
    if (!words.has(session.id)) words.set(session.id, printable(sessionTitle(session)));
  }
  return [...words].map(([word, about]) => `${word}\t${about}\n`).join('');
}

/** Stands on a line of its own, and is not taken for an option. */
function isPlain(word: string): boolean {
  return word === printable(word) && !word.startsWith('-');
}
