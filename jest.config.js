import { fileURLToPath } from 'node:url';
import { missingXtermPrograms } from './scripts/xterm-programs.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

const SOURCES = { '^(\\.{1,2}/.*)\\.js$': '$1' };

const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};

const project = (name, own = {}) => ({
  displayName: name,
  rootDir: root,
  // jest's own choice is below the temporary directory, which is a new one for each run.
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  testEnvironment: 'node',
  runtime: '<rootDir>/scripts/test-runtime.cjs',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: SOURCES,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/coverage'],
  transform,
  ...own,
});

/**
 * These tests start tens of thousands of programs. A process is started by a fork, which copies the
 * page tables of all that the process holds: 1 ms from a small one, 10 to 90 ms from a worker.
 */
const startsPrograms = {
  globalSetup: '<rootDir>/scripts/test-set-up.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/outside/each-file.ts'],
  moduleNameMapper: {
    // As the product and test/support name it; what stands in for it names it otherwise.
    '^(\\.{1,2}|\\.\\./\\.\\./src/git)/process-group\\.js$':
      '<rootDir>/test/support/outside/process-group',
    ...SOURCES,
  },
};

export default {
  projects: [
    project('unit'),
    project('integration', startsPrograms),
    project('e2e', startsPrograms),
    ...(missingXtermPrograms().length === 0 ? [project('xterm', startsPrograms)] : []),
  ],
  testSequencer: '<rootDir>/scripts/test-sequencer.mjs',
  maxWorkers: 2,
  // What workers start themselves, such as programs in terminals, is forked from all that they hold.
  workerIdleMemoryLimit: '300MB',
  testTimeout: 30_000,
  coverageProvider: 'v8',
  coverageDirectory: 'coverage',
  coverageReporters: [['text', { skipFull: true }], 'text-summary', 'json'],
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.d.ts'],
};
