import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from '@jest/globals';
import { stop, transform } from 'esbuild';
import { withPlainExports } from '../../../scripts/plain-exports.mjs';

// Its service would outlive the test, in the process that runs the next one.
afterAll(() => stop());

type Exports = Record<string, unknown>;

/** What a file of the build exports that is made of this ES module. */
async function exportsOf(source: string): Promise<Exports> {
  const { code } = await transform(source, {
    format: 'cjs',
    platform: 'node',
    minifyWhitespace: true,
    minifySyntax: true,
  });
  const module: { exports: Exports } = { exports: {} };
  const imported = { other: 'of another file' };
  const require = () => imported;
  runInNewContext(`(function(module,require){${withPlainExports(code)}})`)(module, require);
  return module.exports;
}

const isValue = (exports: Exports, name: string) =>
  Object.getOwnPropertyDescriptor(exports, name)?.get === undefined;

test('what never changes is a value', async () => {
  const exports = await exportsOf(
    'export const WIDTH = 2; export function twice(n) { return n * WIDTH; } export default class {}',
  );
  expect(exports).toMatchObject({ WIDTH: 2, default: expect.anything() });
  expect((exports['twice'] as (n: number) => number)(4)).toBe(8);
  for (const name of ['WIDTH', 'twice', 'default']) expect(isValue(exports, name)).toBe(true);
  expect(exports['__esModule']).toBe(true);
  expect(Object.keys(exports)).not.toContain('__esModule');
});

test.each([
  'export let now = 0; export const next = () => { now += 1; }',
  'export let now = 0; export function next() { now++; }',
  'export let now = 0; export function next() { [now] = [1]; }',
  'export let now = 0; export function next() { ({ a: now = 1 } = {}); }',
  'export let now = 0; export function next() { for (now of [1]); }',
  'export let now = 0; export const next = (() => class { static run() { now = 1; } })().run;',
])('what a function changes is read anew: %s', async (source) => {
  const exports = await exportsOf(source);
  expect(exports['now']).toBe(0);
  (exports['next'] as () => void)();
  expect(exports['now']).toBe(1);
});

test('what another file exports is read there', async () => {
  const exports = await exportsOf('export { other } from "./other.js"; export const own = 1;');
  expect(exports).toMatchObject({ other: 'of another file', own: 1 });
});

test('a file without exports, and one with all of another, stay as they are', () => {
  expect(withPlainExports('console.log(1);')).toBe('console.log(1);');
  const all = '__export(a,{x:()=>x});module.exports=__toCommonJS(a);__reExport(a,b);var x=1;';
  expect(withPlainExports(all)).toBe(all);
});
