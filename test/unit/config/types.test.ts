import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { parseSettings } from '../../../src/config/parse.js';
import { SESSION_TYPES } from '../../../src/core/session.js';
import { caught } from '../../support/caught.js';

const refusal = async (source: string, scope: 'user' | 'project' = 'user') =>
  (await caught((async () => parseSettings(source, 'f.toml', scope))())).message;

describe('types in a file', () => {
  test.each([
    ['[types.bugfix]\nworktree = "none"\n', /types\.bugfix is no setting/],
    ['[types.hotfx]\nworktree = "none"\n', /did you mean "hotfix"\?/],
    ['[types.feature]\nworktree = "always"\n', /:2: types\.feature\.worktree must be one of/],
    ['[types.feature]\nbase = "--upload-pack=x"\n', /types\.feature\.base must not begin with "-"/],
    ['[types.feature]\ncheck = "make"\n', /types\.feature\.check must be true, false or a list/],
    ['[types.feature]\ncheck = [""]\n', /types\.feature\.check/],
    ['[types.feature]\ncleanup-days = -1\n', /types\.feature\.cleanup-days must be 0 or more/],
    ['[types.feature]\nbackground = true\n', /types\.feature\.background must be one of/],
    ['[types]\nfeature = 1\n', /types\.feature/],
    ['[agents.requires-worktree]\ncodex = "yes"\n', /requires-worktree\.codex must be true or/],
  ])('%j is refused with its place', async (source, words) => {
    expect(await refusal(source)).toMatch(words);
  });

  test.each(['background = "always"', 'archive-days = 1'])(
    '%s is the person’s alone',
    async (setting) => {
      const source = `[types.feature]\n${setting}\n`;
      expect(await refusal(source, 'project')).toContain('can only be set in your own settings');
      expect(parseSettings(source, 'f.toml', 'user')).toHaveProperty('types.feature');
    },
  );
});

test('the table of types in docs/sessions.md tells what is shipped', async () => {
  const text = await readFile(new URL('../../../docs/sessions.md', import.meta.url), 'utf8');
  const rows = text
    .split('\n')
    .map((line) =>
      line
        .replaceAll('`', '')
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    .filter(([name]) => SESSION_TYPES.some((type) => type === name));
  expect(rows).toEqual(
    SESSION_TYPES.map((type) => {
      const { worktree, temporary, checkWhenIdle, background, cleanupDays, archiveDays } =
        DEFAULT_CONFIG.types[type];
      return [
        type,
        worktree,
        `${temporary}`,
        `${checkWhenIdle}`,
        background,
        `${cleanupDays}`,
        `${archiveDays}`,
      ];
    }),
  );
});

test('as shipped no type changes how its sessions start and are merged, or archives them', () => {
  for (const type of SESSION_TYPES) {
    const { base, prefix, strategy, check, archiveDays } = DEFAULT_CONFIG.types[type];
    expect({ base, prefix, strategy, check, archiveDays }).toEqual({ check: true, archiveDays: 0 });
  }
});
