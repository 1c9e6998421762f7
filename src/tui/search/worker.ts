/**
 * Entry of the thread that searches. A pattern may take for ever on some text, and nothing within
 * JavaScript can stop it then but the end of its thread.
 */
import { parentPort } from 'node:worker_threads';
import type { SearchReport, SearchRequest } from './messages.js';
import { SearchedText } from './searched-text.js';
import { Searcher } from './searcher.js';

const text = new SearchedText();
let current: { id: number; searcher: Searcher; hasEnded: boolean } | undefined;
let isScheduled = false;

function report(message: SearchReport): void {
  parentPort?.postMessage(message);
}

/** One step in each turn, so that what comes in meanwhile is heard. */
function work(): void {
  isScheduled = false;
  if (!current || current.hasEnded) return;
  const { id, searcher } = current;
  if (searcher.hasWork) {
    report({ kind: 'busy', id });
    report({ kind: 'batch', id, batch: searcher.step() });
    schedule();
  } else if (searcher.isDone) {
    current.hasEnded = true;
    report({ kind: 'done', id });
  }
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(work);
}

parentPort?.on('message', (request: SearchRequest) => {
  if (request.kind === 'rows') text.prepend(request.rows, request.cols, request.isComplete);
  else {
    const { id, query, direction, from } = request;
    current = { id, searcher: new Searcher(text, query, direction, from), hasEnded: false };
  }
  schedule();
});
