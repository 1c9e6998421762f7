import { spawn } from 'node:child_process';
import { createTempRepo, type TempRepo } from '../../test/support/temp-repo.js';

/** Content differs from file to file, so that git stores and writes each of them. */
function fileContent(index: number): string {
  return `// file ${index}\n${`export const value${index} = ${index};\n`.repeat(40)}`;
}

/** A repository of `files` small files, 100 a directory, checked out on `main`. */
export async function createLargeRepository(files: number): Promise<TempRepo> {
  const repo = await createTempRepo({ unborn: true });
  await fastImport(repo, function* () {
    yield 'commit refs/heads/main\ncommitter Bench <bench@example.com> 1700000000 +0000\n';
    yield 'data 5\nfiles\n';
    for (let index = 0; index < files; index += 1) {
      const content = fileContent(index);
      yield `M 644 inline dir${Math.floor(index / 100)}/file${index}.ts\n`;
      yield `data ${Buffer.byteLength(content)}\n${content}\n`;
    }
    yield 'done\n';
  });
  await repo.git('checkout', '-q', '-f', 'main');
  return repo;
}

function fastImport(repo: TempRepo, stream: () => Iterable<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['fast-import', '--quiet', '--done'], {
      cwd: repo.path,
      env: repo.env,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`git fast-import ended with ${code}`)),
    );
    const input = child.stdin;
    void (async () => {
      for (const chunk of stream()) {
        if (!input.write(chunk)) await new Promise((drained) => input.once('drain', drained));
      }
      input.end();
    })().catch(reject);
  });
}
