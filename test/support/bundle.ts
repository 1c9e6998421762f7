import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

/** Packages in CommonJS ask for node's own modules by it. Put together, as its place is the bundle's. */
const WITH_REQUIRE = [
  "import { createRequire } from 'node:module'; const require = createRequire(import",
  'meta',
  'url);',
].join('.');

/** By file: each is the same for all tests of a test file. */
const bundles = new Map<string, Promise<string>>();

/** Bundles a TypeScript file of the test folder into `outfile`, to be run by node itself. */
export async function bundleScript(file: string, outfile: string): Promise<void> {
  const made = bundles.get(file) ?? bundle(file);
  bundles.set(file, made);
  await writeFile(outfile, await made);
}

async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../${file}`, import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: { js: WITH_REQUIRE },
  });
  // esbuild's service would outlive the test, in the process that runs the next one.
  await stop();
  return outputFiles.map(({ text }) => text).join('');
}
