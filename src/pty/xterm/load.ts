import type { ITerminalAddon, Terminal } from '@xterm/headless';
import { withRightWidths } from './unicode.js';

export interface XtermModules {
  Terminal: new (options: ConstructorParameters<typeof Terminal>[0]) => Terminal;
  /** Widths and clusters of characters; to be loaded into every terminal. */
  createUnicodeAddon: () => ITerminalAddon;
}

let loading: Promise<XtermModules> | undefined;

/** Loads xterm once, on first need: it takes longer than the host's whole start. */
export function loadXterm(): Promise<XtermModules> {
  loading ??= importXterm().catch((error: unknown) => {
    // The next launch tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function importXterm(): Promise<XtermModules> {
  const { default: headless } = await import('@xterm/headless');
  const { default: graphemes } = await withoutBufferPool(
    () => import('@xterm/addon-unicode-graphemes'),
  );
  return {
    Terminal: headless.Terminal,
    createUnicodeAddon: () =>
      // Its types name the browser's Terminal; `activate` uses `unicode` only, which both have.
      withRightWidths(new graphemes.UnicodeGraphemesAddon() as unknown as ITerminalAddon),
  };
}

/**
 * The addon reads its tables through a DataView over `buffer.buffer`, which for a pooled Buffer is
 * the pool: every wide character would then be narrow.
 */
async function withoutBufferPool<T>(load: () => Promise<T>): Promise<T> {
  const size = Buffer.poolSize;
  Buffer.poolSize = 0;
  try {
    return await load();
  } finally {
    Buffer.poolSize = size;
  }
}
