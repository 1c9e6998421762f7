import { expect, jest, test } from '@jest/globals';
import { Fuzzer } from '../../fuzz/fuzzer.js';

// Much work for a machine that is busy with other tests.
jest.setTimeout(120_000);

/** The short form of `npm run fuzz`. */
test.each([1, 2])('the screen is right whatever happens in any order (seed %i)', async (seed) => {
  const fuzzer = await Fuzzer.start();
  try {
    await fuzzer.run(seed, 0, 50);
    expect(fuzzer.log).toHaveLength(50);
  } finally {
    await fuzzer.dispose();
  }
});
