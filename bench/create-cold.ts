import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './support/command.js';
import { addWorktree, createByCommand, createSession } from './support/creation.js';
import { createLargeRepository, filesOfSize } from './support/large-repository.js';
import { type Benchmark, besideReference, type Measurement } from './support/measure.js';
import { createSandbox, type Sandbox } from './support/sandbox.js';

const FILES = 50_000;
const FILE_SIZE = 8_000;

/** As `create`, where git has to read what it writes from the disk. */
export const createColdBenchmark: Benchmark = {
  name: 'create-cold',
  what: 'as create, with 8 KB a file, whose packed objects are not in memory',
  async run({ root, quick }): Promise<Measurement[]> {
    const files = quick ? FILES / 10 : FILES;
    const sandbox = await createSandbox(
      root,
      await createLargeRepository(files, filesOfSize(FILE_SIZE)),
    );
    try {
      return await measure(
        sandbox,
        quick ? 1 : 2,
        `${files.toLocaleString('en')} files of 8 KB, cold`,
      );
    } finally {
      await sandbox.dispose();
    }
  },
};

async function measure(sandbox: Sandbox, rounds: number, label: string): Promise<Measurement[]> {
  const [git, visible, ready]: [number[], number[], number[]] = [[], [], []];
  const forget = () => forgetObjects(sandbox);
  // Its first command also starts the host.
  await createByCommand(sandbox, 'first');
  for (let round = 0; round < rounds; round += 1) {
    await forget();
    git.push(await addWorktree(sandbox, round));
    const session = await createSession(sandbox, round, forget);
    visible.push(session.visible);
    ready.push(session.ready);
  }
  const reference = `${label}, git worktree add`;
  const names = { pane: `${label}, pane visible`, shell: `${label}, shell ready` };
  return besideReference(
    { [reference]: git, [names.pane]: visible, [names.shell]: ready },
    reference,
  );
}

/** Has the system drop what it keeps of the objects in memory, which takes no rights of root's. */
async function forgetObjects({ repo, env }: Sandbox): Promise<void> {
  const directory = join(repo.path, '.git', 'objects', 'pack');
  const where = { cwd: directory, env };
  for (const name of await readdir(directory)) {
    await runCommand(['sync', name], where);
    await runCommand(['dd', `if=${name}`, 'iflag=nocache', 'count=0', 'status=none'], where);
  }
}
