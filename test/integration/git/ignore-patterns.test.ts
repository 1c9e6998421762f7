import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPathMatcher } from '../../../src/git/ignore-patterns.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
beforeAll(async () => {
  repo = await createTempRepo();
});
afterAll(() => repo.dispose());

/** What git says of the same patterns; it takes each path for a file unless it ends with a slash. */
async function ignoredByGit(patterns: readonly string[], paths: readonly string[]) {
  await writeFile(join(repo.path, '.git/info/exclude'), `${patterns.join('\n')}\n`);
  const input = paths.map((path) => `${path}\0`).join('');
  const args = ['check-ignore', '--no-index', '-z', '--stdin'];
  try {
    const output = execFileSync('git', args, { cwd: repo.path, env: repo.env, input });
    return output.toString().split('\0').filter(Boolean);
  } catch (error) {
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

const PATHS = [
  ...['.env', '.env.local', 'sub/.env', '.envrc', 'env', 'a.key', 'deep/er/b.key', 'a.key.txt'],
  ...['node_modules/', 'packages/a/node_modules/', 'node_modules/x/index.js', 'node_modules'],
  ...['build/', 'build/out.txt', 'src/build/', 'id_rsa', 'keys/id_ed25519', 'a+b(c).txt', 'x.pyc'],
  ...['docs/api/index.html', 'docs/a/b/index.html', 'docs/index.html', 'foo/bar', 'foo/x/bar'],
];

test.each([
  [['.env*']],
  [['*.key', 'id_*']],
  [['node_modules/']],
  [['/build/']],
  [['build/', '!build/']],
  [['*.py[co]', '*.tx?']],
  [['docs/**/index.html']],
  [['**/bar', 'foo/**']],
  [['docs/*/index.html']],
  [['a+b(c).txt', '[!.]nv']],
  [['*', '!.env']],
  [['[a-c].key', '\\*.key']],
])('%j means what git means by it', async (patterns) => {
  const matches = createPathMatcher(patterns);
  expect(PATHS.filter(matches)).toEqual(await ignoredByGit(patterns, PATHS));
});

test('no pattern breaks it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, path) => {
      expect(typeof createPathMatcher([pattern])(path)).toBe('boolean');
    }),
  );
});
