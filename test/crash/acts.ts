import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { until } from '../support/processes.js';
import { snapshotOf } from '../support/snapshot.js';
import type { CrashLab } from './lab.js';

/** Longest time until the files of a removed worktree are deleted, ms. */
const PATIENCE = 60_000;

/** How an act that may have been killed has come out, after recovery. */
export type Outcome = 'old' | 'new';

/** Something that is killed at random moments. */
export interface CrashAct {
  readonly name: string;
  /** Makes what the next command needs; its arguments. */
  prepare(): Promise<string[]>;
  /** Throws when the state is neither that of before nor that of after. */
  judge(): Promise<Outcome>;
}

function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [now, before] = [actual, expected].map((value) => JSON.stringify(value, undefined, 1));
  if (now !== before) throw new Error(`${what}: expected ${before}, found ${now}`.slice(0, 4_000));
}

/** Making a session with its worktree. */
export class Creation implements CrashAct {
  readonly name = 'create';
  #branch = '';
  #made = 0;

  constructor(private readonly lab: CrashLab) {}

  async prepare(): Promise<string[]> {
    this.#made += 1;
    this.#branch = `made-${this.#made}`;
    return ['new', '--agent', 'shell', '--detach', '--worktree', this.#branch];
  }

  async judge(): Promise<Outcome> {
    const { lab } = this;
    const rows = (await lab.rows()).filter(({ branch }) => branch === this.#branch);
    const tip = await lab.git(
      'for-each-ref',
      '--format=%(objectname)',
      `refs/heads/${this.#branch}`,
    );
    const listed = await lab.git('worktree', 'list', '--porcelain');
    const isListed = listed.includes(`branch refs/heads/${this.#branch}`);
    const [row] = rows;
    if (row === undefined) {
      const places = await worktreesBeside(lab);
      const left = places.filter((name) => name.includes(this.#branch));
      expectSame(
        'what is left of an undone creation',
        { tip, isListed, left },
        {
          tip: '',
          isListed: false,
          left: [],
        },
      );
      return 'old';
    }
    expectSame('status of the row', ['active', 'background'].includes(row.status), true);
    expectSame('tip of its branch', tip, await lab.git('rev-parse', 'main'));
    expectSame('worktree on record', isListed, true);
    const status = await lab.world.repo.gitIn(row.path, 'status', '--porcelain', '--ignored');
    expectSame('status of the worktree', status, '!! .qtui/');
    await lab.json('sessions', 'close', row.id, '--remove');
    return 'new';
  }
}

/** Removing a worktree that holds work of every kind. */
export class Removal implements CrashAct {
  readonly name = 'remove';
  #session: { id: string; path: string } | undefined;
  #before: unknown;

  constructor(private readonly lab: CrashLab) {}

  async prepare(): Promise<string[]> {
    this.#session ??= await this.#makeSession();
    this.#before = await snapshotOf(this.lab.world.repo, this.#session.path);
    return ['sessions', 'close', this.#session.id, '--remove', '--force'];
  }

  async #makeSession(): Promise<{ id: string; path: string }> {
    const { lab } = this;
    const args = ['new', '--agent', 'shell', '--detach', '--worktree', 'doomed'];
    const { session } = await lab.json(...args);
    await lab.json('sessions', 'close', session.id);
    const write = (name: string, text: string) => writeFile(join(session.path, name), text);
    await write('mine/staged.txt', 'staged by the session\n');
    await lab.world.repo.gitIn(session.path, 'add', '-A');
    await write('mine/staged.txt', 'edited after that\n');
    await write('mine/edited.txt', 'edited by the session\n');
    await write('untracked.txt', 'untracked\n');
    await write('secret.log', 'ignored\n');
    return session;
  }

  async judge(): Promise<Outcome> {
    const { lab } = this;
    const session = this.#session ?? (await this.#makeSession());
    const isThere = existsSync(session.path);
    if (!isThere) {
      const isGone = async () => (await trashBeside(session.path)).length === 0;
      await until('the trash is gone', isGone, PATIENCE);
      expectSame('branch', (await lab.git('worktree', 'list')).includes(session.path), false);
      const row = (await lab.rows()).find(({ id }) => id === session.id);
      expectSame('status of the row', ['archived', 'merged'].includes(row?.status), true);
      const { acts } = await lab.json('undo', '--list');
      const act = acts.find(
        (each: { session?: { id: string }; isUndone: boolean }) =>
          each.session?.id === session.id && !each.isUndone,
      );
      await lab.json('undo', act?.id ?? 'none', '--yes');
    }
    expectSame('trash', await trashBeside(session.path), []);
    const now = await snapshotOf(lab.world.repo, session.path);
    expectSame('the worktree', now, this.#before);
    const row = (await lab.rows()).find(({ id }) => id === session.id);
    expectSame('the row', row?.status, 'background');
    return isThere ? 'old' : 'new';
  }
}

/** Merging a change of every file, into a target that is checked out, or into one that is not. */
export class Landing implements CrashAct {
  readonly name: string;
  #session: { id: string; path: string } | undefined;
  #variant = 0;
  #before = '';
  #tree = '';

  constructor(
    private readonly lab: CrashLab,
    private readonly target: 'main' | 'release',
  ) {
    this.name = target === 'main' ? 'merge' : 'land';
  }

  async prepare(): Promise<string[]> {
    const { lab, target } = this;
    this.#session ??= await this.#makeSession();
    const { id, path } = this.#session;
    const git = (...args: string[]) => lab.world.repo.gitIn(path, ...args);
    this.#variant += 1;
    await lab.writeVariant(path, this.#variant);
    await git('add', '-A');
    await git('commit', '-q', '-m', `variant ${this.#variant}`);
    this.#before = await lab.git('rev-parse', target);
    this.#tree = await git('rev-parse', 'HEAD^{tree}');
    return ['merge', id, '--into', target, '--yes'];
  }

  async #makeSession(): Promise<{ id: string; path: string }> {
    const branch = `into-${this.target}`;
    const args = [
      'new',
      '--agent',
      'shell',
      '--detach',
      '--worktree',
      branch,
      '--into',
      this.target,
    ];
    const { session } = await this.lab.json(...args);
    await this.lab.json('sessions', 'close', session.id);
    return session;
  }

  async judge(): Promise<Outcome> {
    const { lab, target } = this;
    const tip = await lab.git('rev-parse', target);
    const outcome: Outcome = tip === this.#before ? 'old' : 'new';
    if (outcome === 'old') {
      // What was killed must not be in the way of the next try.
      await lab.json('merge', this.#session?.id ?? '', '--into', target, '--yes');
    }
    expectSame('tree of the target', await lab.git('rev-parse', `${target}^{tree}`), this.#tree);
    const row = (await lab.rows()).find(({ id }) => id === this.#session?.id);
    expectSame('the row', row?.status, 'background');
    return outcome;
  }
}

async function worktreesBeside(lab: CrashLab): Promise<string[]> {
  const listed = await lab.git('worktree', 'list', '--porcelain');
  const [, path = ''] = /^worktree (.*\/worktrees\/.*)$/m.exec(listed) ?? [];
  return readdir(dirname(path)).catch(() => []);
}

async function trashBeside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  return names.filter((name) => name.startsWith('.'));
}
