// Before the first test file: bundles the small process that starts programs for the tests.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export default async function setUp() {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/outside/main.ts'],
    outfile: join(root, 'node_modules', '.cache', 'qtui-test', 'outside.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  await stop();
}
