const PIECE = /\s+|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"\\]+/gs;

/**
 * The words of a command line, with quotes and backslashes as a shell reads them and nothing else
 * that a shell does: no variables, patterns, pipes. Undefined where a quote is not closed, and
 * where there is no program.
 */
export function commandLineWords(line: string): string[] | undefined {
  const pieces = line.match(PIECE) ?? [];
  // What no piece covers is a quote that is not closed.
  if (pieces.join('').length !== line.length) return undefined;
  const words: string[] = [];
  let isWithin = false;
  for (const piece of pieces) {
    const isSpace = piece.trim() === '';
    if (!isSpace && isWithin) words.push(`${words.pop() ?? ''}${plain(piece)}`);
    else if (!isSpace) words.push(plain(piece));
    isWithin = !isSpace;
  }
  return words.length === 0 || words[0] === '' ? undefined : words;
}

function plain(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1);
  if (piece.startsWith('"')) return piece.slice(1, -1).replace(/\\(["\\$`])/g, '$1');
  return piece.startsWith('\\') ? piece.slice(1) : piece;
}
