let segmenter: Intl.Segmenter | undefined;

/**
 * What a person sees as characters, in their order. What cuts text is made when it is first needed:
 * that takes ten milliseconds, and most text is plain.
 */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}
