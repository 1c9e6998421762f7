import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionService } from '../src/core/ports/sessions.js';
import { createGit } from '../src/git/index.js';
import { createFileSessionRepository } from '../src/session/registry/file-repository.js';
import { createWorktreeSessionRepository } from '../src/session/registry/worktree-repository.js';
import { createSessionService } from '../src/session/service.js';
import { lockReason } from '../src/session/worktrees/lock.js';
import { createWorld } from '../test/support/session-world.js';
import { createTempRepo, type TempRepo } from '../test/support/temp-repo.js';
import { runCommand } from './support/command.js';
import { type Benchmark, type Measurement, timed } from './support/measure.js';
import { sessionRow } from './support/session-row.js';

const SESSIONS = 100;
const EMPTY = 'node, an empty program';

/** A list of sessions and its parts within a process, and as a command beside an empty program. */
export const listBenchmark: Benchmark = {
  name: 'list',
  what: `time to list ${SESSIONS} sessions with a worktree each, in a process and as a command`,
  async run({ root, quick }): Promise<Measurement[]> {
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
        get: [],
        save: [],
        node: [],
        command: [],
      };
      const qtui = join(root, 'bin', 'qtui.js');
      for (let round = 0; round < rounds; round += 1) {
        const service = serviceOf(repo, registry);
        rows['plain']?.push(await timed(() => readPlainly(registry)));
        rows['first']?.push(await timed(() => list(service)));
        rows['again']?.push(await timed(() => list(service)));
        rows['whole']?.push(await timed(() => listAsCommand(repo, serviceOf(repo, registry))));
        rows['merged']?.push(await timed(() => listMerged(repo, serviceOf(repo, registry))));
        const [get, save] = await timeOneRow(registry, `work-${round}`);
        rows['get']?.push(get);
        rows['save']?.push(save);
        rows['node']?.push(await timed(() => runNode(repo, '-e', '0')));
        const words = [qtui, 'sessions', 'list', '--json'];
        rows['command']?.push(await timed(() => runNode(repo, ...words)));
      }
      const reference = 'the files of the rows, read and parsed';
      const beside = { unit: 'ms' as const, comparedWith: reference };
      return [
        { name: reference, unit: 'ms', values: rows['plain'] ?? [] },
        { name: 'rows and directories, first look', values: rows['first'] ?? [], ...beside },
        { name: 'rows and directories, again', values: rows['again'] ?? [], ...beside },
        { name: 'with recovery and switched branches', values: rows['whole'] ?? [], ...beside },
        { name: 'and with what is merged', values: rows['merged'] ?? [], ...beside },
        { name: 'one row read', unit: 'ms', values: rows['get'] ?? [] },
        { name: 'one row saved, with its mark', unit: 'ms', values: rows['save'] ?? [] },
        { name: EMPTY, unit: 'ms', values: rows['node'] ?? [] },
        {
          name: 'qtui sessions list --json',
          values: rows['command'] ?? [],
          ...{ unit: 'ms', comparedWith: EMPTY },
        },
      ];
    } finally {
      await repo.dispose();
    }
  },
};

/** Where the command looks for its registry. */
function stateOf(repo: TempRepo): string {
  return join(repo.env['XDG_STATE_HOME'] ?? repo.root, 'qtui');
}

/** Sessions on disk, with their worktrees locked as theirs; resolves with the directory of their rows. */
async function makeSessions(repo: TempRepo): Promise<string> {
  const registry = join(stateOf(repo), 'sessions');
  const repository = repositoryOf(registry);
  const base = await repo.git('rev-parse', 'main');
  await mkdir(join(repo.root, 'worktrees'));
  for (let i = 0; i < SESSIONS; i += 1) {
    const branch = `work-${i}`;
    const path = join(repo.root, 'worktrees', branch);
    const lock = ['--lock', '--reason', lockReason(branch)];
    await repo.git('worktree', 'add', '-q', ...lock, '--no-track', '-b', branch, path, 'main');
    await repository.save(sessionRow(repo, path, branch, base), null);
  }
  return registry;
}

function repositoryOf(registry: string) {
  const log = { log() {} };
  return createWorktreeSessionRepository(createFileSessionRepository(registry, log), log);
}

/** Reads a row, and saves it durably, each by a repository that remembers nothing; ms. */
async function timeOneRow(registry: string, id: string): Promise<[get: number, save: number]> {
  const get = await timed(() => repositoryOf(registry).get(id));
  const row = await repositoryOf(registry).get(id);
  if (row === undefined) throw new Error(`No row ${id}.`);
  const save = await timed(() => repositoryOf(registry).save(row.session, row.revision));
  return [get, save];
}

async function runNode(repo: TempRepo, ...args: readonly string[]): Promise<void> {
  await runCommand([process.execPath, ...args], { cwd: repo.path, env: repo.env });
}

/** As a process that has just begun, which remembers nothing. */
function serviceOf(repo: TempRepo, registry: string): SessionService {
  const git = createGit({ env: repo.env, stateDirectory: stateOf(repo) });
  const { deps } = createWorld(repo.root, repo.path, git, async () => {});
  return createSessionService({ ...deps, repository: repositoryOf(registry) });
}

async function readPlainly(registry: string): Promise<void> {
  const entries = await readdir(registry, { withFileTypes: true });
  const rows = entries.filter((entry) => entry.isDirectory());
  const texts = await Promise.all(
    rows.map(({ name }) => readFile(join(registry, name, 'metadata.json'), 'utf8')),
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
