import { QtuiError } from '../../core/errors.js';
import type { MergePlan, MergeRequest } from '../../core/merge.js';
import type { CommitSummary, Oid } from '../../core/repository.js';
import { coAuthorTrailer, parseTrailer, uniqueTrailers } from '../../core/trailers.js';
import { LOG_IN_UTF8, readMessage } from '../history.js';
import { readAuthor } from '../identity.js';
import type { GitRunner } from '../run.js';

const NOTHING_MERGED = 'Nothing was merged; the branches are where they were.';

export interface MergeRange {
  /** What counts as merged. */
  groundOid: Oid;
  sourceOid: Oid;
  /** Of the range, newest first. */
  commits: readonly CommitSummary[];
}

/**
 * A message for the commit of the strategy, trailers included, and what these are: those of the
 * request, and for a squash those of its commits and their authors. '' where the strategy makes
 * no commit of its own.
 */
export async function suggestMessage(
  git: GitRunner,
  request: MergeRequest,
  range: MergeRange,
): Promise<Pick<MergePlan, 'suggestedMessage' | 'trailers'>> {
  const { repoRoot, source, target, strategy } = request;
  if (strategy !== 'merge' && strategy !== 'squash') return { suggestedMessage: '', trailers: [] };
  const own = request.trailers ?? [];
  if (strategy === 'merge' || range.commits.length === 0) {
    const message =
      strategy === 'merge' ? `Merge branch '${source}' into ${target}` : `Squash ${source}`;
    return withTrailers(git, repoRoot, message, uniqueTrailers(own));
  }
  const [message, kept] = await Promise.all([
    squashMessage(git, request, range),
    trailersOf(git, repoRoot, range),
  ]);
  return withTrailers(git, repoRoot, message, uniqueTrailers([...kept, ...own]));
}

async function withTrailers(
  git: GitRunner,
  repo: string,
  message: string,
  trailers: readonly string[],
): Promise<Pick<MergePlan, 'suggestedMessage' | 'trailers'>> {
  const whole = await composeMessage(git, repo, message, trailers).catch((thrown) => {
    // The only commit of a squash may have no message at all.
    if (thrown instanceof QtuiError && thrown.code === 'usage') return '';
    throw thrown;
  });
  return { suggestedMessage: whole.trimEnd(), trailers };
}

async function squashMessage(
  git: GitRunner,
  { repoRoot, source }: MergeRequest,
  { commits }: MergeRange,
): Promise<string> {
  const [only] = commits;
  if (only !== undefined && commits.length === 1) return readMessage(git, repoRoot, only.oid);
  const subjects = [...commits].reverse().map(({ subject }) => `* ${subject}`);
  return [`Squash ${source}`, '', ...subjects].join('\n');
}

/** What the squashed commits say at their ends, oldest first, then who else has written them. */
async function trailersOf(
  git: GitRunner,
  repo: string,
  { groundOid, sourceOid }: MergeRange,
): Promise<string[]> {
  const format = '--format=%aN <%aE>%n%(trailers:only=true,unfold=true)';
  const log = ['log', '-z', '--reverse', '--no-show-signature', format];
  const [text, author] = await Promise.all([
    git.text(repo, [...LOG_IN_UTF8, ...log, sourceOid, '--not', groundOid, '--'], {
      doing: 'read who made the commits',
    }),
    readAuthor(git, repo),
  ]);
  const commits = text.split('\0').map((entry) => entry.split('\n'));
  const kept = commits.flatMap(([, ...lines]) => lines.filter((line) => parseTrailer(line)));
  const authors = commits.flatMap(([name = '']) => coAuthorTrailer(name) ?? []);
  const self = author === undefined ? [] : [coAuthorTrailer(author) ?? ''];
  // Who makes the squash is its author already.
  const others = uniqueTrailers([...self, ...authors]).slice(self.length);
  return uniqueTrailers([...kept, ...others]);
}

/**
 * The message as git would keep it, with `trailers` at its end where it has none that says the
 * same. Lines that begin with a comment character stay: nobody was shown an editor. Throws
 * `usage` for a message without words, or one that no commit can hold.
 */
export async function composeMessage(
  git: GitRunner,
  repo: string,
  message: string,
  trailers: readonly string[],
): Promise<string> {
  if (message.includes('\0')) throw badMessage('The message holds a NUL character.');
  const details = { untouched: NOTHING_MERGED };
  const plain = message.replace(/\r\n?/g, '\n');
  const doing = 'tidy the message';
  const { stdout } = await git.run(repo, ['stripspace'], { doing, input: plain, details });
  const text = stdout.toString('utf8');
  if (text === '') throw badMessage('The merge needs a message.');
  const bad = trailers.find((trailer) => parseTrailer(trailer) === undefined);
  if (bad !== undefined) throw badMessage(`"${bad}" is no trailer.`, 'Write it as "Key: value".');
  const there = uniqueTrailers(text.split('\n').filter((line) => parseTrailer(line)));
  const added = uniqueTrailers([...there, ...trailers]).slice(there.length);
  if (added.length === 0) return text;
  const args = added.flatMap((trailer) => ['--trailer', trailer]);
  const how = ['--no-divider', '--where', 'end', '--if-exists', 'add', '--if-missing', 'add'];
  const result = await git.run(repo, ['interpret-trailers', ...how, ...args], {
    doing: 'add the trailers to the message',
    input: text,
    details,
  });
  return result.stdout.toString('utf8');
}

function badMessage(message: string, hint?: string): QtuiError {
  return new QtuiError('usage', message, {
    untouched: NOTHING_MERGED,
    ...(hint !== undefined && { hint }),
  });
}
