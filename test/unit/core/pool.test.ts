import { describe, expect, test } from '@jest/globals';
import { limitedTo } from '../../../src/core/pool.js';
import { caught } from '../../support/caught.js';

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = [];
  const begun: string[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  return { begun, work, end: () => ends.shift()?.() };
}

describe('work that is limited', () => {
  test('waits for its turn, in its order, and is not begun once it is cancelled', async () => {
    const { begun, work, end } = held();
    const limited = limitedTo(2);
    const cancel = new AbortController();
    const results = [
      limited(work('one')),
      limited(work('two')),
      limited(work('three'), { signal: cancel.signal }),
      limited(work('four')),
    ];
    const [one, , three, four] = results;
    expect(begun).toEqual(['one', 'two']);
    cancel.abort();
    expect((await caught(three as Promise<unknown>)).code).toBe('aborted');
    end();
    expect(await one).toBe('one');
    await Promise.resolve();
    expect(begun).toEqual(['one', 'two', 'four']);
    end();
    end();
    expect(await four).toBe('four');
  });

  test('that fails lets the next one go on', async () => {
    const limited = limitedTo(1);
    const failed = limited(() => Promise.reject(new Error('no')));
    const next = limited(async () => 'yes');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
