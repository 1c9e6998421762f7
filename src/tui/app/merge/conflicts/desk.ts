/** What is known of the conflicts of one merge while a person settles them. */

import { type ConflictText, conflictTextOf, settledText } from '../../../../core/conflict/hunks.js';
import { conflictKey } from '../../../../core/conflict/identity.js';
import type { ConflictProposal, HunkOutcome } from '../../../../core/conflict/proposal.js';
import { QtuiError, toQtuiError } from '../../../../core/errors.js';
import { type ModelUsage, NO_USAGE, usageOf } from '../../../../core/llm.js';
import type {
  ConflictFile,
  ConflictFiles,
  ContentOrigin,
  MergeConflict,
  MergePlan,
  Resolution,
} from '../../../../core/merge.js';
import { type BegunFile, isForSameSides } from '../../../../core/merge-draft.js';
import type { Oid } from '../../../../core/repository.js';
import {
  conflictSides,
  contentMode,
  resolutionOf,
  type Settlement,
} from '../../../../core/resolution.js';
import type { SessionMetadata } from '../../../../core/session.js';
import type { SideNames } from '../../../dialogs/conflicts/hunk-rows.js';
import {
  boardAfter,
  boardOf,
  type ConflictBoard,
  type ConflictItem,
  drop,
  type HunkCount,
  itemOf,
  openItems,
  reopen,
  resolutionsOf,
  type SettledBy,
  settle,
} from '../../../model/conflicts/board.js';
import {
  answersOf,
  commonChoice,
  contentOrigin,
  draftOfWork,
  type HunkWork,
  hunkCount,
  settledBy,
  startWork,
  workOfDraft,
} from '../../../model/conflicts/hunk-work.js';
import type { App } from '../../app.js';

/** What the Conflicts step is given. */
export interface ConflictsGiven {
  readonly session: SessionMetadata;
  readonly plan: MergePlan;
  /** Those of the plan, and what was settled of commits that it has not come to. */
  readonly resolutions: readonly Resolution[];
  /** Texts of which only some hunks were answered. */
  readonly begun: readonly BegunFile[];
  /** Told after each answer. */
  readonly onAnswers: (answers: ConflictAnswers) => void;
  /** Plans the merge anew; throws `resolution-refused` for an answer that does not hold any more. */
  readonly replan: (resolutions: readonly Resolution[]) => Promise<MergePlan>;
}

/** All that hold. */
export interface ConflictAnswers {
  readonly resolutions: readonly Resolution[];
  readonly begun: readonly BegunFile[];
}

/** A proposal for a hunk that the person has not decided about. */
export type WaitingProposal = HunkOutcome;

export class ConflictDesk {
  readonly app: App;
  readonly session: SessionMetadata;
  readonly #given: ConflictsGiven;
  #plan: MergePlan;
  #board: ConflictBoard;
  /** Of commits that a rebase has not come to. */
  #others: readonly Resolution[];
  readonly #works = new Map<string, HunkWork>();
  /** Of a draft, until the file is read. */
  readonly #begun: Map<string, BegunFile>;
  readonly #hunkTotals = new Map<string, number | undefined>();
  readonly #waiting = new Map<string, Map<number, WaitingProposal>>();
  /** What came back from an editor and cannot be taken as it is. */
  readonly #unfinished = new Map<string, Uint8Array>();
  usage: ModelUsage = NO_USAGE;
  /** Why no model can be asked, in words; undefined where one can. */
  modelProblem: string | undefined;

  constructor(app: App, given: ConflictsGiven) {
    this.app = app;
    this.session = given.session;
    this.#given = given;
    this.#plan = given.plan;
    this.#board = boardOf(given.plan, given.resolutions);
    this.#others = given.resolutions.filter((each) => !itemOf(this.#board, conflictKey(each)));
    this.#begun = new Map(given.begun.map((each) => [conflictKey(each), each]));
  }

  /** Finds out whether a model can be asked; everything else goes on where that cannot be told. */
  async lookForModel(): Promise<void> {
    const problem = await this.app.sessions
      .modelProblem()
      .catch((thrown: unknown) => toQtuiError(thrown, 'look for the model'));
    this.modelProblem = problem && [problem.message, problem.hint].filter(Boolean).join(' ');
  }

  get plan(): MergePlan {
    return this.#plan;
  }

  get items(): readonly ConflictItem[] {
    return this.#board.items;
  }

  get open(): readonly ConflictItem[] {
    return openItems(this.#board);
  }

  get board(): ConflictBoard {
    return this.#board;
  }

  get names(): SideNames {
    const { source, target } = this.#plan.request;
    return { ours: target, theirs: source };
  }

  item(key: string): ConflictItem | undefined {
    return itemOf(this.#board, key);
  }

  /** Files that were written in an editor and cannot be taken so: no draft has them. */
  get unfinishedFiles(): readonly ConflictItem[] {
    return this.open.filter(({ key }) => this.#unfinished.has(key));
  }

  hunksOf({ key }: ConflictItem): HunkCount | undefined {
    const work = this.#works.get(key);
    if (work) return hunkCount(work);
    const all = this.#hunkTotals.get(key);
    return all === undefined ? undefined : { settled: 0, all };
  }

  /** How many hunks of the file were answered; those of a draft too that was not looked at yet. */
  answersIn(item: ConflictItem): number {
    const work = this.#works.get(item.key);
    return work ? work.answers.size : (this.#begunOf(item)?.answers.length ?? 0);
  }

  /** Whether it is known of the conflict how many hunks it has, or that it has none. */
  isCounted({ key }: ConflictItem): boolean {
    return this.#works.has(key) || this.#hunkTotals.has(key);
  }

  async count(item: ConflictItem): Promise<void> {
    if (this.#begunOf(item)) await this.workOf(item);
    if (this.isCounted(item)) return;
    const text = await this.#read(item);
    this.#hunkTotals.set(item.key, text?.hunks.length);
  }

  readFiles({ conflict }: ConflictItem): Promise<ConflictFiles> {
    return this.app.sessions.readConflict(this.#plan, conflict);
  }

  /** Content that is stored for the conflict, as one of its files. */
  async readContent({ conflict }: ConflictItem, oid: Oid): Promise<ConflictFile | undefined> {
    const { base: _base, theirs: _theirs, markedOid: _marked, ...rest } = conflict;
    const stored = { ...rest, ours: { oid, mode: contentMode(conflict) } };
    return (await this.app.sessions.readConflict(this.#plan, stored)).ours;
  }

  /** What a file becomes that was settled by content and of which no hunk was answered since. */
  async settledBytes(item: ConflictItem, work: HunkWork): Promise<Uint8Array | undefined> {
    const resolution = this.item(item.key)?.settled?.resolution;
    if (resolution?.take !== 'content' || work.answers.size > 0) return undefined;
    return (await this.readContent(item, resolution.oid))?.bytes;
  }

  async #read(item: ConflictItem): Promise<ConflictText | undefined> {
    return conflictTextOf(await this.readFiles(item));
  }

  /** The work at the file's hunks, begun where it is not; undefined where it has no hunks. */
  async workOf(item: ConflictItem): Promise<HunkWork | undefined> {
    const known = this.#works.get(item.key);
    if (known) return known;
    const text = await this.#read(item);
    this.#hunkTotals.set(item.key, text?.hunks.length);
    if (text === undefined) return undefined;
    const begun = this.#begunOf(item);
    const work = begun ? workOfDraft(text, begun) : startWork(text);
    this.#works.set(item.key, work);
    return work;
  }

  /** What a draft has of the file, as long as its sides are the same. */
  #begunOf({ key, conflict }: ConflictItem): BegunFile | undefined {
    const begun = this.#begun.get(key);
    return begun && isForSameSides(begun, conflictSides(conflict)) ? begun : undefined;
  }

  keepWork(key: string, work: HunkWork): void {
    const former = this.#works.get(key);
    this.#works.set(key, work);
    const isChanged = former?.answers !== work.answers || former.typed !== work.typed;
    if (isChanged) this.#tell();
  }

  /** What was asked of a model for the file and is not decided, by hunk. */
  waiting(key: string): ReadonlyMap<number, WaitingProposal> {
    return this.#waiting.get(key) ?? new Map();
  }

  keepProposal(key: string, { outcomes, usage }: ConflictProposal): void {
    this.usage = usageOf(this.usage, usage);
    const waiting = new Map(this.#waiting.get(key));
    for (const outcome of outcomes) waiting.set(outcome.hunk, outcome);
    this.#waiting.set(key, waiting);
  }

  /** Adds what was spent on an answer that did not come. */
  spend(usage: ModelUsage): void {
    this.usage = usageOf(this.usage, usage);
  }

  dropProposal(key: string, hunk: number): void {
    this.#waiting.get(key)?.delete(hunk);
  }

  unfinished(key: string): Uint8Array | undefined {
    return this.#unfinished.get(key);
  }

  keepUnfinished(key: string, bytes: Uint8Array | undefined): void {
    if (bytes) this.#unfinished.set(key, bytes);
    else this.#unfinished.delete(key);
  }

  /** Settles a conflict as a whole. */
  settle({ key, conflict }: ConflictItem, settlement: Settlement, by: SettledBy): void {
    this.#unfinished.delete(key);
    this.#change(settle(this.#board, key, resolutionOf(conflict, settlement), by));
  }

  /** Settles several by one side, and tells of them at once. */
  settleAll(items: readonly ConflictItem[], side: 'ours' | 'theirs'): void {
    let board = this.#board;
    for (const { key, conflict } of items) {
      this.forgetWork(key);
      board = settle(board, key, resolutionOf(conflict, side), side);
    }
    this.#change(board);
  }

  /** Stores content and settles the file with it. */
  async settleByContent(
    item: ConflictItem,
    bytes: Uint8Array,
    origin: ContentOrigin,
  ): Promise<void> {
    const { conflict } = item;
    const oid = await this.app.sessions.writeContent(this.#plan, conflict.path, bytes);
    this.settle(item, { oid, mode: contentMode(conflict), origin }, origin);
  }

  /** Settles the file where every hunk has an answer, else it is open; throws `resolution-refused`. */
  async settleByHunks(item: ConflictItem, work: HunkWork): Promise<void> {
    const settled = settledText(work.text, answersOf(work));
    if (settled.kind === 'open') {
      if (this.item(item.key)?.settled) this.reopen(item);
      return;
    }
    const choice = commonChoice(work);
    if (choice && item.conflict.choices.includes(choice)) {
      this.settle(item, choice, settledBy(work));
    } else {
      await this.settleByContent(item, settled.bytes, contentOrigin(work));
    }
  }

  reopen({ key }: ConflictItem, problem?: string): void {
    this.#change(reopen(this.#board, key, problem));
  }

  /** Forgets the answers to the file's places, which what it is settled by now does not go by. */
  forgetWork(key: string): void {
    const work = this.#works.get(key);
    if (work) this.#works.set(key, startWork(work.text));
    this.#begun.delete(key);
  }

  /**
   * Plans the merge with all that is settled. What is refused is open again, and told at its
   * conflict; of a rebase the next commit may have conflicts of its own.
   */
  async replan(): Promise<MergePlan> {
    for (;;) {
      try {
        this.#plan = await this.#given.replan(this.#resolutions());
        const before = this.#board;
        this.#board = boardAfter(before, this.#plan);
        this.#forgetChanged(before);
        return this.#plan;
      } catch (thrown) {
        if (!this.#refuse(thrown)) throw thrown;
      }
    }
  }

  /** Takes back the answer that is refused; false where it was none of them. */
  #refuse(thrown: unknown): boolean {
    if (!(thrown instanceof QtuiError) || thrown.code !== 'resolution-refused') return false;
    const { path, commit, reason } = thrown.data as Partial<Record<string, string>>;
    const key = conflictKey({ path: path ?? '', ...(commit !== undefined && { commit }) });
    const others = this.#others.filter((each) => conflictKey(each) !== key);
    const isOther = others.length < this.#others.length;
    const item = this.item(key);
    if (!isOther && !item?.settled) return false;
    this.#others = others;
    this.#works.delete(key);
    this.#begun.delete(key);
    if (item) {
      this.#change(
        reason === 'unknown-path'
          ? drop(this.#board, key)
          : reopen(this.#board, key, thrown.message),
      );
    }
    return true;
  }

  /** What was read of a file whose sides have changed is not true any more. */
  #forgetChanged(before: ConflictBoard): void {
    for (const { key, conflict } of before.items) {
      const now = this.item(key)?.conflict;
      if (now && sidesOf(now) === sidesOf(conflict)) continue;
      this.#works.delete(key);
      this.#begun.delete(key);
      this.#hunkTotals.delete(key);
      this.#waiting.delete(key);
    }
  }

  #resolutions(): Resolution[] {
    return [...resolutionsOf(this.#board), ...this.#others];
  }

  #change(board: ConflictBoard): void {
    this.#board = board;
    this.#tell();
  }

  #tell(): void {
    this.#given.onAnswers({ resolutions: this.#resolutions(), begun: this.#begunFiles() });
  }

  /** Also those of commits that a rebase has not come to. */
  #begunFiles(): BegunFile[] {
    const waiting = [...this.#begun].flatMap(([key, begun]) => (this.item(key) ? [] : [begun]));
    const open = this.open.flatMap((item) => {
      const work = this.#works.get(item.key);
      return (work ? draftOfWork(item.conflict, work) : this.#begunOf(item)) ?? [];
    });
    return [...open, ...waiting];
  }
}

function sidesOf({ base, ours, theirs, markedOid }: MergeConflict): string {
  return [base?.oid, ours?.oid, theirs?.oid, markedOid].join(' ');
}
