import { describe, expect, it } from '@jest/globals';
import { DisposableStore, Emitter, toDisposable } from '../../../src/core/lifecycle.js';

describe('toDisposable', () => {
  it('releases once however often it is disposed', () => {
    let released = 0;
    const item = toDisposable(() => {
      released += 1;
    });
    item.dispose();
    item.dispose();
    expect(released).toBe(1);
  });
});

describe('DisposableStore', () => {
  it('releases in reverse order of registration', () => {
    const order: string[] = [];
    const store = new DisposableStore();
    store.add(toDisposable(() => order.push('first')));
    store.add(toDisposable(() => order.push('second')));
    store.dispose();
    expect(order).toEqual(['second', 'first']);
  });

  it('disposes at once what is added after its end', () => {
    const store = new DisposableStore();
    store.dispose();
    let released = false;
    store.add(
      toDisposable(() => {
        released = true;
      }),
    );
    expect(store.isDisposed).toBe(true);
    expect(released).toBe(true);
  });
});

describe('Emitter', () => {
  it('stops telling a listener that was disposed, also while firing', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.event((value) => {
      heard.push(`first ${value}`);
      first.dispose();
    });
    emitter.event((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    emitter.fire(2);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
    expect(emitter.listenerCount).toBe(1);
    emitter.dispose();
    expect(emitter.listenerCount).toBe(0);
  });
});
