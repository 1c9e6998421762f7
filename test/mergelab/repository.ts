import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Oid } from '../../src/core/repository.js';
import { createRunner, type GitRunner } from '../../src/git/run.js';
import { seededRandom } from '../support/random.js';

/** A merge as people committed it. */
export interface RealMerge {
  readonly commit: Oid;
  readonly parents: readonly Oid[];
}

/** A place to merge anew in: it reads a repository's objects, and its own go with it. */
export interface LabRepository {
  readonly directory: string;
  readonly git: GitRunner;
  dispose(): Promise<void>;
}

const IDENTITY = { GIT_AUTHOR_NAME: 'lab', GIT_AUTHOR_EMAIL: 'lab@localhost' };

/** Nothing of a person's own settings takes part. */
function labRunner(home: string): GitRunner {
  const { PATH = '/usr/bin:/bin' } = process.env;
  return createRunner({
    env: {
      ...{ PATH, HOME: home, ...IDENTITY },
      ...{ GIT_COMMITTER_NAME: 'lab', GIT_COMMITTER_EMAIL: 'lab@localhost' },
      GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
      GIT_CONFIG_NOSYSTEM: '1',
    },
  });
}

/** The merges of the default branch, at most `limit` of them, by the seed; those with their parents. */
export async function sampleMerges(
  repository: string,
  { limit, seed, git }: { limit: number; seed: number; git: GitRunner },
): Promise<{ total: number; merges: RealMerge[] }> {
  const listed = await git.text(repository, ['rev-list', '--merges', '--parents', 'HEAD'], {
    doing: 'list the merges',
  });
  const merges = listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [commit = '', ...parents] = line.split(' ');
      return { commit, parents };
    });
  const random = seededRandom(seed);
  const shuffled = merges
    .map((merge) => ({ merge, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ merge }) => merge);
  return { total: merges.length, merges: shuffled.slice(0, limit) };
}

/** Opens a lab on a repository, bare or not, of which nothing is written. */
export async function openLab(repository: string): Promise<LabRepository> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'qtui-mergelab-')));
  // Who runs it has named the repository; whoever owns its files may be somebody else.
  await writeFile(join(directory, 'gitconfig'), '[safe]\n\tdirectory = *\n');
  const git = labRunner(directory);
  const bare = join(directory, 'lab.git');
  const ask = (args: readonly string[]) => git.text(repository, args, { doing: 'open it' });
  const format = await ask(['rev-parse', '--show-object-format']);
  const objects = await ask(['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  await git.run(directory, ['init', '-q', '--bare', `--object-format=${format}`, bare], {
    doing: 'make the lab',
  });
  await writeFile(join(bare, 'objects', 'info', 'alternates'), `${objects}\n`);
  const dispose = () => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  return { directory: bare, git, dispose };
}
