/** Bytes in a UTF-8 sequence that begins with `lead`; 0 where none can. */
export function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Whether `byte` may follow `lead` directly (no overlong forms, surrogates or beyond U+10FFFF). */
function isSecondByte(lead: number, byte: number): boolean {
  if (lead === 0xe0) return byte >= 0xa0 && byte <= 0xbf;
  if (lead === 0xed) return byte >= 0x80 && byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90 && byte <= 0xbf;
  if (lead === 0xf4) return byte >= 0x80 && byte <= 0x8f;
  return byte >= 0x80 && byte <= 0xbf;
}

/** The code point of a whole UTF-8 sequence of more than one byte. */
export function codePointIn(sequence: readonly number[]): number {
  let code = (sequence[0] ?? 0) & (0x7f >> sequence.length);
  for (let at = 1; at < sequence.length; at += 1) code = (code << 6) | ((sequence[at] ?? 0) & 0x3f);
  return code;
}

/** Whether `byte` continues the unfinished `sequence`. */
export function fitsUtf8(sequence: readonly number[], byte: number): boolean {
  const lead = sequence[0] ?? 0;
  return sequence.length === 1 ? isSecondByte(lead, byte) : byte >= 0x80 && byte <= 0xbf;
}
