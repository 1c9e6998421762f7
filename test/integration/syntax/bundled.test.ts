import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'qtui-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Packages of the old kind have other exports in a bundle than in a test. */
test('the parsers work as they are shipped, each in a chunk of its own', async () => {
  await build({
    entryPoints: [resolve('src/syntax/checker.ts')],
    ...{ outdir: directory, bundle: true, splitting: true, format: 'esm', platform: 'node' },
    ...{ target: 'node20', outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
    banner: {
      js: "import { createRequire as __r } from 'node:module'; const require = __r(import.meta.url);",
    },
  });
  const texts = [
    ['a.json', '{}'],
    ['a.json', '{"a":\n}'],
    ['a.yml', 'a: 1'],
    ['a.yml', 'a: [\n'],
    ['a.toml', 'a = 1'],
    ['a.toml', 'a = '],
    ['a.tsx', 'const a: A = <b />;'],
    ['a.tsx', 'const a: A = <b>;'],
  ];
  const program = `
    const { createSyntaxChecker } = await import(${JSON.stringify(pathToFileURL(join(directory, 'checker.mjs')).href)});
    const checker = createSyntaxChecker(async () => undefined);
    const kinds = [];
    for (const [path, text] of ${JSON.stringify(texts)}) {
      kinds.push((await checker.check(path, Buffer.from(text), { commands: {} })).kind);
    }
    console.log(JSON.stringify(kinds));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--input-type=module', '-e', program],
  ]);
  expect(JSON.parse(stdout)).toEqual(texts.map((_, index) => (index % 2 ? 'fails' : 'parses')));
});
