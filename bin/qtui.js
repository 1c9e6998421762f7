#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const major = Number.parseInt(process.versions.node, 10);
const entry = join(__dirname, '..', 'dist', 'main.cjs');

if (major < 20) {
  process.stderr.write(`qtui needs Node 20 or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (!existsSync(entry)) {
  process.stderr.write('qtui is not built yet: run `npm run build` in its folder.\n');
  process.exitCode = 1;
} else {
  require(entry);
}
