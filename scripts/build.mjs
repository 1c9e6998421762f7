// Bundles src into dist. Splitting keeps every dynamic import() a chunk of its own, so that the
// heavy packages (openai, zod, simple-git) cost nothing until they are needed.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const entries = {
  main: 'src/cli/main.ts',
  'host-main': 'src/cli/host-main.ts',
  'delete-removed': 'src/cli/delete-removed.ts',
  'search-worker': 'src/tui/search/worker.ts',
  'syntax-worker': 'src/syntax/worker.ts',
};
const entryPoints = Object.fromEntries(
  Object.entries(entries).filter(([, file]) => existsSync(join(root, file))),
);

// The sources may change while esbuild reads them: the build is as old as its start.
const startedAt = new Date();
mkdirSync(dist, { recursive: true });

const outputs = (await Promise.all(Object.entries(entryPoints).map(bundle))).flat();
removeStale(outputs);
writeFileSync(join(dist, '.built'), startedAt.toISOString());

/**
 * Each program by itself: what two of them share would become chunks of its own, and the start of
 * both would take longer by a file each.
 */
async function bundle([name, file]) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { [name]: file },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['node-pty', 'blessed'],
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
    banner: {
      // Bundled CJS packages call require() for node's builtins; an ES module has none.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return Object.keys(result.metafile.outputs).map((file) => basename(file));
}

/** A host that is still running may import a chunk of an earlier build, so chunks that are no
 * longer referenced stay for a week. */
function removeStale(current) {
  const chunks = join(dist, 'chunks');
  if (!existsSync(chunks)) return;
  const keep = new Set(current);
  const limit = Date.now() - 7 * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(chunks)) {
    const file = join(chunks, name);
    if (!keep.has(name) && statSync(file).mtimeMs < limit) rmSync(file);
  }
}
