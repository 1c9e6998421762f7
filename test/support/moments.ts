import { join } from 'node:path';
import type { Warning } from '../../src/core/errors.js';
import { isSettled } from '../../src/core/recovery.js';
import type { Act, Moment } from './act-order.js';
import type { MomentStage } from './moment-stage.js';
import type { Scene } from './scene.js';

/** An act that is killed at each of its moments in turn. */
export interface TriedAct {
  readonly name: string;
  /** Makes what it needs. */
  prepare(stage: MomentStage): Promise<Act>;
  /** Throws when `after` is not what the act makes of `before`. */
  expectDone(
    stage: MomentStage,
    scenes: {
      before: Scene;
      after: Scene;
      told: readonly Warning[];
      /** A recovery that was killed may have told more. */
      isMoreTold: boolean;
    },
  ): Promise<void>;
}

/** Which moments are tried: `atMost` so many, evenly apart; another `offset` takes other ones. */
export interface Choice {
  atMost: number;
  offset: number;
}

export interface Tried {
  /** Which act was killed when, in words. */
  where: string;
  outcome: 'old' | 'new';
  /** What recovery said. */
  told: readonly Warning[];
}

const RECOVERY: Act = { kind: 'recover' };
/** What a recovery clears away without a word. */
const SILENT = /^refs\/qtui\/merge\//;

/** One act, with what it begins from kept on the stage as `ready`. */
export class Trial {
  /** What went wrong, in words. */
  readonly failures: string[] = [];

  private constructor(
    private readonly stage: MomentStage,
    private readonly tried: TriedAct,
    private readonly act: Act,
    private readonly before: Scene,
    /** What it is about to change, from the first time to the last. */
    readonly moments: readonly string[],
    private readonly report: (tried: Tried) => void,
  ) {}

  /** Throws when the act, left alone, is not done in the end. */
  static async begin(
    stage: MomentStage,
    tried: TriedAct,
    report: (tried: Tried) => void = () => {},
  ): Promise<Trial> {
    const act = await tried.prepare(stage);
    await stage.save('ready');
    const { after: before } = await recovered(stage);
    const { ended, result } = await stage.run(act);
    if (result === undefined) throw new Error(`${tried.name} ended with ${ended}`);
    const trial = new Trial(stage, tried, act, before, result.moments, report);
    await trial.#judge(`${tried.name}, left alone`, []);
    return trial;
  }

  /** Kills the act at moments of its and recovers each time. */
  async killOnce(choice: Choice, moment: Moment): Promise<void> {
    const isPossible = (what: string) => moment === 'before' || what.startsWith('git ');
    for (const [at, what] of chosen(this.moments, choice, isPossible)) {
      const where = `${this.tried.name}, killed ${place(at, what, moment)}`;
      await this.#kill(at, moment);
      const told: Warning[] = [];
      // What still runs may change something after the first recovery.
      if (moment === 'started') told.push(...((await this.stage.run(RECOVERY)).result?.told ?? []));
      await this.#judge(where, told);
    }
  }

  /** Kills the act, and then its recovery too. */
  async killTwice(first: Choice, second: Choice): Promise<void> {
    for (const [at, what] of chosen(this.moments, first)) {
      await this.#kill(at, 'before');
      await this.stage.save('killed');
      const { result } = await this.stage.run(RECOVERY);
      for (const [again, step] of chosen(result?.moments ?? [], second)) {
        await this.stage.restore('killed');
        await this.stage.run(RECOVERY, { killAt: again });
        const where = `${this.tried.name}, killed ${place(at, what, 'before')}`;
        // What was told by the one that was killed is not known.
        await this.#judge(`${where}, its recovery ${place(again, step, 'before')}`);
      }
    }
  }

  /** Kills the act, and recovers twice at the same moment. */
  async recoverTwiceAtOnce(choice: Choice): Promise<void> {
    for (const [at, what] of chosen(this.moments, choice)) {
      const where = `${this.tried.name}, killed ${place(at, what, 'before')}, recovered by two`;
      await this.#kill(at, 'before');
      const runs = await Promise.all([this.stage.run(RECOVERY), this.stage.run(RECOVERY)]);
      const told = runs.flatMap(({ result }) => result?.told ?? []);
      const done = told.filter(isSettled).map(({ message }) => message);
      if (new Set(done).size < done.length) this.failures.push(`${where}: told ${words(told)}`);
      await this.#judge(where, told);
    }
  }

  async #kill(killAt: number, moment: Moment): Promise<void> {
    await this.stage.restore('ready');
    const { ended } = await this.stage.run(this.act, { killAt, moment });
    if (ended !== 'SIGKILL' && ended !== 0) throw new Error(`${this.tried.name}: ${ended}`);
  }

  /**
   * Recovers and looks whether what is left is as before, or done. `toldBefore`: what recoveries
   * before this one have told; undefined when nobody knows.
   */
  async #judge(where: string, toldBefore?: readonly Warning[]): Promise<void> {
    const told = [...(toldBefore ?? [])];
    try {
      const scene = await recovered(this.stage);
      told.push(...scene.told);
      const { after, toldAgain } = scene;
      expectSound(this.before, after);
      if (toldAgain.length > 0) throw new Error(`Told again: ${words(toldAgain)}`);
      const isOld = differences(this.before, after) === '';
      const isMoreTold = toldBefore === undefined;
      const scenes = { before: this.before, after, told, isMoreTold };
      if (!isOld) {
        await this.tried.expectDone(this.stage, scenes).catch((thrown) => {
          throw new Error(`${thrown.message}\n${differences(this.before, after)}`);
        });
      }
      const outcome = isOld ? 'old' : 'new';
      if (told.length === 0 && toldBefore && differences(scene.before, after) !== '') {
        throw new Error('Something was recovered without a word.');
      }
      expectWords(outcome, told);
      this.report({ where, outcome, told });
    } catch (thrown) {
      this.failures.push(`${where}\nrecovered: ${words(told)}\n${(thrown as Error).message}`);
    }
  }
}

async function recovered(stage: MomentStage) {
  const { told, judged } = await stage.judge(RECOVERY);
  return { ...judged, told };
}

/** Moments by their number, which begins with 1. */
function chosen(
  moments: readonly string[],
  { atMost, offset }: Choice,
  isWanted: (what: string) => boolean = () => true,
): [number, string][] {
  const wanted = moments
    .map((what, index): [number, string] => [index + 1, what])
    .filter(([, what]) => isWanted(what));
  const stride = Math.max(1, Math.ceil(wanted.length / atMost));
  return wanted.filter((_moment, index) => index % stride === offset % stride);
}

function place(at: number, what: string, moment: Moment): string {
  return `${moment === 'before' ? 'before' : 'in'} ${at}: ${what}`;
}

/** Whatever the outcome: nothing of the owner's has changed, nothing is damaged or left lying about. */
function expectSound(before: Scene, after: Scene): void {
  const owners = ({ files, status }: Scene) =>
    JSON.stringify([Object.entries(files).filter(([name]) => name.startsWith('mine/')), status]);
  if (owners(before) !== owners(after)) {
    throw new Error(`The owner's work was\n${owners(before)}\nand is\n${owners(after)}`);
  }
  if (after.damage !== '') throw new Error(`git fsck: ${after.damage}`);
  if (after.leftovers.length > 0) throw new Error(`Left behind: ${after.leftovers.join(', ')}`);
}

function expectWords(outcome: Tried['outcome'], told: readonly Warning[]): void {
  const other = outcome === 'old' ? /finished|restored/ : /undone|taken-back/;
  const wrong = told.find(({ code }) => other.test(code));
  if (wrong) throw new Error(`It is ${outcome}, and ${wrong.code} was told.`);
}

function differences(before: Scene, after: Scene): string {
  const [old, now] = [facts(before), facts(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => `${name}: ${old.get(name)}\n  now ${now.get(name)}`)
    .join('\n')
    .slice(0, 4_000);
}

/** A line for each file, ref and row, so that what differs can be read. */
function facts({ refs, files, worktrees, rows, leftovers: _leftovers, ...scene }: Scene) {
  const named = new Map<string, string>();
  const note = (name: string, value: unknown) => named.set(name, JSON.stringify(value));
  for (const ref of refs.filter((each) => !SILENT.test(each))) note(`ref ${ref}`, true);
  for (const row of rows) note(`row ${row.id}`, row);
  for (const worktree of [{ path: '.', files, status: scene.status }, ...worktrees]) {
    // Of half a mark that is cleared away nothing is said.
    note(`status of ${worktree.path}`, worktree.status.replace(/\n?! \.qtui\/$/m, ''));
    for (const [name, text] of Object.entries(worktree.files))
      note(join(worktree.path, name), text);
  }
  for (const [name, value] of Object.entries(scene)) note(name, value);
  return named;
}

function words(told: readonly Warning[]): string {
  return told.map(({ code, message }) => `${code}: ${message}`).join('\n') || 'nothing';
}
