import { QtuiError } from '../core/errors.js';
import type { Cancellable } from '../core/ports/git.js';
import type { CommitSummary, CommitText, Oid } from '../core/repository.js';
import { splitNul } from './parsers/fields.js';
import { pathspecOf } from './path-text.js';
import type { GitRunner } from './run.js';

/** Whose configuration git reads, and where objects are; simple-git wants them allowed by name. */
const NEEDED_VARIABLES = [
  ...['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
];
/** Names that simple-git refuses, and that reading a log has no use for. */
const NOT_FOR_READING = /^(GIT_.*|.*EDITOR|VISUAL|.*PAGER|PREFIX|SSH_ASKPASS)$/i;

/** Commits of `to` that `from` has not, newest first. */
export async function readCommits(
  git: GitRunner,
  repo: string,
  range: { from: Oid; to: Oid },
): Promise<CommitSummary[]> {
  // Loaded when a merge is looked at, not when qtui starts.
  const { simpleGit } = await import('simple-git');
  const kept = Object.entries(git.env).filter(
    ([name]) => NEEDED_VARIABLES.includes(name) || !NOT_FOR_READING.test(name),
  );
  try {
    const log = await simpleGit({
      baseDir: repo,
      // Its own separators are not ASCII.
      config: ['i18n.logOutputEncoding=UTF-8'],
      allowEnvironment: NEEDED_VARIABLES,
      unsafe: { allowUnsafeConfigPaths: true },
    })
      .env(Object.fromEntries(kept))
      .log({
        ...range,
        symmetric: false,
        format: { oid: '%H', subject: '%s', author: '%an', date: '%cI' },
      });
    return log.all.map(({ oid, subject, author, date }) => ({ oid, subject, author, date }));
  } catch (thrown) {
    throw new QtuiError('git-failed', `Could not list the commits of ${repo}.`, { cause: thrown });
  }
}

/**
 * git takes a message as it is and marks it with `i18n.commitEncoding`, and what it shows is in
 * another one again: qtui writes and reads UTF-8, which every git can show in its own.
 */
export const IN_UTF8 = ['-c', 'i18n.commitEncoding=UTF-8'];
export const LOG_IN_UTF8 = ['-c', 'i18n.logOutputEncoding=UTF-8'];

/** See `RepositoryReader.commitsTouching`. */
export async function readCommitsTouching(
  git: GitRunner,
  repo: string,
  { from, to }: { from?: Oid | undefined; to: Oid },
  { path, most, signal }: { path?: string; most: number } & Cancellable,
): Promise<CommitText[]> {
  const range = from === undefined ? [to] : [to, `^${from}`];
  const touched = path === undefined ? [] : [pathspecOf(path)];
  const how = ['-z', '--no-merges', '--no-show-signature', `--max-count=${most}`];
  const { stdout } = await git.run(
    repo,
    [...LOG_IN_UTF8, 'log', ...how, '--format=%s%n%b', ...range, '--', ...touched],
    { doing: 'read what commits say', signal },
  );
  return splitNul(stdout.toString('utf8')).map((message) => {
    const [subject = '', ...body] = message.split('\n');
    return { subject, body: body.join('\n').trim() };
  });
}

/** The whole message of a commit, with its one trailing newline at most. */
export function readMessage(git: GitRunner, repo: string, commit: Oid): Promise<string> {
  return git.text(
    repo,
    [...LOG_IN_UTF8, 'log', '-1', '--no-show-signature', '--format=%B', commit],
    { doing: 'read a commit message' },
  );
}
