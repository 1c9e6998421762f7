/** The few kinds of words that are told apart in code, a line at a time and by simple rules. */
import type { TextRange } from './changed-words.js';

export interface SyntaxToken extends TextRange {
  readonly kind: 'comment' | 'string' | 'number' | 'keyword';
}

export interface Syntax {
  readonly pattern: RegExp;
  /** In lower case where `isCaseless`. */
  readonly keywords: ReadonlySet<string>;
  readonly isCaseless: boolean;
  /** Begins a line inside a comment of several lines. */
  readonly goesOn?: RegExp;
}

interface Rules {
  comments: readonly string[];
  strings?: readonly string[];
  keywords?: string;
  hasBlockComments?: boolean;
  isCaseless?: boolean;
}

const DOUBLE = '"(?:\\\\.|[^"\\\\])*"?';
const SINGLE = "'(?:\\\\.|[^'\\\\])*'?";
const BACK = '`(?:\\\\.|[^`\\\\])*`?';
/** One character, so that the mark of a lifetime is not taken for a string. */
const CHARACTER = "'(?:\\\\.[^']*|[^'\\\\])'";
const BLOCK = '/\\*(?:[^*]|\\*(?!/))*(?:\\*/)?';
const LINE = '//.*';
const HASH = '(?<![\\w$&])#.*';
const DASHES = '--.*';

const C_WORDS =
  'auto break case char class const constexpr continue default delete do double else enum extern ' +
  'false final float for goto if inline int long namespace new nullptr operator private protected ' +
  'public return short signed sizeof static struct switch template this throw true try typedef ' +
  'typename union unsigned using virtual void volatile while NULL bool';
const SCRIPT_WORDS =
  'abstract as async await break case catch class const continue debugger default delete do else ' +
  'enum export extends false finally for from function get if implements import in instanceof ' +
  'interface let new null of private protected public readonly return satisfies set static super ' +
  'switch this throw true try type typeof undefined var void while yield';
const JAVA_WORDS =
  'abstract boolean break byte case catch char class const continue default do double else enum ' +
  'extends final finally float for if implements import instanceof int interface internal is long ' +
  'namespace new null object override package private protected public readonly record return ' +
  'sealed short static string super switch this throw throws true false try using val var virtual ' +
  'void volatile when while fun data companion def trait match';

const C_LIKE: Rules = {
  comments: [BLOCK, LINE],
  strings: [DOUBLE, SINGLE],
  keywords: C_WORDS,
  hasBlockComments: true,
};
const SCRIPT: Rules = { ...C_LIKE, strings: [DOUBLE, SINGLE, BACK], keywords: SCRIPT_WORDS };
const SETTINGS: Rules = {
  comments: [HASH],
  strings: [DOUBLE, SINGLE],
  keywords: 'true false null yes no on off',
};

const RULES: readonly (readonly [extensions: string, rules: Rules])[] = [
  ['c h cc cpp cxx hh hpp hxx m mm', C_LIKE],
  ['ts tsx mts cts js jsx mjs cjs vue svelte', SCRIPT],
  ['java kt kts scala groovy gradle cs dart', { ...C_LIKE, keywords: JAVA_WORDS }],
  [
    'go',
    {
      ...SCRIPT,
      keywords:
        'break case chan const continue default defer else fallthrough false for func go goto if ' +
        'import interface iota map nil package range return select struct switch true type var',
    },
  ],
  [
    'rs',
    {
      ...C_LIKE,
      strings: [DOUBLE, CHARACTER],
      keywords:
        'as async await break const continue crate dyn else enum extern false fn for if impl in let ' +
        'loop match mod move mut pub ref return self Self static struct super trait true type unsafe ' +
        'use where while',
    },
  ],
  [
    'swift php',
    {
      ...C_LIKE,
      comments: [BLOCK, LINE, HASH],
      keywords:
        'as break case catch class continue default defer do echo else elseif enum extends extension ' +
        'false final for foreach func function guard if implements import in init inout interface is ' +
        'let namespace new nil null override private protected protocol public return self static ' +
        'struct super switch this throw throws trait true try use var where while',
    },
  ],
  [
    'py pyi',
    {
      comments: [HASH],
      strings: ['"""(?:[^"]|"(?!""))*(?:""")?', "'''(?:[^']|'(?!''))*(?:''')?", DOUBLE, SINGLE],
      keywords:
        'and as assert async await break case class continue def del elif else except False finally ' +
        'for from global if import in is lambda match None nonlocal not or pass raise return self ' +
        'True try while with yield',
    },
  ],
  [
    'rb rake ex exs cr',
    {
      comments: [HASH],
      strings: [DOUBLE, SINGLE],
      keywords:
        'and begin break case class def defmodule do else elsif end ensure false fn for if in module ' +
        'next nil not or private raise rescue return self super then true unless until when while ' +
        'yield',
    },
  ],
  [
    'sh bash zsh fish ksh',
    {
      comments: [HASH],
      strings: [DOUBLE, "'[^']*'?"],
      keywords:
        'case do done elif else esac exit export fi for function if in local readonly return select ' +
        'set shift then trap unset until while',
    },
  ],
  [
    'sql',
    {
      comments: [DASHES, BLOCK],
      isCaseless: true,
      strings: ["'[^']*'?", DOUBLE],
      keywords:
        'add all alter and as asc begin between by case column commit constraint create default ' +
        'delete desc distinct drop else end exists foreign from full group having if in index inner ' +
        'insert into is join key left like limit not null on or order outer primary references right ' +
        'rollback select set table then union unique update values view when where with',
    },
  ],
  [
    'lua hs elm',
    {
      comments: [DASHES],
      strings: [DOUBLE, SINGLE],
      keywords:
        'and break case class data do else elseif end false for function if import in instance let ' +
        'local module nil not of or repeat return then true type until where while',
    },
  ],
  ['css scss less', { ...C_LIKE, keywords: '' }],
  ['json jsonc json5', { ...C_LIKE, keywords: 'true false null' }],
  ['yaml yml toml ini cfg conf properties env', SETTINGS],
  ['html htm xml svg', { comments: ['<!--(?:[^-]|-(?!->))*(?:-->)?'], strings: [DOUBLE] }],
];

const NAMES: Readonly<Record<string, string>> = {
  dockerfile: 'sh',
  makefile: 'sh',
  gemfile: 'rb',
  rakefile: 'rb',
  '.gitignore': 'yaml',
};

const made = new Map<Rules, Syntax>();

/** The rules for a file by its name; undefined where none are known, as for prose. */
export function syntaxOf(path: string): Syntax | undefined {
  const name = (path.split('/').at(-1) ?? '').toLowerCase();
  const extension = NAMES[name] ?? (name.includes('.') ? (name.split('.').at(-1) ?? '') : '');
  const rules = RULES.find(([extensions]) => extensions.split(' ').includes(extension))?.[1];
  if (!rules) return undefined;
  const known = made.get(rules) ?? makeSyntax(rules);
  made.set(rules, known);
  return known;
}

function makeSyntax(rules: Rules): Syntax {
  const { comments, strings = [], keywords = '', hasBlockComments, isCaseless = false } = rules;
  const group = (name: string, parts: readonly string[]) =>
    parts.length > 0 ? [`(?<${name}>${parts.join('|')})`] : [];
  const parts = [
    ...group('comment', comments),
    ...group('string', strings),
    '(?<number>(?<![\\w$])(?:0[xob][\\da-f_]+|\\d[\\d_]*(?:\\.\\d+)?(?:e[+-]?\\d+)?)\\w*)',
    '(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)',
  ];
  return {
    pattern: new RegExp(parts.join('|'), 'giu'),
    keywords: new Set(keywords.split(' ')),
    isCaseless,
    ...(hasBlockComments && { goesOn: /^\s*\*(?:[\s/]|$)/ }),
  };
}

/** Longer lines are left as they are: nobody wrote them. */
const LONGEST = 1_000;

/** The tokens of one line in order. */
export function tokensOf(text: string, syntax: Syntax | undefined): SyntaxToken[] {
  if (!syntax || text.length > LONGEST) return [];
  if (syntax.goesOn?.test(text)) return [{ kind: 'comment', start: 0, end: text.length }];
  const tokens: SyntaxToken[] = [];
  for (const match of text.matchAll(syntax.pattern)) {
    const kind = kindOf(match, syntax);
    if (kind) tokens.push({ kind, start: match.index, end: match.index + match[0].length });
  }
  return tokens;
}

function kindOf(
  match: RegExpMatchArray,
  { keywords, isCaseless }: Syntax,
): SyntaxToken['kind'] | undefined {
  const { comment, string, number, word } = match.groups ?? {};
  if (comment !== undefined) return 'comment';
  if (string !== undefined) return 'string';
  if (number !== undefined) return 'number';
  if (word === undefined) return undefined;
  return keywords.has(isCaseless ? word.toLowerCase() : word) ? 'keyword' : undefined;
}
