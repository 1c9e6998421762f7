/** A client's side of the thread that searches one document. */
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../../core/lifecycle.js';
import type { RowSource } from '../model/cell-row.js';
import type { PaneDocument } from '../model/copy-mode/document.js';
import type { MatchBatch } from '../model/copy-mode/matches.js';
import type { SearchDirection, SearchQuery } from '../model/copy-mode/state.js';
import type { SearchReport, SearchRequest } from './messages.js';
import { packRows } from './packed-rows.js';

/** ms for a few lines. What takes longer would take for ever. */
const STEP_LIMIT = 2000;
/** ms in which a thread that is at work must turn to the next search, or it is ended for it. */
const TURN_LIMIT = 150;

interface Search {
  readonly id: number;
  readonly query: SearchQuery;
  readonly direction: SearchDirection;
  readonly from: number;
}

export interface SearchListener {
  onBatch(batch: MatchBatch): void;
  onDone(): void;
  /** There will be no more matches; why, in words. */
  onProblem(words: string): void;
}

/** One search at a time; a pattern that does not come to an end is ended with its thread. */
export class SearchThread implements Disposable {
  readonly #entry: URL;
  readonly #listener: SearchListener;
  #worker: Worker | undefined;
  /** What the thread has of the document. */
  #sent: PaneDocument | undefined;
  #search: Search | undefined;
  /** Id of the search that the thread is at work for. */
  #busyWith: number | undefined;
  #watchdog: NodeJS.Timeout | undefined;

  /** `entry` is the built file of `worker.ts`; the thread is started with the first search. */
  constructor(entry: URL, listener: SearchListener) {
    this.#entry = entry;
    this.#listener = listener;
  }

  /** Searches in place of what was searched for before; `from` is the line to begin at. */
  search(
    document: PaneDocument,
    query: SearchQuery,
    direction: SearchDirection,
    from: number,
  ): void {
    this.#search = { id: (this.#search?.id ?? 0) + 1, query, direction, from };
    this.#worker ??= this.#start();
    this.extend(document);
    this.#post({ kind: 'search', ...this.#search });
    if (this.#busyWith !== undefined) this.#watch(TURN_LIMIT);
  }

  /** Tells the thread of older lines; without effect before the first search. */
  extend(document: PaneDocument): void {
    if (!this.#worker) return;
    if (this.#sent && !document.isGrownFrom(this.#sent)) {
      this.#stop();
      this.#worker = this.#start();
    }
    const sent = this.#sent;
    if (sent?.first === document.first && sent.isComplete === document.isComplete) return;
    const rows: RowSource[] = [];
    for (let line = document.first; line < (sent?.first ?? document.end); line++) {
      const source = document.source(line);
      if (source) rows.push(source);
    }
    this.#sent = document;
    const { cols, isComplete } = document;
    const packed = packRows(document.first, rows);
    this.#post({ kind: 'rows', rows: packed, cols, isComplete });
  }

  #post(request: SearchRequest): void {
    const transferred = request.kind === 'rows' ? [request.rows.codes.buffer as ArrayBuffer] : [];
    this.#worker?.postMessage(request, transferred);
  }

  #start(): Worker {
    const worker = new Worker(this.#entry);
    worker.unref();
    worker.on('message', (report: SearchReport) => {
      if (worker === this.#worker) this.#onReport(report);
    });
    worker.on('error', (error) => {
      if (worker !== this.#worker) return;
      this.#stop();
      this.#listener.onProblem(`The search failed: ${error.message}`);
    });
    return worker;
  }

  #onReport(report: SearchReport): void {
    clearTimeout(this.#watchdog);
    this.#busyWith = undefined;
    if (report.kind === 'busy') {
      this.#busyWith = report.id;
      this.#watch(report.id === this.#search?.id ? STEP_LIMIT : TURN_LIMIT);
    } else if (report.id === this.#search?.id) {
      if (report.kind === 'batch') this.#listener.onBatch(report.batch);
      else this.#listener.onDone();
    }
  }

  /** Ends the thread unless it reports in time; what it was to do next is done by another one. */
  #watch(limit: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      const isOld = this.#busyWith !== this.#search?.id;
      const search = this.#search;
      const document = this.#sent;
      this.#stop();
      if (!isOld) this.#listener.onProblem('The pattern takes too long.');
      else if (search && document) {
        this.search(document, search.query, search.direction, search.from);
      }
    }, limit);
    this.#watchdog.unref();
  }

  #stop(): void {
    clearTimeout(this.#watchdog);
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#sent = undefined;
    this.#busyWith = undefined;
  }

  dispose(): void {
    this.#stop();
  }
}
