import type { Oid } from '../../core/repository.js';
import type { ActBranch } from '../../core/undo.js';
import { splitNul } from '../parsers/fields.js';
import type { GitRunner } from '../run.js';

/** A branch with what the repository's settings say about it (its upstream, say). */
export async function readBranch(
  git: GitRunner,
  repo: string,
  { name, oid }: { name: string; oid: Oid },
): Promise<ActBranch> {
  const { stdout } = await git.run(repo, ['config', '--local', '--list', '-z'], {
    doing: `read the settings of branch ${name}`,
  });
  const prefix = `branch.${name}.`;
  const settings = splitNul(stdout).flatMap((entry): [string, string][] => {
    const end = entry.indexOf('\n');
    const key = end < 0 ? entry : entry.slice(0, end);
    const isOwn = key.startsWith(prefix) && !key.slice(prefix.length).includes('.');
    // Without a value a key means true.
    return isOwn ? [[key.slice(prefix.length), end < 0 ? 'true' : entry.slice(end + 1)]] : [];
  });
  return { name, oid, settings };
}

/** Writes the settings again for the branch `name`, unless it has some by now. */
export async function restoreSettings(
  git: GitRunner,
  repo: string,
  name: string,
  settings: ActBranch['settings'],
): Promise<void> {
  const present = await readBranch(git, repo, { name, oid: '' });
  const doing = `restore the settings of branch ${name}`;
  for (const [key, value] of present.settings.length > 0 ? [] : settings) {
    await git.run(repo, ['config', '--local', '--add', `branch.${name}.${key}`, value], { doing });
  }
}
