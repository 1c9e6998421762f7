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
import { withPlainExports } from './plain-exports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** The programs of all commands, and of `qtui` without one. */
const COMMANDS = 'src/cli/main.ts';
const SCREEN = 'src/cli/screen.ts';
/** Programs that people wait for: built as files for `LOADER`, which starts them from a code cache. */
const waitedFor = {
  main: { first: COMMANDS, withoutArguments: SCREEN },
  'host-main': { first: 'src/cli/host-main.ts' },
};
const LOADER = 'src/cli/loader.ts';
const others = {
  'delete-removed': 'src/cli/delete-removed.ts',
  'search-worker': 'src/tui/search/worker.ts',
  'syntax-worker': 'src/syntax/worker.ts',
};
/** As esbuild writes it; the loader reads files without waiting for them, which `require` cannot. */
const IMPORT_OF_CHUNK = /\bimport\(("\.\/[\w.-]+\.cjs")\)/g;
/** What almost every command loads, beside the command itself. */
const AT_START = ['src/cli/program.ts', 'src/cli/engine.ts', 'src/cli/host-engine.ts'];
/** What the screen loads behind its first frame, and what it may need before that is there. */
const BEHIND_FIRST_FRAME = 'src/cli/screen-engine.ts';
const BESIDE_FIRST_FRAME = [
  'src/cli/host-engine.ts',
  'src/config/content-hash.ts',
  'src/config/layer.ts',
  'src/config/parse.ts',
];
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

/** Programs of which each file is one function, and the loader that begins them. */
async function bundleForLoader([name, programs]) {
  const built = Object.fromEntries(
    await Promise.all(
      Object.entries(programs).map(async ([when, file]) => [when, await bundleAsFunctions(file)]),
    ),
  );
  const program = {
    directory: 'chunks',
    ...Object.fromEntries(Object.entries(built).map(([when, { first }]) => [when, first])),
    required: Object.assign({}, ...Object.values(built).map(({ required }) => required)),
  };
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
    define: { PROGRAM: JSON.stringify(program) },
    logLevel: 'warning',
  });
  return Object.values(built).flatMap(({ files }) => files);
}

/** Resolves with the names of its files, of the first one, and of those that each requires. */
async function bundleAsFunctions(file) {
  const options = {
    ...optionsFor(basename(file, '.ts'), file),
    // Beside the chunks, so that all of them name each other alike.
    entryNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    sourcemap: 'inline',
    write: false,
  };
  const joining = { [COMMANDS]: together, [SCREEN]: inLayers }[file];
  const { outputFiles, metafile } = await build({
    ...options,
    ...(joining && { plugins: [...options.plugins, await joining(options, file)] }),
  });
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  await Promise.all(outputFiles.map(writeAsFunction));
  const { outputs } = metafile;
  const names = Object.keys(outputs);
  return {
    files: outputFiles.flatMap(({ path }) => [basename(path), `${basename(path)}.map`]),
    first: basename(names.find((output) => outputs[output].entryPoint === file)),
    required: Object.fromEntries(
      names.map((output) => {
        const others = [...loadedWith(outputs, [output])].filter((other) => other !== output);
        return [basename(output), others.map((other) => basename(other))];
      }),
    ),
  };
}

/**
 * Splitting makes ES modules only, of which node keeps no code cache: each becomes the body of a
 * function, as node makes one of a CommonJS module.
 */
async function writeAsFunction({ path, text }) {
  const { code, map } = await transform(text.replaceAll(IMPORT_OF_CHUNK, 'load($1)'), {
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
  const head = '(function(exports,require,module,__filename,__dirname,load){"use strict";';
  const body = onlyAscii(withPlainExports(code));
  writeFileSync(path, `${head}${body}})\n//# sourceMappingURL=${basename(path)}.map\n`);
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
  const first = outputOf(outputs, program)?.imports.filter(({ kind }) => kind === 'dynamic-import');
  const begins = [program, ...(first ?? []).map(({ path }) => outputs[path].entryPoint)];
  const entries = Object.values(outputs).flatMap(({ entryPoint = '' }) =>
    entryPoint.startsWith('src/') && (entryPoint === AT_START[0] || !begins.includes(entryPoint))
      ? [[entryPoint, ['shared']]]
      : [],
  );
  return importing({ shared: sharedAtStart(outputs) }, Object.fromEntries(entries));
}

/**
 * Makes one chunk of all that the first frame takes, and one of what is loaded behind it: whatever is
 * imported later imports both, so that none of their modules is a chunk by itself.
 */
async function inLayers(options, program) {
  const unread = { sourcemap: false, minifyWhitespace: false, minifySyntax: false };
  const { outputs } = (await build({ ...options, ...unread })).metafile;
  const modulesOf = (entryPoint) => {
    const output = Object.keys(outputs).find((each) => outputs[each].entryPoint === entryPoint);
    return [...loadedWith(outputs, [output])].flatMap((each) => Object.keys(outputs[each].inputs));
  };
  const isFile = (module) => /^(src|node_modules)\//.test(module);
  const first = modulesOf(program).filter(isFile);
  const behind = modulesOf(BEHIND_FIRST_FRAME).filter(isFile);
  const layers = {
    first: first.filter((module) => module !== program),
    behind: behind.filter((module) => !first.includes(module) && module !== BEHIND_FIRST_FRAME),
  };
  const entries = Object.values(outputs).flatMap(({ entryPoint = '' }) => {
    if (!entryPoint.startsWith('src/') || entryPoint === program) return [];
    const isBeside = BESIDE_FIRST_FRAME.includes(entryPoint);
    return [[entryPoint, isBeside ? ['first'] : ['first', 'behind']]];
  });
  return importing(layers, Object.fromEntries(entries));
}

/** Has each entry point import the modules of layers beside its own. */
function importing(layers, entries) {
  return {
    name: 'importing',
    setup(bundler) {
      bundler.onResolve({ filter: /^layer:/ }, ({ path }) => ({
        path: path.slice('layer:'.length),
        namespace: 'layer',
      }));
      bundler.onLoad({ filter: /.*/, namespace: 'layer' }, ({ path }) => ({
        contents: layers[path]
          .map((module) => `import ${JSON.stringify(`./${module}`)};`)
          .join('\n'),
        resolveDir: root,
      }));
      bundler.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const wanted = entries[relative(root, path)];
        if (!wanted) return undefined;
        // In front of the first line, so that those of the source map stay right.
        const imports = wanted.map((layer) => `import 'layer:${layer}';`).join('');
        return { contents: `${imports}${readFileSync(path, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}

/** The outputs with all that they import at once. */
function loadedWith(outputs, entries) {
  const loaded = new Set();
  const load = (file) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const needed = outputs[file].imports.filter(({ kind }) => kind === 'import-statement');
    for (const { path, external } of needed) if (!external) load(path);
  };
  for (const entry of entries) load(entry);
  return loaded;
}

/** Modules of the small chunks without an entry point that the commands of `AT_START` load. */
function sharedAtStart(outputs) {
  const loaded = loadedWith(
    outputs,
    Object.keys(outputs).filter((file) => AT_START.includes(outputs[file].entryPoint)),
  );
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
