/** The thread of the parsers as it is built. */
export const SYNTAX_ENTRY = new URL('../../dist/syntax-worker.js', import.meta.url);
