import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PaneDocument } from '../../../../src/tui/model/copy-mode/document.js';
import { MatchList } from '../../../../src/tui/model/copy-mode/matches.js';
import { SearchThread } from '../../../../src/tui/search/search-thread.js';
import { documentOf } from '../../../support/tui/document.js';

const ENTRY = new URL('../../../../dist/search-worker.js', import.meta.url);
/** Goes through every way to divide the a's among the two, on a line that has no end for it. */
const ENDLESS = { pattern: '(a+)+[^a]b', isRegex: true };

let matches: MatchList;
let problem: string | undefined;
let settled: () => void;
let thread: SearchThread;

beforeEach(() => {
  matches = MatchList.EMPTY;
  problem = undefined;
  thread = new SearchThread(ENTRY, {
    onBatch: (batch) => {
      matches = matches.with(batch);
    },
    onDone: () => settled(),
    onProblem: (words) => {
      problem = words;
      settled();
    },
  });
});

afterEach(() => thread.dispose());

/** Resolves when the search has come to its end, or to none. */
function searched(run: () => void): Promise<void> {
  return new Promise((resolve) => {
    settled = resolve;
    run();
  });
}

function find(document: PaneDocument, pattern: string): Promise<void> {
  matches = MatchList.EMPTY;
  const query = { pattern, isRegex: false };
  return searched(() => thread.search(document, query, 'backward', document.end - 1));
}

const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`);

test('finds in what is there and in what comes later', async () => {
  const { document, ranges } = documentOf(lines, { screenRows: 20, chunk: 2000, unloaded: 3000 });
  const done = find(document, 'line 12');
  let longer = document;
  for (const range of ranges) {
    longer = longer.withOlder(range);
    thread.extend(longer);
  }
  await done;
  expect(matches.count).toBe(111);
  await find(longer, 'e 4999');
  expect(matches.first).toEqual({
    start: { line: 4999, column: 3 },
    end: { line: 4999, column: 8 },
  });
});

test('turns to another document', async () => {
  await find(documentOf(lines).document, 'line 77');
  expect(matches.count).toBe(11);
  await find(documentOf(['nothing', 'line 77']).document, 'line 77');
  expect(matches.count).toBe(1);
});

test('ends a pattern that takes for ever, and goes on with the next one at once', async () => {
  const { document } = documentOf(['needle', 'a'.repeat(40)]);
  await searched(() => thread.search(document, ENDLESS, 'forward', 0));
  expect(problem).toBe('The pattern takes too long.');
  await find(document, 'needle');
  expect(matches.count).toBe(1);
  problem = undefined;
  thread.search(document, ENDLESS, 'forward', 0);
  await find(document, 'needle');
  expect([matches.count, problem]).toEqual([1, undefined]);
});

test('tells when it cannot be done', async () => {
  const broken = new SearchThread(new URL('./missing.js', ENTRY), {
    onBatch: () => {},
    onDone: () => {},
    onProblem: (words) => {
      problem = words;
      settled();
    },
  });
  const query = { pattern: 'x', isRegex: false };
  await searched(() => broken.search(documentOf(lines).document, query, 'forward', 0));
  expect(problem).toMatch(/^The search failed: .*missing\.js/);
  broken.dispose();
});
