/** Key of a sequence by its prefix, intermediates and final, a byte each. */
export function sequenceKey(text: string): number {
  let key = 0;
  for (const character of text) key = (key << 8) | character.charCodeAt(0);
  return key;
}
