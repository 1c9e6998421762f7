/** `latin-1` has a character for every byte, so that any bytes come back as they were. */
export type TextEncoding = 'utf-8' | 'latin-1';

/** UTF-8 where all the bytes are valid as that, else Latin-1. */
export function encodingOf(bytes: Uint8Array): TextEncoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    // A fatal decoder throws for nothing but bytes that are no UTF-8.
    return 'latin-1';
  }
}

/** The bytes as text, a mark of byte order included; `encode` gives exactly these bytes back. */
export function decode(bytes: Uint8Array, encoding: TextEncoding): string {
  if (encoding === 'utf-8') {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  }
  // The decoder of that name takes some bytes for other characters; in UTF-16 each is itself.
  const pairs = new Uint8Array(bytes.length * 2);
  for (let index = 0; index < bytes.length; index += 1) pairs[index * 2] = bytes[index] ?? 0;
  return new TextDecoder('utf-16le').decode(pairs);
}

/** The bytes as people read them, in whichever encoding they are; '' for none. */
export function readableText(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : decode(bytes, encodingOf(bytes));
}

/** The text as bytes; undefined where it has a character that the encoding has not. */
export function encode(text: string, encoding: TextEncoding): Uint8Array | undefined {
  if (encoding === 'utf-8') {
    return /\p{Surrogate}/u.test(text) ? undefined : new TextEncoder().encode(text);
  }
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0xff) return undefined;
    bytes[index] = code;
  }
  return bytes;
}
