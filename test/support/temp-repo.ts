import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInGroup } from '../../src/git/process-group.js';

/** A private home: nothing of the machine's or the user's git configuration reaches a test. */
interface TempHome {
  /** Real path of the temporary directory that holds everything. */
  readonly root: string;
  /** The whole environment for programs under test. */
  readonly env: Record<string, string>;
  /** Standard output of a git command, without its last newline; rejects when git fails. */
  gitIn(cwd: string, ...args: string[]): Promise<string>;
  dispose(): Promise<void>;
}

export interface TempRepo extends TempHome {
  /** The repository: its main worktree, or the bare repository's directory. */
  readonly path: string;
  git(...args: string[]): Promise<string>;
  /** Writes a file, with its directories, relative to the repository. */
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Writes the files, commits everything and resolves with the commit's id. */
  commit(message: string, files?: Readonly<Record<string, string>>): Promise<string>;
}

export interface TempRepoOptions {
  /** Leave the repository without a commit. */
  unborn?: boolean;
  bare?: boolean;
  /** Name of the repository's directory. */
  name?: string;
  /** Files of the first commit; `README.md` when absent. */
  files?: Readonly<Record<string, string>>;
}

const GLOBAL_CONFIG = `[user]
\tname = Test Person
\temail = test@example.com
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
[protocol "file"]
\tallow = always
`;

async function createTempHome(): Promise<TempHome> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-')));
  const home = join(root, 'home');
  await mkdir(home);
  const globalConfig = join(home, '.gitconfig');
  await writeFile(globalConfig, GLOBAL_CONFIG);
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: join(home, 'run'),
    // What a killed program leaves goes with the rest.
    TMPDIR: join(home, 'tmp'),
    GIT_CONFIG_GLOBAL: globalConfig,
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C.UTF-8',
  };
  await mkdir(join(home, 'run'), { mode: 0o700 });
  await mkdir(join(home, 'tmp'));
  return {
    root,
    env,
    gitIn: (cwd, ...args) => runGit(cwd, args, env),
    dispose: () => rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A repository with one commit on `main`, unless the options say otherwise. */
export async function createTempRepo(options: TempRepoOptions = {}): Promise<TempRepo> {
  const home = await createTempHome();
  const path = join(home.root, options.name ?? 'repo');
  const git = (...args: string[]) => home.gitIn(path, ...args);
  const write = async (file: string, content: string) => {
    const target = join(path, file);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  };
  const record = async (message: string, files: Readonly<Record<string, string>>) => {
    for (const [file, content] of Object.entries(files)) await write(file, content);
    await git('add', '-A');
    // Without it every commit starts one more git, which finds nothing to tidy up.
    await git('-c', 'maintenance.auto=false', 'commit', '-q', '--allow-empty', '-m', message);
  };
  await home.gitIn(home.root, 'init', '-q', ...(options.bare ? ['--bare'] : []), '--', path);
  if (options.bare && !options.unborn) {
    const tree = await git('mktree');
    const oid = await git('commit-tree', tree, '-m', 'first');
    await git('update-ref', 'refs/heads/main', oid);
  } else if (!options.unborn) {
    await record('first', options.files ?? { 'README.md': 'hello\n' });
  }
  return {
    ...home,
    path,
    git,
    write,
    read: (file) => readFile(join(path, file), 'utf8'),
    async commit(message, files = {}) {
      await record(message, files);
      return git('rev-parse', 'HEAD');
    },
  };
}

/** Runs a git as the product does, which the tests have made cheap. */
async function runGit(cwd: string, args: string[], env: Record<string, string>): Promise<string> {
  const stdout: Buffer[] = [];
  let stderr = '';
  const ended = await runInGroup(
    { file: 'git', args, cwd, env },
    {
      timeoutMs: 120_000,
      input: '',
      onStdout: (data) => stdout.push(data),
      onStderr: (text) => {
        stderr += text;
      },
    },
  );
  const output = Buffer.concat(stdout).toString();
  if ('error' in ended || ended.code !== 0) {
    throw new Error(`git ${args.join(' ')}: ${stderr}${output}`, { cause: ended });
  }
  return output.replace(/\n$/, '');
}
