// Bundles the benchmarks (TypeScript, sharing the tests' helpers) and runs them.
// Usage: npm run bench [-- NAME…] [--quick] [--json FILE]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Below node_modules, so that external packages resolve and git never sees it.
const outdir = join(root, 'node_modules', '.cache', 'qtui-bench');
mkdirSync(outdir, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  outfile: join(outdir, 'main.mjs'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(join(outdir, 'main.mjs')).href);
process.exitCode = await main(process.argv.slice(2), root);
