import { printable } from '../../core/text.js';

/** What became of one ref of a push. */
export interface PushedRef {
  /** ` ` moved on, `+` forced, `-` deleted, `*` new, `=` up to date, `!` rejected. */
  flag: string;
  from: string;
  to: string;
  /** `[rejected]`, `[new branch]` or the two tips. */
  summary: string;
  /** What git gives in brackets behind it, or ''. */
  reason: string;
}

/**
 * The rows of `git push --porcelain`; other lines (`To …`, `Done`) are left out.
 * https://git-scm.com/docs/git-push#_output
 */
export function parsePush(output: string): PushedRef[] {
  return output.split('\n').flatMap((line): PushedRef[] => {
    const [flag = '', refs = '', words = ''] = line.split('\t');
    const [from, to] = refs.split(':');
    if (!/^[ +*=!-]$/.test(flag) || from === undefined || to === undefined) return [];
    // No pattern: a server that writes many brackets would keep it busy for minutes.
    const bracket = words.endsWith(')') ? words.indexOf(' (') : -1;
    const summary = bracket < 0 ? words : words.slice(0, bracket);
    const reason = bracket < 0 ? '' : words.slice(bracket + ' ('.length, -1);
    return [{ flag, from, to, summary, reason }];
  });
}

/** Lines that the server wrote, as git passes them on, without the escapes that clear a line. */
export function serverWords(stderr: string): string[] {
  return stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith('remote:'))
    .map((line) => printable(line.slice('remote:'.length).replaceAll('\x1b[K', '')))
    .filter((line) => line !== '');
}
