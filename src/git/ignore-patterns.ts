/** Tells whether a path is meant; a directory's path ends with a slash. */
export type PathMatcher = (path: string) => boolean;

/**
 * Matcher of patterns as they are written in .gitignore
 * (https://git-scm.com/docs/gitignore#_pattern_format): the last one that matches decides, a
 * leading `!` takes out, and what lies in a directory that is meant is meant too.
 */
export function createPathMatcher(patterns: readonly string[]): PathMatcher {
  const rules = patterns.flatMap(toRule);
  const decides = (path: string, isDirectory: boolean): boolean | undefined =>
    rules.findLast((rule) => (isDirectory || !rule.directoriesOnly) && rule.words.test(path))
      ?.isMeant;
  return (path) => {
    const parts = path.split('/').filter((part) => part !== '');
    for (let end = 1; end <= parts.length; end += 1) {
      const isDirectory = end < parts.length || path.endsWith('/');
      if (decides(parts.slice(0, end).join('/'), isDirectory)) return true;
    }
    return false;
  };
}

interface Rule {
  words: RegExp;
  isMeant: boolean;
  directoriesOnly: boolean;
}

function toRule(pattern: string): Rule[] {
  const isMeant = !pattern.startsWith('!');
  const bare = isMeant ? pattern : pattern.slice(1);
  const body = bare.replace(/^\//, '').replace(/\/+$/, '');
  if (body === '') return [];
  // A slash that is not the last character ties the pattern to the top.
  const isAnchored = bare.replace(/\/+$/, '').includes('/');
  const start = isAnchored ? '^' : '^(?:.*/)?';
  const words = new RegExp(`${start}${toSource(body)}$`, 's');
  return [{ words, isMeant, directoriesOnly: bare.endsWith('/') }];
}

const TOKEN = /\/\*\*$|^\*\*\/|\/\*\*\/|\*+|\?|\[!?\]?[^\]]*\]|\\.|[^*?[\\/]+|./gs;

function toSource(glob: string): string {
  return glob.replace(TOKEN, (token) => {
    if (token === '/**') return '/.*';
    if (token === '**/') return '(?:.*/)?';
    if (token === '/**/') return '/(?:.*/)?';
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('[') && token.length > 2) return toSet(token);
    return literal(token.startsWith('\\') ? token.slice(1) : token);
  });
}

function toSet(token: string): string {
  const isNegated = /^\[[!^]/.test(token);
  const inside = token.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  try {
    const set = `[${isNegated ? '^' : ''}${inside}]`;
    new RegExp(set);
    return `(?!/)${set}`;
  } catch {
    // A range from its end to its start, for example: no set at all.
    return literal(token);
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
