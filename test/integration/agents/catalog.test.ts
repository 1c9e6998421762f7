import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findAgents } from '../../../src/agents/catalog.js';
import { AGENT_MANIFESTS } from '../../../src/agents/manifests.js';

let root: string;
let first: string;
let second: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  first = join(root, 'first');
  second = join(root, 'second');
  await mkdir(first);
  await mkdir(second);
});

afterEach(() => rm(root, { recursive: true, force: true }));

const program = async (directory: string, name: string, mode = 0o755) => {
  await writeFile(join(directory, name), '#!/bin/sh\n');
  await chmod(join(directory, name), mode);
  return join(directory, name);
};

describe('findAgents', () => {
  test('finds the first executable on PATH and puts the shell last', async () => {
    await program(first, 'codex', 0o644);
    const codex = await program(second, 'codex');
    await mkdir(join(first, 'claude'));
    const q = await program(first, 'q');
    const shell = await program(root, 'myshell');
    expect(await findAgents(AGENT_MANIFESTS, { path: `${first}:${second}`, shell })).toEqual([
      { kind: 'codex', label: 'Codex', program: codex },
      { kind: 'q', label: 'Amazon Q', program: q },
      { kind: 'shell', label: 'Shell', program: shell },
    ]);
  });

  test.each([undefined, '', 'relative', '/no/such/shell'])(
    'falls back to /bin/sh for the shell %p',
    async (shell) => {
      const agents = await findAgents(AGENT_MANIFESTS, { path: first, shell });
      expect(agents).toEqual([{ kind: 'shell', label: 'Shell', program: '/bin/sh' }]);
    },
  );

  test('skips entries of PATH that mean another program in every directory', async () => {
    await program(first, 'claude');
    const agents = await findAgents(AGENT_MANIFESTS, { path: '::.:bin:/no/such/directory' });
    expect(agents.map(({ kind }) => kind)).toEqual(['shell']);
  });

  test('sees an agent that was installed since', async () => {
    const find = () => findAgents(AGENT_MANIFESTS, { path: first });
    expect((await find()).map(({ kind }) => kind)).toEqual(['shell']);
    const claude = await program(first, 'claude');
    expect((await find())[0]).toEqual({ kind: 'claude', label: 'Claude Code', program: claude });
  });
});
