// A source file beyond 400 lines does more than one thing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIMIT = 400;
const root = fileURLToPath(new URL('..', import.meta.url));
const tooLong = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > LIMIT);

for (const { file, lines } of tooLong) {
  process.stderr.write(
    `${file.slice(root.length)}: ${lines} lines, at most ${LIMIT} are allowed\n`,
  );
}
if (tooLong.length > 0) process.exitCode = 1;
