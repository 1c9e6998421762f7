/** Longer answers are none: a name and a resolved file fit well. */
const LONGEST = 1024 * 1024;
/** Beginnings of an object that are tried; a text may be full of braces. */
const MOST_TRIALS = 200;

/**
 * The last JSON object of a text that may hold reasoning, prose and code fences around it;
 * undefined when there is none.
 */
export function findJson(text: string): unknown {
  if (text.length > LONGEST) return undefined;
  const said = text.replace(/<think>[\s\S]*?<\/think>/g, ' ');
  const whole = parsed(said.trim());
  if (whole !== undefined) return whole;
  let found: unknown;
  let trials = 0;
  for (let start = said.indexOf('{'); start !== -1 && trials < MOST_TRIALS; trials += 1) {
    const end = endOfObject(said, start);
    const value = end === undefined ? undefined : parsed(said.slice(start, end));
    if (value !== undefined) found = value;
    start = said.indexOf('{', value === undefined || end === undefined ? start + 1 : end);
  }
  return found;
}

function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A brace in prose: the answer may begin at another.
    return undefined;
  }
}

/** Behind the brace that closes the one at `start`; braces in strings do not count. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}
