import { fileURLToPath } from 'node:url';
import { missingXtermPrograms } from './scripts/xterm-programs.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

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

const project = (name) => ({
  displayName: name,
  rootDir: root,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/coverage'],
  transform,
});

export default {
  projects: [
    project('unit'),
    project('integration'),
    project('e2e'),
    ...(missingXtermPrograms().length === 0 ? [project('xterm')] : []),
  ],
  maxWorkers: 2,
  // A process is started by a fork, which copies the page tables of all that the worker holds: at
  // 900 MB it takes 90 ms, and these tests start tens of thousands.
  workerIdleMemoryLimit: '300MB',
  testTimeout: 30_000,
  coverageProvider: 'v8',
  coverageDirectory: 'coverage',
  coverageReporters: [['text', { skipFull: true }], 'text-summary', 'json'],
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.d.ts'],
};
