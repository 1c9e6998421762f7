import { expect, test } from '@jest/globals';
import { runRounds } from '../crash/rounds.js';

// `npm run crashtest` is the long form.
test('what is killed is old or new after recovery, and the work of others is as it was', async () => {
  const rounds = await runRounds({ seed: Date.now() % 1_000_000, count: 8, files: 100 });
  expect(new Set(rounds.map(({ act }) => act))).toEqual(
    new Set(['create', 'merge', 'remove', 'land']),
  );
}, 120_000);
