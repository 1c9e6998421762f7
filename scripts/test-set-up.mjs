// Before the first test file: bundles the small process that starts programs for the tests.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = join(root, 'node_modules', '.cache', 'qtui-test', 'outside.mjs');

export default async function setUp() {
  const unfinished = `${outfile}.${process.pid}`;
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/outside/main.ts'],
    outfile: unfinished,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await stop();
  // Another run may be about to start it.
  renameSync(unfinished, outfile);
}
