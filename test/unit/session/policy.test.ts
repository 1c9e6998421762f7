import { describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import { layer } from '../../../src/config/layer.js';
import { parseSettings } from '../../../src/config/parse.js';
import type { Config } from '../../../src/core/config.js';
import { SESSION_TYPES } from '../../../src/core/session.js';
import { projectCommand } from '../../../src/session/creation/project-command.js';
import { configForType } from '../../../src/session/policy.js';

const FILE = { path: '/r/.qtui/config.toml', root: '/r', hash: 'aa' };
const settings = (user: string, project = '') =>
  layer(
    parseSettings(user, 'u.toml', 'user'),
    parseSettings(project, 'p.toml', 'project'),
    project === '' ? undefined : FILE,
  );

describe('the settings for a type', () => {
  test.each(SESSION_TYPES)('%s are those of all as they are shipped', (type) => {
    expect(configForType(DEFAULT_CONFIG, type)).toEqual(DEFAULT_CONFIG);
  });

  test('have what it says itself, and for the others nothing changes', () => {
    const config = settings(
      '[types.hotfix]\nprefix = "hotfix/"\nstrategy = "squash"\n[branches]\nprefix = "me/"\n',
    );
    const hotfix = configForType(config, 'hotfix');
    expect(hotfix.branches.prefix).toBe('hotfix/');
    expect(hotfix.merge.strategy).toBe('squash');
    expect(hotfix.branches.protected).toEqual(config.branches.protected);
    expect(configForType(config, 'feature')).toEqual(config);
  });

  test('of a repository win over yours, one setting at a time', () => {
    const { types } = settings(
      '[types.feature]\nstrategy = "squash"\nbase = "dev"\n[types.debug]\nworktree = "required"\n',
      '[types.feature]\nstrategy = "rebase"\ncleanup-days = 3\n',
    );
    expect(types.feature).toMatchObject({ strategy: 'rebase', base: 'dev', cleanupDays: 3 });
    expect(types.debug).toEqual({ ...DEFAULT_CONFIG.types.debug, worktree: 'required' });
    expect(types.planning).toEqual(DEFAULT_CONFIG.types.planning);
  });
});

describe('the check of a type', () => {
  const checkOf = async (config: Config, isTrusted: boolean) => {
    const { command, untrusted } = await projectCommand(
      { trust: { isTrusted: async () => isTrusted } as never },
      configForType(config, 'feature'),
      'check',
    );
    return command ?? (untrusted ? { untrusted: untrusted.command } : undefined);
  };
  const ALL = '[merge]\ncheck = ["all"]\n';
  const THEIRS = '[merge]\ncheck = ["their", "all"]\n';
  const type = (check: string) => `[types.feature]\ncheck = ${check}\n`;

  test.each([
    ['as of all', ALL, '', ['all']],
    ['its own', ALL + type('["own"]'), '', ['own']],
    ['none', ALL + type('false'), '', undefined],
    ['none by an empty list', ALL + type('[]'), '', undefined],
    ['its own over that of all of the repository', type('["own"]'), THEIRS, ['own']],
    ['none, whatever the repository has for all', type('false'), THEIRS, undefined],
    ['none by the repository', ALL + type('["own"]'), type('false'), undefined],
    ['that of all by the repository', ALL + type('["own"]'), type('true'), ['all']],
    ['that of the repository', ALL + type('["own"]'), type('["theirs"]'), ['theirs']],
  ])('is %s', async (_what, user, project, expected) => {
    expect(await checkOf(settings(user, project), true)).toEqual(expected);
  });

  test('of the repository does not run without trust, and neither does yours in its place', async () => {
    const config = settings(ALL + type('["own"]'), type('["theirs"]'));
    expect(await checkOf(config, false)).toEqual({ untrusted: ['theirs'] });
  });
});
