// Bundles src into dist. Splitting keeps every dynamic import() a chunk of its own, so that the
// heavy packages (openai, zod, simple-git) cost nothing until they are needed.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** The program of all commands. */
const COMMANDS = 'src/cli/main.ts';
/** Programs that people wait for: built as files for `LOADER`, which starts them from a code cache. */
const waitedFor = { main: COMMANDS, 'host-main': 'src/cli/host-main.ts' };
const LOADER = 'src/cli/loader.ts';
const others = {
  'delete-removed': 'src/cli/delete-removed.ts',
  'search-worker': 'src/tui/search/worker.ts',
  'syntax-worker': 'src/syntax/worker.ts',
};
/** What almost every command loads, beside the command itself. */
const AT_START = ['src/cli/program.ts', 'src/cli/engine.ts', 'src/cli/host-engine.ts'];
/** Below it a chunk costs more as a file than it does as text. */
const SMALL_CHUNK_BYTES = 8192;
/**
 * Leaves out of blessed what its screen and boxes only name: its program, in whose place they are
 * given one of ours (src/tui/terminal/blessed-program.ts), and all other widgets.
 */
const onlyBoxes = {
  name: 'only-boxes',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.\/(program)?$/ }, ({ path, importer }) => {
      const isOfBlessed = importer.includes(join('node_modules', 'blessed', 'lib'));
      return isOfBlessed ? { path, namespace: 'left-out' } : undefined;
    });
    bundler.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      contents: 'exports.screen = {};',
    }));
  },
};
// The sources may change while esbuild reads them: the build is as old as its start.
const startedAt = new Date();
mkdirSync(dist, { recursive: true });

const outputs = (
  await Promise.all([
    ...Object.entries(waitedFor).map(bundleForLoader),
    ...Object.entries(others).map(bundle),
  ])
).flat();
removeStale(outputs);
writeFileSync(join(dist, '.built'), startedAt.toISOString());
const made = spawnSync(process.execPath, [join(root, 'scripts', 'code-cache.mjs')], {
  stdio: ['ignore', 2, 2],
});
process.exitCode = made.status ?? 1;

/**
 * Each program by itself: what two of them share would become chunks of its own, and the start of
 * both would take longer by a file each.
 */
function optionsFor(name, file) {
  return {
    absWorkingDir: root,
    entryPoints: { [name]: file },
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['node-pty'],
    plugins: [onlyBoxes],
    chunkNames: 'chunks/[name]-[hash]',
    // Names stay, so that a stack trace in a log can be read; what node need not parse goes.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  };
}

async function bundle([name, file]) {
  const { metafile } = await build({
    ...optionsFor(name, file),
    banner: {
      // Bundled CJS packages call require() for node's builtins; an ES module has none.
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  return Object.keys(metafile.outputs).map((output) => basename(output));
}

/** A program of which each file is one function, and the loader that begins it. */
async function bundleForLoader([name, file]) {
  const options = {
    ...optionsFor(name, file),
    // Beside the chunks, so that all of them name each other alike.
    entryNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    write: false,
  };
  const { outputFiles, metafile } = await build({
    ...options,
    ...(file === COMMANDS && { plugins: [...options.plugins, await together(options, file)] }),
  });
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  await Promise.all(outputFiles.map(writeAsFunction));
  const program = Object.keys(metafile.outputs).find(
    (output) => metafile.outputs[output].entryPoint === file,
  );
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: LOADER },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    define: { PROGRAM: JSON.stringify(relative('dist', program)) },
    logLevel: 'warning',
  });
  return outputFiles.flatMap(({ path }) => [basename(path), `${basename(path)}.map`]);
}

/**
 * Splitting makes ES modules only, of which node keeps no code cache: each becomes the body of a
 * function, as node makes one of a CommonJS module.
 */
async function writeAsFunction({ path, text }) {
  const { code, map } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'external',
    sourcefile: path,
    logLevel: 'warning',
  });
  const head = '(function(exports,require,module,__filename,__dirname){"use strict";';
  writeFileSync(path, `${head}${onlyAscii(code)}})\n//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}

/** The loader reads files byte for byte; esbuild leaves other characters in regular expressions. */
function onlyAscii(code) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return code.replaceAll(/[^\0-\x7f]/g, escaped);
}

/**
 * Makes one chunk of what commands load in small ones: each set of entry points that share something
 * has a chunk, and node takes about a millisecond for each of those. Where every entry point imports
 * all that is shared there is one set. Those that a program begins with stay as they are, as a
 * version or a completion must not wait for all of it.
 */
async function together(options, program) {
  const unread = { sourcemap: false, minifyWhitespace: false, minifySyntax: false };
  const { outputs } = (await build({ ...options, ...unread })).metafile;
  const shared = sharedAtStart(outputs).map((module) => `import ${JSON.stringify(`./${module}`)};`);
  const first = outputOf(outputs, program)?.imports.filter(({ kind }) => kind === 'dynamic-import');
  const begins = [program, ...(first ?? []).map(({ path }) => outputs[path].entryPoint)];
  const entries = Object.values(outputs).flatMap(({ entryPoint = '' }) =>
    entryPoint.startsWith('src/') && (entryPoint === AT_START[0] || !begins.includes(entryPoint))
      ? [join(root, entryPoint)]
      : [],
  );
  return {
    name: 'together',
    setup(bundler) {
      bundler.onResolve({ filter: /^shared-at-start$/ }, ({ path }) => ({ path, namespace: path }));
      bundler.onLoad({ filter: /.*/, namespace: 'shared-at-start' }, () => ({
        contents: shared.join('\n'),
        resolveDir: root,
      }));
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!entries.includes(path)) return undefined;
        // In front of the first line, so that those of the source map stay right.
        return { contents: `import 'shared-at-start';${readFileSync(path, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}

/** Modules of the small chunks without an entry point that the commands of `AT_START` load. */
function sharedAtStart(outputs) {
  const loaded = new Set();
  const load = (file) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const needed = outputs[file].imports.filter(({ kind }) => kind === 'import-statement');
    for (const { path, external } of needed) if (!external) load(path);
  };
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    if (AT_START.includes(entryPoint)) load(file);
  }
  const small = [...loaded].filter(
    (file) => outputs[file].entryPoint === undefined && outputs[file].bytes < SMALL_CHUNK_BYTES,
  );
  const modules = small.flatMap((file) => Object.keys(outputs[file].inputs));
  return modules.filter((module) => module.startsWith('src/'));
}

function outputOf(outputs, entryPoint) {
  return Object.values(outputs).find((output) => output.entryPoint === entryPoint);
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
