import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '../../src/core/errors.js';
import type { SessionRepository } from '../../src/core/ports/session-repository.js';
import type { SessionService } from '../../src/core/ports/sessions.js';
import { createGit } from '../../src/git/index.js';
import { createFileSessionRepository } from '../../src/session/file-repository.js';
import { createSessionService } from '../../src/session/service.js';
import type { Act, ActOrder } from './act-order.js';
import { bundleScript } from './bundle.js';
import { createWorld } from './session-world.js';
import { filesOf } from './snapshot.js';
import { createTempRepo, type TempRepo } from './temp-repo.js';

const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`d${index % 5}/f${index}.txt`, `first ${index}\n`]),
);

/** An act that is killed at each of its moments in turn. */
export interface TriedAct {
  /** Makes what it needs. */
  prepare(stage: MomentStage): Promise<Act>;
  /** Throws when it is not done. Leaves things so that `prepare` can go on. */
  expectDone(stage: MomentStage, act: Act): Promise<void>;
}

/** A repository with its owner's unfinished work, sessions, and a program that kills itself. */
export class MomentStage {
  #script = '';
  #seen = '';

  private constructor(
    readonly repo: TempRepo,
    readonly service: SessionService,
    readonly repository: SessionRepository,
    readonly request: ReturnType<typeof createWorld>['request'],
  ) {}

  static async open(): Promise<MomentStage> {
    const repo = await createTempRepo({
      files: { ...FILES, '.gitignore': '*.log\n', 'mine/edited': 'x\n', 'mine/staged': 'x\n' },
    });
    const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
    const world = createWorld(repo.root, repo.path, git, async () => {});
    const repository = createFileSessionRepository(join(repo.root, 'state', 'sessions'), {
      log() {},
    });
    const service = createSessionService({ ...world.deps, repository });
    const stage = new MomentStage(repo, service, repository, world.request);
    stage.#script = join(repo.root, 'act.mjs');
    await bundleScript('fixtures/session/act.ts', stage.#script);
    await repo.git('branch', 'release');
    await repo.write('mine/staged', 'staged\n');
    await repo.git('add', '-A');
    await repo.write('mine/edited', 'edited\n');
    await repo.write('mine/untracked', 'untracked\n');
    await repo.write('mine/ignored.log', 'ignored\n');
    stage.#seen = await stage.#ownersWork();
    return stage;
  }

  /** Does an act in a process of its own; its signal or exit code. */
  run(act: Act, killAt = 0, moment: ActOrder['moment'] = 'before'): Promise<string | number> {
    const { repo } = this;
    const momentsFile = this.#momentsFile();
    const order: ActOrder = {
      ...{ root: repo.root, repo: repo.path, act, killAt, moment, momentsFile },
    };
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.#script, JSON.stringify(order)], {
        env: repo.env,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      child.on('error', reject);
      child.on('close', (code, signal) => resolve(signal ?? code ?? 0));
    });
  }

  #momentsFile(): string {
    return join(this.repo.root, 'moments');
  }

  /** What the last act that was not killed was about to change, in words. */
  async moments(): Promise<string[]> {
    return (await readFile(this.#momentsFile(), 'utf8')).split('\n');
  }

  recover(): Promise<Warning[]> {
    return this.service.recover(this.repo.path);
  }

  /** All that an act which has not happened must leave the same. */
  async state() {
    const { repo, repository, service } = this;
    const listed = await repo.git('worktree', 'list', '--porcelain');
    const [, ...linked] = [...listed.matchAll(/^worktree (.*)$/gm)].map(([, path = '']) => path);
    const rows = (await repository.list()).sessions.map(({ session }) => session);
    return {
      refs: await repo.git('for-each-ref', '--format=%(refname) %(objectname)'),
      index: await repo.git('ls-files', '-s'),
      files: await filesOf(repo.path),
      listed,
      worktrees: await Promise.all(
        linked.map(async (path) => ({
          path,
          files: withoutTemporaryMarks(await filesOf(path)),
          status: await repo.gitIn(path, 'status', '--porcelain=v2', '--ignored'),
        })),
      ),
      rows: rows.sort((a, b) => (a.id < b.id ? -1 : 1)),
      acts: (await service.listActs(repo.path)).acts.map(({ id, isUndone }) => [id, isUndone]),
    };
  }

  /** Throws when something of the owner's changed, or something of qtui's was left lying about. */
  async expectSound(): Promise<void> {
    const now = await this.#ownersWork();
    if (now !== this.#seen) throw new Error(`The owner's work was\n${this.#seen}\nand is\n${now}`);
    const problems = await this.repo.git('fsck', '--no-dangling', '--connectivity-only');
    if (problems !== '') throw new Error(`git fsck: ${problems}`);
    const left = await this.leftovers();
    if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`);
  }

  /** Temporary files, locks and records that nobody works on any more. */
  async leftovers(): Promise<string[]> {
    const { repo } = this;
    const below = async (directory: string) =>
      (await readdir(directory, { recursive: true }).catch(() => [])).map((name) =>
        join(directory, name),
      );
    const state = (await below(join(repo.root, 'state'))).filter((path) =>
      /\/(landings|removals|checks)\/|\.(tmp|new|claim|lock)$|\/\.deleted-/.test(path),
    );
    const places = (await below(join(repo.root, 'data'))).filter((path) =>
      /\/\.[^/]*qtui-(trash|undo)[^/]*$/.test(path),
    );
    const git = (await below(join(repo.path, '.git'))).filter((path) =>
      /\.lock$|\.qtui$|\/tmp_obj/.test(path),
    );
    const refs = await repo.git('for-each-ref', 'refs/qtui/undoing', 'refs/qtui/merge');
    return [...state, ...places, ...git, ...(refs === '' ? [] : [refs])];
  }

  async #ownersWork(): Promise<string> {
    const files = await filesOf(join(this.repo.path, 'mine'));
    const status = await this.repo.git('status', '--porcelain=v2', '--ignored', '--', 'mine');
    return JSON.stringify({ files, status }, undefined, 1);
  }

  dispose(): Promise<void> {
    return this.repo.dispose();
  }
}

/**
 * Kills an act at its first moment, its second and so on to its last, and recovers each time. It
 * throws where what is left is neither as before nor done. `recoverKilledAt`: the first recovery is
 * killed too, at that moment. Resolves with the outcomes.
 */
export async function tryEveryMoment(
  stage: MomentStage,
  tried: TriedAct,
  how: {
    moment?: ActOrder['moment'];
    recoverKilledAt?: (n: number) => number;
    /** Moments from one that is tried to the next. */
    stride?: number;
  } = {},
): Promise<('old' | 'new')[]> {
  const outcomes: ('old' | 'new')[] = [];
  for (let killAt = 1; ; killAt += how.stride ?? 1) {
    const act = await tried.prepare(stage);
    const before = await stage.state();
    const ended = await stage.run(act, killAt, how.moment);
    if (ended !== 'SIGKILL' && ended !== 0) throw new Error(`${act.kind} ended with ${ended}`);
    const told: Warning[] = [];
    try {
      const again = how.recoverKilledAt?.(killAt);
      if (again !== undefined) await stage.run({ kind: 'recover' }, again);
      told.push(...(await stage.recover()));
      await stage.expectSound();
      const after = await stage.state();
      if (JSON.stringify(after) === JSON.stringify(before)) outcomes.push('old');
      else {
        await tried.expectDone(stage, act).catch((thrown) => {
          throw new Error(`${(thrown as Error).message}\n${differences(before, after)}`);
        });
        outcomes.push('new');
      }
      const more = await stage.recover();
      if (more.length > 0) throw new Error(`Recovered again: ${JSON.stringify(more)}`);
    } catch (thrown) {
      const words = told.map(({ message }) => message).join('\n');
      const where = `${act.kind}, killed at ${killAt}, recovered: ${words || 'nothing'}`;
      throw new Error(`${where}\n${(thrown as Error).message}`, { cause: thrown });
    }
    if (ended === 0) return outcomes;
  }
}

/** A mark that was being written; it is in qtui's own directory, which git ignores. */
function withoutTemporaryMarks(files: Record<string, string>): Record<string, string> {
  const isMark = (name: string) => /^\.qtui\/session\.json\..*\.tmp$/.test(name);
  return Object.fromEntries(Object.entries(files).filter(([name]) => !isMark(name)));
}

function differences(before: object, after: object): string {
  const entries = Object.entries(before).filter(
    ([key, value]) =>
      JSON.stringify(value) !== JSON.stringify((after as Record<string, unknown>)[key]),
  );
  return entries
    .map(([key, value]) => {
      const now = (after as Record<string, unknown>)[key];
      return `${key}: ${JSON.stringify(value)}\n  now ${JSON.stringify(now)}`;
    })
    .join('\n')
    .slice(0, 6_000);
}
