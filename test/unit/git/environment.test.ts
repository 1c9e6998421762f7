import { describe, expect, test } from '@jest/globals';
import { gitEnvironment, withoutRepositoryVariables } from '../../../src/git/environment.js';

describe('withoutRepositoryVariables', () => {
  test('drops what a hook exports', () => {
    const env = {
      PATH: '/bin',
      GIT_DIR: '/x/.git',
      GIT_INDEX_FILE: '/x/.git/index',
      GIT_WORK_TREE: '/x',
      GIT_PREFIX: 'a/',
      GIT_CONFIG_PARAMETERS: "'a.b=c'",
      GIT_CONFIG_COUNT: '1',
      GIT_OBJECT_DIRECTORY: '/x',
      UNSET: undefined,
    };
    expect(withoutRepositoryVariables(env)).toEqual({ PATH: '/bin' });
  });

  test('keeps how to reach others, who the user is, and whose configuration holds', () => {
    const env = {
      GIT_SSH_COMMAND: 'ssh -i key',
      GIT_ASKPASS: 'ask',
      GIT_SSL_CAINFO: 'ca',
      GIT_AUTHOR_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'c@d',
      GIT_CONFIG_GLOBAL: '/g',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TRACE2_EVENT: '/t',
      GIT_HTTP_USER_AGENT: 'x',
    };
    expect(withoutRepositoryVariables(env)).toEqual(env);
  });
});

describe('gitEnvironment', () => {
  test('asks nothing and speaks English', () => {
    expect(gitEnvironment({ LC_ALL: 'de_DE.UTF-8', GIT_EDITOR: 'vim' })).toEqual({
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_EDITOR: 'true',
      GIT_PAGER: 'cat',
      GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    });
  });

  test("leaves the user's ssh command alone", () => {
    expect(gitEnvironment({ GIT_SSH_COMMAND: 'mine' })['GIT_SSH_COMMAND']).toBe('mine');
  });
});
