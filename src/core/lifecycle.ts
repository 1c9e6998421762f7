/** Something with a lifetime. `dispose` may be called more than once; only the first call acts. */
export interface Disposable {
  dispose(): void;
}

/** Something whose release is this function. */
export function toDisposable(release: () => void): Disposable {
  let released = false;
  return {
    dispose() {
      if (released) return;
      released = true;
      release();
    },
  };
}

/** Owns disposables and releases them in reverse order of their registration. */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Takes ownership of `item`; when the store is already disposed, `item` is disposed at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = this.#items;
    this.#items = [];
    for (const item of items.reverse()) item.dispose();
  }
}

/** A subscription to something that happens; dispose the result to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an `Event`. Listeners run synchronously in the order they subscribed. */
export class Emitter<T> implements Disposable {
  /** Replaced by every change, as a listener may come or go while another one runs. */
  #listeners: readonly ((value: T) => void)[] = [];

  readonly event: Event<T> = (listener) => {
    const entry = (value: T) => listener(value);
    this.#listeners = [...this.#listeners, entry];
    return toDisposable(() => {
      this.#listeners = this.#listeners.filter((each) => each !== entry);
    });
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  get listenerCount(): number {
    return this.#listeners.length;
  }

  dispose(): void {
    this.#listeners = [];
  }
}
