// Runs a program of the build, and at its end writes a code cache beside each of its files.
// Usage: node scripts/record-code.mjs NODE PROGRAM [ARGUMENT…]
// Node is what the program takes for its own, where it starts others.
import { renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [self, , node, program, ...args] = process.argv;
process.argv = [self, program, ...args];
process.execPath = node;
let scripts = new Map();
process.on('exit', () => {
  for (const [file, { script, stamp }] of scripts) {
    const cache = `${file}.${process.version}-${process.arch}.cache`;
    const unfinished = `${cache}.${process.pid}`;
    writeFileSync(unfinished, Buffer.concat([script.createCachedData(), stamp]));
    renameSync(unfinished, cache);
  }
});
({ scripts = scripts } = createRequire(import.meta.url)(program));
