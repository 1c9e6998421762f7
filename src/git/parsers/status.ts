import { splitNul, UnexpectedOutput } from './fields.js';

/** One file of `git status --porcelain=v2 -z`. */
export interface StatusFile {
  kind: 'changed' | 'conflicted' | 'untracked' | 'ignored';
  path: string;
  /** Former path of a rename or copy. */
  from?: string;
  /** Letters of the index and of the work tree, `.` = unchanged; `?` and `!` for the untracked. */
  index: string;
  worktree: string;
  /** State of a submodule: `S` + commit, tracked, untracked flags; absent for files. */
  submodule?: string;
  /** Object in the index; absent for untracked files and conflicts. */
  indexOid?: string;
}

export interface ParsedStatus {
  branch?: string;
  oid?: string;
  files: StatusFile[];
}

/**
 * Output of `git status --porcelain=v2 -z --branch`.
 * https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
export function parseStatus(output: string | Buffer): ParsedStatus {
  const fields = splitNul(output);
  const status: ParsedStatus = { files: [] };
  for (let i = 0; i < fields.length; i += 1) {
    const field = fields[i] ?? '';
    switch (field[0]) {
      case '#':
        parseHeader(field, status);
        break;
      case '1':
        status.files.push(changedFile(field, 8));
        break;
      case '2':
        i += 1;
        status.files.push({ ...changedFile(field, 9), from: fields[i] ?? '' });
        break;
      case 'u':
        status.files.push({ ...changedFile(field, 10), kind: 'conflicted' });
        break;
      case '?':
      case '!':
        status.files.push({
          kind: field[0] === '?' ? 'untracked' : 'ignored',
          path: field.slice(2),
          index: field[0],
          worktree: field[0],
        });
        break;
      default:
        throw new UnexpectedOutput('status', field);
    }
  }
  return status;
}

function parseHeader(field: string, status: ParsedStatus): void {
  const [, name, value = ''] = /^# (\S+) (.*)$/s.exec(field) ?? [];
  if (name === 'branch.oid' && value !== '(initial)') status.oid = value;
  if (name === 'branch.head' && value !== '(detached)') status.branch = value;
}

/** `wordsBeforePath` counts the fields that the manual lists before the path. */
function changedFile(field: string, wordsBeforePath: number): StatusFile {
  const words = field.split(' ');
  const xy = words[1] ?? '';
  if (words.length <= wordsBeforePath || xy.length !== 2) {
    throw new UnexpectedOutput('status', field);
  }
  const submodule = words[2] ?? 'N...';
  const indexOid = words[0] === 'u' ? undefined : words[7];
  return {
    kind: 'changed',
    path: words.slice(wordsBeforePath).join(' '),
    index: xy[0] ?? '.',
    worktree: xy[1] ?? '.',
    ...(submodule.startsWith('S') ? { submodule } : {}),
    ...(indexOid === undefined ? {} : { indexOid }),
  };
}
