import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { STREAM_SIZE, type Stream } from './stream.js';

/** What real programs printed, as test/fixtures/recordings/record.mjs wrote it down. */
export async function recordedStreams(directory: string): Promise<Stream[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const { cols, rows, steps } = JSON.parse(await readFile(join(directory, file), 'utf8'));
      if (cols !== STREAM_SIZE.cols || rows !== STREAM_SIZE.rows) {
        throw new Error(`${file} was recorded at ${cols}×${rows}.`);
      }
      return { name: basename(file, '.json'), steps };
    }),
  );
}
