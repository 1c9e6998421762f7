import type { Language } from './languages.js';

/** What the thread of the parsers is asked; it answers with a `SyntaxVerdict`. */
export interface ParseRequest {
  readonly language: Language;
  readonly text: string;
}
