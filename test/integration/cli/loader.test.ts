import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build, stop } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RECORDER = join(ROOT, 'scripts', 'record-code.mjs');
const run = promisify(execFile);
/** Files of a program as the build makes them: functions that take what a module has. */
const PART = `"use strict";exports.name = () => 'first';`;
const PROGRAM = `"use strict";const { name } = require("./part.cjs");
const { basename } = require("node:path");
console.log(name(), basename(__filename), basename(__dirname), this === undefined);`;

/** As the build names them to the loader. */
const PARTS = {
  ...{ directory: '.', first: 'program.cjs', withoutArguments: 'bare.cjs' },
  required: { 'later.cjs': ['part.cjs'] },
};

let directory: string;

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'qtui-test-loader-')));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await stop();
});

beforeEach(async () => {
  for (const name of await readdir(directory)) await rm(join(directory, name));
  await build({
    absWorkingDir: ROOT,
    entryPoints: { main: 'src/cli/loader.ts' },
    outdir: directory,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    define: { PROGRAM: JSON.stringify(PARTS) },
  });
  await writePart('part', PART);
  await writePart('program', PROGRAM);
});

function writePart(name: string, code: string): Promise<void> {
  const text = `(function(exports,require,module,__filename,__dirname,load){${code}})`;
  return writeFile(join(directory, `${name}.cjs`), text);
}

/** What the program says, and of each file whether its code cache was taken, in the loader's order. */
async function start(): Promise<{ said: string; taken: Record<string, boolean | 'refused'> }> {
  const look = `const { scripts } = require('./main.cjs');
    process.on('exit', () => {
      for (const [file, { script }] of scripts) console.log(file, script.cachedDataRejected);
    });`;
  const { stdout } = await run(process.execPath, ['-e', look, 'main', 'argument'], {
    cwd: directory,
  });
  const [said = '', ...files] = stdout.trimEnd().split('\n');
  const states = { undefined: false, false: true, true: 'refused' } as const;
  const taken = files.map((line) => {
    const [file = '', state = ''] = line.split(' ');
    return [file.slice(directory.length + 1), states[state as keyof typeof states]] as const;
  });
  return { said, taken: Object.fromEntries(taken) };
}

function recordRun() {
  return run(process.execPath, [
    ...[RECORDER, process.execPath, join(directory, 'main.cjs'), 'argument'],
  ]);
}

async function cacheOf(part: string): Promise<string> {
  const name = (await readdir(directory)).find((each) => each.startsWith(`${part}.cjs.`));
  if (name === undefined) throw new Error(`${part} has no code cache.`);
  return join(directory, name);
}

test('a program runs without a code cache, and with the one that it left', async () => {
  const first = await start();
  expect(first).toEqual({
    said: expect.stringMatching(/^first program\.cjs qtui-test-loader-\w+ true$/),
    taken: { 'part.cjs': false, 'program.cjs': false },
  });
  await recordRun();
  expect(await start()).toEqual({
    said: first.said,
    taken: { 'part.cjs': true, 'program.cjs': true },
  });
});

test('a file that was written since runs as it is now, also where it is as long as before', async () => {
  await recordRun();
  await writePart('part', PART.replace('first', 'other'));
  const { said, taken } = await start();
  expect(said).toMatch(/^other /);
  expect(taken).toEqual({ 'part.cjs': false, 'program.cjs': true });
});

test.each([
  ['empty', () => Buffer.alloc(0)],
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  [
    'damaged',
    (bytes: Buffer) => Buffer.concat([Buffer.alloc(bytes.length - 16), bytes.subarray(-16)]),
  ],
])('a code cache that is %s is not taken', async (_how, spoil) => {
  await recordRun();
  const file = await cacheOf('part');
  await writeFile(file, spoil(await readFile(file)));
  const { said, taken } = await start();
  expect(said).toMatch(/^first /);
  expect(taken['part.cjs']).not.toBe(true);
  expect(taken['program.cjs']).toBe(true);
});

test('a part that fails says so each time that it is asked for', async () => {
  await writePart('part', "throw new Error('not now');");
  await writePart(
    'program',
    `const tries = [1, 2].map(() => { try { return require("./part.cjs"); } catch (error) { return error.message; } });
     console.log(tries.join());`,
  );
  expect((await start()).said).toBe('not now,not now');
});

test('without arguments another program begins', async () => {
  await writePart('bare', "console.log('bare');");
  const { stdout } = await run(process.execPath, [join(directory, 'main.cjs')]);
  expect(stdout).toBe('bare\n');
});

describe('a part that is imported', () => {
  const LATER = `"use strict";exports.words = require("./part.cjs").name() + ' later';`;
  /** Reports each reading that the whole program would wait for, from its first line on. */
  const IMPORTING = `const fs = require("node:fs");
    for (const name of ["openSync", "readFileSync", "readSync", "fstatSync"]) {
      const own = fs[name];
      fs[name] = (...args) => { console.log("waited for", name); return own(...args); };
    }
    load("./later.cjs").then(({ words }) => console.log(words), ({ code }) => console.log(code));`;

  beforeEach(async () => {
    await writePart('later', LATER);
    await writePart('program', IMPORTING);
  });

  test('is read with what it requires while all else goes on, with and without a code cache', async () => {
    expect(await start()).toMatchObject({ said: 'first later' });
    await recordRun();
    expect(await start()).toEqual({
      said: 'first later',
      taken: { 'later.cjs': true, 'part.cjs': true, 'program.cjs': true },
    });
  });

  test('and is not there is a failure of the import, which may be tried again', async () => {
    const again = `${IMPORTING.replace('.then(', '.catch(() => load("./later.cjs")).then(')}`;
    await writePart('program', again);
    await rm(join(directory, 'later.cjs'));
    expect(await start()).toMatchObject({ said: 'ENOENT' });
  });
});
