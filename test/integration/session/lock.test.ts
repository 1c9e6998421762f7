import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LockOptions, withLock } from '../../../src/session/registry/lock.js';
import {
  identifyProcess,
  livenessOf,
  parseIdentity,
} from '../../../src/session/registry/process-identity.js';
import { bundleScript } from '../../support/bundle.js';

let root: string;
let path: string;
const children: ChildProcess[] = [];
const NO_PROC = { proc: '/no/such/proc' };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  path = join(root, 'x.lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  await rm(root, { recursive: true, force: true });
});

async function holder(): Promise<ChildProcess> {
  const script = join(root, 'hold-lock.mjs');
  await bundleScript('fixtures/session/hold-lock.ts', script);
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
}

const locks = async () => (await readdir(root)).filter((name) => name.includes('.lock'));
const token = '0'.repeat(8) + '-0000-0000-0000-'.padEnd(28, '0');
const foreign = (identity: object) => writeFile(path, JSON.stringify({ token, ...identity }));

describe('withLock', () => {
  test('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await readFile(path);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => withLock(path, work)));
    expect(most).toBe(1);
    expect(await locks()).toEqual([]);
  });

  test('is released when the work fails', async () => {
    const failing = withLock(path, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await locks()).toEqual([]);
  });

  test('waits for a live holder, then says who it is', async () => {
    const child = await holder();
    const late = withLock(path, async () => 'in', { timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({
      code: 'lock-busy',
      message: expect.stringContaining(`process ${child.pid} on ${hostname()}`),
    });
    expect(await locks()).toEqual(['x.lock']);
  });

  test.each<[string, LockOptions]>([
    ['with', {}],
    ['without', NO_PROC],
  ])('takes over from a killed holder, %s /proc', async (_what, options) => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const orders = Array.from({ length: 8 }, () => withLock(path, async () => 'in', options));
    expect(new Set(await Promise.all(orders))).toEqual(new Set(['in']));
    expect(await locks()).toEqual([]);
  });

  test('takes over from a pid that now is another process', async () => {
    const own = await identifyProcess(process.pid);
    await foreign({ ...own, startTime: '1' });
    expect(await withLock(path, async () => 'in')).toBe('in');
  });

  test('takes over from before a reboot', async () => {
    const own = await identifyProcess(process.pid);
    await foreign({ ...own, bootId: 'another' });
    expect(await withLock(path, async () => 'in')).toBe('in');
  });

  test.each([
    ['on another machine', JSON.stringify({ token, pid: 1, host: 'elsewhere' })],
    ['that cannot be read', 'half a li'],
  ])('waits for a holder %s, but not for ever', async (_which, text) => {
    await writeFile(path, text);
    const waiting = withLock(path, async () => 'in', { timeoutMs: 30 });
    await expect(waiting).rejects.toMatchObject({ code: 'lock-busy' });
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(path, longAgo, longAgo);
    expect(await withLock(path, async () => 'in', { timeoutMs: 30 })).toBe('in');
  });

  test('takes over although another process died while it did so', async () => {
    const dead = { pid: 2 ** 22 + 1, host: hostname() };
    await foreign(dead);
    await writeFile(
      `${path}.${token}.claim`,
      JSON.stringify({ token: token.replace(/^0/, '1'), ...dead }),
    );
    expect(await withLock(path, async () => 'in')).toBe('in');
    expect(await locks()).toEqual([]);
  });

  test('says why where no lock can be made', async () => {
    const nowhere = withLock(join(root, 'missing', 'x.lock'), async () => 'in');
    await expect(nowhere).rejects.toMatchObject({ code: 'path-missing' });
  });
});

describe('process identity', () => {
  test('knows itself to be alive', async () => {
    expect(await livenessOf(await identifyProcess(process.pid))).toBe('alive');
  });

  test('without /proc a pid in use proves nothing, a free one does', async () => {
    const own = await identifyProcess(process.pid, NO_PROC.proc);
    expect(own).toEqual({ pid: process.pid, host: hostname() });
    expect(await livenessOf(own, NO_PROC.proc)).toBe('unknown');
    expect(await livenessOf({ ...own, pid: 2 ** 22 + 1 }, NO_PROC.proc)).toBe('dead');
  });

  test('reads the start time behind a name with spaces and parentheses', async () => {
    const proc = join(root, 'proc');
    await mkdir(join(proc, '7'), { recursive: true });
    const fields = Array.from({ length: 50 }, (_, index) => `${index + 3}`).join(' ');
    await writeFile(join(proc, '7', 'stat'), `7 (a) b (c)) ${fields}\n`);
    expect((await identifyProcess(7, proc)).startTime).toBe('22');
  });

  test.each([null, 7, {}, { pid: 0, host: 'h' }, { pid: '1', host: 'h' }, { pid: 1 }])(
    'is not %j',
    (value) => {
      expect(parseIdentity(value)).toBeUndefined();
    },
  );
});
