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
  });
  // esbuild's service would outlive the test, in the process that runs the next one.
  await stop();
}
