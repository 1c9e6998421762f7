const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const LAST_COMMA = /,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[}\]])/y;

/**
 * JSON without its comments and the commas before a closing bracket, which some programs allow;
 * with blanks in their place, so that lines and positions stay.
 */
export function withoutComments(text: string): string {
  let result = '';
  let index = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = index;
    return pattern.exec(text)?.[0];
  };
  while (index < text.length) {
    const string = match(STRING);
    const blank = string === undefined ? (match(COMMENT) ?? match(LAST_COMMA)) : undefined;
    const taken = string ?? blank ?? text[index] ?? '';
    result += blank === undefined ? taken : taken.replace(/[^\n]/g, ' ');
    index += taken.length;
  }
  return result;
}
