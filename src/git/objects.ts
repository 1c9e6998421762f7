import type { Oid } from '../core/repository.js';
import { splitNul } from './parsers/fields.js';
import { nulEnded } from './path-text.js';
import { type GitRunner, withoutLastNewline } from './run.js';

/** Who makes the commits that are qtui's own: backups, and trees to compare patches of. */
const QTUI_IDENTITY = {
  GIT_AUTHOR_NAME: 'qtui',
  GIT_AUTHOR_EMAIL: 'qtui@localhost',
  GIT_COMMITTER_NAME: 'qtui',
  GIT_COMMITTER_EMAIL: 'qtui@localhost',
};

const SYNCED = ['-c', 'core.fsync=committed,loose-object'];

/**
 * Settings under which what git writes survives a power cut: for what is kept because something
 * else is about to be destroyed.
 */
export const DURABLE = [...SYNCED, '-c', 'core.fsyncMethod=batch'];

/** As many objects as git keeps one by one when it fetches (`fetch.unpackLimit`). */
const MOST_LOOSE = 100;
/** Paths that stand for all, when git is asked whether it converts them. */
const SAMPLE = 50;
const CONVERSIONS = ['text', 'crlf', 'eol', 'filter', 'ident', 'working-tree-encoding'];

/**
 * Settings for a `git add` of these paths whose objects survive a power cut, at the least cost.
 * git streams what is above core.bigFileThreshold into one pack, which is synced once; what it has
 * to convert it writes one by one, for which syncing in a batch is made. The two do not go
 * together: git 2.39 then loses sight of the pack that it has begun, and fails.
 */
export async function storingFor(
  git: GitRunner,
  root: string,
  paths: readonly string[],
): Promise<string[]> {
  const isMany = paths.length > MOST_LOOSE || paths.some((path) => path.endsWith('/'));
  if (!isMany) return [...SYNCED, '-c', 'core.fsyncMethod=fsync'];
  return (await areConverted(git, root, paths.slice(0, SAMPLE)))
    ? [...DURABLE, '-c', 'core.bigFileThreshold=1024g']
    : [...SYNCED, '-c', 'core.fsyncMethod=fsync', '-c', 'core.bigFileThreshold=1'];
}

async function areConverted(
  git: GitRunner,
  root: string,
  paths: readonly string[],
): Promise<boolean> {
  const doing = `look at the attributes of ${root}`;
  const [lineEnds, attributes] = await Promise.all([
    git.run(root, ['config', '--get', 'core.autocrlf'], { doing, accept: 'any' }),
    git.run(root, ['check-attr', '-z', '--stdin', ...CONVERSIONS], {
      doing,
      input: nulEnded(paths),
    }),
  ]);
  if (!['', 'false'].includes(withoutLastNewline(lineEnds.stdout.toString('utf8')))) return true;
  // `PATH NUL ATTRIBUTE NUL VALUE NUL`
  const values = splitNul(attributes.stdout).filter((_field, index) => index % 3 === 2);
  return values.some((value) => value !== 'unspecified' && value !== 'unset');
}

/**
 * For what is none of the user's hooks' business: qtui's own refs and worktrees. A hook that hangs
 * or refuses can then only hold up a move of one of the user's branches.
 */
export const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'];

const LATER_THAN_ANY = '@4102444800 +0000';

/**
 * Dates, as environment, of a commit that stands for one side of a merge. Always the same: its id
 * stands in conflict markers, by which a resolution is found stale. And late: git looks for a
 * common ancestor from the newest commit on, and past an old one would read the whole history.
 */
export const SAME_EVERY_TIME = {
  GIT_AUTHOR_DATE: LATER_THAN_ANY,
  GIT_COMMITTER_DATE: LATER_THAN_ANY,
};

/** Writes a commit object in qtui's name, unsigned; no ref refers to it. */
export function writeQtuiCommit(
  git: GitRunner,
  repo: string,
  commit: {
    tree: string;
    parents: readonly Oid[];
    message: string;
    isDurable?: boolean;
    /** Where else than into the repository it is written, and its dates, as environment. */
    env?: Readonly<Record<string, string>>;
  },
): Promise<Oid> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const settings = commit.isDurable ? DURABLE : [];
  return git.text(repo, [...settings, 'commit-tree', commit.tree, ...parents], {
    doing: 'write a commit',
    input: `${commit.message}\n`,
    env: { ...commit.env, ...QTUI_IDENTITY },
  });
}
