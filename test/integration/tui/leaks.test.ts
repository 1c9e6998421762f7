import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { type OpenProbe, PROBES } from '../../leaks/leaks.js';
import { until } from '../../support/processes.js';

/** Waits until nothing is still being closed. */
async function settle(probe: OpenProbe): Promise<void> {
  let last = await probe.counts();
  const isSettled = async () => {
    const now = await probe.counts();
    const isSame = isDeepStrictEqual(now, last);
    last = now;
    return isSame;
  };
  await until('settled counts', isSettled, 3_000);
}

/** The short form of `npm run leaks`, which measures memory too. */
test.each(PROBES)('$name leave nothing behind', async ({ shortly, open }) => {
  const probe = await open();
  try {
    for (let i = 0; i < 6; i++) await probe.once();
    await settle(probe);
    const before = await probe.counts();
    for (let i = 0; i < shortly; i++) await probe.once();
    // What was ended last may still be closing its handles.
    let after = await probe.counts();
    const isSame = async () => {
      after = await probe.counts();
      return isDeepStrictEqual(after, before);
    };
    await until('the same counts', isSame, 3_000).catch(() => undefined);
    expect(after).toEqual(before);
  } finally {
    await probe.dispose();
  }
});
