import { isUtf8 } from 'node:buffer';

/** A byte that is no UTF-8 becomes U+DC00 plus its value, which no UTF-8 text can hold. */
const BYTE_OFFSET = 0xdc00;

/**
 * A path as text that a person reads and that every byte comes back from (`bytesOfPath`), whatever
 * its encoding: Python's `surrogateescape`. https://peps.python.org/pep-0383/
 */
export function textOfPath(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0);
    const sequence = bytes.subarray(at, at + length);
    if (sequence.length === length && isUtf8(sequence)) {
      text += sequence.toString('utf8');
      at += length;
    } else {
      text += String.fromCharCode(BYTE_OFFSET + (bytes[at] ?? 0));
      at += 1;
    }
  }
  return text;
}

/** The bytes of a path that `textOfPath` gave. */
export function bytesOfPath(path: string): Buffer {
  if (!/\p{Surrogate}/u.test(path)) return Buffer.from(path, 'utf8');
  return Buffer.concat(
    [...path].map((character) => {
      const code = character.codePointAt(0) ?? 0;
      const isByte = code >= BYTE_OFFSET + 0x80 && code <= BYTE_OFFSET + 0xff;
      return isByte ? Buffer.from([code - BYTE_OFFSET]) : Buffer.from(character, 'utf8');
    }),
  );
}

/** How many bytes a UTF-8 sequence has that begins with `lead`. */
function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
