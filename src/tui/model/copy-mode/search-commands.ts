/** Commands that search. */
import type { CopyModeCommand, Described } from './command.js';
import { openPrompt, searchAgain, withQuery } from './searching.js';
import { selectedText } from './selection.js';
import type { SearchDirection } from './state.js';
import { pickedWordAt } from './words.js';

function prompting(described: Described, direction: SearchDirection) {
  return {
    group: 'Search',
    ...described,
    run: ({ state }) => ({ state: openPrompt(state, direction) }),
  } satisfies CopyModeCommand;
}

const NO_SEARCH = 'Nothing has been searched for yet: / searches forward, ? backward.';

function searchingAgain(described: Described, isReversed: boolean): CopyModeCommand {
  return {
    group: 'Search',
    ...described,
    run: ({ state, rows, count = 1 }) => {
      const { search } = state;
      if (!search) return { state, effect: { kind: 'tell', words: NO_SEARCH } };
      const isForward = (search.direction === 'forward') !== isReversed;
      let next = state;
      for (let left = count; left > 0; left--) {
        next = searchAgain(next, isForward ? 'forward' : 'backward', rows);
        if (next.search?.jump) break;
      }
      return { state: next };
    },
  };
}

function searchingWord(described: Described, direction: SearchDirection): CopyModeCommand {
  return {
    group: 'Search',
    ...described,
    run: ({ state }) => {
      const { document, cursor } = state;
      const { start, end } = pickedWordAt(document, cursor);
      const word = selectedText(document, { kind: 'characters', anchor: start, head: end });
      if (word.trim() === '')
        return { state, effect: { kind: 'tell', words: 'There is no word.' } };
      const from = direction === 'forward' ? cursor : start;
      return { state: withQuery(state, { pattern: word, isRegex: false }, direction, from) };
    },
  };
}

export const searchCommands: readonly CopyModeCommand[] = [
  prompting({ id: 'search', keys: ['/'], title: 'Search forward' }, 'forward'),
  prompting({ id: 'search-back', keys: ['?'], title: 'Search backward' }, 'backward'),
  searchingAgain({ id: 'search-again', keys: ['n'], title: 'To the next match' }, false),
  searchingAgain({ id: 'search-reverse', keys: ['N'], title: 'To the match before' }, true),
  searchingWord(
    { id: 'search-word', keys: ['*'], title: 'Search forward for the word at the cursor' },
    'forward',
  ),
  searchingWord(
    { id: 'search-word-back', keys: ['#'], title: 'Search backward for it' },
    'backward',
  ),
];
