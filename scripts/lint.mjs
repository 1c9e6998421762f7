// Runs every linter at once and shows each one's output in one piece.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const linters = {
  'biome (format, lint)': [bin('biome'), 'check', '--error-on-warnings', '.'],
  'dependency-cruiser (layers)': [bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'src'],
  // Without the entry point that wires the folders, everything looks unused.
  ...(existsSync(join(root, 'src/cli/main.ts')) && {
    'knip (unused code)': [bin('knip'), '--no-progress', '--no-config-hints'],
  }),
  'file size': [process.execPath, join('scripts', 'check-size.mjs')],
};

const results = await Promise.all(Object.entries(linters).map(run));
for (const { name, ok, output } of results) {
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n`);
  if (!ok) process.stdout.write(`${output.trimEnd()}\n`);
}
if (results.some(({ ok }) => !ok)) process.exitCode = 1;

function run([name, [command, ...args]]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (data) => {
      output += data;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => resolve({ name, ok: false, output: error.message }));
    child.on('close', (code) => resolve({ name, ok: code === 0, output }));
  });
}
