import { expect, test } from '@jest/globals';
import { PROBES } from '../../leaks/leaks.js';

/** The short form of `npm run leaks`, which measures memory too. */
test.each(PROBES)('$name leave nothing behind', async ({ shortly, open }) => {
  const probe = await open();
  try {
    for (let i = 0; i < 6; i++) await probe.once();
    const before = await probe.counts();
    for (let i = 0; i < shortly; i++) await probe.once();
    expect(await probe.counts()).toEqual(before);
  } finally {
    await probe.dispose();
  }
});
