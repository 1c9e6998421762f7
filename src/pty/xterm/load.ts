import type { ITerminalAddon, IUnicodeVersionProvider, Terminal } from '@xterm/headless';
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
  const createUnicodeAddon = await importUnicodeAddon();
  return { Terminal: headless.Terminal, createUnicodeAddon };
}

async function importUnicodeAddon(): Promise<() => ITerminalAddon> {
  const { default: graphemes } = await withoutBufferPool(
    () => import('@xterm/addon-unicode-graphemes'),
  );
  // Its types name the browser's Terminal; `activate` uses `unicode` only, which both have.
  return () => withRightWidths(new graphemes.UnicodeGraphemesAddon() as unknown as ITerminalAddon);
}

/** The addon's answers, as any terminal can use them. */
export async function loadUnicodeProvider(): Promise<IUnicodeVersionProvider> {
  const addon = (await importUnicodeAddon())();
  let provider: IUnicodeVersionProvider | undefined;
  const unicode = {
    register: (registered: IUnicodeVersionProvider) => {
      provider = registered;
    },
    activeVersion: '',
  };
  addon.activate({ unicode } as unknown as Terminal);
  if (!provider) throw new Error('The addon for graphemes has registered nothing.');
  return provider;
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
