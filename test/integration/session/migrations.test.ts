import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionRepository } from '../../../src/core/ports/session-repository.js';
import { METADATA_VERSION } from '../../../src/core/session.js';
import { createFileSessionRepository } from '../../../src/session/registry/file-repository.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/rows', import.meta.url));

interface Fixture {
  file: string;
  version: number;
  /** What today's row has in place of what the file says. */
  becomes: Readonly<Record<string, unknown>>;
}

const ROWS: readonly Fixture[] = [
  {
    file: 'version-0.json',
    version: 0,
    becomes: {
      status: 'active',
      type: 'development',
      lastActive: '2025-11-03T09:14:22.118Z',
      fileCount: 0,
      messageCount: 0,
      agent: { kind: 'q', command: [] },
      directory: '/home/ann/work/shop-login',
      repoRoot: '/home/ann/work/shop',
    },
  },
  {
    file: 'version-0-plain.json',
    version: 0,
    becomes: {
      type: 'development',
      firstMessage: '',
      fileCount: 0,
      messageCount: 0,
      agent: { kind: 'shell', command: [] },
      customFields: {},
    },
  },
  {
    file: 'version-1.json',
    version: 1,
    becomes: {
      agent: { kind: 'codex', command: [] },
      directory: '/home/ann/.local/share/qtui/worktrees/shop/parser-tests',
      repoRoot: '/home/ann/work/shop',
    },
  },
  { file: 'version-2.json', version: 2, becomes: {} },
];

let root: string;
let repository: SessionRepository;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'qtui-test-'));
  repository = createFileSessionRepository(root, { log() {} });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Puts the file where its row is; resolves with its text and what it holds. */
async function place(file: string) {
  const text = await readFile(join(FIXTURES, file), 'utf8');
  const row = JSON.parse(text) as { id: string };
  await mkdir(join(root, row.id), { recursive: true });
  await writeFile(join(root, row.id, 'metadata.json'), text);
  return { text, row };
}

describe.each(ROWS)('$file', ({ file, version, becomes }) => {
  const today = (row: object) => ({ ...row, version: METADATA_VERSION, ...becomes });

  test('is read as a row of today, with every field that is not known', async () => {
    const { row } = await place(file);
    expect((await repository.get(row.id))?.session).toEqual(today(row));
    const { sessions, warnings } = await repository.list();
    expect(warnings).toEqual([]);
    expect(sessions.map(({ session }) => session)).toEqual([today(row)]);
  });

  test('is left as it is by reading', async () => {
    const { text, row } = await place(file);
    await repository.list();
    await repository.get(row.id);
    expect(await readFile(join(root, row.id, 'metadata.json'), 'utf8')).toBe(text);
    expect(await readdir(join(root, row.id))).toEqual(['metadata.json']);
  });

  test('is written as one of today, and kept as it was', async () => {
    const { text, row } = await place(file);
    const stored = await repository.get(row.id);
    if (stored === undefined) throw new Error(`no row ${row.id}`);
    await repository.save({ ...stored.session, name: 'Another' }, stored.revision);
    const directory = join(root, row.id);
    const written = JSON.parse(await readFile(join(directory, 'metadata.json'), 'utf8'));
    expect(written).toEqual({ ...today(row), name: 'Another' });
    expect(await readFile(join(directory, 'metadata.json.bak'), 'utf8')).toBe(text);
    if (version < METADATA_VERSION) {
      expect(await readFile(join(directory, `metadata.v${version}.json`), 'utf8')).toBe(text);
    } else
      expect((await readdir(directory)).sort()).toEqual(['metadata.json', 'metadata.json.bak']);
  });
});

test('there is a row of every version that was ever written', async () => {
  const versions = new Set(ROWS.map(({ version }) => version));
  expect([...versions]).toEqual(Array.from({ length: METADATA_VERSION + 1 }, (_, each) => each));
  expect((await readdir(FIXTURES)).sort()).toEqual(ROWS.map(({ file }) => file).sort());
});
