import { expect, test } from '@jest/globals';
import { type DiffComment, mergedComments } from '../../../src/core/diff-comment.js';

const comment = (id: number, text: string): DiffComment => ({ id, path: 'a', lines: [], text });
const words = (comments: readonly DiffComment[]) => comments.map(({ id, text }) => `${id} ${text}`);
const merged = (...[base, ours, theirs]: [string, string, string]) =>
  words(
    mergedComments(
      ...([base, ours, theirs].map(parse) as [DiffComment[], DiffComment[], DiffComment[]]),
    ),
  );
const parse = (text: string) =>
  text.split(',').flatMap((each) => {
    const [id, said] = each.split(' ');
    return said === undefined ? [] : [comment(Number(id), said)];
  });

test.each([
  ['each has written one, by the same id', '1 a', '1 a,2 x', '1 a,2 y', '1 a,2 y,3 x'],
  ['each has deleted one', '1 a,2 b,3 c', '2 b,3 c', '1 a,2 b', '2 b'],
  ['one has deleted what the other has changed', '1 a', '', '1 b', '1 b'],
  ['one has changed what the other has deleted', '1 a', '1 b', '', '1 b'],
  ['both have changed one', '1 a', '1 b', '1 c', '1 c,2 b'],
  ['both have changed one alike', '1 a', '1 b', '1 b', '1 b'],
  ['one has sent all', '1 a,2 b', '1 a,2 b', '', ''],
  ['one knows of nothing', '', '', '1 a', '1 a'],
])('nothing written is lost where %s', (_, base, ours, theirs, all) => {
  expect(merged(base, ours, theirs)).toEqual(all === '' ? [] : all.split(','));
});
