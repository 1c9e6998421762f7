import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_CONFIG } from '../../../src/config/defaults.js';
import type { Config } from '../../../src/core/config.js';
import { createNameSuggester } from '../../../src/llm/name-suggester.js';
import { caught } from '../../support/caught.js';
import { processesOf, until } from '../../support/processes.js';

let directory: string;

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-')));
});
afterEach(() => rm(directory, { recursive: true }));

function suggester(command: readonly string[], names: Partial<Config['names']> = {}) {
  const config = {
    llm: { ...DEFAULT_CONFIG.llm, command },
    names: { ...DEFAULT_CONFIG.names, suggest: 'command' as const, ...names },
  };
  const env = { PATH: process.env['PATH'] ?? '', HERE: directory };
  return createNameSuggester(config, { env, cwd: directory });
}

const QUESTION = { message: 'it\'s $HOME; {prompt} `x` $& "quoted"', type: 'feature' } as const;

describe('a command that suggests names', () => {
  test('gets the prompt on its stdin, and in its own directory', async () => {
    const script = 'cat > seen; echo \'Sure: {"name":"feature/from-stdin"}\'';
    expect(await suggester(['sh', '-c', script]).suggest(QUESTION)).toBe('feature/from-stdin');
    expect(await readFile(join(directory, 'seen'), 'utf8')).toContain(QUESTION.message);
  });

  test('gets it as the argument that says so, as one word', async () => {
    const script = 'printf %s "$1" > seen; echo \'{"name":"feature/from-word"}\'';
    const named = suggester(['sh', '-c', script, 'sh', '{prompt}']);
    expect(await named.suggest(QUESTION)).toBe('feature/from-word');
    expect(await readFile(join(directory, 'seen'), 'utf8')).toContain(QUESTION.message);
  });

  test.each([
    ['fails', ['sh', '-c', 'echo secret; exit 3'], 'command-failed'],
    ['is not there', ['/nowhere/at-all'], 'command-failed'],
    ['prints prose', ['sh', '-c', 'echo hello'], 'unreadable'],
    ['prints nothing', ['true'], 'unreadable'],
    ['prints without end', ['yes', '{"name":'], 'timeout'],
    ['is not named', [], 'not-configured'],
  ])('that %s is unavailable', async (_what, command, reason) => {
    const limit = new AbortController();
    const asked = caught(suggester(command).suggest(QUESTION, { signal: limit.signal }));
    if (reason === 'timeout') limit.abort(new DOMException('time is up', 'TimeoutError'));
    const error = await asked;
    expect(error).toMatchObject({ code: 'llm-unavailable', data: { reason } });
    expect(error.message).not.toContain('secret');
  });

  test('is ended at the limit with all that it has started', async () => {
    const limit = new AbortController();
    const script = 'trap "" TERM; sleep 600 & echo up > up; wait';
    const asked = caught(
      suggester(['sh', '-c', script]).suggest(QUESTION, { signal: limit.signal }),
    );
    await until(
      'the command',
      async () => (await readFile(join(directory, 'up'), 'utf8').catch(() => '')) !== '',
    );
    expect((await processesOf(directory)).length).toBeGreaterThan(0);
    limit.abort(new DOMException('time is up', 'TimeoutError'));
    expect(await asked).toMatchObject({ data: { reason: 'timeout' } });
    await until('the command', async () => (await processesOf(directory)).length === 0);
  });

  test('is not started where the settings want no names', async () => {
    const off = suggester(['sh', '-c', 'touch seen'], { suggest: 'off' });
    expect(await off.suggest(QUESTION)).toBeUndefined();
    await expect(readFile(join(directory, 'seen'))).rejects.toThrow('ENOENT');
  });
});
