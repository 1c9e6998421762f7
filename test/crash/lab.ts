import { spawn } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createWorld, type World } from '../support/e2e.js';
import { processesOf, until } from '../support/processes.js';
import { filesOf } from '../support/snapshot.js';
import { type Course, type Moment, reach, startsIn } from './moment.js';
import { killTree } from './process-tree.js';

/** Contents that the files go through; few, so that the object store stays small. */
const VARIANTS = 4;
/** Longest time that what a killed command has started may go on, ms. */
const PATIENCE = 60_000;

/** When a command is killed, and whether with all that it has started. */
export interface Kill {
  moment: Moment;
  extent: 'tree' | 'alone';
}

export interface Ending {
  /** Exit code; null when it was killed first. */
  code: number | null;
  course: Course;
  output: string;
}

/**
 * A repository with `fileCount` tracked files, whose main worktree holds work of its owner's of
 * every kind: edited, staged, untracked, ignored and stashed.
 */
export class CrashLab {
  readonly world: World;
  readonly fileCount: number;
  #before = '';
  #hostProcesses = new Set<number>();

  private constructor(world: World, fileCount: number) {
    this.world = world;
    this.fileCount = fileCount;
  }

  static async open(fileCount: number): Promise<CrashLab> {
    const world = await createWorld({
      files: {
        '.gitignore': '*.log\n',
        'mine/edited.txt': 'first\n',
        'mine/staged.txt': 'first\n',
      },
    });
    const lab = new CrashLab(world, fileCount);
    try {
      await lab.#prepare();
    } catch (thrown) {
      await lab.dispose();
      throw thrown;
    }
    return lab;
  }

  async #prepare(): Promise<void> {
    const { repo } = this.world;
    await this.writeVariant(repo.path, 0);
    await repo.git('add', '-A');
    await repo.git('commit', '-q', '-m', 'files');
    await repo.git('branch', 'release');
    await repo.write('mine/edited.txt', 'stashed\n');
    await repo.git('stash', '-q');
    await repo.write('mine/staged.txt', 'staged\n');
    await repo.git('add', 'mine/staged.txt');
    await repo.write('mine/edited.txt', 'edited\n');
    await repo.write('mine/untracked.txt', 'untracked\n');
    await repo.write('mine/ignored.log', 'ignored\n');
    await chmod(join(repo.path, 'mine/untracked.txt'), 0o750);
    this.#before = await this.#ownersWork();
    // The host outlives every command, so it must not be started by one that is killed.
    await this.json('new', '--agent', 'shell', '--detach', '--worktree', 'keeper');
    await this.rememberProcesses();
  }

  /** What runs now belongs to the host, and is not waited for. */
  async rememberProcesses(): Promise<void> {
    this.#hostProcesses = new Set((await processesOf(this.world.root)).map(({ pid }) => pid));
  }

  fileName(index: number): string {
    return `files/d${index % 40}/f${index}.txt`;
  }

  /** Writes all files of `worktree` anew; neighbouring variants differ in every file. */
  async writeVariant(worktree: string, variant: number): Promise<void> {
    const text = `variant ${variant % VARIANTS}\n`.repeat(20);
    for (let index = 0; index < this.fileCount; index += 1) {
      const path = join(worktree, this.fileName(index));
      if (index < 40) await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${index} ${text}`);
    }
  }

  /** Runs a command that must succeed; its JSON answer. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  json(...args: string[]): Promise<any> {
    return this.world.json(args);
  }

  git(...args: string[]): Promise<string> {
    return this.world.repo.git(...args);
  }

  /** Runs a command, and kills it at a moment unless it has ended by then. */
  async run(args: readonly string[], kill?: Kill): Promise<Ending> {
    const { world } = this;
    const [program = '', ...programArgs] = world.command([...args, '--json']);
    const trace = join(world.root, 'gits.trace');
    await rm(trace, { force: true });
    const startedAt = Date.now();
    const child = spawn(program, programArgs, {
      cwd: world.repo.path,
      env: { ...world.env, GIT_TRACE2_EVENT: trace },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const end = new AbortController();
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
    void exit.then(() => end.abort());
    if (kill !== undefined) {
      await reach(kill.moment, trace, end.signal);
      if (!end.signal.aborted && child.pid !== undefined) {
        if (kill.extent === 'tree') await killTree(child.pid);
        else process.kill(-child.pid, 'SIGKILL');
      }
    }
    const code = await exit;
    const durationMs = Date.now() - startedAt;
    const gitStarts = (await startsIn(trace)).map((time) => time - startedAt);
    return { code, course: { gitStarts, durationMs }, output };
  }

  /** What the next command recovers, then again when nothing that was left behind runs any more. */
  async recover(): Promise<string[]> {
    const first = await this.json('sessions', 'list', '--all');
    await until(
      'what the killed command had started ends',
      async () => (await this.#strays()).length === 0,
      PATIENCE,
    );
    const second = await this.json('sessions', 'list', '--all');
    return [...first.warnings, ...second.warnings].map(
      ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
    );
  }

  async #strays(): Promise<string[]> {
    const running = await processesOf(this.world.root);
    return running
      .filter(({ pid, command }) => !this.#hostProcesses.has(pid) && !/^\S*sh\b/.test(command))
      .map(({ command }) => command);
  }

  /** Throws when something of the owner's has changed, or the repository is damaged. */
  async checkRepository(): Promise<void> {
    const now = await this.#ownersWork();
    if (now !== this.#before) {
      throw new Error(`The owner's work changed from\n${this.#before}\nto\n${now}`);
    }
    const { repo } = this.world;
    const problems = await repo.git(
      'fsck',
      '--no-dangling',
      '--no-progress',
      '--connectivity-only',
    );
    if (problems !== '') throw new Error(`git fsck: ${problems}`);
  }

  async #ownersWork(): Promise<string> {
    const { repo } = this.world;
    const files = await filesOf(join(repo.path, 'mine'));
    const status = await repo.git('status', '--porcelain=v2', '--ignored', '--', '.');
    const stash = await repo.git('stash', 'list', '--format=%H');
    return JSON.stringify({ files, status, stash }, undefined, 1);
  }

  /** Sessions of the registry, those that were put away too. */
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field
  async rows(): Promise<any[]> {
    return (await this.json('sessions', 'list', '--all')).sessions;
  }

  async dispose(): Promise<void> {
    await this.world.dispose();
  }
}
