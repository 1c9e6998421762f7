import { customAlphabet } from 'nanoid';
import type { RepositoryReader } from '../../core/ports/git.js';

const ID_LENGTH = 10;
const SUFFIX_LENGTH = 4;
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new session id: ten lower-case letters and digits, some 51 random bits. */
export const newSessionId: () => string = customAlphabet(ALPHABET, ID_LENGTH);

/** A short random ending for a name that is taken. */
export const newNameSuffix: () => string = customAlphabet(ALPHABET, SUFFIX_LENGTH);

/** True for what may be a directory of the registry: never a path, never hidden. */
export function isSessionId(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(text);
}

/**
 * What identifies the session of a directory: `override`, else `<repo>/<branch>`,
 * else the absolute path, where there is no repository or no branch.
 */
export async function resolveSessionId(
  reader: Pick<RepositoryReader, 'context'>,
  directory: string,
  override?: string,
): Promise<string> {
  if (override) return override;
  const context = await reader.context(directory);
  if (context.kind === 'none' || context.repository.head.kind === 'detached') return directory;
  const { head, root } = context.repository;
  return `${repositoryName(root)}/${head.branch}`;
}

/** A repository's short name: its directory's, without the `.git` or `.bare` of a bare one. */
export function repositoryName(root: string): string {
  const parts = root.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const named = last === '.git' || last === '.bare' ? (parts.at(-2) ?? last) : last;
  return named.replace(/(?<=.)\.git$/, '') || 'repository';
}
