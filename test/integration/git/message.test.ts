import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BuildOptions, MergeRequest, MergeStrategy } from '../../../src/core/merge.js';
import type { Cancellable, Git } from '../../../src/core/ports/git.js';
import { caught } from '../../support/caught.js';
import { type GitSession, gitFor, landBuilt, openGitSession } from '../../support/git-session.js';
import { processesOf, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;
let git: Git;
let session: GitSession;

beforeEach(async () => {
  repo = await createTempRepo({ files: { 'a.txt': 'a\n' } });
  git = gitFor(repo);
  session = await openGitSession(repo, git, 'work');
});
afterEach(() => repo.dispose());

async function commit(message: string, author?: string): Promise<string> {
  await session.write(`${Date.now()}-${Math.random()}.txt`, 'x\n');
  await session.git('add', '-A');
  const by = author === undefined ? [] : [`--author=${author}`];
  await session.git('commit', '-q', '-m', message, ...by);
  return session.git('rev-parse', 'HEAD');
}

const plan = (strategy: MergeStrategy = 'squash', trailers: string[] = []) =>
  git.merges.plan({ ...session.request(strategy), trailers });

async function build(
  options: Partial<BuildOptions> & Cancellable = {},
  strategy: MergeStrategy = 'squash',
): Promise<string> {
  const seen = await plan(strategy);
  const { commit: oid } = await git.merges.build(seen, { message: 'Subject', ...options });
  return oid;
}
const messageOf = (oid: string) => repo.git('log', '-1', '--format=%B', oid);
const built = async (message: string, trailers: string[] = []) =>
  (await messageOf(await build({ message, trailers }))).trimEnd();

describe('the message of a squash', () => {
  test('names every author but the one who squashes, once by mail, however it is written', async () => {
    await commit('one', 'Ada <ada@example.com>');
    await commit('two', 'Ada Lovelace <ADA@example.com>');
    await commit('three');
    await commit('four', 'Me Otherwise <TEST@example.com>');
    await commit('five', 'Bob <bob@example.com>');
    const { suggestedMessage, trailers } = await plan();
    expect(trailers).toEqual([
      'Co-authored-by: Ada <ada@example.com>',
      'Co-authored-by: Bob <bob@example.com>',
    ]);
    expect(suggestedMessage).toBe(
      `Squash work\n\n* one\n* two\n* three\n* four\n* five\n\n${trailers.join('\n')}`,
    );
  });

  test('keeps the trailers of its commits', async () => {
    await commit('one\n\nBody.\n\nReviewed-by: Eve <eve@example.com>\nFixes: #12');
    await commit(
      'two\n\nreviewed-by: Eve <eve@example.com>\nco-authored-by: Ada <ada@example.com>',
    );
    await commit('three', 'Ada L. <Ada@Example.com>');
    const { trailers } = await plan();
    expect(trailers).toEqual([
      'Reviewed-by: Eve <eve@example.com>',
      'Fixes: #12',
      'co-authored-by: Ada <ada@example.com>',
    ]);
  });

  test('of one commit is that of the commit, with its author', async () => {
    await commit('Only\n\nWhy.\n\nSigned-off-by: Ada <ada@example.com>', 'Ada <ada@example.com>');
    const { suggestedMessage } = await plan();
    expect(suggestedMessage).toBe(
      'Only\n\nWhy.\n\nSigned-off-by: Ada <ada@example.com>\nCo-authored-by: Ada <ada@example.com>',
    );
  });

  test('ends with the trailers that are asked for, as does that of a merge', async () => {
    await commit('one');
    for (const strategy of ['squash', 'merge'] as const) {
      const seen = await plan(strategy, ['Reviewed-by: Eve <e@e>', 'Reviewed-by: Eve <e@e>']);
      expect(seen.suggestedMessage).toMatch(/\n\nReviewed-by: Eve <e@e>$/);
      expect(seen.trailers).toEqual(['Reviewed-by: Eve <e@e>']);
    }
    for (const strategy of ['rebase', 'ff-only'] as const) {
      const seen = await plan(strategy, ['Reviewed-by: Eve <e@e>']);
      expect([seen.suggestedMessage, seen.trailers]).toEqual(['', []]);
    }
  });
});

describe('a message of the person', () => {
  beforeEach(async () => {
    await commit('one');
  });

  test.each([
    [
      'as it is',
      'Subject\n\n# not a comment\n; nor this',
      'Subject\n\n# not a comment\n; nor this',
    ],
    ['with line ends of git', 'Subject\r\n\r\nBody\r', 'Subject\n\nBody'],
    ['without space around', '\n\n  \nSubject  \n\n\n\nBody\t\n\n', 'Subject\n\nBody'],
    ['with a rule in it', 'Subject\n\n---\n\nBelow', 'Subject\n\n---\n\nBelow'],
  ])('is kept %s', async (_how, message, kept) => {
    expect(await built(message)).toBe(kept);
    expect(await built(message, ['Key: v'])).toBe(`${kept}\n\nKey: v`);
  });

  test('is not told twice what it says already', async () => {
    const message = 'Subject\n\nCo-authored-by: Ada <ADA@example.com>\nFixes: #1';
    const trailers = ['Co-authored-by: A. L. <ada@example.com>', 'fixes: #1', 'Fixes: #2'];
    expect(await built(message, trailers)).toBe(`${message}\nFixes: #2`);
  });

  test.each([
    ['empty', ''],
    ['blank', ' \n\t\r\n'],
    ['with a NUL', 'a\0b'],
  ])('that is %s is refused', async (_how, message) => {
    expect((await caught(build({ message }))).code).toBe('usage');
    expect(await repo.git('for-each-ref', 'refs/qtui')).toBe('');
  });

  test.each(['no colon', ': value', 'Key:', 'Two words: x', 'Key: a\nOther: b', 'Ключ: x'])(
    'takes no trailer like %j',
    async (trailer) => {
      expect((await caught(build({ trailers: [trailer] }))).code).toBe('usage');
    },
  );

  test('is UTF-8 whatever the encoding of the repository', async () => {
    await commit('Größe zählt', 'Zoë <zoe@example.com>');
    await repo.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    await repo.git('config', 'i18n.logOutputEncoding', 'ISO-8859-1');
    const seen = await plan();
    expect(seen.suggestedMessage).toContain('* Größe');
    expect(seen.trailers).toEqual(['Co-authored-by: Zoë <zoe@example.com>']);
    const { commit: oid } = await git.merges.build(seen, { message: 'Füße' });
    expect(await repo.git('cat-file', '-p', oid)).toMatch(/\n\nFüße$/);
    expect(await repo.git('cat-file', '-p', oid)).not.toContain('encoding');
  });

  test('of a rebased commit keeps its words and author in any encoding', async () => {
    await repo.commit('other', { 'a.txt': 'other\n' });
    await session.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    await session.write('umlaut.txt', 'x\n');
    await session.git('add', '-A');
    const latin = join(repo.root, 'latin');
    await writeFile(latin, Buffer.from('Größe', 'latin1'));
    await session.git('commit', '-q', '-F', latin);
    const oid = await build({}, 'rebase');
    expect(
      await repo.git('-c', 'i18n.logOutputEncoding=UTF-8', 'log', '-1', '--format=%s', oid),
    ).toBe('Größe');
  });
});

describe('a signature', () => {
  /** Signing by ssh with a key made for the test. */
  async function useSsh(): Promise<void> {
    const key = join(repo.root, 'key');
    const { execFile } = await import('node:child_process');
    await new Promise<void>((resolve, reject) => {
      execFile('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], (error) =>
        error ? reject(error) : resolve(),
      );
    });
    const signers = join(repo.root, 'signers');
    await writeFile(signers, `test@example.com ${await readFile(`${key}.pub`, 'utf8')}`);
    await repo.git('config', 'gpg.format', 'ssh');
    await repo.git('config', 'user.signingKey', `${key}.pub`);
    await repo.git('config', 'gpg.ssh.allowedSignersFile', signers);
  }

  /** An openpgp program that is this script. */
  async function useProgram(script: string): Promise<void> {
    const program = join(repo.root, 'gpg');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    await repo.git('config', 'gpg.program', program);
    await repo.git('config', 'user.signingKey', 'key');
  }

  const isSigned = async (oid: string) =>
    (await repo.git('cat-file', '-p', oid)).includes('gpgsig');

  beforeEach(async () => {
    await commit('one', 'Ada <ada@example.com>');
    await repo.commit('other', { 'a.txt': 'other\n' });
  });

  test.each(['merge', 'squash', 'rebase'] as const)(
    'of a %s is made as git is set, and can be verified',
    async (strategy) => {
      await useSsh();
      expect(await isSigned(await build({}, strategy))).toBe(false);
      expect(await isSigned(await build({ sign: true }, strategy))).toBe(true);
      await repo.git('config', 'commit.gpgSign', 'true');
      const oid = await build({}, strategy);
      expect(await isSigned(oid)).toBe(true);
      await repo.git('verify-commit', oid);
      expect(await isSigned(await build({ sign: false }, strategy))).toBe(false);
    },
  );

  test('is missed before anything is made where the target verifies it', async () => {
    await useSsh();
    await repo.git('config', 'merge.verifySignatures', 'true');
    const look = async (change: Partial<MergeRequest>) =>
      git.merges.plan({ ...session.request(), ...change });
    const refused = [{ code: 'signature-missing' }];
    for (const strategy of ['merge', 'squash', 'rebase'] as const) {
      expect((await look({ strategy })).obstacles).toMatchObject(refused);
    }
    const plan = await look({ sign: true });
    expect(plan.obstacles).toEqual([]);
    const unsigned = await caught(git.merges.build(plan, { message: 'm', sign: false }));
    expect(unsigned.data).toMatchObject({ obstacle: 'signature-missing' });
    await landBuilt(git, await git.merges.build(plan, { message: 'm', sign: true }));
    await session.git('merge', '-q', '--ff-only', 'main');
    await commit('unsigned', 'Ada <ada@example.com>');
    expect((await look({ strategy: 'ff-only' })).obstacles).toMatchObject(refused);
    await session.git('commit', '-q', '--amend', '--no-edit', '-S');
    expect((await look({ strategy: 'ff-only' })).obstacles).toEqual([]);
  });

  test('by openpgp is made by the program that is set', async () => {
    await useProgram(
      'cat >/dev/null; printf "\\n[GNUPG:] SIG_CREATED \\n" >&2; echo "-----BEGIN PGP SIGNATURE-----"',
    );
    expect(await isSigned(await build({ sign: true }))).toBe(true);
  });

  test('that cannot be made is told in the words of git, and nothing has changed', async () => {
    const refs = await repo.git('for-each-ref');
    await useProgram('echo "gpg: no secret key" >&2; exit 2');
    const refused = await caught(build({ sign: true }));
    expect(refused).toMatchObject({ code: 'signing-failed', untouched: expect.any(String) });
    expect(refused.message).toContain('gpg failed to sign the data');
    await repo.git('config', 'gpg.format', 'ssh');
    await repo.git('config', 'user.signingKey', join(repo.root, 'no-such-key'));
    const keyless = await caught(build({ sign: true }, 'rebase'));
    expect(keyless.code).toBe('signing-failed');
    expect(keyless.message).toContain('no-such-key');
    expect(await repo.git('for-each-ref')).toBe(refs);
  });

  test('that hangs is not waited for, and can be cancelled', async () => {
    await useProgram('exec sleep 300');
    const impatient = gitFor(repo, { mergeTimeoutMs: 300 });
    const seen = await plan();
    const stopped = await caught(impatient.merges.build(seen, { message: 'm', sign: true }));
    expect(stopped.code).toBe('signing-failed');
    expect(stopped.message).toContain('was stopped');
    const cancelling = new AbortController();
    const cancelled = caught(build({ sign: true, signal: cancelling.signal }));
    await until('it signs', async () =>
      (await processesOf(repo.root)).some(({ command }) => command.startsWith('sleep')),
    );
    cancelling.abort();
    expect((await cancelled).code).toBe('aborted');
    await until('all have ended', async () => (await processesOf(repo.root)).length === 0);
    expect(await repo.git('for-each-ref', 'refs/qtui')).toBe('');
  });

  test('of the commit before a merge is made or left out as asked for', async () => {
    await useSsh();
    await session.write('more.txt', 'more\n');
    expect(
      await isSigned(await git.merges.commit(session.path, { message: 'm', sign: true })),
    ).toBe(true);
    await repo.git('config', 'commit.gpgSign', 'true');
    await session.write('yet.txt', 'more\n');
    expect(
      await isSigned(await git.merges.commit(session.path, { message: 'm', sign: false })),
    ).toBe(false);
  });
});
