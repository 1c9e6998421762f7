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
 * What identifies the session of a place: `override`, else `<repo>/<branch>`, else the absolute
 * path, where there is no repository or no branch. Pure; `readSessionId` reads the place.
 */
export function resolveSessionId(place: SessionPlace, override?: string): string {
  if (override) return override;
  const { path, repoRoot, branch } = place;
  if (repoRoot === undefined || branch === undefined) return path;
  return `${repositoryName(repoRoot)}/${branch}`;
}

/** A directory, and what git says of it. */
export interface SessionPlace {
  /** Absolute. */
  path: string;
  /** Main worktree, or the bare repository; absent outside of one. */
  repoRoot?: string;
  /** Short name of the branch that is checked out; absent with a detached HEAD. */
  branch?: string;
}

/** What identifies the session of a directory, as `resolveSessionId` says. Throws what git does. */
export async function readSessionId(
  reader: Pick<RepositoryReader, 'context'>,
  path: string,
  override?: string,
): Promise<string> {
  // An override needs no git.
  if (override) return resolveSessionId({ path }, override);
  const context = await reader.context(path);
  if (context.kind === 'none') return resolveSessionId({ path });
  const { head, root } = context.repository;
  const branch = head.kind === 'detached' ? {} : { branch: head.branch };
  return resolveSessionId({ path, repoRoot: root, ...branch });
}

/** A repository's short name: its directory's, without the `.git` or `.bare` of a bare one. */
export function repositoryName(root: string): string {
  const parts = root.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const named = last === '.git' || last === '.bare' ? (parts.at(-2) ?? last) : last;
  return named.replace(/(?<=.)\.git$/, '') || 'repository';
}
