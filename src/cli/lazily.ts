/** The names of `T`'s methods that answer with a promise. */
type AsyncMethods<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never;
};

/**
 * A service that is made when it is first asked for something: whoever holds it need not wait for
 * the modules behind it. A failure to make it is the failure of the call.
 */
export function lazily<T extends AsyncMethods<T>>(make: () => Promise<T>): T {
  const target = Object.create(null) as T;
  return new Proxy(target, {
    get(_target, name) {
      return async (...args: unknown[]) => {
        const service = await make();
        const method = Reflect.get(service, name) as (...args: unknown[]) => Promise<unknown>;
        return method.apply(service, args);
      };
    },
  });
}
