import type { UnicodeProvider } from './characters.js';
import { withRightWidths } from './widths.js';

let loading: Promise<UnicodeProvider> | undefined;

/** Widths and clusters of characters by the addon's tables, which the first call loads. */
export function loadUnicodeProvider(): Promise<UnicodeProvider> {
  loading ??= importProvider().catch((error: unknown) => {
    // The next launch tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function importProvider(): Promise<UnicodeProvider> {
  const { default: graphemes } = await withoutBufferPool(
    () => import('@xterm/addon-unicode-graphemes'),
  );
  let provider: UnicodeProvider | undefined;
  const unicode = {
    // The one that knows clusters comes last.
    register: (registered: UnicodeProvider) => {
      provider = registered;
    },
    activeVersion: '',
  };
  // `activate` uses nothing else of a terminal.
  new graphemes.UnicodeGraphemesAddon().activate({ unicode } as never);
  if (!provider) throw new Error('The addon for graphemes has registered nothing.');
  return withRightWidths(provider);
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
