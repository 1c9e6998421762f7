const ESC = 0x1b;
/** `CSI 201 ~`; its first byte occurs nowhere else in it. */
const END_MARK = Uint8Array.of(ESC, 0x5b, 0x32, 0x30, 0x31, 0x7e);

export interface PasteScan {
  /** What was pasted, in order; never empty chunks. */
  chunks: Uint8Array[];
  /** Index behind the last byte that was taken. */
  end: number;
  isOver: boolean;
}

/** Finds the end of a bracketed paste in bytes that come in chunks, without keeping any back for long. */
export class PasteScanner {
  /** Bytes of the end mark seen at the end of the last chunk. */
  #matched = 0;

  scan(bytes: Uint8Array, from: number): PasteScan {
    const held = this.#matched;
    let matched = held;
    let index = from;
    for (; index < bytes.length && matched < END_MARK.length; index++) {
      const byte = bytes[index];
      matched = byte === END_MARK[matched] ? matched + 1 : byte === ESC ? 1 : 0;
    }
    const matchedHere = Math.min(matched, index - from);
    // What looked like the beginning of the mark was text after all.
    const wasText = held > 0 && matched === matchedHere;
    const chunks = [
      wasText ? END_MARK.slice(0, held) : undefined,
      bytes.slice(from, index - matchedHere),
    ];
    const isOver = matched === END_MARK.length;
    this.#matched = isOver ? 0 : matched;
    return {
      chunks: chunks.filter((chunk) => chunk !== undefined && chunk.length > 0) as Uint8Array[],
      end: index,
      isOver,
    };
  }
}
