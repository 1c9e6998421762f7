import { expect, test } from '@jest/globals';
import { Fuzzer } from '../../fuzz/fuzzer.js';

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
