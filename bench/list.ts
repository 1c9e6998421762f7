import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionService } from '../src/core/ports/sessions.js';
import { createGit } from '../src/git/index.js';
import { createFileSessionRepository } from '../src/session/registry/file-repository.js';
import { createWorktreeSessionRepository } from '../src/session/registry/worktree-repository.js';
import { createSessionService } from '../src/session/service.js';
import { createWorld } from '../test/support/session-world.js';
import { createTempRepo, type TempRepo } from '../test/support/temp-repo.js';
import { type Benchmark, type Measurement, timed } from './support/measure.js';
import { sessionRow } from './support/session-row.js';

const SESSIONS = 100;

/** What a list of sessions does itself: the start of the process and of its modules is apart. */
export const listBenchmark: Benchmark = {
  name: 'list',
  what: `time to list ${SESSIONS} sessions with a worktree each, without the start of a process`,
  async run({ quick }): Promise<Measurement[]> {
    const rounds = quick ? 5 : 20;
    const repo = await createTempRepo();
    try {
      const registry = await makeSessions(repo);
      const rows: Record<string, number[]> = {
        plain: [],
        first: [],
        again: [],
        whole: [],
        merged: [],
      };
      for (let round = 0; round < rounds; round += 1) {
        const service = serviceOf(repo, registry);
        rows['plain']?.push(await timed(() => readPlainly(registry)));
        rows['first']?.push(await timed(() => list(service)));
        rows['again']?.push(await timed(() => list(service)));
        rows['whole']?.push(await timed(() => listAsCommand(repo, serviceOf(repo, registry))));
        rows['merged']?.push(await timed(() => listMerged(repo, serviceOf(repo, registry))));
      }
      const reference = 'the files of the rows, read and parsed';
      const beside = { unit: 'ms' as const, comparedWith: reference };
      return [
        { name: reference, unit: 'ms', values: rows['plain'] ?? [] },
        { name: 'rows and directories, first look', values: rows['first'] ?? [], ...beside },
        { name: 'rows and directories, again', values: rows['again'] ?? [], ...beside },
        { name: 'with recovery and switched branches', values: rows['whole'] ?? [], ...beside },
        { name: 'and with what is merged', values: rows['merged'] ?? [], ...beside },
      ];
    } finally {
      await repo.dispose();
    }
  },
};

/** Sessions on disk; resolves with the directory of their rows. */
async function makeSessions(repo: TempRepo): Promise<string> {
  const registry = join(repo.root, 'state', 'sessions');
  const repository = createWorktreeSessionRepository(
    createFileSessionRepository(registry, { log() {} }),
    { log() {} },
  );
  const base = await repo.git('rev-parse', 'main');
  await mkdir(join(repo.root, 'worktrees'));
  for (let i = 0; i < SESSIONS; i += 1) {
    const branch = `work-${i}`;
    const path = join(repo.root, 'worktrees', branch);
    await repo.git('worktree', 'add', '-q', '--no-track', '-b', branch, path, 'main');
    await repository.save(sessionRow(repo, path, branch, base), null);
  }
  return registry;
}

/** As a process that has just begun, which remembers nothing. */
function serviceOf(repo: TempRepo, registry: string): SessionService {
  const git = createGit({ env: repo.env, stateDirectory: join(repo.root, 'state') });
  const { deps } = createWorld(repo.root, repo.path, git, async () => {});
  const repository = createWorktreeSessionRepository(
    createFileSessionRepository(registry, { log() {} }),
    { log() {} },
  );
  return createSessionService({ ...deps, repository });
}

async function readPlainly(registry: string): Promise<void> {
  const names = await readdir(registry);
  const texts = await Promise.all(
    names.map((name) => readFile(join(registry, name, 'metadata.json'), 'utf8')),
  );
  for (const text of texts) JSON.parse(text);
}

async function list(service: SessionService): Promise<void> {
  const { sessions, warnings } = await service.list();
  if (sessions.length !== SESSIONS || warnings.length > 0) {
    throw new Error(`${sessions.length} sessions, ${warnings.length} warnings`);
  }
}

async function listAsCommand(repo: TempRepo, service: SessionService): Promise<void> {
  await service.recover(repo.path);
  await list(service);
  await service.switched();
}

async function listMerged(repo: TempRepo, service: SessionService): Promise<void> {
  await service.recover(repo.path);
  await Promise.all([list(service), service.switched(), service.merged()]);
}
