// Bundles a TypeScript program of this repository (a module that exports `main`) and runs it.
// Usage: node scripts/run-typescript.mjs FILE [ARGUMENT…]
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [entry, ...args] = process.argv.slice(2);
// Below node_modules, so that external packages resolve and git never sees it.
const outdir = join(root, 'node_modules', '.cache', 'qtui-run');
const outfile = join(outdir, `${entry.replaceAll(/[^a-z]+/g, '-')}-${process.pid}.mjs`);
mkdirSync(outdir, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  plugins: [{ name: 'own-place', setup: keepOwnPlace }],
});
// Its service would be a process that programs here find beside their own.
await stop();
try {
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(args, root);
} finally {
  rmSync(outfile, { force: true });
}

/** Modules that look for files beside them find these where the module is, not the bundle. */
function keepOwnPlace(bundler) {
  bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replaceAll(
      'import.meta.url',
      JSON.stringify(pathToFileURL(path).href),
    ),
    loader: 'ts',
  }));
}
