import type { Loss } from '../../core/repository.js';
import type { SessionDependencies } from '../dependencies.js';
import { type Occupant, occupantsOf } from './occupants.js';

/**
 * The programs in `directory` that are not the session's own, as a loss that no backup can save:
 * without their directory they break. Undefined when there is none.
 */
export async function otherProgramsIn(
  deps: SessionDependencies,
  sessionId: string,
  directory: string,
): Promise<Loss | undefined> {
  const inside = (await occupantsOf(deps, [directory])).get(directory) ?? [];
  const found = inside.filter((occupant) => occupant.sessionId !== sessionId);
  if (found.length === 0) return undefined;
  return {
    kind: 'process',
    importance: 'important',
    summary: occupantWords(found),
    paths: [],
    backup: 'never',
  };
}

/** `1 other program runs in it: vim (pid 12)` */
export function occupantWords(found: readonly Occupant[]): string {
  const names = found.map(({ name, pid }) => `${name} (pid ${pid})`);
  const words = found.length === 1 ? '1 other program runs' : `${found.length} other programs run`;
  return `${words} in it: ${names.join(', ')}`;
}
