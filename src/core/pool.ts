/**
 * `work` on every item, at most `width` at the same time; results in the items' order. After a
 * failure no further item is begun, and it rejects when those under way have ended.
 */
export async function pooled<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width: number,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  let failure: { thrown: unknown } | undefined;
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failure !== undefined) return;
      try {
        results[index] = await work(item);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  if (failure !== undefined) throw failure.thrown;
  return results;
}
