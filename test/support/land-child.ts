// Lands a built merge in a process of its own, so that a test can kill it: `land-child JSON`.
import type { BuiltMerge } from '../../src/core/merge.js';
import { createGit } from '../../src/git/index.js';

const { built, stateDirectory } = JSON.parse(process.argv[2] ?? '') as {
  built: BuiltMerge;
  stateDirectory: string;
};
process.stdout.write('ready\n');
await createGit({ env: process.env, stateDirectory }).merges.land(built);
