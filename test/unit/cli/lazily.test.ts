import { describe, expect, it } from '@jest/globals';
import { lazily } from '../../../src/cli/lazily.js';
import { once } from '../../../src/cli/once.js';

class Counter {
  #count = 0;

  async add(amount: number): Promise<number> {
    this.#count += amount;
    return this.#count;
  }
}

describe('lazily', () => {
  it('makes the service with the first call, once, and passes everything on', async () => {
    let made = 0;
    const counter = lazily(
      once(async () => {
        made += 1;
        return new Counter();
      }),
    );
    expect(made).toBe(0);
    expect(await counter.add(2)).toBe(2);
    expect(await counter.add(3)).toBe(5);
    expect(made).toBe(1);
  });

  it('lets a service that cannot be made fail the call', async () => {
    const broken = lazily<Counter>(async () => {
      throw new Error('no service');
    });
    await expect(broken.add(1)).rejects.toThrow('no service');
  });
});
