/** Makes at most one value; a failure is forgotten, so that the next caller tries again. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** As `once`, but what is made is made anew once that which it is made of is another. */
export function oncePer<K, T>(
  current: () => Promise<K>,
  make: (of: K) => Promise<T>,
): () => Promise<T> {
  let of: K | undefined;
  let made: (() => Promise<T>) | undefined;
  return async () => {
    const now = await current();
    if (made === undefined || of !== now) {
      of = now;
      made = once(() => make(now));
    }
    return made();
  };
}
