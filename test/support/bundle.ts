import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

/** Bundles a TypeScript file of the test folder into `outfile`, to be run by node itself. */
export async function bundleScript(file: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(`../${file}`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // Packages in CommonJS ask for node's own modules by it.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  // esbuild's service would outlive the test, in the process that runs the next one.
  await stop();
}
