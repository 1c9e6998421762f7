import { spawn } from 'node:child_process';
import { seededRandom } from '../../test/support/random.js';
import { createTempRepo, type TempRepo } from '../../test/support/temp-repo.js';

/** Content differs from file to file, so that git stores and writes each of them. */
function smallFile(index: number): string {
  return `// file ${index}\n${`export const value${index} = ${index};\n`.repeat(40)}`;
}

/** Blocks of code that files are put together of, and the length of each, characters. */
const BLOCKS = 2_000;
const BLOCK = 1_000;

/** Makes files of about `size` bytes, which compress as code does, to 0.4 of it. */
export function filesOfSize(size: number): (index: number) => string {
  const random = seededRandom(11);
  const below = (limit: number) => Math.floor(random() * limit);
  const words = 'const return await if else for string number class this import value'.split(' ');
  const word = () => words[below(words.length)] ?? '';
  const line = () => `  ${word()} ${word()}${below(1_000)} = ${word()}(${below(1_000_000)});\n`;
  const blocks = Array.from({ length: BLOCKS }, () => {
    let block = '';
    while (block.length < BLOCK) block += line();
    return block;
  });
  return (index) => {
    let content = `// file ${index}\n`;
    while (content.length < size) content += blocks[below(BLOCKS)];
    return content;
  };
}

/** A repository of `files` files, small ones by default, 100 a directory, checked out on `main`. */
export async function createLargeRepository(
  files: number,
  fileContent: (index: number) => string = smallFile,
): Promise<TempRepo> {
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
    const child = spawn('git', ['-c', 'core.compression=1', 'fast-import', '--quiet', '--done'], {
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
