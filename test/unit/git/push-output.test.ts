import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PushedRef, parsePush, serverWords } from '../../../src/git/parsers/push.js';

describe('the answer to a push', () => {
  test.each<[string, Partial<PushedRef>]>([
    [
      '*\trefs/heads/a:refs/heads/a\t[new branch]',
      { flag: '*', summary: '[new branch]', reason: '' },
    ],
    [' \trefs/heads/a:refs/heads/a\t1111111..2222222', { flag: ' ', summary: '1111111..2222222' }],
    [
      '+\trefs/heads/a:refs/heads/a\t1111111...2222222 (forced update)',
      { flag: '+', reason: 'forced update' },
    ],
    ['=\trefs/heads/a:refs/heads/a\t[up to date]', { flag: '=', reason: '' }],
    [
      '!\trefs/heads/a:refs/heads/a\t[remote rejected] (pre-receive hook declined (x))',
      { flag: '!', summary: '[remote rejected]', reason: 'pre-receive hook declined (x)' },
    ],
    ['!\trefs/heads/a:refs/heads/a\t[rejected] (stale info)', { reason: 'stale info' }],
  ])('is read from %j', (row, expected) => {
    const [only, ...more] = parsePush(`To /srv/app.git\n${row}\nDone\n`);
    expect(only).toMatchObject({ from: 'refs/heads/a', to: 'refs/heads/a', ...expected });
    expect(more).toEqual([]);
  });

  test('is read at once, however many brackets the server writes', () => {
    const words = ` (${' ('.repeat(100_000)}`;
    const [row] = parsePush(`!\trefs/heads/a:refs/heads/a\t[remote rejected]${words}\n`);
    expect(row).toMatchObject({ summary: `[remote rejected]${words}`, reason: '' });
  });

  test('is none in any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(parsePush(text))).toBe(true);
        expect(parsePush(text.replaceAll('\t', ' '))).toEqual([]);
      }),
    );
  });

  test('comes with the words of the server, cleaned', () => {
    const stderr =
      'remote: error: GH006: Protected branch        \nremote: \x1b[K\nTo x\nremote: Ask\x1b[K\n';
    expect(serverWords(stderr)).toEqual(['error: GH006: Protected branch', 'Ask']);
  });
});
