import type { Logger } from '../../core/config.js';
import { type QtuiError, toQtuiError } from '../../core/errors.js';
import { type Deadlines, monotonicNow } from '../deadlines.js';
import type { SavedScrollback, ScrollbackFiles, ScrollbackHeader } from './scrollback-files.js';
import { type OutputSource, readOutput } from './scrollback-read.js';

/** How often the output of panes that change is saved, ms. */
const INTERVAL = 60_000;

/** Longest time that the end of a pane waits for its output to be saved, ms: disks can hang. */
const PATIENCE = 5_000;

/** What a pane adds to its output. */
export type PaneHeader = Omit<ScrollbackHeader, 'screenLines' | 'saved'>;

/** A pane as it is saved. */
export interface SavedPane extends OutputSource {
  readonly paneId: string;
  /** Resolves with true when its output is whole, with false if it will never be. */
  readonly ready: Promise<boolean>;
  scrollbackHeader(): PaneHeader;
}

/** Saved output that is of no use; what became of it, in words. */
export interface UnreadableScrollback {
  unreadable: string;
}

export interface SaverOptions {
  files: ScrollbackFiles;
  deadlines: Deadlines;
  log: Logger;
  /** ms. */
  interval?: number | undefined;
}

/**
 * Saves the output of panes: of those that change together once a minute, of each when it ends.
 * One pane after the other, in slices; what goes wrong is told and never disturbs a program.
 */
export class ScrollbackSaver {
  readonly #files: ScrollbackFiles;
  readonly #deadlines: Deadlines;
  readonly #log: Logger;
  readonly #interval: number;
  readonly #panes = new Set<SavedPane>();
  readonly #changed = new Set<SavedPane>();
  readonly #saveChanged = () => this.#saveAll();
  #queue: Promise<void> = Promise.resolve();
  #problem: QtuiError | undefined;

  constructor({ files, deadlines, log, interval }: SaverOptions) {
    this.#files = files;
    this.#deadlines = deadlines;
    this.#log = log;
    this.#interval = interval ?? INTERVAL;
  }

  /** Why the last save failed, in words; undefined when it did not. */
  get problem(): string | undefined {
    return this.#problem?.message;
  }

  add(pane: SavedPane): void {
    this.#panes.add(pane);
  }

  /** The pane goes; its file stays. */
  delete(pane: SavedPane): void {
    this.#panes.delete(pane);
    this.#changed.delete(pane);
  }

  /** The pane has other lines than before; cheap enough for every piece of output. */
  changed(pane: SavedPane): void {
    if (this.#changed.has(pane)) return;
    this.#changed.add(pane);
    this.#deadlines.set(this.#saveChanged, monotonicNow() + this.#interval);
  }

  /**
   * Saves what has changed of the pane since it was last saved. Resolves when that is done or has
   * failed, at the latest after five seconds.
   */
  async save(pane: SavedPane): Promise<void> {
    const done = this.#enqueue(() => this.#save(pane));
    await new Promise<void>((resolve) => {
      this.#deadlines.set(resolve, monotonicNow() + PATIENCE);
      void done.then(() => {
        this.#deadlines.clear(resolve);
        resolve();
      });
    });
  }

  /**
   * What was saved of a pane before; undefined when there is nothing. A file that cannot be read
   * is logged and put aside.
   */
  async load(paneId: string): Promise<SavedScrollback | UnreadableScrollback | undefined> {
    try {
      return await this.#files.read(paneId);
    } catch (thrown) {
      this.#unreadable(paneId, thrown);
    }
    try {
      return { unreadable: `it is kept as ${await this.#files.putAside(paneId)}` };
    } catch (thrown) {
      return { unreadable: this.#unreadable(paneId, thrown) };
    }
  }

  #unreadable(paneId: string, thrown: unknown): string {
    const { message } = toQtuiError(thrown, 'read the saved output');
    this.#log.log('warn', 'scrollback-unreadable', { paneId, message });
    return message;
  }

  #saveAll(): void {
    for (const pane of this.#changed) void this.#enqueue(() => this.#save(pane));
    void this.#enqueue(() => this.#prune());
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  async #save(pane: SavedPane): Promise<void> {
    if (!this.#changed.delete(pane)) return;
    let isSaved = false;
    try {
      isSaved = await this.#write(pane);
      if (isSaved) this.#succeeded();
    } catch (error) {
      this.#failed(error);
    }
    if (!isSaved && this.#panes.has(pane)) this.changed(pane);
  }

  /** False when the pane's lines did not hold still. */
  async #write(pane: SavedPane): Promise<boolean> {
    // Part of what was saved before, in place of all of it, would be a loss.
    if (!(await pane.ready)) return true;
    const output = await readOutput(pane);
    if (output === undefined) return false;
    const { chunks, screenLines } = output;
    const saved = new Date().toISOString();
    await this.#files.write({ ...pane.scrollbackHeader(), screenLines, saved }, chunks);
    return true;
  }

  async #prune(): Promise<void> {
    try {
      await this.#files.prune([...this.#panes].map(({ paneId }) => paneId));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** A problem is logged when it begins and when it is over, not every minute. */
  #failed(thrown: unknown): void {
    const problem = toQtuiError(thrown, 'save the output of panes');
    if (this.#problem?.message !== problem.message) {
      this.#log.log('warn', 'scrollback-not-saved', { message: problem.message });
    }
    this.#problem = problem;
  }

  #succeeded(): void {
    if (this.#problem !== undefined) this.#log.log('info', 'scrollback-saved-again');
    this.#problem = undefined;
  }
}
