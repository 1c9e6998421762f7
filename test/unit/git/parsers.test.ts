import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCheckoutProgress } from '../../../src/git/parsers/checkout-progress.js';
import { parseNumstat, parseRaw, parseRawNumstat } from '../../../src/git/parsers/diff.js';
import { splitNul, UnexpectedOutput } from '../../../src/git/parsers/fields.js';
import { parseRefRows, refFormat } from '../../../src/git/parsers/for-each-ref.js';
import { parseStatus } from '../../../src/git/parsers/status.js';
import { findFailedHook } from '../../../src/git/parsers/trace.js';
import { parseVersion } from '../../../src/git/parsers/version.js';
import { parseWorktreeList } from '../../../src/git/parsers/worktree-list.js';

/** Any path that git can hold: no NUL, not empty, spaces, tabs and line feeds included. */
const path = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((text) => text.replaceAll('\0', 'x'))
  .filter((text) => text !== '');
const oid = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 40,
  maxLength: 40,
});
const count = fc.option(fc.nat(), { nil: undefined });

describe('splitNul', () => {
  test('gives back any fields that were joined', () => {
    fc.assert(
      fc.property(fc.array(path), (fields) => {
        expect(splitNul(fields.map((field) => `${field}\0`).join(''))).toEqual(fields);
      }),
    );
  });
});

describe('parseStatus', () => {
  test('reads any path of every kind of entry', () => {
    const entry = fc.oneof(
      fc.record({ type: fc.constant('1'), path, oid }),
      fc.record({ type: fc.constant('2'), path, oid, from: path }),
      fc.record({ type: fc.constant('u'), path, oid }),
      fc.record({ type: fc.constant('?'), path, oid }),
      fc.record({ type: fc.constant('!'), path, oid }),
    );
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const output = entries.map((each) => {
          const modes = '100644 100644 100644';
          if (each.type === '1') return `1 M. N... ${modes} ${each.oid} ${each.oid} ${each.path}\0`;
          if (each.type === '2' && 'from' in each)
            return `2 R. N... ${modes} ${each.oid} ${each.oid} R90 ${each.path}\0${each.from}\0`;
          if (each.type === 'u')
            return `u UU N... ${modes} 100644 ${each.oid} ${each.oid} ${each.oid} ${each.path}\0`;
          return `${each.type} ${each.path}\0`;
        });
        const { files } = parseStatus(output.join(''));
        expect(files.map((file) => file.path)).toEqual(entries.map((each) => each.path));
        expect(files.map((file) => file.from)).toEqual(
          entries.map((each) => ('from' in each ? each.from : undefined)),
        );
      }),
    );
  });

  test('reads the branch, and none when HEAD is detached or unborn', () => {
    expect(parseStatus('# branch.oid abc\0# branch.head a b\0')).toEqual({
      oid: 'abc',
      branch: 'a b',
      files: [],
    });
    expect(parseStatus('# branch.oid (initial)\0# branch.head (detached)\0')).toEqual({
      files: [],
    });
  });

  test('refuses what the manual does not describe', () => {
    expect(() => parseStatus('x what\0')).toThrow(UnexpectedOutput);
    expect(() => parseStatus('1 M. N...\0')).toThrow(UnexpectedOutput);
  });
});

describe('parseWorktreeList', () => {
  test('reads any path, reason and branch', () => {
    const entry = fc.record({
      path: path.map((text) => `/${text}`),
      branch: fc.option(path, { nil: undefined }),
      locked: fc.option(path, { nil: undefined }),
      oid,
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
        const output = entries
          .map(({ path: at, branch, locked, oid: head }) =>
            [
              `worktree ${at}`,
              `HEAD ${head}`,
              branch === undefined ? 'detached' : `branch refs/heads/${branch}`,
              ...(locked === undefined ? [] : [`locked ${locked}`]),
              '',
              '',
            ].join('\0'),
          )
          .join('');
        const isNull = (text: string) => /^0+$/.test(text);
        expect(parseWorktreeList(output)).toEqual(
          entries.map((each, index) => ({
            path: each.path,
            ...(isNull(each.oid) ? {} : { oid: each.oid }),
            ...(each.branch === undefined ? {} : { branch: each.branch }),
            ...(each.locked === undefined ? {} : { locked: each.locked }),
            isMain: index === 0,
            isBare: false,
            isDetached: each.branch === undefined,
          })),
        );
      }),
    );
  });

  test('tells bare, prunable and locked without a reason', () => {
    const output =
      'worktree /a\0bare\0\0worktree /b\0HEAD 0000\0branch refs/heads/x\0locked\0prunable gone\0\0';
    expect(parseWorktreeList(output)).toEqual([
      { path: '/a', isMain: true, isBare: true, isDetached: false },
      {
        path: '/b',
        branch: 'x',
        locked: '',
        prunable: 'gone',
        isMain: false,
        isBare: false,
        isDetached: false,
      },
    ]);
  });
});

describe('parseRefRows', () => {
  test('reads rows of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(path, path, path)), (rows) => {
        const first = rows.map(([ref, ...others]) => [`refs/${ref}`, ...others]);
        const output = first.map((row) => `${row.join('\0')}\0\n`).join('');
        expect(parseRefRows(output, 3)).toEqual(first);
      }),
    );
  });

  test('builds the format that it reads', () => {
    expect(refFormat(['refname', 'symref'])).toBe('--format=%(refname)%00%(symref)%00');
  });

  test('refuses rows of another width', () => {
    expect(() => parseRefRows('a\0b\0\n', 3)).toThrow(UnexpectedOutput);
  });
});

describe('diff parsers', () => {
  const change = fc.record({
    path,
    from: fc.option(path, { nil: undefined }),
    added: count,
    oid,
  });

  test('join raw records with their counts for any path', () => {
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: (each) => each.path }), (changes) => {
        const raw = changes.map(({ path: to, from, oid: at }) =>
          from === undefined
            ? `:100644 100644 ${at} ${at} M\0${to}\0`
            : `:100644 100644 ${at} ${at} R087\0${from}\0${to}\0`,
        );
        const counts = changes.map(({ path: to, from, added }) => {
          const numbers = added === undefined ? '-\t-' : `${added}\t1`;
          return from === undefined ? `${numbers}\t${to}\0` : `${numbers}\t\0${from}\0${to}\0`;
        });
        expect(parseRawNumstat([...raw, ...counts].join(''))).toEqual(
          changes.map(({ path: to, from, added }) => ({
            path: to,
            ...(from === undefined ? {} : { from }),
            kind: from === undefined ? 'modified' : 'renamed',
            ...(added === undefined ? {} : { added, removed: 1 }),
            isBinary: added === undefined,
          })),
        );
      }),
    );
  });

  test('keep the bytes of a path that is not UTF-8 when read as Latin-1', () => {
    const bytes = Buffer.from(`:100644 000000 aa bb D\0caf\xe9\0`, 'latin1');
    expect(parseRaw(bytes.toString('latin1'))).toEqual([
      {
        oldMode: '100644',
        newMode: '000000',
        oldOid: 'aa',
        newOid: 'bb',
        status: 'D',
        path: 'caf\xe9',
      },
    ]);
  });

  test('refuse cut output', () => {
    expect(() => parseRaw(':100644 100644 a b R100\0only-one\0')).toThrow(UnexpectedOutput);
    expect(() => parseNumstat('1\t2\t\0only-one\0')).toThrow(UnexpectedOutput);
    expect(() => parseNumstat('what\0')).toThrow(UnexpectedOutput);
  });
});

describe('parseCheckoutProgress', () => {
  test('gives the newest numbers', () => {
    const text = 'Updating files:   1% (1/100)\rUpdating files:  50% (50/100)\r';
    expect(parseCheckoutProgress(text)).toEqual({ done: 50, total: 100 });
  });

  test('is undefined for other words', () => {
    expect(parseCheckoutProgress('Filtering content: 10% (1/10)')).toBeUndefined();
  });
});

describe('parseVersion', () => {
  test.each([
    ['git version 2.39.5', [2, 39, 5]],
    ['git version 2.39.5 (Apple Git-154)', [2, 39, 5]],
    ['git version 2.45.0.windows.1', [2, 45, 0]],
    ['git version 3.0', [3, 0, 0]],
  ])('reads %s', (text, expected) => {
    expect(parseVersion(text)).toEqual(expected);
  });

  test('is undefined for another program', () => {
    expect(parseVersion('hub version 2.14')).toBeUndefined();
  });
});

describe('findFailedHook', () => {
  const start = (id: number, name: string, sid = 's') =>
    JSON.stringify({
      event: 'child_start',
      sid,
      child_id: id,
      child_class: 'hook',
      hook_name: name,
    });
  const exit = (id: number, code: number, sid = 's') =>
    JSON.stringify({ event: 'child_exit', sid, child_id: id, code });

  test('names the hook that failed, not the one that passed', () => {
    const trace = [start(0, 'pre-commit'), exit(0, 0), start(1, 'commit-msg'), exit(1, 7)];
    expect(findFailedHook(trace.join('\n'))).toEqual({ name: 'commit-msg', code: 7 });
  });

  test('names the hook that never ended', () => {
    expect(findFailedHook(`${start(0, 'pre-commit')}\n{"event": "ch`)).toEqual({
      name: 'pre-commit',
    });
  });

  test('passes over hooks of a git that a hook has started', () => {
    const trace = [
      start(0, 'pre-commit'),
      start(0, 'post-index-change', 's/t'),
      exit(0, 1, 's/t'),
      exit(0, 0),
    ];
    expect(findFailedHook(trace.join('\n'))).toBeUndefined();
  });
});
