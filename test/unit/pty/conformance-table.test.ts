import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const SCRIPT = fileURLToPath(new URL('../../../scripts/conformance-table.mjs', import.meta.url));

test('docs/terminal.md has the list as it is checked', async () => {
  await expect(promisify(execFile)(process.execPath, [SCRIPT, '--check'])).resolves.toEqual({
    stdout: '',
    stderr: '',
  });
});
