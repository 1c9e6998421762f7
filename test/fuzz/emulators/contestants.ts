import type { Emulator, EmulatorFactory } from '../../../src/pty/emulator.js';
import { loadEmulators } from '../../../src/pty/terminal-core/emulator.js';
import { Choices } from '../../support/streams/stream.js';
import { loadXtermEmulators } from '../../support/xterm/emulator.js';

/** The emulators that can be compared, by their names. */
export const CONTESTANTS: Readonly<Record<string, () => Promise<EmulatorFactory>>> = {
  own: loadEmulators,
  xterm: loadXtermEmulators,
  recut: async () => recut(await loadXtermEmulators()),
};

/** The same emulator, which gets its input in other pieces. */
function recut(factory: EmulatorFactory): EmulatorFactory {
  return (options, listener) => {
    const emulator = factory(options, listener);
    const choices = new Choices(options.cols);
    const parse = (bytes: Uint8Array) => {
      for (let from = 0; from < bytes.length; ) {
        const end = from + choices.between(1, 8);
        emulator.parse(bytes.subarray(from, end));
        from = end;
      }
    };
    return replaced(emulator, { parse });
  };
}

/** `emulator` with some of its members replaced. */
export function replaced(emulator: Emulator, members: Partial<Emulator>): Emulator {
  return new Proxy(emulator, {
    get(target, name) {
      if (name in members) return Reflect.get(members, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
