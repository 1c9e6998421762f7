/** Bytes of a UTF-8 sequence by its first byte; 1 for everything that begins none. */
function sequenceLength(lead: number): number {
  if (lead >= 0xf0 && lead < 0xf8) return 4;
  if (lead >= 0xe0) return lead < 0xf0 ? 3 : 1;
  return lead >= 0xc0 ? 2 : 1;
}

/** Bytes at the end that begin a character and do not finish it, 0–3. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) !== 0x80) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/**
 * Holds back a character that a chunk begins until the next one finishes it. xterm 6.0.0 does so
 * too, but loses one that is cut behind a byte 0x80, as all of U+2000–203F can be: dashes, quotes,
 * bullets and the joiner of emoji. (`Utf8ToUtf32.decode`)
 */
export class WholeCharacters {
  #kept: Uint8Array | undefined;

  /** What can be parsed of all that came until now and was not given out yet. */
  next(bytes: Uint8Array): Uint8Array {
    const all = this.#kept === undefined ? bytes : Buffer.concat([this.#kept, bytes]);
    const unfinished = unfinishedLength(all);
    this.#kept = undefined;
    if (unfinished === 0) return all;
    // The caller's buffer is its own again when this returns.
    this.#kept = new Uint8Array(all.subarray(all.length - unfinished));
    return all.subarray(0, all.length - unfinished);
  }
}
