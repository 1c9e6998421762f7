/** What qtui can tell of by parsers of its own. */
export type Language =
  | 'json'
  | 'json-with-comments'
  | 'yaml'
  | 'toml'
  | 'javascript'
  | 'typescript'
  | 'tsx';

/** The language of a file, by its name; undefined for one that no parser is there for. */
export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (COMMENTED_JSON.test(name) || path.includes('.vscode/')) {
    if (/\.jsonc?$|rc$|\.code-workspace$/.test(name)) return 'json-with-comments';
  }
  const extension = /\.([a-z]+)$/.exec(name)?.[1] ?? '';
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/** Programs read these with comments in them, and commas at the end of lists. */
const COMMENTED_JSON =
  /^(?:[tj]sconfig.*\.json|\.eslintrc(?:\.json)?|\.babelrc(?:\.json)?|\.swcrc|\.jshintrc|devcontainer\.json|deno\.json|api-extractor\.json|turbo\.json|biome\.json|.*\.jsonc|.*\.code-workspace)$/;

const BY_EXTENSION: Readonly<Record<string, Language>> = {
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
};
