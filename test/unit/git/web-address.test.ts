import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  comparePage,
  hostedRepository,
  pullRequestRefs,
} from '../../../src/git/remote/web-address.js';

const HUB = { host: 'github.com', path: 'me/app', address: 'https://github.com/me/app' };

describe('the repository of a remote’s address', () => {
  test.each([
    'git@github.com:me/app.git',
    'github.com:me/app',
    'git@github.com:/me/app.git/',
    'ssh://git@github.com/me/app.git',
    'ssh://git@ssh.github.com:443/me/app.git',
    'https://github.com/me/app.git',
    'https://me:tok3n@github.com/me/app',
    'https://github.com/me/app/',
    'git://github.com/me/app.git',
    'git+ssh://git@github.com/me/app.git',
    'git@github.com-work:me/app.git',
    'github-work:me/app.git',
  ])('is found in %s', (address) => {
    expect(hostedRepository(address)).toEqual(HUB);
  });

  test('keeps the port of a web server, and groups', () => {
    expect(hostedRepository('http://git.example.com:3000/team/sub/app.git')).toEqual({
      host: 'git.example.com',
      path: 'team/sub/app',
      address: 'http://git.example.com:3000/team/sub/app',
    });
    expect(hostedRepository('ssh://git@git.example.com:2222/team/app.git')?.address).toBe(
      'https://git.example.com/team/app',
    );
  });

  test.each([
    '/srv/git/app.git',
    './app.git',
    'file:///srv/git/app.git',
    'C:\\app',
    'work:me/app',
    'ext::ssh x',
    'https://github.com/',
    'https://github.com/%E0%A4%A',
    '',
  ])('is none for %s', (address) => {
    expect(hostedRepository(address)).toBeUndefined();
  });

  test('never holds credentials, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\w.~!$&'()*+,;=%-]{1,20}$/),
        fc.webPath(),
        (secret, path) => {
          const found = hostedRepository(`https://u-${secret}:p-${secret}@example.com/a/b${path}`);
          expect(found?.address.startsWith('https://example.com/') ?? true).toBe(true);
          expect(found?.host ?? 'example.com').toBe('example.com');
        },
      ),
    );
  });
});

describe('the page of a new pull request', () => {
  const at = (address: string) => {
    const found = hostedRepository(address);
    if (found === undefined) throw new Error(address);
    return found;
  };
  const page = (address: string, branch = 'fix/a b', fork = address) =>
    comparePage({ source: at(fork), branch, target: at(address), base: 'main' });

  test.each([
    ['git@github.com:me/app.git', 'https://github.com/me/app/compare/main...fix/a%20b?expand=1'],
    [
      'git@gitlab.com:me/app.git',
      'https://gitlab.com/me/app/-/merge_requests/new?merge_request%5Bsource_branch%5D=fix%2Fa+b&merge_request%5Btarget_branch%5D=main',
    ],
    [
      'git@bitbucket.org:me/app.git',
      'https://bitbucket.org/me/app/pull-requests/new?source=fix%2Fa+b&dest=main',
    ],
    ['https://codeberg.org/me/app', 'https://codeberg.org/me/app/compare/main...fix/a%20b'],
    [
      'https://bitbucket.example.com/scm/team/app.git',
      'https://bitbucket.example.com/projects/team/repos/app/pull-requests?create&sourceBranch=refs%2Fheads%2Ffix%2Fa+b&targetBranch=refs%2Fheads%2Fmain',
    ],
  ])('at %s is %s', (address, expected) => {
    expect(page(address)).toBe(expected);
  });

  test('of a fork names its owner', () => {
    expect(page('git@github.com:up/app.git', 'fix', 'git@github.com:me/app.git')).toBe(
      'https://github.com/up/app/compare/main...me:fix?expand=1',
    );
    expect(page('git@gitlab.com:up/app.git', 'fix', 'git@gitlab.com:me/app.git')).toBe(
      'https://gitlab.com/me/app/-/merge_requests/new?merge_request%5Bsource_branch%5D=fix',
    );
  });
});

test('the head of a pull request is where its service keeps it', () => {
  expect(pullRequestRefs(HUB, 7)[0]).toBe('refs/pull/7/head');
  expect(pullRequestRefs(undefined, 7)).toEqual(['refs/pull/7/head', 'refs/merge-requests/7/head']);
  expect(pullRequestRefs(hostedRepository('git@gitlab.com:a/b'), 7)[0]).toBe(
    'refs/merge-requests/7/head',
  );
});
