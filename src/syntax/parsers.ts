import type { SyntaxVerdict } from '../core/ports/syntax-checker.js';
import { withoutComments } from './json-comments.js';
import type { Language } from './languages.js';
import type { ParseRequest } from './parse-request.js';

/** What keeps a text from parsing, in the parser's words; lines count from 1. */
interface Fault {
  message: string;
  line?: number;
}

/** Undefined where the text parses. */
type Parser = (text: string) => Promise<Fault | undefined>;

/** A parser for each language; its package is loaded when it is first asked. */
const PARSERS: Readonly<Record<Language, Parser>> = {
  json,
  'json-with-comments': (text) => json(withoutComments(text)),
  yaml,
  toml,
  javascript: script('jsx'),
  typescript: script('typescript'),
  tsx: script('typescript', 'jsx'),
};

/** Whether a text parses; unknown where the parser fails, as at what is nested too deeply for it. */
export async function verdictOf({ language, text }: ParseRequest): Promise<SyntaxVerdict> {
  try {
    const fault = await PARSERS[language](text);
    return fault === undefined ? { kind: 'parses' } : { kind: 'fails', ...fault };
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { kind: 'unknown' };
  }
}

async function json(text: string): Promise<Fault | undefined> {
  const bare = text.replace(/^\u{feff}/u, '');
  try {
    JSON.parse(bare);
    return undefined;
  } catch (thrown) {
    const words = (thrown as Error).message;
    // They may quote the file.
    const [said = words] = words.split(/(?: in JSON)? at position|, (?:\.\.\.)?"/);
    const line = await lineOfFault(bare, words);
    return { message: firstLine(said), ...(line !== undefined && { line }) };
  }
}

async function lineOfFault(text: string, message: string): Promise<number | undefined> {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  const { parseExpression } = exportsOf(await import('@babel/parser'));
  try {
    parseExpression(text);
    return undefined;
  } catch (thrown) {
    return (thrown as { loc?: { line: number } }).loc?.line;
  }
}

async function yaml(text: string): Promise<Fault | undefined> {
  const { parseAllDocuments } = exportsOf(await import('yaml'));
  const documents = parseAllDocuments(text, { prettyErrors: true, logLevel: 'silent' });
  if (!Array.isArray(documents)) return undefined;
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error === undefined) return undefined;
  const line = error.linePos?.[0].line;
  return { message: firstLine(error.message), ...(line !== undefined && { line }) };
}

async function toml(text: string): Promise<Fault | undefined> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    parse(text);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    return { message: firstLine(thrown.message), line: thrown.line };
  }
}

function script(...languages: ('jsx' | 'typescript')[]): Parser {
  return async (text) => {
    const { parse } = exportsOf(await import('@babel/parser'));
    const fault = (plugins: ('jsx' | 'typescript' | 'flow')[]): Fault | undefined => {
      try {
        parse(text, {
          sourceType: 'unambiguous',
          allowReturnOutsideFunction: true,
          allowNewTargetOutsideFunction: true,
          allowSuperOutsideMethod: true,
          allowUndeclaredExports: true,
          plugins: [...plugins, 'decorators-legacy', 'explicitResourceManagement'],
        });
        return undefined;
      } catch (thrown) {
        if (!(thrown instanceof SyntaxError)) throw thrown;
        const { loc } = thrown as { loc?: { line: number } };
        return { message: firstLine(thrown.message), ...(loc && { line: loc.line }) };
      }
    };
    const found = fault(languages);
    // Types of Flow stand in files with the names of JavaScript.
    const isFlow = found !== undefined && !languages.includes('typescript');
    return isFlow && fault([...languages, 'flow']) === undefined ? undefined : found;
  };
}

/** A package that is no ES module has all it exports as its default, once it is bundled. */
function exportsOf<T>(loaded: T): T {
  return (loaded as { default?: T }).default ?? loaded;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
