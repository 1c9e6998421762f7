import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';
import type { SessionService } from '../../src/core/ports/sessions.js';
import { createGit } from '../../src/git/index.js';
import { createSessionService } from '../../src/session/service.js';
import type { Act, ActOrder, ActResult } from './act-order.js';
import { bundleScript } from './bundle.js';
import { processesOf, until } from './processes.js';
import { openRegistry } from './registry.js';
import { createWorld } from './session-world.js';
import { createTempRepo, type TempRepo } from './temp-repo.js';

const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`d${index % 5}/f${index}.txt`, `first ${index}\n`]),
);
/** What an act may change, below the stage's root. */
const CHANGED = ['repo', 'state', 'data'];

type Program = ChildProcessByStdio<Writable, Readable, null>;

/**
 * A repository with its owner's unfinished work, sessions, and programs that do one act each. All
 * of it can be put back to how it was.
 */
export class MomentStage {
  #script = '';
  #runs = 0;
  /** Loaded already, so that nobody waits for it. */
  #spares: Program[] = [];
  #judge: Program | undefined;

  private constructor(readonly repo: TempRepo) {}

  static async open(): Promise<MomentStage> {
    const repo = await createTempRepo({
      files: { ...FILES, '.gitignore': '*.log\n', 'mine/edited': 'x\n', 'mine/staged': 'x\n' },
    });
    const stage = new MomentStage(repo);
    stage.#script = join(repo.root, 'act.mjs');
    await bundleScript('fixtures/session/act.ts', stage.#script);
    await rm(join(repo.path, '.git/hooks'), { recursive: true, force: true });
    await repo.git('config', 'extensions.worktreeConfig', 'true');
    await repo.git('branch', 'release');
    await repo.write('mine/staged', 'staged\n');
    await repo.git('add', '-A');
    await repo.write('mine/edited', 'edited\n');
    await repo.write('mine/untracked', 'untracked\n');
    await repo.write('mine/ignored.log', 'ignored\n');
    return stage;
  }

  /** A service of this process, which knows nothing of what it did before. */
  service(): { service: SessionService; request: ReturnType<typeof createWorld>['request'] } {
    const { root, path, env } = this.repo;
    const git = createGit({ env, stateDirectory: join(root, 'state') });
    const { deps, request } = createWorld(root, path, git, async () => {});
    const repository = openRegistry(join(root, 'state'));
    return { service: createSessionService({ ...deps, repository }), request };
  }

  /** Keeps how everything is, for `restore`. */
  async save(name: string): Promise<void> {
    await this.#settled();
    const kept = `saved/${name}`;
    await this.#shell(`rm -rf ${kept} && mkdir -p ${kept} && cp -a ${this.#present()} ${kept}`);
  }

  async restore(name: string): Promise<void> {
    await this.#settled();
    await this.#shell(`rm -rf ${CHANGED.join(' ')} home/tmp/* && cp -a saved/${name}/. .`);
  }

  #present(): string {
    return CHANGED.map((name) => `$(ls -d ${name} 2>/dev/null)`).join(' ');
  }

  async #shell(script: string): Promise<void> {
    await promisify(execFile)('sh', ['-c', script], { cwd: this.repo.root });
  }

  /** A git that a killed program has started writes until it ends. */
  async #settled(): Promise<void> {
    const known = new Set([...this.#spares, this.#judge].map((child) => child?.pid));
    await until('what was killed has ended', async () =>
      // A shell without arguments waits for the next git of a program that lives.
      (await processesOf(this.repo.root)).every(
        ({ pid, command }) => known.has(pid) || command === '/bin/sh',
      ),
    );
  }

  /** Does an act in a process of its own. */
  async run(
    act: Act,
    how: Partial<Pick<ActOrder, 'killAt' | 'moment'>> = {},
  ): Promise<{ ended: string | number; result?: ActResult }> {
    const child = this.#spares.shift() ?? this.#start();
    const resultFile = this.#newResultFile();
    const ended = new Promise<string | number>((resolve) => {
      child.on('exit', (code, signal) => resolve(signal ?? code ?? 0));
    });
    child.stdin.end(this.#order({ act, resultFile, ...how }));
    const end = await ended;
    this.#spares.push(this.#start());
    if (end !== 0) return { ended: end };
    return { ended: end, result: await this.#resultIn(resultFile) };
  }

  /** Does an act, then recovers, and looks before and after; all in one process for every time. */
  async judge(act: Act): Promise<ActResult & Required<Pick<ActResult, 'judged'>>> {
    this.#judge ??= this.#start();
    const child = this.#judge;
    const resultFile = this.#newResultFile();
    const done = new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', (code) => reject(new Error(`${act.kind} ended with ${code}`)));
    });
    child.stdin.write(this.#order({ act, resultFile, isJudged: true }));
    await done;
    child.removeAllListeners('exit');
    const { judged, ...result } = await this.#resultIn(resultFile);
    if (judged === undefined) throw new Error(`${act.kind} was not judged`);
    return { ...result, judged };
  }

  #order(order: Pick<ActOrder, 'act' | 'resultFile'> & Partial<ActOrder>): string {
    const { root, path } = this.repo;
    const whole: ActOrder = { root, repo: path, killAt: 0, moment: 'before', ...order };
    return `${JSON.stringify(whole)}\n`;
  }

  #newResultFile(): string {
    this.#runs += 1;
    return join(this.repo.root, `result-${this.#runs}.json`);
  }

  async #resultIn(file: string): Promise<ActResult> {
    const text = await readFile(file, 'utf8');
    await rm(file);
    return JSON.parse(text) as ActResult;
  }

  #start(): Program {
    return spawn(process.execPath, [this.#script], {
      env: this.repo.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  async dispose(): Promise<void> {
    const programs = [...this.#spares, ...(this.#judge ? [this.#judge] : [])];
    const running = programs.filter(
      (child) => child.exitCode === null && child.signalCode === null,
    );
    const ends = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running) child.stdin.end();
    await Promise.all(ends);
    await this.repo.dispose();
  }
}
