import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RadarSubject } from '../src/core/radar.js';
import { createGit } from '../src/git/index.js';
import type { TempRepo } from '../test/support/temp-repo.js';
import { createLargeRepository } from './support/large-repository.js';
import { type Benchmark, besideReference, type Measurement, timed } from './support/measure.js';

const SESSIONS = 20;
/** Files that each session changes; some of them its neighbour's, one everybody's. */
const CHANGED = 10;

/** All sessions of a repository compared with each other, uncommitted work included. */
export const radarBenchmark: Benchmark = {
  name: 'radar',
  what: `${SESSIONS} sessions compared, beside a loop of git over all their pairs`,
  async run({ quick }): Promise<Measurement[]> {
    const measurements: Measurement[] = [];
    for (const files of quick ? [1_000] : [1_000, 20_000]) {
      measurements.push(...(await measureRadar(files, quick ? 2 : 5)));
    }
    return measurements;
  },
};

async function measureRadar(files: number, rounds: number): Promise<Measurement[]> {
  const repo = await createLargeRepository(files);
  try {
    const subjects = await openSessions(repo);
    const [naive, cold, warm, changed]: number[][] = [[], [], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const stateDirectory = join(repo.root, `state-${round}`);
      const scan = () =>
        createGit({ env: repo.env, stateDirectory }).radar.scan(repo.path, subjects);
      naive?.push(await timed(() => compareNaively(repo, subjects)));
      cold?.push(await timed(scan));
      warm?.push(await timed(scan));
      const [first] = subjects;
      if (first) await edit(first.path, 0, `round ${round}`);
      changed?.push(await timed(scan));
    }
    const label = `${files.toLocaleString('en')} files`;
    const reference = `${label}, diff and merge-tree of each pair`;
    const rows = {
      [reference]: naive,
      [`${label}, first look`]: cold,
      [`${label}, nothing changed`]: warm,
      [`${label}, one session changed`]: changed,
    };
    return besideReference(rows, reference);
  } finally {
    await repo.dispose();
  }
}

async function openSessions(repo: TempRepo): Promise<RadarSubject[]> {
  const startOid = await repo.git('rev-parse', 'main');
  const subjects: RadarSubject[] = [];
  for (let index = 0; index < SESSIONS; index += 1) {
    const path = join(repo.root, 'sessions', String(index));
    await repo.git('worktree', 'add', '-q', '-b', `session-${index}`, path);
    for (let file = 0; file < CHANGED; file += 1) {
      await edit(path, file === 0 ? 0 : index * (CHANGED - 2) + file, `session ${index}`);
    }
    // Every second one has committed.
    if (index % 2 === 0) await repo.gitIn(path, 'commit', '-q', '-a', '-m', 'work');
    await writeFile(join(path, `new-${index}.txt`), 'new\n');
    subjects.push({ sessionId: `s${index}`, path, target: 'main', startOid });
  }
  return subjects;
}

async function edit(worktree: string, file: number, words: string): Promise<void> {
  const path = join(worktree, `dir${Math.floor(file / 100)}`, `file${file}.ts`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `// ${words}\n${`export const value${file} = ${file};\n`.repeat(40)}`);
}

/** What a script would do with what is committed: two gits for every pair. */
async function compareNaively(repo: TempRepo, subjects: readonly RadarSubject[]): Promise<void> {
  for (const [index] of subjects.entries()) {
    for (let other = index + 1; other < subjects.length; other += 1) {
      const [a, b] = [`session-${index}`, `session-${other}`];
      await repo.git('diff', '-U0', `${a}...${b}`);
      await repo.git('merge-tree', '--write-tree', a, b).catch(() => undefined);
    }
  }
}
