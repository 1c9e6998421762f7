import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRunner, type GitRunner } from '../../../src/git/run.js';
import { bundleScript } from '../../support/bundle.js';
import { wrapGit } from '../../support/git-session.js';
import { isAlive, until } from '../../support/processes.js';
import { createTempRepo, type TempRepo } from '../../support/temp-repo.js';

let repo: TempRepo;

beforeEach(async () => {
  repo = await createTempRepo();
});
afterEach(() => repo.dispose());

const doing = 'ask';

const noted = async () =>
  (await readFile(join(repo.root, 'noted'), 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line !== '');

/** A runner over a git that is a shell script; what that notes is in `noted`. */
async function scripted(script: string): Promise<GitRunner> {
  const note = `note() { printf '%s\\n' "$1" >>'${join(repo.root, 'noted')}'; }`;
  const PATH = await wrapGit(repo, `${note}\n${script}`);
  return createRunner({ env: { ...repo.env, PATH } });
}

describe('a git that only reads', () => {
  test('is started by a shell that stays for the next one', async () => {
    const runner = await scripted('note $PPID');
    await runner.run(repo.path, ['rev-parse', 'HEAD'], { doing });
    await runner.run(repo.root, ['status'], { doing, isPoll: true });
    const [first, second, ...others] = await noted();
    expect(others).toEqual([]);
    expect(second).toBe(first);
    expect(Number(first)).not.toBe(process.pid);
  });

  test('is given its words, its directory and its environment as they are', async () => {
    const directory = join(repo.root, `it's\na "place" $HOME \`x\` \\`);
    await mkdir(directory);
    const word = `'a' "b"\n$(touch x) \`touch y\` \\ é *;&|<>`;
    const runner = await scripted(`pwd; printf '%s\\0' "$@" "$WORD" "$HOME"; cat`);
    const text = await runner.text(directory, ['rev-parse', word, ''], {
      ...{ doing, env: { WORD: word } },
    });
    const given = ['rev-parse', word, '', word, repo.env['HOME'], ''].join('\0');
    expect(text.startsWith(`${directory}\n`)).toBe(true);
    expect(text.endsWith(`\0${given}`)).toBe(true);
  });

  test('gets the environment of its runner alone where others had the shell', async () => {
    const PATH = await wrapGit(repo, 'echo "$PPID $ONE $OTHER"');
    const ask = (own: Record<string, string>) =>
      createRunner({ env: { ...repo.env, PATH, ...own } }).text(repo.path, ['log'], { doing });
    const [shell, ...one] = (await ask({ ONE: '1' })).split(' ');
    expect(one).toEqual(['1', '']);
    expect(await ask({ OTHER: "it's" })).toBe(`${shell}  it's`);
  });

  test('answers with its code, and its output and errors apart', async () => {
    const runner = await scripted(`printf out; printf err >&2; exit 3`);
    const asked = { doing, accept: [3] };
    for (let round = 0; round < 2; round += 1) {
      const { code, stdout, stderr } = await runner.run(repo.path, ['diff'], asked);
      expect([code, stdout.toString('utf8'), stderr]).toEqual([3, 'out', 'err']);
    }
  });

  test('gives all bytes of a large answer', async () => {
    const bytes = Buffer.alloc(1_500_000, 'a\0b\n\xff', 'latin1');
    await writeFile(join(repo.path, 'large'), bytes);
    await repo.commit('large');
    const runner = createRunner({ env: repo.env });
    const { stdout } = await runner.run(repo.path, ['cat-file', 'blob', 'HEAD:large'], { doing });
    expect(stdout.equals(bytes)).toBe(true);
  });

  test('is not mixed up with others that run at the same time', async () => {
    const runner = createRunner({ env: repo.env });
    const words = Array.from({ length: 24 }, (_, index) => `word ${index}`);
    const answers = words.map((word) =>
      runner.text(repo.path, ['rev-parse', '--sq-quote', word], { doing }),
    );
    expect(await Promise.all(answers)).toEqual(words.map((word) => ` '${word}'`));
  });

  test.each(['its time is up', 'it is cancelled'])(
    'ends with its whole group when %s, and leaves the next one alone',
    async (reason) => {
      const runner = await scripted(`[ -e '${repo.root}/over' ] && exit 0
        trap '' TERM; sleep 300 & note $!; note $PPID; wait; wait`);
      const abort = new AbortController();
      const isLate = reason === 'its time is up';
      const running = runner.run(repo.path, ['log'], {
        ...{ doing, signal: abort.signal, killDelayMs: 50 },
        ...(isLate && { timeoutMs: 500 }),
      });
      const ended = expect(running).rejects.toMatchObject({ code: isLate ? 'timeout' : 'aborted' });
      await until('it runs', async () => (await noted()).length === 2);
      const pids = (await noted()).map(Number);
      if (!isLate) abort.abort();
      await ended;
      await until('all have ended', () => pids.every((pid) => !isAlive(pid)));
      await writeFile(join(repo.root, 'over'), '');
      await runner.run(repo.path, ['log'], { doing });
    },
  );

  test('is started anew where its shell is killed', async () => {
    const runner = await scripted(`note "$(cat /proc/$PPID/comm)"; note $$
      [ -e '${repo.root}/killed' ] && { printf done; exit; }
      touch '${repo.root}/killed'; printf half; kill -9 $PPID; exec sleep 300`);
    expect(await runner.text(repo.path, ['ls-files'], { doing })).toBe('done');
    const [parent, pid, ...then] = await noted();
    expect([parent, ...then]).toEqual(['sh', expect.not.stringMatching(/^sh$/), expect.anything()]);
    await until('the one without a shell is gone', () => !isAlive(Number(pid)));
  });

  test('is blamed for what it fails by itself', async () => {
    const runner = createRunner({ env: repo.env });
    const failing = runner.run(repo.path, ['rev-parse', '--verify', 'nothing'], { doing });
    await expect(failing).rejects.toMatchObject({ code: 'unknown-revision' });
    const nowhere = runner.run(join(repo.root, 'nowhere'), ['rev-parse', 'HEAD'], { doing });
    await expect(nowhere).rejects.toMatchObject({ code: 'path-missing' });
    const inFile = runner.run(join(repo.path, '.git/HEAD'), ['rev-parse', 'HEAD'], { doing });
    await expect(inFile).rejects.toMatchObject({ code: 'path-missing' });
    const unusable = runner.run(repo.path, ['rev-parse', 'a\0b'], { doing });
    await expect(unusable).rejects.toThrow('the arguments are not usable');
  });

  test('says that no file can be opened as any other does', async () => {
    const script = join(repo.root, 'read.mjs');
    await bundleScript('fixtures/git/read.ts', script);
    const asking = spawn(process.execPath, [script, repo.path, 'no-files'], {
      ...{ env: repo.env, stdio: ['ignore', 'ignore', 'pipe'] },
    });
    const said = await text(asking.stderr);
    expect(said).toContain('Could not ask: too many files are open');
  });

  test('leaves no shell behind when the process that asked is killed', async () => {
    const script = join(repo.root, 'read.mjs');
    await bundleScript('fixtures/git/read.ts', script);
    const go = join(repo.root, 'go');
    const PATH = await wrapGit(
      repo,
      `echo $$ $PPID >'${repo.root}/noted'; while [ ! -e '${go}' ]; do sleep 0.05; done`,
    );
    const env = { ...repo.env, PATH };
    const asking = spawn(process.execPath, [script, repo.path], { env, stdio: 'ignore' });
    await until('it runs', async () => (await noted()).length === 1);
    const pids = (await noted()).join().split(' ').map(Number);
    asking.kill('SIGKILL');
    await until('the one that asked is gone', () => !isAlive(asking.pid ?? 0));
    expect(pids.map(isAlive)).toEqual([true, true]);
    await writeFile(go, '');
    await until('git and its shell are gone', () => pids.every((pid) => !isAlive(pid)));
  });
});

test('a git that writes, or runs filters of the user, is not started by a shell', async () => {
  const runner = await scripted('note "$(cat /proc/$PPID/comm)"');
  await runner.run(repo.path, ['cat-file', '--filters', '--path=x', 'HEAD:x'], { doing });
  await runner.run(repo.path, ['update-ref', '-d', 'refs/x'], { doing });
  await runner.run(repo.path, ['status'], { doing });
  await runner.run(repo.path, ['status'], { doing, isPoll: true });
  const [one, ...others] = await noted();
  expect(one).not.toBe('sh');
  const readers = others.splice(2);
  expect(others).toEqual([one, one]);
  expect(readers).toEqual(['sh']);
});
