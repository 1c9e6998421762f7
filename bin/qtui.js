#!/usr/bin/env node
import { existsSync } from 'node:fs';

const major = Number.parseInt(process.versions.node, 10);
const entry = new URL('../dist/main.js', import.meta.url);

if (major < 20) {
  process.stderr.write(`qtui needs Node 20 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (!existsSync(entry)) {
  process.stderr.write('qtui is not built yet: run `npm run build` in its folder.\n');
  process.exitCode = 1;
} else {
  await import(entry.href);
}
